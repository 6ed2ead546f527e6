"""Fuller names that the text itself has: of a surname the whole name, of an acronym what it stands for.

>>> fuller_name("In 2016 Ana Lopez ran. Lopez lost.", "Lopez")
'Ana Lopez'
>>> spelled_out("The Coastal Fishers Union (CFU) met. CFU members left.", "CFU")
'Coastal Fishers Union'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from histor.code.naming import parse
from histor.code.tables import word_set

_PARTICLES = word_set("al el bin de da dos van von del der den le la")
_GIVEN = rf"(?:[^\W\d_a-z][\w.'’-]*[ \u00a0]){{1,5}}(?:(?:{'|'.join(sorted(_PARTICLES))}) ){{0,2}}"
_FIRST_LETTER = re.compile(r"[^\W\d_a-z]")  # of a name
_SENTENCE_END = re.compile(r"[^\W\d_]{4,}\.$")  # of a run over the end of a sentence: "to Saudi. Lopez"
_CAPITALS = re.compile(r"[A-Z][A-Z&.-]{1,9}")
# What a report itself shortens, in brackets: "the Coastal Fishers Union (CFU)", "… Center for Human Rights (Cenidh)".
_LONG_FORM = re.compile(
    r"((?:[A-Z][\w’'.&-]*[ \u00a0])(?:(?:(?:of|for|and|the|on|in|de|&|to)[ \u00a0]){0,2}[A-Z][\w’'.&-]*,?[ \u00a0]){1,9})"
    r"[(]([A-Z][\w&.-]{1,11})[)]"
)
_BEFORE_BRACKET = 120  # characters before an acronym in brackets in which the name stands
_MOST = 8  # places in the text at which a fuller name is looked for
_NO_NAMES = word_set(
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April June July September October "
    "November December A An And As At But By For From He Her His How If In It Its Later Like Meanwhile No Not On Or Our "
    "Across Alongside Amid Although Among Around Because Before Behind Besides Both Despite During Each Earlier Even Every "
    "Following Former Given Having Here However Instead Just Last Let Many Maybe More Most Mr Mrs Ms Neither Next Nor Now "
    "Once Only Or Other Perhaps Plus Second First Several Some Such Than Thank Though Through Throughout Thus Under Unless "
    "Unlike Until Upon Us Versus Via Vs Was Were Whether Which Whose Within Without Would Yes Yesterday "
    "Rep Sen She Since So Still That The Their Then There They This To Today We What When Where While Who Why With Yet You"
)
# What a place that bears somebody's name is: "King Omar Bridge".
_PLACES = word_set(
    "Airport Avenue Bridge Gate Hospital Mosque Palace Park Port Prize Road Square Stadium Street Tower University"
)
_SMALL = frozenset(["of", "for", "and", "the", "de", "in", "on", "&", "to"])


@lru_cache(maxsize=512)
def _before(surname: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-]){_GIVEN}{re.escape(surname)}(?![\w-])")


@lru_cache(maxsize=512)
def _after(given: str) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w'’-]){re.escape(given)} (?:(?:al|el|bin|de|van|von|der)[ -])?[^\W\d_a-z][\w'’-]+(?![ \u00a0][A-Z]|[\w-])"
    )


@lru_cache(maxsize=256)
def fuller_name(text: str, surname: str) -> str:
    """The one longer name of a person in ``text`` that ends with ``surname``; the surname where there is none or more."""
    found: set[str] = set()
    if not surname[:1].isupper() or len(surname) > 40:
        return surname
    runs = _before(surname).finditer(text) if _follows_name(text, surname) else ()
    for number, match in enumerate(runs):
        parsed = parse(_without_first_words(text, match.group()))
        words = parsed.words
        if parsed.kind == "person" and 1 < len(words) <= 4 and words[-1] == surname and not set(words) & _NO_NAMES:
            found.add(parsed.name)
        if number == _MOST:
            break
    longest = max(found, key=lambda name: (len(name), name), default="")
    if not longest:
        return _by_given_name(text, surname)
    return longest if all(set(name.split()) <= set(longest.split()) for name in found) else surname


def _follows_name(text: str, surname: str) -> bool:
    """Whether what may be a given name or a particle stands before ``surname``: a quick look before the slow one."""
    at = text.find(surname, 1)
    while at >= 0:
        if text[at - 1] in " \u00a0":
            word = text[max(text.rfind(" ", 0, at - 1), text.rfind("\u00a0", 0, at - 1)) + 1 : at - 1]
            if word in _PARTICLES or _FIRST_LETTER.search(word):
                return True
        at = text.find(surname, at + 1)
    return False


def _by_given_name(text: str, given: str) -> str:
    """The one full name in ``text`` that begins with ``given``: of "Ana" Ana Lopez; ``given`` where there is none or more."""
    found = set()
    runs = _after(given).finditer(text) if f"{given} " in text else ()
    for number, match in enumerate(runs):
        parsed = parse(match.group())
        if parsed.kind == "person" and parsed.name == match.group() and not set(parsed.words) & (_NO_NAMES | _PLACES):
            found.add(parsed.name)
        if number == _MOST:
            break
    return found.pop() if len(found) == 1 else given


def _without_first_words(text: str, run: str) -> str:
    """``run`` without capitalised words before the name: those that are known, or that ``text`` has in small letters."""
    words = run.split()
    ends = [i for i, word in enumerate(words[:-1]) if _SENTENCE_END.fullmatch(word)]
    words = words[ends[-1] + 1 :] if ends else words
    while len(words) > 1 and (
        words[0] in _NO_NAMES
        or words[0].endswith(("ing", "-"))
        or (words[0].lower() in text and re.search(rf"\b{re.escape(words[0].lower())}\b", text))
    ):
        del words[0]
    return " ".join(words)


def spelled_out(text: str, short: str) -> str:
    """The name before the first "(CFU)" in ``text`` that has those initials or is in capitals, else ``short``.

    >>> spelled_out("The Popular Union (UP) is led by the Coastal Center for Rights (Cocri).", "Cocri")
    'Coastal Center for Rights'
    """
    return _by_initials(text, short) or _long_forms(text).get(short, short)


@lru_cache(maxsize=64)
def _long_forms(text: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for match in _LONG_FORM.finditer(text):
        name = " ".join(match[1].split()).removeprefix("The ").rstrip(",")
        if " " in name and _may_shorten(match[2], name) and parse(name).kind == "organisation":
            found.setdefault(match[2], name)
    return found


def _may_shorten(short: str, name: str) -> bool:
    """Whether ``short`` begins as a word of ``name`` does and half of its letters begin words of it."""
    initials = {word[0] for word in name.split()}
    letters = [letter for letter in short.upper() if letter.isalpha()]
    return letters[0] in initials and 2 * sum(letter in initials for letter in letters) >= len(letters)


def _by_initials(text: str, acronym: str) -> str | None:
    at = text.find(f"({acronym})") if _CAPITALS.fullmatch(acronym) else -1
    if at < 0:
        return None
    words = text[max(0, at - _BEFORE_BRACKET) : at].split()
    letters = [letter for letter in acronym if letter.isalpha()]
    for size in range(min(len(words), 2 * len(letters)), len(letters) - 1, -1):
        run = words[-size:]
        initials = [word[0] for word in run if word not in _SMALL]
        if run[0] not in _SMALL and initials == letters and not any(word.endswith((",", ".", ";")) for word in run):
            return " ".join(run)
    return None


@lru_cache(maxsize=256)
def with_initials(text: str, acronym: str) -> str | None:
    """The first run of words in ``text`` whose capitals are the letters of ``acronym``, two letters or more.

    >>> with_initials("Forces of the Rapid Support Forces left. The RSF denied it.", "RSF")
    'Rapid Support Forces'
    """
    letters = [letter for letter in acronym if letter.isalpha()]
    if not _CAPITALS.fullmatch(acronym) or len(letters) < 2:
        return None
    found = _initials("".join(letters)).search(text)
    return found.group() if found else None


@lru_cache(maxsize=512)
def _initials(letters: str) -> re.Pattern[str]:
    joints = r"[ \u00a0](?:(?:of|for|and|the|de|in|on|&|to)[ \u00a0]){0,2}"
    first, *others = (rf"{letter}[\w’'-]*[a-z][\w’'-]*" for letter in letters)
    # The letter before what says that a word begins with it: the search then jumps from one such letter to the next.
    return re.compile(joints.join([rf"{letters[0]}(?<!\w{letters[0]}){first[1:]}", *others]) + r"\b")
