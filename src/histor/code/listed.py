"""Bodies of the table of organisations in the words of a mention.

>>> listed("Xinhua news agency").name, listed("Lebanon's Hezbollah").name, fighters_of("Taliban fighters").name
('Xinhua News Agency', 'Hezbollah', 'Taliban')
"""

from __future__ import annotations

import re

from histor.code import actors
from histor.code.actors import Listed
from histor.code.countries import countries
from histor.code.stripped import OUTER

# Those who fight for an armed group are that group.
_FIGHTERS = re.compile(
    r" (?:fighters|militants|militiamen|insurgents|terrorists|rebels|gunmen|forces|soldiers|troops|members|guerrillas|jihadists)$"
)
_GENERIC_PREFIX = re.compile(
    r"(?:(?:state|official|news|semi-official|local|private|government|broadcaster|newspaper|agency|network|television"
    r"|channel|website|daily|magazine|militant|terrorist|terror|rebel|group|movement|party|extremist|jihadist|the"
    r"|organization|organisation|watchdog|US|UK|U\.S\.|American|British) )+(?=[A-Z\"“‘]|al-)"
)
_GENERIC_SUFFIX = re.compile(
    r"(?: (?:news|agency|newspaper|television|group|website|channel|network|militant|terrorist|terror|organization"
    r"|organisation|movement|magazine|daily|report|report said))+$"
)
_MEMBERS = re.compile(r"(?i)^(?:members|elements|representatives) of (?:the )?(?=[A-Z])")
_HERE = re.compile(r" (?:in|at|near) (?:the )?[A-Z][\w’' -]+$")
_OWNED_BODY = re.compile(r"^.{2,60}['’]s (?=[A-Z])")
_OF_COUNTRY = re.compile(r"(\S+?)(?:[’']s)? (?=[A-Z]|al-)")  # "Lebanon's Hezbollah"


_BRITISH = "Centre Defence Defences Labour Programme Organisation Organisations Theatre Harbour"
_AMERICAN = "Center Defense Defenses Labor Program Organization Organizations Theater Harbor"
_SPELLINGS = {
    word: other for pair in zip(_BRITISH.split(), _AMERICAN.split(), strict=True) for word, other in (pair, pair[::-1])
}
_SPELT = re.compile(rf"\b(?:{'|'.join(_SPELLINGS)})\b")


def _respelt(body: str) -> str:
    """``body`` in the other of British and American spelling.

    >>> _respelt("Ministry of Defense")
    'Ministry of Defence'
    """
    return _SPELT.sub(lambda word: _SPELLINGS[word[0]], body)


def listed(body: str) -> Listed | None:
    """The body that ``body`` means, with a general word, its owner, its members or where it is, or without."""
    table = actors.organisations()
    bare = _GENERIC_SUFFIX.sub("", body)
    forms = (body, f"the {body}", bare, _GENERIC_PREFIX.sub("", bare))
    for form in dict.fromkeys((*forms, *map(_respelt, forms))):
        found = table.get(form.strip(OUTER))
        if found:
            return found
    first = _OF_COUNTRY.match(body)
    if first and countries().words.get(first[1]):
        return listed(body[first.end() :])
    for around in (_MEMBERS, _HERE, _OWNED_BODY):
        inner = around.sub("", body)
        found = table.get(inner) if inner != body else None
        # "al-Qaeda in Mali" is a branch of its own.
        if found and not (around is _HERE and found.sector[:1] == ("REB",)):
            return found
    return None


def fighters_of(body: str) -> Listed | None:
    """The listed armed group whose fighters ``body`` are."""
    fighters = _FIGHTERS.search(body)
    armed = listed(body[: fighters.start()]) if fighters else None
    return armed if armed and armed.sector[:1] in (("REB",), ("PRM",)) else None
