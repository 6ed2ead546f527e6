"""What an entity without a name of its own is called: the government, a ministry, "Chadian police", "farmers in Kenya".

The forms are those that the annotators of logoi's training reports chose most often; see docs/actors.md.
"""

from __future__ import annotations

import re
from functools import cache

from histor.code import actors
from histor.code.countries import countries, country_hits, with_article
from histor.code.tables import cells, rows, tokens, word_set

_GOVERNMENT = re.compile(
    r"(?:(?:the|his|her|its|their|our) )?(?:central |federal |national |military |civilian |current |new )?(?:government|regime|authorities|rulers)"
)
_GOVERNMENT_OF = re.compile(
    r"(?:government|regime) of (?:the )?(?:President|Prime Minister|president|prime minister) .{3,60}"
)
_GOVERNMENT_OWN = re.compile(r"(?:.{3,60}'s|[A-Z]\w{2,20}) (?:government|regime)")
_MINISTRY = re.compile(r"(?i)(?P<before>.{2,40}) ministry|ministry (?:of|for) (?:the )?(?P<after>.{2,60})")
_OFFICIAL = {
    "parliament": "Parliament of {}",
    "supreme court": "Supreme Court of {}",
    "constitutional court": "Constitutional Court of {}",
    "congress": "Congress of {}",
    "senate": "Senate of {}",
    "national assembly": "National Assembly of {}",
    "electoral commission": "Electoral Commission of {}",
    "electoral council": "National Electoral Council of {}",
    "national electoral council": "National Electoral Council of {}",
    "constitutional council": "Constitutional Council of {}",
    "council of ministers": "Council of Ministers of {}",
    "cabinet": "Cabinet of {}",
    "house of representatives": "House of Representatives of {}",
    "chamber of deputies": "Chamber of Deputies of {}",
    "legislative assembly": "Legislative Assembly of {}",
    "central bank": "Central Bank of {}",
    "prosecutor general's office": "Prosecutor General's Office of {}",
    "attorney general's office": "Attorney General's Office of {}",
    "public prosecutor's office": "Public Prosecutor's Office of {}",
}
_ADJECTIVE = word_set("MIL COP OPP SPY LEG PTY")  # sectors whose bare groups go by the adjective: "Chadian army"
_IN = word_set("CVL LAB EDU REF CRM UAF PRM REB SOC JRN")  # and those that go by where they are
_IN_ALONE = (_IN | {"BUS"}) - {"JRN"}  # "shopkeepers in Kenya", but "oil companies"; of reporters alone nothing is said
_ADJECTIVE_HEADS = word_set(
    "officials ministers diplomats envoys leaders lawmakers forces figures public"
)  # whatever the sector
_IN_HEADS = word_set("groups parties organizations organisations factions activists")
_COLLECTIVE = word_set("army military police opposition navy gendarmerie infantry intelligence leadership public")
_NO_COUNTRY = word_set(
    "investigators dissidents personnel partners critics supporters opponents rivals allies members terrorists "
    "superdelegates observers"
)
_ELSEWHERE = word_set("other others foreign international global regional western world such these those")
_BEFORE_ADJECTIVE = word_set(
    "former senior prominent retired off-duty active-duty unnamed suspended"
)  # "senior Kenyan officers"
_LOCAL = frozenset(["local officials", "local authorities", "local leaders", "local police"])
_STOPS = re.compile(r"\b(?:U\.S\.|U\.K\.|U\.N\.|E\.U\.)")
_ALMOST = (
    r"(?i)^(?:(?:about|around|at least|as many as|no fewer than|fewer than|more than|over|nearly|almost|up to|an estimated"
    r"|a further|another|maybe|perhaps|some|all) (?=\S+ \w))*"
)
_QUANTITY = re.compile(
    _ALMOST + r"(?:all|many|most|some|several|various|numerous|countless|fellow|(?:an? )?(?:few|dozen|couple)"
    r"|(?:tens |hundreds |thousands |dozens |scores |millions )+of(?: thousands of)?|(?!(?:1[89]|20)\d\d[-–])[\d,.]+(?: 000)?(?:(?:-|–| to | or )[\d,.]+)?(?:[ -]million|[ -]thousand| percent|%)?"
    r"|(?:half )?an? (?:million|thousand|hundred)|(?:an? )?(?:half|third|quarter)(?= of)"
    r"|(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)(?: (?:dozen|hundred|thousand|million))?|dozens|hundreds)"
    r"(?: of)?(?: the| these| its| their| them)? (?:more |other |additional )?(?=\w)"
)
_COLLECTED = re.compile(
    _ALMOST
    + r"(?:an? )?(?:large |small )?(?:group|host|total|number|majority|handful|couple) of (?:(?:the|these|its|their|other) )?(?=\w)"
)
_OF_THE_COUNTRY = re.compile(r"^(?:country|nation)['’]s ")
_OWNED = re.compile(r"([A-Z][\w. -]{1,40})['’]s ([a-z][\w -]{2,40})")
_EMBASSY = re.compile(r"(?i)(.{2,30}?)(?:['’]s)? embassy in ([A-Z][\w -]+)")
_SPEAKER = re.compile(
    r"(?:military|government|army) (?:spokesman|spokeswoman|spokesperson|official|officials|minister)|presidential spokes\w+"
)
_OFFICE = re.compile(
    r"president|vice[ -]president|prime minister|deputy prime minister|attorney general|chief justice|emir|king|queen"
    r"|(?:foreign|interior|defen[cs]e|justice|health|education|energy|economy|environment|agriculture) minister"
)
_NATIONAL = word_set("MIL COP SPY LEG JUD")  # sectors of bodies of which a country has one
_MOST_WORDS = 3  # of a group that a country is put to: "security forces", "opposition leaders"


@cache
def adjectives() -> dict[str, str]:
    """The usual adjective of each country by code: "US" where news has a shorter one."""
    short = {"USA": "US", "GBR": "British"}
    found = {row["code"]: (cells(row["adjectives"]) or [row["name"]])[0] for row in rows("countries")}
    return found | short


def in_country(code: str) -> str:
    """The country's name as it stands after "in": "the United States", "Kenya"."""
    return with_article(countries().names[code])


def described(
    name: str, code: str, sector: actors.Sectors, place: str | None, fate: str | None = None, usual: str | None = None
) -> str:
    """The name of a group called ``name`` that belongs to the country ``code``, acts in ``place`` or met a ``fate``.

    ``usual`` is where most happens that the report tells: there they met it when no place is told.

    >>> described("the army", "TCD", ("MIL",), None), described("hundreds of farmers", "KEN", ("LAB",), None)
    ('Chadian army', 'farmers in Kenya')
    >>> described("at least ten people", "KEN", ("CVL",), "Garissa", "killed")
    'people killed in Garissa'
    >>> described("Iran's lawmakers", "IRN", ("LEG",), None), described("election observers", "KEN", (), None)
    ('Iranian lawmakers', 'election observers')
    """
    name = _STOPS.sub(lambda match: match[0].replace(".", ""), name).replace("GOP ", "Republican ")
    said = name.removeprefix("the ")
    bare = name = without_number(said)
    known = countries().names.get(code)
    if fate and _counted(bare, said) and (where := place or usual or (in_country(code) if known else None)):
        return _at(f"{_people(bare)} {fate}", where)
    if known is None:
        return _at(bare, place) if place and _plain(bare, sector) else name
    if is_government(name, code):
        return countries().names[code]
    return _of_state(name, bare, code) or _of_country(bare, said, code, sector, place) or name


def _of_state(name: str, bare: str, code: str) -> str | None:
    """Of a body or an office of state, or of what the name itself says to be a country's, what it is called."""
    official = ministry(name, code) or _official(_OF_THE_COUNTRY.sub("", _without_country(bare)), code)
    if official or (official := _office(bare, code)):
        return official
    owned = _OWNED.fullmatch(name)
    if owned and (owner := countries().words.get(owned[1])) and owner.kind == "name":
        return _listed(f"{adjectives()[owner.code]} {owned[2]}")
    return None


def _of_country(bare: str, said: str, code: str, sector: actors.Sectors, place: str | None) -> str | None:
    """Of a group the name with its country or place, before it or behind; None where its words bear none."""
    words = tokens(bare)
    if not 0 < len(words) <= _MOST_WORDS or country_hits(words) or any(word.text[:1].isupper() for word in words):
        return None
    first, head = words[0].text, words[-1].text.lower()
    if first in _ELSEWHERE or actors.PREPOSITIONS & {word.text for word in words}:
        return None
    if _many(head) and _by_adjective(head, sector) and first != "local":
        before = first if len(words) > 1 and first in _BEFORE_ADJECTIVE else ""
        return _listed(f"{before} {adjectives()[code]} {bare.removeprefix(before).strip()}".strip())
    if said == "people" and place is None:
        return f"people of {in_country(code)}"
    where = place if place and len(words) == 1 else in_country(code)
    return _at(bare, where) if _plain(bare, sector) or bare in _LOCAL else None


def without_number(name: str) -> str:
    """``name`` without how many they are: of "hundreds of farmers" and "a group of ten farmers" farmers."""
    several = _COLLECTED.sub("", name)
    return _QUANTITY.sub("", several) or several


def _office(bare: str, code: str) -> str | None:
    """Of one who holds an office of state what he is called: "Prime Minister of Kenya", "Kenyan military spokesman"."""
    embassy = _EMBASSY.fullmatch(bare)
    if embassy:
        of, town = countries().words.get(embassy[1]), embassy[2]
        there = countries().words.get(town.removeprefix("the "))
        if of is None or of.kind == "region" or (there and there.kind == "name"):
            return None
        return f"Embassy of {in_country(of.code)}, {town}"
    if _SPEAKER.fullmatch(bare):
        return f"{adjectives()[code]} {bare}"
    words = _without_country(bare)
    if not _OFFICE.fullmatch(words.lower()):
        return None
    return f"{words.title()} of {in_country(code)}"


def _counted(bare: str, said: str) -> bool:
    """Whether ``said`` is people of whom the report tells the number, ``bare`` what they are: "13 others", "two women"."""
    return (bare != said or bare in ("people", "civilians")) and len(bare.split()) == 1


def _people(bare: str) -> str:
    return (
        bare if bare.isalpha() and bare not in ("others", "more", "dead", "injured", "wounded", "persons") else "people"
    )


def _by_adjective(head: str, sector: actors.Sectors) -> bool:
    """Whether a country's adjective goes before the group: "Chadian army", and not "rebel groups in Chad"."""
    return head in _ADJECTIVE_HEADS or (head not in _IN_HEADS and bool(sector) and sector[0] in _ADJECTIVE)


def _listed(composed: str) -> str:
    """The canonical name of the body that ``composed`` means, as "Bangladeshi police", else ``composed`` itself."""
    return _national(composed) or composed


def _national(composed: str) -> str | None:
    """The name of the listed body that a country's adjective and a description make: a "British council" is not the one of that name."""
    listed = actors.organisations_in_small_letters().get(composed.lower())
    one = listed and (composed.count(" ") > 1 or _NATIONAL & set(listed.sector))
    return listed.name if listed and one else None


def _many(word: str) -> bool:
    """Whether ``word`` stands for several people: "officials", "army"."""
    return word not in _NO_COUNTRY and (word.endswith("s") or word in _COLLECTIVE)


def _plain(bare: str, sector: actors.Sectors) -> bool:
    """Whether ``bare`` is a plural for people: "protesters", "rebel groups", and not "people killed in the fire"."""
    words = bare.lower().split()
    if not words or len(words) > _MOST_WORDS or not words[-1].endswith(("s", "people", "men", "women", "children")):
        return False
    if words[-1] in _NO_COUNTRY or actors.PREPOSITIONS & set(words):
        return False
    return words[-1] in _IN_HEADS or (bool(sector) and sector[0] in (_IN if len(words) > 1 else _IN_ALONE))


def _at(name: str, place: str) -> str:
    """Who is where: "farmers in Kenya"; residents go by "of" (16 of 20 names in logoi train, the others by neither)."""
    return f"{name} {'of' if name.endswith('residents') else 'in'} {place}"


def is_government(name: str, code: str) -> bool:
    """Whether a description means the government of the country ``code``: "the authorities", "Assad regime"."""
    bare = without_number(name.removeprefix("the ")).lower()
    return bool(_GOVERNMENT.fullmatch(bare) or _GOVERNMENT_OF.fullmatch(name)) or _own_government(name, code)


def _own_government(name: str, code: str) -> bool:
    """Whether ``name`` is "Assad regime", "President Ana Lopez's government": a country's own."""
    if not _GOVERNMENT_OWN.fullmatch(name):
        return False
    return all(hit.value.code == code and hit.value.kind != "region" for hit in country_hits(tokens(name)))


def ministry(name: str, code: str) -> str | None:
    """The usual name of a ministry, "Ministry of Defence (Russia)" for "Russian Defence Ministry"; None where it is none."""
    match = _MINISTRY.fullmatch(_without_country(name))
    if not match or code not in countries().names:
        return None
    field = (match["before"] or match["after"]).strip()
    known = actors.portfolios().get(field.lower().removesuffix(" affairs")) or actors.portfolios().get(field.lower())
    field = known[0] if known and len(field.split()) <= 2 else field
    if not field[:1].isupper():
        return None
    return f"Ministry of {field} ({countries().names[code]})"


def _without_country(name: str) -> str:
    """``name`` without the words for a country at its beginning or end: "Syria's Foreign Ministry"."""
    hits = country_hits(tokens(name))
    if len(hits) != 1:
        return name
    start, end = hits[0].start, hits[0].end
    if start == 0:
        return re.sub(r"^(?:['’]s)? ", "", name[end:])
    return re.sub(r" (?:of|in) (?:the )?$", "", name[:start]) if end == len(name) else name


def _official(bare: str, code: str) -> str | None:
    listed = _national(f"{adjectives()[code]} {bare}")
    if listed:
        return listed
    form = _OFFICIAL.get(bare.lower())
    if form is None:
        return None
    return form.format(in_country(code))
