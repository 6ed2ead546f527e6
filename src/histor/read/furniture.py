"""The rules by which boilerplate.py tells a page's furniture from its news.

Two sorts: *bags*, for lines that are made of a few words in any order ("Share on Facebook or print this page"), and
*patterns*, for those that have a shape ("Photo: A. Name/Agency"). Both speak of the whole line. All patterns are
linear: no repeat stands inside a repeat, and every gap has an upper bound.
"""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import re
from dataclasses import dataclass

_NETWORK_WORDS = frozenset(
    """facebook twitter whatsapp telegram instagram linkedin pinterest reddit youtube tiktok google tumblr messenger
    viber threads bluesky flipboard pocket email e-mail mail sms rss fb x""".split()
)
_DATE_WORDS = frozenset(
    """jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october nov
    november dec december mon monday tue tues tuesday wed wednesday thu thurs thursday fri friday sat saturday sun sunday
    am pm a.m p.m gmt utc est edt et ist bst cet pst pdt at on hours hour hrs minutes minute mins days day ago # # th""".split()
)
_FILLERS = frozenset(
    """a an the this that these your our us we you it to on via with by for from of in at and or more now here today
    please can all up out # <url>""".split()
)
_NETWORK = r"(?:Facebook|Twitter|X|WhatsApp|Telegram|Instagram|LinkedIn|YouTube|TikTok|Google News|Threads|Bluesky)"
_AGENCY = (
    r"(?:Reuters|REUTERS|AP|AFP|EPA|UPI|Xinhua|Getty(?: Images)?|(?:The )?Associated Press|Bloomberg|Shutterstock|Anadolu"
    r"|AA|TASS|Sputnik|DPA|dpa|PTI|ANI|IRNA|Fars News|Tasnim|Alamy|iStock|Flickr|Wikimedia Commons|PA|VOA)"
)
_SITE = (
    r"(?:https?://[^\s<>]+|www\.[^\s<>]+|(?:[a-z0-9-]+\.){1,3}(?:com|org|net|info|news|tv|gov|edu|eu|uk|ir|in|au|za|ca)"
    r"(?:/[^\s<>]*)?)"
)
_URL = re.compile(rf"\b{_SITE}", re.IGNORECASE)
_DOTTED = re.compile(r"\.\w|://")  # what every _URL has, and few lines
_WORD = re.compile(r"<url>|[^\W\d_]+(?:[.'’-][^\W\d_]+)*|\d[\d,.:/]*|@\w+")


@dataclass(frozen=True, slots=True)
class _Bag:
    """A line of at most ``most`` words, all of them in ``words``, at least one of them in ``needs``."""

    why: str
    needs: frozenset[str]
    words: frozenset[str]
    most: int = 14
    some: int = 1

    def fits(self, words: list[str]) -> bool:
        return (
            0 < len(words) <= self.most
            and sum(word in self.needs for word in words) >= self.some
            and all(word in self.words or word in self.needs or word in _FILLERS for word in words)
        )


def _bag(why: str, needs: str, words: str = "", *, networks: bool = False) -> _Bag:
    return _Bag(why, frozenset(needs.split()), frozenset(words.split()) | (_NETWORK_WORDS if networks else frozenset()))


_BAGS = (
    _bag(
        "share line",
        "share shares sharing tweet tweets retweet print forward bookmark",
        """article story post page friends link read like likes email save send report video photo item thoughts button
        top tools options buttons news others social media comment comments copy follow republish""",
        networks=True,
    ),
    _Bag("share line", _NETWORK_WORDS, frozenset("like share follow comment print".split()), some=3),
    _bag("follow line", "follow join like", "@ page channel news latest updates author reporter group", networks=True),
    _bag(
        "subscription line",
        "subscribe subscription newsletter newsletters register registered login sign log subscribers",
        """get receive free in into account continue reading read daily weekly morning evening alerts breaking news email
        e-mail inbox updates latest stories story full digital access content website channel podcast briefing mailing
        list already subscriber member not join create have address enter best top article unlimited privacy policy
        delivered straight directly every week month headlines exclusive benefits start trial become create account""",
        networks=True,
    ),
    _bag(
        "comment line",
        "comment comments reply replies discussion conversation",
        "no add leave post view show hide read join write see be first are is closed off disabled section policy below what"
        " do think have say share load",
    ),
    _bag(
        "advertisement", "advertisement advertisements advertorial sponsored", "content link links post story paid ad"
    ),
    _bag("advertisement", "ad ads", "scroll continue article continues after below reading remove skip google story"),
    _bag(
        "page furniture",
        "published updated posted modified issued publish",
        " ".join(("last first date time be", *_DATE_WORDS)),
    ),
    _bag("page furniture", "read reading listen watch", "min mins minute minutes time article story live audio #"),
    _bag(
        "pointer to other reports",
        "more next previous back related recommended trending load skip continue",
        """also see show view latest popular viewed stories story articles article reading news coverage posts topics links content top home read main on most
        gallery photos videos headlines contents page you may like full in category section next previous""",
    ),
    _bag(
        "copyright line",
        "terms privacy copyright cookies cookie sitemap",
        "use service policy conditions contact about advertise site map reserved rights settings careers help faq feedback",
    ),
)

_NEEDED = frozenset().union(*(bag.needs for bag in _BAGS))
_BAGGED = _FILLERS.union(*(bag.words | bag.needs for bag in _BAGS))

_READ_ON = (
    r"(?:also read|read(?: more| also| next| now)?|see also|watch(?: now| also)?|listen|related|recommended|more)"
)


def _patterns(why: str, *patterns: str, cased: bool = False) -> tuple[tuple[str, str], ...]:
    """Rules for lines of a shape; ``cased`` where the capitals of names tell the kind."""
    flags = "" if cased else "i"
    return tuple((why, rf"(?{flags}:[\W_]{{0,8}}(?:{pattern})[\W_]{{0,8}})") for pattern in patterns)


_LINES = (
    *_patterns(
        "follow line",
        rf"(?:follow|like us|join us|find us|connect with us)\b.{{0,80}}\b(?:on|at|via)\s(?:our\s)?{_NETWORK}\b[^.!?]{{0,80}}",
        r"(?:follow|join) (?:us|our)\b[^.!?]{0,80}",
        r"(?:do you \w{2,12} [^.?!]{1,60}\? )?like (?:the|our|us|this)(?: on)? (?:page|facebook)\b[^.]{0,60}",
    ),
    *_patterns(
        "site address",
        _SITE,
        r"[^!?]{0,80}\b(?:sites?|websites?|pages?|channels?|app|editions?)\b[^.!?]{0,30}\b(?:can|may) (?:also |now )?be"
        r" (?:accessed|reached|visited|viewed|found|watched)\b[^.!?]{0,80}",
        rf"(?:for more\b[^!?]{{0,60}}|please |or )?visit(?: us)?(?: at| our)?\b[^!?]{{0,60}}{_SITE}",
        rf"(?:source|link|via|web|website|url|original (?:article|story)|permalink)\s?: ?{_SITE}",
        r"[\w.+-]{1,60}@[\w-]{1,60}\.[\w.]{2,60}",
    ),
    *_patterns(
        "caption",
        r".{3,380}\((?:file|archive|archival|handout|illustrative|undated|representative|stock)"
        r"(?: (?:photo(?:graph)?|image|picture|pic|footage))?(?:\s?[:/,] ?[^()]{1,40})?\)",
        r".{3,380}\((?:photo|image|picture)s? ?(?:by |via |from |courtesy |credit|:)[^()]{1,80}\)",
        r"(?:file|archive|handout|representative|representational|illustrative|undated) (?:photo|image|picture|footage)s?"
        r"(?:\s?[:—–-].{0,380}| (?:of|shows?|released|taken) .{0,380})?",
        r".{3,300}\b(?:photo|image|picture)\s?: [^:!?]{1,60}",
    ),
    *_patterns(
        "caption",
        rf".{{3,380}}[(\[](?:{_AGENCY}|[^()\[\]]{{1,40}}/ ?{_AGENCY})(?: (?:[Pp]hoto|[Ii]mages?|[Ff]ile)"
        r"[^()]{0,40}|/[^()]{1,60})[)\]]",
        rf".{{3,380}}[(\[][^()\[\]]{{1,40}}(?:/|, | via ){_AGENCY}[)\]]",
        cased=True,
    ),
    *_patterns(
        "photo credit",
        rf"{_AGENCY}(?:/[\w .’'/-]{{1,60}}| (?:[Pp]hotos?|[Ii]mages?|[Pp]ictures?|[Ff]ile)\b[^.!?]{{0,60}})",
        rf"(?:[A-Z][\w.’'-]{{1,20}} ){{1,3}}?(?:/|, |via |— ){_AGENCY}(?: (?:[Pp]hoto|[Ii]mages?))?",
        rf"(?:[A-Z][\w.’'-]{{1,20}} ?){{1,3}}/ ?{_AGENCY}(?:/[\w .’'-]{{1,40}}| (?:[Pp]hoto|[Ii]mages?))?",
        r"(?:[Pp]hoto|[Ii]mage|[Pp]icture|[Vv]ideo|PHOTO|IMAGE)(?:graph)?s?(?: (?:by|credit|courtesy(?: of)?|via) ?:? ?| ?: ?)"
        r"(?:[A-Z][^.!?]{1,80})",
        r"(?:[Cc]redit|CREDIT|[Cc]ourtesy) ?: ?[^!?]{1,80}",
        r"©(?! ?\d{4})[^!?]{1,80}",
        cased=True,
    ),
    *_patterns(
        "subscription line",
        r"(?:subscribe|sign up|register) (?:for|to|now|here)\b(?=.{0,120}\b(?:newsletters?|news|alerts?|inbox|e-?mails?|updates?|podcast|"
        r"channel|briefing|feed|paper|edition|premium|here|free|unlimited)\b)[^.!?]{0,160}",
        r"(?:get|receive) [^.!?]{1,100}\b(?:inbox|newsletters?|alerts|app)\b[^.!?]{0,60}",
        r"(?:download|get|install) (?:the|our) [\w ’'-]{0,30}app\b[^.!?]{0,80}",
        r"(?:support|donate to|become a (?:member|supporter|subscriber)) [^.!?]{0,40}\b(?:journalism|today|subscription)\b",
        r"this (?:article|content|story) is (?:for|only available to|reserved for) (?:our )?subscribers[^.!?]{0,40}",
    ),
    *_patterns(
        "copyright line",
        r"(?:copyright\b|\(c\) ?\d{4}|© ?\d{4}).{0,300}",
        r"[^.!?]{0,120}\. all rights reserved.{0,200}",
        r"all rights reserved.{0,300}",
        r"this (?:material|article|content|story) may not be (?:published|reproduced|copied|redistributed)\b.{0,250}",
    ),
    *_patterns(
        "pointer to other reports",
        rf"{_READ_ON}\s?[:：>»|].{{0,250}}",
        r"(?:please )?(?:click|tap) (?:here|on|below|the)\b[^.!?]{0,120}",
        r"(?:for more|to read more|to learn more|read the (?:full|rest|original|entire))\b[^.!?]{0,100}",
        r"more (?:from|on|stories|news) [^.!?:]{1,60}:?",
        r"(?:story|article) continues (?:below|after)[^.!?]{0,40}",
        r"h/t:? [^()]{1,60}",
    ),
    *_patterns(
        "page furniture",
        r"(?:tags?|topics?|filed under|categories|keywords|labels)\s?:.{0,200}",
        r"-{0,3} ?(?:30|ends?|###|xxx) ?-{0,3}",
        r"coordinates: .{1,150}",
        r"(?:photo gallery|slideshow|video transcript|live tv|on air|see)\b ?:?",
    ),
    *_patterns(
        "agency footer",
        r"(?:[Aa]dditional |[Ff]urther )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled|[Tt]ranslated|[Ee]dited)"
        r"(?: and [a-z]{5,9})? by [A-Z].{1,300}",
        r"(?:This (?:article|story|report) (?:was|is) )(?:written|edited|compiled|translated) by .{1,200}",
        r"[A-Z][^!?]{2,250} contributed (?:to (?:this|the) (?:report|story|article)|reporting)\b[^.!?]{0,60}",
        r"(?:This|The) (?:article|story|report|post|copy) (?:was|is|has been|first|originally)\b[^.!?]{0,30}\b"
        r"(?:published|appeared|reproduced|republished|syndicated|generated|produced)\b[^!?]{0,200}",
        r"[Ww]ith (?:inputs?|additional reporting|files?|agency inputs) (?:from|by)\b[^.!?]{0,80}",
        rf"(?:{_AGENCY}|Agencies|[A-Z][\w ]{{0,30}}/[Aa]gencies)",
        r"[Ss]ource ?: ?[A-Z][^.!?]{0,60}",
        cased=True,
    ),
)

# All of them as one pattern, a group each: of those that fit a line the first is taken, as when they are tried in turn.
_LINE = re.compile("|".join(f"({pattern})" for _, pattern in _LINES))

# What a line must begin with, or hold, for one of _LINES to fit it: to try them all takes ten times as long.
_FIRST_WORDS = frozenset(
    """follow like join find connect do for please visit source link via web website url original permalink file archive
    handout undated representative representational illustrative or photo photos photograph photographs image images
    imagegraph imagegraphs picture pictures picturegraph picturegraphs video videos videograph videographs credit courtesy subscribe sign register get receive download install support donate become
    this copyright c also read see watch listen related recommended more click tap to story article tag tags topic
    topics filed categories keywords labels end ends xxx coordinates slideshow live on additional further reporting writing
    editing compiled translated edited with agencies reuters ap afp epa upi xinhua getty associated bloomberg
    shutterstock anadolu aa tass sputnik dpa pti ani irna fars tasnim alamy istock flickr wikimedia pa voa http https
    www""".split()
)
_FIRST_WORD = re.compile(r"[\W\d_]*([^\W\d_]+)")
_DOTTED_FIRST = re.compile(r"[\W_]{0,8}\S*\.\S")  # an address, perhaps
_HELD = re.compile(  # in small letters
    r"\(|\[|@|©|/|be (?:accessed|reached|visited|viewed|found|watched)|contributed|rights reserved|photo\s?:|image\s?:"
    r"|picture\s?:|the (?:article|story|report|post|copy|associated) |"
    + "|".join(f"{mark}{_AGENCY.lower()}" for mark in (", ", "via ", "— "))
)

TAILS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "agency footer",
        re.compile(r"\((?:Additional |Further )?(?:[Rr]eporting|[Ww]riting|[Ee]diting|[Cc]ompiled)\b[^()]{1,300}\)$"),
    ),
    ("share line", re.compile(rf"(?:Read or )?Share this (?:story|article|post)\b ?:? ?(?:{_SITE})?$", re.IGNORECASE)),
    ("photo credit", re.compile(rf"\((?:{_AGENCY} (?:[Pp]hoto|[Ii]mage)s?|[Pp]hoto: )[^()]{{0,60}}\)$")),
    ("copyright line", re.compile(r"(?:© ?\d{4}|Copyright (?:©|\(c\))? ?\d{4})[^!?]{0,120}$")),
)
"""What may be glued to the end of a paragraph: reason and pattern."""

TAILED = re.compile(r"share this|©|copyright", re.IGNORECASE)
"""What a paragraph holds to whose end one of TAILS is glued, unless it ends with a bracket."""

FOOTED_BY = frozenset(("share line", "follow line", "site address", "subscription line", "copyright line"))
"""Kinds of line that mark where an article has ended: short lines below them are the page's."""


def kind_of(line: str) -> str | None:
    """What kind of furniture ``line`` is as a whole, in words, or None where it may be news.

    >>> kind_of("SHARE THIS ARTICLE"), kind_of("The two agreed to share the river.")
    ('share line', None)
    """
    lowered = line.lower()
    words = _bagged(lowered)
    for bag in _BAGS if not _NEEDED.isdisjoint(words) else ():
        if bag.fits(words):
            return bag.why
    found = _LINE.fullmatch(line) if _may_fit(lowered) else None
    return _LINES[found.lastindex - 1][0] if found and found.lastindex else None


def _may_fit(lowered: str) -> bool:
    """Whether one of _LINES may fit a line that is ``lowered`` in small letters: nearly no line of news passes."""
    first = _FIRST_WORD.match(lowered)
    return (
        first is None
        or first[1] in _FIRST_WORDS
        or _DOTTED_FIRST.match(lowered) is not None
        or _HELD.search(lowered) is not None
    )


def _bagged(line: str) -> list[str]:
    """The words of a line; none where one of them is in no bag, as in nearly all lines the first or second is."""
    words: list[str] = []
    for match in _WORD.finditer(_URL.sub(" <url> ", line) if _DOTTED.search(line) else line):
        word = _norm(match[0])
        if word not in _BAGGED:
            return []
        words.append(word)
    return words


def _norm(word: str) -> str:
    return "#" if word[0].isdigit() else "@" if word[0] == "@" else word
