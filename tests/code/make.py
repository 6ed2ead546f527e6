"""Reports and frames for tests, written with the words themselves in place of offsets."""

import hashlib

from histor.records import Coder, Dropped, Frame, Mention, Report, Span, Tagging

CODER = Coder("0", "test", "plover-2.0")


def at(text, words, nth=0):
    """The span of the ``nth`` occurrence of ``words``."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return Span(start, start + len(words))


def report(text, dropped=()):
    gone = tuple(Dropped(at(text, words), words, "test") for words in dropped)
    return Report("r", text, hashlib.sha256(text.encode()).hexdigest(), dropped=gone)


def spans(text, words):
    """Spans of one or several pieces of text; a pair (words, n) means the n-th occurrence."""
    pieces = words if isinstance(words, list) else [words]
    return tuple(at(text, *piece) if isinstance(piece, tuple) else at(text, piece) for piece in pieces)


def voice(text, cue, content, source=None, to=None, stance="affirm", confidence=0.9):
    roles = {"content": content, "source": source, "to": to}
    found = {role: spans(text, words) for role, words in roles.items() if words}
    return Frame("voice", spans(text, cue)[0], None, found, {"stance": stance}, confidence)


def event(text, trigger, kind, confidence=0.9, attributes=None, **roles):
    found = {role: spans(text, words) for role, words in roles.items() if words}
    return Frame("event", spans(text, trigger)[0], kind, found, attributes or {"status": "actual"}, confidence)


def tagging(frames, mentions=(), links=()):
    return Tagging(tuple(frames), tuple(Mention(span) for span in mentions), tuple(links))
