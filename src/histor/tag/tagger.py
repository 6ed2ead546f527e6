"""One pass of the model over a text: `Tagger.tag` gives the frames, mentions and links of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np

from histor.records import COUNT_ROLES, EVENT_ROLES, STANCES, STATUSES, Frame, Mention, Span, Spans, Tagging
from histor.tag import decode, pairs
from histor.tag.decode import Floats, Run
from histor.tag.labels import ROOTS, SECTORS, TYPES
from histor.tag.model import FOLDER, Model, load, wanted
from histor.tag.pairs import joined
from histor.tag.passages import Passage, passages
from histor.tag.pieces import FEATURES, Ints, Pieces, pieces
from histor.tag.windows import EVENT_REACH, LONG_REACH, VOICE_REACH, Windows, string_features, windows

Guideline = Literal["histor", "polnear"]
GUIDELINES: tuple[Guideline, ...] = ("histor", "polnear")
CLS, SEP = 101, 102
PAIRED_BACK = 40  # a mention is compared with at most so many before it, as in training
WIDTH = 384
"""Numbers of a vector of the encoder."""
LEAST = 0.05  # sectors and links below this probability are not listed

Seen = dict[Span, tuple[Floats, Floats]]  # a mention's sector scores and vector


@dataclass(frozen=True, slots=True)
class PairScores:
    """For a marked pair: probabilities of the root classes, and that the relation is conflict, not cooperation."""

    types: dict[str, float]
    conflict: float


class Types(Protocol):
    """Event types besides PLOVER's that `Tagger.tag` is to find (`histor.own.senses.Senses`)."""

    def apply(
        self,
        cut: Pieces,
        passage: Passage,
        words: Floats,
        scores: Floats,
        events: list[Frame],
        read: Callable[[Sequence[Run]], list[Frame]],
    ) -> list[Frame]:
        """The events of a passage in place of ``events``; ``read`` gives events, of some type, at runs of its words."""
        ...


@dataclass(slots=True)
class _Anchor:
    start: int
    end: int
    p: float
    types: Floats | None = None


class Tagger:
    """The loaded model. Tagging has no state: one text gives one result, in whatever order texts come."""

    def __init__(self, model: Model) -> None:
        self.model = model

    @classmethod
    def load(cls, folder: Path = FOLDER, threads: int = 0) -> Tagger:
        """Load the shipped model, or the one in ``folder``; ``threads`` 0 uses every core. Raises ModelError."""
        return cls(load(folder, threads))

    @property
    def model_id(self) -> str:
        """Name and version of the model."""
        return self.model.name

    def tag(self, text: str, *, guideline: Guideline = "histor", types: Types | None = None) -> Tagging:
        """Frames, mentions and links of ``text``; ``guideline`` chooses whose span conventions voices follow.

        ``types`` has its say in what the events are.
        """
        return self.tag_and_read(text, guideline=guideline, types=types)[0]

    def tag_and_read(
        self, text: str, *, guideline: Guideline = "histor", types: Types | None = None
    ) -> tuple[Tagging, Pieces, Floats]:
        """`tag`, and what the same pass of the encoder gives beside it: the words of ``text``, their vectors (m, 384).

        A word has the vector of the passage that owns it.
        """
        cut = pieces(self.model.tokenizer, text)
        frames: list[Frame] = []
        seen: Seen = {}
        vectors = np.zeros((len(cut.first), WIDTH), dtype=np.float32)
        for passage in passages(cut):
            words, scores = self.read_words(cut, passage, GUIDELINES.index(guideline))
            low, high = passage.own_from - passage.first_word, passage.own_to - passage.first_word
            vectors[passage.own_from : passage.own_to] = words[low:high]
            frames += self._read(cut, passage, words, scores, GUIDELINES.index(guideline), seen, types)
        frames.sort(key=lambda f: (f.anchor, f.kind))
        spans = sorted(seen)
        mentions = tuple(map(Mention, spans, _likely([seen[s][0] for s in spans])))
        return Tagging(tuple(frames), mentions, self._links(text, cut, spans, seen)), cut, vectors

    def tag_many(self, texts: Iterable[str], *, guideline: Guideline = "histor") -> Iterator[Tagging]:
        """`tag` for one text after another."""
        for text in texts:
            yield self.tag(text, guideline=guideline)

    def pair_scores(self, text: str, source: Span | None, target: Span | None) -> PairScores:
        """Read the pair of ``source`` and ``target`` in ``text`` (at most one passage of it)."""
        cut = pieces(self.model.tokenizer, text)
        whole = passages(cut)[:1] or [Passage(0, 0, 0, 0, 0, 0)]
        ids, features = self._inputs(cut, whole[0])
        bounds = np.append(cut.first, len(cut.ids))
        masks = [np.zeros(ids.shape, dtype=np.float32) for _ in range(2)] + [np.ones(ids.shape, dtype=np.float32)]
        for k, span in enumerate((source, target)):
            if span is not None and span.end > span.start and len(cut.first):
                i, j = cut.words(*span)
                features[0, 1 + bounds[i] : 1 + bounds[j], 3] = k + 1
                masks[k][0, 1 + bounds[i] : 1 + bounds[j]] = 1
        vectors, _ = self._encode(ids, features, 0)
        feed = dict(zip(("vectors", "source", "target", "inside"), (vectors, *masks), strict=True))
        scores = self.model.sessions["pairs"].run(None, feed)[0][0]
        types = joined(decode.softmax(scores[:-1]), self._evidence(cut, whole[0], source, target))
        return PairScores(
            {r: float(p) for r, p in zip(ROOTS, types, strict=True)}, float(decode.sigmoid(scores[-1:])[0])
        )

    def _evidence(self, cut: Pieces, passage: Passage, source: Span | None, target: Span | None) -> Floats:
        """What the triggers of a passage say of a pair (roots,)."""
        words, scores = self.read_words(cut, passage)
        found = [_Anchor(*a) for a in decode.triggers(scores[:, 3:], pairs.LEAST)]
        if not found:
            return np.zeros(len(ROOTS), dtype=np.float32)
        reading = _Reading(self.model, cut, passage, words)
        roles, attributes, look = reading.heads(found, "event_roles", EVENT_REACH)
        own = decode.softmax(attributes[:, 9:25])
        both = [np.exp(a.types) * own[k] for k, a in enumerate(found) if a.types is not None]
        types = [t / t.sum() for t in both]
        return pairs.evidence(cut, roles, look, types, [a.p for a in found], source, target)

    def _inputs(self, cut: Pieces, passage: Passage) -> tuple[Ints, Ints]:
        n = passage.end - passage.start
        ids = np.concatenate([[CLS], cut.ids[passage.start : passage.end], [SEP]])[None]
        features = np.zeros((1, n + 2, len(FEATURES)), dtype=np.int64)
        features[0, 1 : n + 1, :3] = cut.features[passage.start : passage.end]
        return ids.astype(np.int64), features

    def _encode(self, ids: Ints, features: Ints, guideline: int) -> tuple[Floats, Floats]:
        feed = {"ids": ids, "features": features, "guideline": np.array([guideline], dtype=np.int64)}
        vectors, scores = self.model.sessions["encoder"].run(None, feed)
        return vectors, scores

    def read_words(self, cut: Pieces, passage: Passage, guideline: int = 0) -> tuple[Floats, Floats]:
        """Vectors (W, 384) and anchor scores (W, 21) of the words of a passage, in its order."""
        vectors, scores = self._encode(*self._inputs(cut, passage), guideline)
        at = 1 + cut.first[passage.first_word : passage.last_word] - passage.start
        return vectors[0, at], scores[0, at]

    def _read(
        self,
        cut: Pieces,
        passage: Passage,
        words: Floats,
        scores: Floats,
        guideline: int,
        seen: Seen,
        types: Types | None,
    ) -> list[Frame]:
        """The frames whose anchors the passage owns; mentions of their fillers are added to ``seen``."""
        low, high = passage.own_from - passage.first_word, passage.own_to - passage.first_word
        settings = self.model.settings
        least = dict(settings.cues).get(GUIDELINES[guideline], settings.cue)
        nested = least if guideline else settings.nested
        weak = decode.cues(scores[:, :3], nested) if nested < least else []
        told = decode.with_weaker(decode.cues(scores[:, :3], least), weak)
        cues = [_Anchor(*a) for a in told if low <= a[0] < high]
        found = decode.triggers(scores[:, 3:], settings.trigger)
        triggers = [_Anchor(*a) for a in found if low <= a[0] < high]
        reading = _Reading(self.model, cut, passage, words)
        events = reading.events(triggers)
        if types is not None:
            events = types.apply(cut, passage, words, scores, events, reading.events_at)
        frames = reading.voices(cues, least, nested) + events
        reading.add_mentions(frames, seen)
        return frames

    def _links(self, text: str, cut: Pieces, spans: list[Span], seen: Seen) -> tuple[tuple[int, int, float], ...]:
        if len(spans) < 2:
            return ()
        i, j = _neighbours(len(spans))
        starts = np.array([cut.words(*s)[0] for s in spans], dtype=np.int64)
        feed = {
            "vectors": np.stack([seen[s][1] for s in spans]),
            "i": i,
            "j": j,
            "strings": string_features([s.of(text) for s in spans], starts, i, j),
        }
        p = decode.sigmoid(self.model.sessions["links"].run(None, feed)[0])
        likely = np.flatnonzero(p >= LEAST)
        found = zip(i[likely].tolist(), j[likely].tolist(), p[likely].tolist(), strict=True)
        return tuple((first, second, round(sure, 4)) for first, second, sure in found)


def _neighbours(number: int) -> tuple[Ints, Ints]:
    """The pairs i < j of ``number`` mentions that are compared, by j and then by i."""
    later = np.arange(number, dtype=np.int64)
    back = np.minimum(later, PAIRED_BACK)
    j = np.repeat(later, back)
    i = np.arange(len(j), dtype=np.int64) - np.repeat(np.cumsum(back) - later, back)
    return i, j


def _bounds(anchors: Sequence[_Anchor]) -> tuple[Ints, Ints]:
    """First words of the anchors and the words after them (A,)."""
    start, end = (np.array([getattr(a, k) for a in anchors], dtype=np.int64) for k in ("start", "end"))
    return start, end


class _Reading:
    """What the heads make of the anchors of one passage."""

    def __init__(self, model: Model, cut: Pieces, passage: Passage, words: Floats) -> None:
        self.model, self.cut, self.first = model, cut, passage.first_word
        self.words = words
        self.sentence = cut.sentence[passage.first_word : passage.last_word]
        self.bias, self.cost = dict(model.settings.bias), dict(model.settings.cost)
        self.least = dict(model.settings.types)

    def heads(self, anchors: list[_Anchor], roles: str, reach: int) -> tuple[Floats, Floats, Windows]:
        """Scores of ``roles`` for the rows of the anchors' windows, their attributes, and the windows."""
        start, end = _bounds(anchors)
        low = np.zeros_like(start)
        look = windows(start, end, low, low + len(self.words), self.sentence, reach)
        feed = {
            "words": self.words,
            "start": start,
            "end": end,
            "voice": low + (roles == "voice_roles"),
            "anchor": look.anchor,
            "index": look.index,
            "valid": look.valid,
            "place": look.place,
        }
        scores, attributes = self.model.sessions["heads"].run([roles, "attributes"], feed, wanted())
        return scores, attributes, look

    def _span(self, i: int, j: int) -> Span:
        return Span(int(self.cut.starts[self.first + i]), int(self.cut.ends[self.first + j - 1]))

    def _roles(self, filled: dict[str, list[Run]]) -> dict[str, Spans]:
        return {role: tuple(self._span(i, j) for i, j in found) for role, found in filled.items()}

    def voices(self, anchors: list[_Anchor], cue: float, nested: float) -> list[Frame]:
        """Frames of cues that stand (`decode.standing`)."""
        if not anchors:
            return []
        main, to, sure, attributes = self._told(anchors, VOICE_REACH)
        long = [k for k, a in enumerate(anchors) if self._goes_on(a, main[k].get("content", []))]
        if long:
            again = self._told([anchors[k] for k in long], LONG_REACH)
            for k, more, addressed, trust in zip(long, *again[:3], strict=True):
                main[k], to[k], sure[k] = more, addressed, trust
        stances = attributes[:, :4].argmax(axis=1)
        weights = self.model.settings.voice_confidence
        contents = [m.get("content", []) for m in main]
        kept = decode.standing([(a.start, a.end, a.p) for a in anchors], contents, cue, nested)
        return [
            Frame(
                "voice",
                self._span(anchors[k].start, anchors[k].end),
                None,
                self._roles(main[k] | to[k]),
                {"stance": STANCES[stances[k]]},
                decode.confidence(anchors[k].p, float(sure[k]), weights),
            )
            for k in kept
        ]

    def _told(
        self, anchors: list[_Anchor], reach: int
    ) -> tuple[list[dict[str, list[Run]]], list[dict[str, list[Run]]], Floats, Floats]:
        """Sources and contents of cues, their addressees, the mean probability of both first, the attributes."""
        roles, attributes, look = self.heads(anchors, "voice_roles", reach)
        main, sure = decode.sure_role_runs(roles[:, :5], look, ("source", "content"), self.bias, self.cost)
        to = decode.role_runs(roles[:, 5:], look, ("to",), self.bias, self.cost)
        return main, to, sure, attributes

    def _goes_on(self, anchor: _Anchor, content: list[Run]) -> bool:
        """Whether a content ends where the window does, and the passage goes on."""
        low, high = anchor.start - VOICE_REACH, anchor.start + VOICE_REACH
        return any((i == low and i > 0) or (j == high and j < len(self.words)) for i, j in content)

    def events(self, anchors: list[_Anchor]) -> list[Frame]:
        """Frames of triggers."""
        if not anchors:
            return []
        roles, attributes, look = self.heads(anchors, "event_roles", EVENT_REACH)
        main = decode.role_runs(roles[:, :9], look, EVENT_ROLES, self.bias, self.cost)
        counts = decode.layer_runs(roles[:, 9:], look, COUNT_ROLES)
        settings = self.model.settings
        kinds = self._kinds(anchors, attributes)
        status, modes = self._details(anchors, kinds, attributes)
        back = decode.sigmoid(attributes[:, 8])
        out = []
        for k, (a, (number, sure)) in enumerate(zip(anchors, kinds, strict=True)):
            kind = TYPES[number]
            if a.p < self.least.get(kind, 0.0):
                continue
            mode = decode.mode(modes[k], kind, settings.modeless)
            described = {"status": STATUSES[status[k]], "background": str(bool(back[k] >= settings.background)).lower()}
            if mode:
                described["mode"] = mode
            span = self._span(a.start, a.end)
            spans = self._roles(main[k] | counts[k])
            trust = decode.confidence(a.p, sure, settings.event_confidence)
            out.append(Frame("event", span, kind, spans, described, trust))
        return out

    def _kinds(self, anchors: list[_Anchor], attributes: Floats) -> list[tuple[int, float]]:
        """The type of each event, by number, and its probability."""
        share = self.model.settings.type_weight
        own = np.log(decode.softmax(attributes[:, 9:25]) + 1e-9)
        out = []
        for k, a in enumerate(anchors):
            assert a.types is not None
            weighed = (1 - share) * a.types + share * own[k]
            best = int(weighed.argmax())
            out.append((best, float(np.exp(weighed[best]))))
        return out

    def _details(
        self, anchors: list[_Anchor], kinds: list[tuple[int, float]], attributes: Floats
    ) -> tuple[Ints, Floats]:
        """The number of each event's status (A,), and scores of the modes (A, modes)."""
        start, end = _bounds(anchors)
        feed = {"words": self.words, "start": start, "end": end, "kind": np.array([number for number, _ in kinds])}
        status, modes = self.model.sessions["details"].run(None, feed)
        return (attributes[:, 4:8] + status).argmax(axis=1), modes

    def events_at(self, at: Sequence[Run]) -> list[Frame]:
        """Frames of events at runs [i, j) of the passage's words, whatever their type."""
        return self.events([_Anchor(i, j, 1.0, np.zeros(len(TYPES), dtype=np.float32)) for i, j in at])

    def add_mentions(self, frames: list[Frame], seen: Seen) -> None:
        """Read sectors and vectors of every source, addressee, actor and recipient not seen before."""
        roles = ("source", "to", "actor", "recipient")
        new = sorted({s for f in frames for r in roles for s in f.roles.get(r, ())} - set(seen))
        if not new:
            return
        at = np.array([self.cut.words(*s) for s in new], dtype=np.int64) - self.first
        feed = {"words": self.words, "start": at[:, 0], "end": at[:, 1]}
        sectors, vectors = self.model.sessions["mentions"].run(None, feed)
        for k, span in enumerate(new):
            seen[span] = (sectors[k], vectors[k])


def _likely(scores: Sequence[Floats]) -> list[tuple[tuple[str, float], ...]]:
    """Of each mention the sectors above `LEAST`, best first."""
    if not scores:
        return []
    p = decode.sigmoid(np.stack(scores))
    found: list[list[tuple[float, int]]] = [[] for _ in scores]
    for row, k in zip(*(at.tolist() for at in np.nonzero(p >= LEAST)), strict=True):
        found[row].append((-float(p[row, k]), k))
    return [tuple((SECTORS[k], round(-worth, 4)) for worth, k in sorted(likely)) for likely in found]
