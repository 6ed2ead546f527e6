"""Times against TIMEX3 annotation: ``python -m training.evaluate_times PATH [--part even|odd] [--json]``.

PATH is a folder or a ``.tar.gz`` of TimeML (``.tml``) or NewsReader (``.xml``, as in MEANTIME) files. Figures:

    span_f1            spans equal to the annotators' (strict)
    span_relaxed_f1    spans that overlap one of theirs, paired one to one
    value_f1           equal spans with the right TIMEX3 value: a miss or a surplus span counts against it
    value_relaxed_f1   overlapping spans with the right value (TempEval-3's own "value F1")
    date_value         among overlapping annotated DATEs and TIMEs: share of right values, in per cent
    date_interval      the same, among those whose annotated value is a calendar interval

Values are compared by day: hours and parts of a day ("T14:30", "TNI") are left out of the reference. Spans of all
types count (DATE, TIME, DURATION, SET). The day of the report is the annotated creation time.
"""

from __future__ import annotations

import io
import json
import re
import tarfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from xml.etree import ElementTree as ET

import click

from histor.errors import UsageError
from histor.records import Span, When
from histor.resolve.times import times_in
from histor.resolve.times_words import number, pattern, unit_name
from training.score import Figure, Json, percent

PEERS = {"HeidelTime 1.2, TempEval-3 platinum": {"span_f1": 81.8}}
"""UzZaman et al., SemEval-2013 task 1 (strict span F1 of HeidelTime on the held-back part of TempEval-3)."""
_MEANTIME_SENTENCES = 5
"""MEANTIME is annotated up to its sentence number 5, the title and the date line being 0 and 1."""


@dataclass(frozen=True, slots=True)
class Timex:
    """An annotated expression; ``value`` by day (see `by_day`)."""

    span: Span
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its annotated expressions and its day."""

    name: str
    text: str
    created: date | None
    times: tuple[Timex, ...]


def by_day(value: str) -> str:
    """A TIMEX3 value without hours, and with decades and centuries in one spelling.

    >>> by_day("1998-02-13TMO"), by_day("199X"), by_day("PT5H"), by_day("1998-W07-WE")
    ('1998-02-13', '199', 'PT5H', '1998-W07-WE')
    """
    if value.startswith("P"):
        return value
    value = re.sub(r"(?<=\d)T.*|(?:-W?XX)+$", "", value)
    return re.sub(r"W(?=\d$)", "W0", re.sub(r"^(\d\d\d?)X+$", r"\1", value))


# Reading -----------------------------------------------------------------------------------------------------------


def read(path: Path) -> Iterator[Document]:
    """The documents of a folder or archive, in the order of their names. Raises UsageError where there are none."""
    found = 0
    for name, content in _files(path):
        try:
            root = ET.fromstring(content)
        except ET.ParseError as error:
            raise UsageError(f"{name} in {path} is no XML: {error}.") from None
        found += 1
        yield _newsreader(name, root) if name.endswith(".xml") else _timeml(name, root)
    if not found:
        raise UsageError(f"{path} holds no .tml or .xml file.")


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    wanted = re.compile(r"(?:^|/)(?!\.)[^/]+\.(?:tml|xml)$")
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if wanted.search(file.as_posix()) and file.is_file():
                yield file.as_posix(), file.read_bytes()
        return
    try:
        with tarfile.open(fileobj=io.BytesIO(path.read_bytes())) as archive:
            for member in sorted(archive.getmembers(), key=lambda one: one.name):
                stream = archive.extractfile(member) if wanted.search(member.name) else None
                # MEANTIME holds every article twice: annotated within the document, and across documents.
                if stream is not None and "/intra-doc_annotation/" not in member.name:
                    yield member.name, stream.read()
    except (OSError, tarfile.TarError) as error:
        raise UsageError(f"{path} is neither a folder nor an archive that can be read: {error}.") from None


def _created(value: str | None) -> date | None:
    match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", value or "")
    return date(int(match[1]), int(match[2]), int(match[3])) if match else None


def _timeml(name: str, root: ET.Element) -> Document:
    created = root.find("DCT/TIMEX3")
    body = root.find("TEXT")
    pieces: list[str] = []
    times: list[Timex] = []
    if body is not None:
        _walk(body, pieces, times)
    return Document(
        name, "".join(pieces), _created(created.get("value") if created is not None else None), tuple(times)
    )


def _walk(element: ET.Element, pieces: list[str], times: list[Timex]) -> None:
    start = sum(map(len, pieces))
    pieces.append(element.text or "")
    for child in element:
        _walk(child, pieces, times)
        pieces.append(child.tail or "")
    if element.tag == "TIMEX3":
        end = sum(map(len, pieces))
        times.append(Timex(Span(start, end), element.get("type", ""), by_day(element.get("value", ""))))


def _newsreader(name: str, root: ET.Element) -> Document:
    text, spans = "", {}
    for token in root.iter("token"):
        word = token.text or ""
        if int(token.get("sentence", "0")) > _MEANTIME_SENTENCES:
            break
        glued = not text or re.match(r"[,.;:!?)%]|['’](?:s|re|ve|ll|d|m)?$|n't$", word) or text.endswith(("(", "$"))
        text += word if glued else " " + word
        spans[token.get("t_id")] = Span(len(text) - len(word), len(text))
    times, created = [], None
    for timex in root.iter("TIMEX3"):
        if timex.get("functionInDocument") == "CREATION_TIME" and created is None:
            created = _created(timex.get("value"))
        covered = [spans[anchor.get("t_id")] for anchor in timex.iter("token_anchor") if anchor.get("t_id") in spans]
        if covered:
            span = Span(min(one.start for one in covered), max(one.end for one in covered))
            times.append(Timex(span, timex.get("type", ""), by_day(timex.get("value", ""))))
    return Document(name, text, created, tuple(times))


# What we find, in the form of TIMEX3 -------------------------------------------------------------------------------

_LENGTH = pattern(
    r".*?(?:(?P<n>{number})(?P<half> and a half)?|{vague}|(?P<none>))(?: or [a-z]+)?(?: more)?(?: |-)?(?P<u>{unit}|{short})(?:[ -](?:old|long|so|period)| or so| or more)*",
    running=False,
)
_LETTERS = {"day": "D", "weekend": "WE", "week": "W", "fortnight": "W", "month": "M", "quarter": "Q", "year": "Y", "decade": "E",
            "century": "CE"}  # fmt: skip
_OFTEN = {
    "hour": "PT1H",
    "da": "P1D",
    "night": "P1D",
    "week": "P1W",
    "month": "P1M",
    "quarter": "P1Q",
    "annual": "P1Y",
    "year": "P1Y",
}
_SEASON = {3: "SP", 6: "SU", 9: "FA", 12: "WI"}


def timex_value(expression: str, when: When) -> str:
    """What we say of an expression, as a TIMEX3 value; "" for what has none."""
    if when.unresolved is None and when.precision != "range":
        return _calendar_value(when)
    if when.unresolved == "too vague" and not re.search(
        r"days|weeks|months|quarters|years|decades", expression, re.IGNORECASE
    ):
        if re.search(r"now|current|present|moment|these days", expression, re.IGNORECASE):
            return "PRESENT_REF"
        return "FUTURE_REF" if re.search(r"soon|future|shortly|coming|next", expression, re.IGNORECASE) else "PAST_REF"
    if when.unresolved == "too vague" and re.search("ago|recent", expression, re.IGNORECASE):
        return "PAST_REF"
    if when.unresolved == "happens again and again":
        return next(
            (value for start, value in _OFTEN.items() if re.search(rf"\b{start}", expression, re.IGNORECASE)), ""
        )
    return _range_value(when) or _length_value(expression)


def _calendar_value(when: When) -> str:
    start = date.fromisoformat(when.start or "")
    year = f"{start.year:04}"
    return {
        "day": start.isoformat(),
        "week": "{}-W{:02}".format(*start.isocalendar()[:2]),
        "month": f"{year}-{start.month:02}",
        "quarter": f"{year}-Q{(start.month + 2) // 3}",
        "season": f"{year}-{_SEASON.get(start.month, '')}",
        "year": year,
        "decade": year[:3],
    }[when.precision or ""]


def _range_value(when: When) -> str:
    """Ranges that TIMEX3 has a value for: weekends, half-years, centuries."""
    if not when.start or not when.end:
        return ""
    start, end = date.fromisoformat(when.start), date.fromisoformat(when.end)
    days = (end - start).days + 1
    if days == 2 and start.weekday() == 5:
        return "{}-W{:02}-WE".format(*start.isocalendar()[:2])
    if start.day == 1 and start.month in (1, 7) and 180 < days < 186:
        return f"{start.year:04}-H{1 + start.month // 7}"
    if start.year % 100 == 1 and end.year == start.year + 99:
        return f"{start.year // 100:02}"
    return ""


def _length_value(expression: str) -> str:
    match = _LENGTH.fullmatch(expression)
    if match is None:
        return ""
    unit = unit_name(match["u"])
    count = number(match["n"]) if match["n"] else None
    if count is None:
        amount = "X" if match["none"] is None or match["u"].lower().endswith("s") else "1"
    else:
        amount = f"{(count + 0.5 if match['half'] else count) * (2 if unit == 'fortnight' else 1):g}"
    if unit in _LETTERS:
        return f"P{amount}{_LETTERS[unit]}"
    return f"PT{amount}{unit[0].upper()}"


# Scoring -----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """Counts over documents, and the mistakes behind them."""

    counts: Counter[str]
    mistakes: list[str]


def evaluate(documents: Iterable[Document], *, without_date: bool = False) -> tuple[Json, list[str]]:
    """Figures (per cent) and mistakes of our times in documents; ``without_date`` hides the day of the report."""
    tally = Tally(Counter(), [])
    for document in documents:
        created = None if without_date else document.created
        ours = [
            (span, timex_value(span.of(document.text), found))
            for span, found in times_in(document.text, published=created)
        ]
        tally.counts["documents"] += 1
        _score(document, ours, tally)
    return _figures(tally.counts), tally.mistakes


def _score(document: Document, ours: list[tuple[Span, str]], tally: Tally) -> None:
    counts = tally.counts
    counts["ours"] += len(ours)
    counts["reference"] += len(document.times)
    left = list(ours)
    for timex in sorted(document.times, key=lambda one: one.span):
        match = next((one for one in left if one[0] == timex.span), None)
        match = match or next((one for one in left if one[0].overlaps(timex.span)), None)
        shown = " ".join(timex.span.of(document.text).split())
        if match is None:
            tally.mistakes.append(f"missed\t{timex.type}\t{shown}\t{timex.value}")
            continue
        left.remove(match)
        exact, right = match[0] == timex.span, match[1] == timex.value
        counts["overlap"] += 1
        counts["exact"] += exact
        counts["exact right"] += exact and right
        counts["overlap right"] += right
        if timex.type in ("DATE", "TIME"):
            counts["dates"] += 1
            counts["dates right"] += right
            if re.match(r"\d[\dX]", timex.value):
                counts["intervals"] += 1
                counts["intervals right"] += right
        if not exact:
            tally.mistakes.append(f"bounds\t{timex.type}\t{shown}\t{' '.join(match[0].of(document.text).split())}")
        if not right:
            tally.mistakes.append(f"value\t{timex.type}\t{shown}\t{timex.value}\tours {match[1]}\t{document.created}")
    tally.mistakes += [f"surplus\t\t{' '.join(span.of(document.text).split())}\t{value}" for span, value in left]


def _figures(counts: Counter[str]) -> Json:
    def figure(hits: str) -> Figure:
        return Figure(counts[hits], counts["ours"], counts["reference"])

    strict = figure("exact")
    return {
        "documents": counts["documents"],
        "reference": counts["reference"],
        "span_precision": strict.precision,
        "span_recall": strict.recall,
        "span_f1": strict.f1,
        "span_relaxed_f1": figure("overlap").f1,
        "value_f1": figure("exact right").f1,
        "value_relaxed_f1": figure("overlap right").f1,
        "date_value": percent(counts["dates right"], counts["dates"]),
        "date_interval": percent(counts["intervals right"], counts["intervals"]),
    }


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--part", type=click.Choice(["even", "odd"]), help="Only every other document, counted from 0.")
@click.option("--without-date", is_flag=True, help="Hide the day of the report, as for histories that have none.")
@click.option("--mistakes", type=click.IntRange(min=0), default=0, help="Print so many mistakes, the commonest first.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def main(path: Path, part: str | None, without_date: bool, mistakes: int, as_json: bool) -> None:
    """Measure times_in on TIMEX3 annotation."""
    try:
        step = slice(None) if part is None else slice(int(part == "odd"), None, 2)
        figures, found = evaluate(islice(read(path), step.start, None, step.step), without_date=without_date)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    if as_json:
        click.echo(json.dumps(figures))
    else:
        click.echo("\n".join(f"{name:<18}{value:>8}" for name, value in figures.items()))
        for peer, peers in PEERS.items():
            click.echo("".join(f"{name:<18}{value:>8}  {peer}" for name, value in peers.items()))
    for mistake, count in Counter(found).most_common(mistakes):
        click.echo(f"{count:>4}  {mistake}", err=as_json)


if __name__ == "__main__":
    main()
