"""Mark reports by hand: ``python -m training.annotate sheets|check|pack``.

``sheets`` writes a report a file, a numbered sentence a line, for someone who reads it under the codebook and writes
what it tells into a file of the same name with the ending ``.marks``, an item a line, fields parted by `` | ``:

    N number | name | code | sectors                                     an entity, before it is used
    V sentence cue | sources | contents | stance [| addressees]          a voice
    E sentence trigger | TYPE[/mode] | status [background] | actors | recipients | places | times [| dead=12 ...]

Fields may be empty; ``#`` begins a remark. A field of several spans parts them by `` ; ``. A span is the words as they
stand in the item's own sentence; ``7: words`` are those of sentence 7, ``words^2`` their second occurrence there,
``first words ... last words`` what lies between too, and ``7:*`` or ``7-9:*`` whole sentences, a span each. Sources,
addressees, actors and recipients end in ``=`` and the number of their entity: ``US officials=3``.

``check`` says what is wrong in such files, and ``pack`` adds them to the marks of `training.own_reports`.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from histor.errors import UsageError
from histor.records import COUNT_ROLES, EVENT_ROLES, STANCES, STATUSES
from histor.sentences import sentences
from histor.tag.labels import MODES, SECTORS, TYPES
from training.corpora import read_jsonl
from training.own_reports import CORPORA, MARKS

Span = list[int]
Json = dict[str, Any]

PLACED = re.compile(r"(?:(\d+)(?:-(\d+))?:\s*)?(.+?)(?:\^(\d+))?(?:=(\d+))?$", re.S)
ITEM = re.compile(r"([NVE])\s+(\d+)\s*(.*)", re.S)


class WrongMarks(Exception):  # noqa: N818 - it is the marks that are wrong
    """What a line says cannot be, in words."""


@dataclass(slots=True)
class Sheet:
    """A report as it is marked: its text and where its sentences stand, counted from 1."""

    corpus: str
    report: str
    text: str
    spans: list[Span] = field(init=False)

    def __post_init__(self) -> None:
        """Cut the text into sentences."""
        self.spans = [[s.start, s.end] for s in sentences(self.text)]

    def sentence(self, number: int) -> Span:
        """Raises WrongMarks where there is none of that number."""
        if not 1 <= number <= len(self.spans):
            raise WrongMarks(f"there is no sentence {number}")
        return self.spans[number - 1]

    def find(self, words: str, number: int, nth: int = 1) -> Span:
        """Where the ``nth`` occurrence of the words stands in a sentence; runs of blanks are alike."""
        start, end = self.sentence(number)
        if words == "*":
            return [start, end]
        first, _, last = words.partition(" ... ")
        found = [_place(m, start) for m in _pattern(first).finditer(self.text[start:end])]
        if len(found) < nth:
            raise WrongMarks(f"{first!r} does not stand in sentence {number}")
        span = found[nth - 1]
        if last:
            ends = [_place(m, span[1])[1] for m in _pattern(last).finditer(self.text[span[1] : end])]
            if not ends:
                raise WrongMarks(f"{last!r} does not follow in sentence {number}")
            span = [span[0], ends[0]]
        return span

    def render(self) -> str:
        """The numbered sentences, a line each."""
        lines = (f"{k} {' '.join(self.text[a:b].split())}" for k, (a, b) in enumerate(self.spans, 1))
        return f"# {self.corpus} {self.report} {len(self.text)}\n" + "\n".join(lines) + "\n"


def _pattern(words: str) -> re.Pattern[str]:
    """The words with any blanks between them, at the edges of words where they begin or end with one."""
    inner = r"\s+".join(re.escape(word) for word in words.split())
    return re.compile((r"(?<!\w)" if words[:1].isalnum() else "") + inner + (r"(?!\w)" if words[-1:].isalnum() else ""))


def _place(match: re.Match[str], offset: int) -> Span:
    return [match.start() + offset, match.end() + offset]


@dataclass(slots=True)
class Marks:
    """What the lines of one sheet have said so far."""

    sheet: Sheet
    entities: dict[int, Json] = field(default_factory=dict)
    voices: list[Json] = field(default_factory=list)
    events: list[Json] = field(default_factory=list)
    owners: dict[tuple[int, int], int] = field(default_factory=dict)

    def read(self, line: str) -> None:
        """Take in one line. Raises WrongMarks."""
        fields = [part.strip() for part in re.split(r"\s\|(?=\s|$)", line)]
        head = ITEM.match(fields[0])
        if not head:
            raise WrongMarks("a line begins with N, V or E and a number")
        kind, number, words = head[1], int(head[2]), head[3].strip()
        if kind != "N" and not words:
            raise WrongMarks("a cue or trigger is missing")
        {"N": self._entity, "V": self._voice, "E": self._event}[kind](number, words, fields[1:])

    def _entity(self, number: int, _: str, fields: list[str]) -> None:
        _name, _code, sectors = _exactly(fields, 3)
        wrong = [s for s in sectors.split() if s not in SECTORS]
        if wrong or not sectors:
            raise WrongMarks(f"sectors are of {' '.join(SECTORS)}, not {sectors!r}")
        if number in self.entities:
            raise WrongMarks(f"entity {number} is there already")
        self.entities[number] = {"sector": sectors.split(), "mentions": []}

    def _voice(self, number: int, words: str, fields: list[str]) -> None:
        source, content, stance, to = _exactly([*fields, ""] if len(fields) == 3 else fields, 4)
        if stance not in STANCES:
            raise WrongMarks(f"a stance is of {' '.join(STANCES)}, not {stance!r}")
        voice = {
            "source": self._mentions(source, number),
            "cue": self._anchor(words, number),
            "content": [span for span, _ in self._spans(content, number)],
            "stance": stance,
        }
        if not voice["content"]:
            raise WrongMarks("a voice has a content")
        if to:
            voice["to"] = self._mentions(to, number)
        self.voices.append(voice)

    def _event(self, number: int, words: str, fields: list[str]) -> None:
        label, status, *rest = [*fields, ""] if len(fields) == 6 else fields
        actor, recipient, place, time, counts = _exactly(rest, 5)
        kind, _, mode = label.partition("/")
        if kind not in TYPES or (mode and f"{kind}:{mode}" not in MODES):
            raise WrongMarks(f"{label!r} is no type or mode of PLOVER")
        state, _, background = status.partition(" ")
        if state not in STATUSES or background not in {"", "background"}:
            raise WrongMarks(f"a status is of {' '.join(STATUSES)}, then perhaps 'background', not {status!r}")
        roles = {"actor": self._mentions(actor, number), "recipient": self._mentions(recipient, number)}
        roles |= {
            "place": [span for span, _ in self._spans(place, number)],
            "time": [span for span, _ in self._spans(time, number)],
        }
        self.events.append(
            {"trigger": self._anchor(words, number), "type": kind, "mode": mode or None, "status": state}
            | {"background": bool(background), "counts": self._counts(counts, number)}
            | {role: roles[role] for role in EVENT_ROLES}
        )

    def _counts(self, said: str, number: int) -> Json:
        out: Json = {}
        for part in filter(None, re.split(r"\s*;\s*", said)):
            role, _, words = part.partition("=")
            if role not in COUNT_ROLES or not words:
                raise WrongMarks(f"a count is of {' '.join(COUNT_ROLES)}, '=' and the words, not {part!r}")
            ((span, _),) = self._spans(words, number)
            out[role] = {"span": span}
        return out

    def _anchor(self, words: str, number: int) -> Span:
        ((span, _),) = self._spans(words, number)
        return span

    def _spans(self, said: str, number: int) -> Iterator[tuple[Span, int | None]]:
        for part in filter(None, re.split(r"\s+;(?:\s+|$)", said)):
            found = PLACED.match(part.strip())
            if not found:
                raise WrongMarks(f"{part!r} is no span")
            first = int(found[1] or number)
            owner = int(found[5]) if found[5] else None
            for k in range(first, int(found[2] or first) + 1):
                yield self.sheet.find(found[3].strip(), k, int(found[4] or 1)), owner

    def _mentions(self, said: str, number: int) -> list[Span]:
        out = []
        for span, owner in self._spans(said, number):
            if owner not in self.entities:
                raise WrongMarks(f"{self.sheet.text[slice(*span)]!r} needs '=' and the number of an entity above")
            before = self.owners.setdefault((span[0], span[1]), owner)
            if before != owner:
                raise WrongMarks(f"{self.sheet.text[slice(*span)]!r} is entity {before} elsewhere")
            if span not in self.entities[owner]["mentions"]:
                self.entities[owner]["mentions"].append(span)
            out.append(span)
        return out

    def row(self) -> Json:
        """The line of the file of marks, without the text. Names and codes serve whoever marks, and stay in the sheet."""
        entities = [{"sector": e["sector"], "mentions": sorted(e["mentions"])} for e in self.entities.values()]
        return {
            "corpus": self.sheet.corpus,
            "report": self.sheet.report,
            "length": len(self.sheet.text),
            "sha256": hashlib.sha256(self.sheet.text.encode()).hexdigest(),
            "voices": sorted(self.voices, key=lambda v: v["cue"]),
            "events": sorted(self.events, key=lambda e: e["trigger"]),
            "entities": [e for e in entities if e["mentions"]],
        }


def _exactly(fields: list[str], n: int) -> list[str]:
    if len(fields) != n:
        raise WrongMarks(f"{len(fields)} fields follow where {n} should")
    return fields


def marks_of(sheet: Sheet, said: str) -> tuple[Marks, list[str]]:
    """What was marked, and what is wrong in it, a sentence for each line concerned."""
    marks, wrong = Marks(sheet), []
    for k, line in enumerate(said.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                marks.read(line.strip())
            except WrongMarks as error:
                wrong.append(f"line {k}: {error}: {line.strip()[:80]}")
    for kind, anchor, items in (("voice", "cue", marks.voices), ("event", "trigger", marks.events)):
        times = Counter((item[anchor][0], item[anchor][1]) for item in items)
        wrong += [f"two {kind}s on {sheet.text[a:b]!r}" for (a, b), n in times.items() if n > 1]
    return marks, wrong


def cut(text: str, most: int) -> str:
    """The text up to the end of the last sentence that ends within ``most`` characters."""
    ends = [s.end for s in sentences(text) if s.end <= most]
    return text[: ends[-1]] if ends else text[:most]


def texts(shared: Path) -> Iterator[tuple[str, str, str]]:
    """Corpus, report and text of all that may be marked and is not yet."""
    done = {(row["corpus"], row["report"]) for row in read_jsonl(MARKS)}
    for corpus, read in CORPORA.items():
        for report, text in read(shared / "corpora"):
            if (corpus, report) not in done:
                yield corpus, report, text


def sheet_of(path: Path, known: dict[tuple[str, str], str]) -> Sheet:
    """The sheet that a file was written from. Raises UsageError where its first line names none."""
    head = path.read_text(encoding="utf-8").partition("\n")[0].split(" ") if path.exists() else []
    if len(head) != 4 or (head[1], head[2]) not in known:
        raise UsageError(f"{path} does not begin with '#', a corpus, a report and a length that are known.")
    return Sheet(head[1], head[2], known[head[1], head[2]][: int(head[3])])


def _write_sheets(shared: Path, out: Path, most: int) -> int:
    out.mkdir(parents=True, exist_ok=True)
    for corpus, report, text in texts(shared):
        sheet = Sheet(corpus, report, cut(text, most))
        (out / f"{corpus}_{re.sub(r'[^A-Za-z0-9.-]', '-', report)}.txt").write_text(sheet.render(), encoding="utf-8")
    return 0


def _read_marks(shared: Path, files: list[Path]) -> tuple[list[Json], list[str]]:
    known = {(corpus, report): text for corpus, report, text in texts(shared)}
    rows, wrong = [], []
    for path in files:
        marks, errors = marks_of(
            sheet_of(path.with_suffix(".txt"), known), path.with_suffix(".marks").read_text("utf-8")
        )
        wrong += [f"{path.stem}: {error}" for error in errors]
        rows.append(marks.row())
    return rows, wrong


def _pack(rows: list[Json]) -> None:
    everything = sorted([*read_jsonl(MARKS), *rows], key=lambda row: (row["corpus"], row["report"]))
    with MARKS.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as out:
        for row in everything:
            out.write(json.dumps(row, separators=(",", ":")).encode() + b"\n")


def main(argv: list[str] | None = None) -> int:
    """Run one of the commands; 1 where marks are wrong."""
    parser = argparse.ArgumentParser(prog="training.annotate", description=__doc__.partition("\n")[0])
    parser.add_argument("command", choices=("sheets", "check", "pack"))
    parser.add_argument("files", nargs="*", type=Path, help="files of marks, or for 'sheets' the folder to write to")
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="the folder that holds corpora/")
    parser.add_argument("--most", type=int, default=2500, help="characters of a report that are read")
    asked = parser.parse_args(argv)
    if asked.command == "sheets":
        if len(asked.files) != 1:
            parser.error("name the one folder that the sheets go to")
        return _write_sheets(asked.shared, asked.files[0], asked.most)
    try:
        rows, wrong = _read_marks(asked.shared, asked.files)
    except UsageError as error:
        parser.error(str(error))
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    if asked.command == "pack" and not wrong:
        _pack(rows)
    print(
        f"{len(rows)} reports, {sum(len(r['voices']) for r in rows)} voices, {sum(len(r['events']) for r in rows)} events"
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
