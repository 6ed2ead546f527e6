"""``python -m training.evaluate``: the commands.

    logoi PATH, polnear PATH    code the reports of a file of accounts and score the accounts
    plv PATH, aw PATH           read marked pairs, given and in the account of their sentence
    times PATH                  find and read times in a folder or archive of TimeML or MEANTIME files
    toponyms PATH               place the names of a file of texts whose place names have coordinates
    extraction PATH             find the articles of the web pages of an archive
    copies PATH...              find copies made mechanically of the texts of files or folders
    ecb TAR                     link the events of ECB+ across documents
    all --shared DIR            all of them on the development parts, against the floors (`make evaluate`)

Exit codes: 0; 1 where a figure lies below its floor; 2 where the call or the data are wrong.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from histor.errors import HistorError
from training.evaluate import floors as gate
from training.evaluate.accounts import CodedReports, code_reports, evaluate_accounts
from training.evaluate.copies import Chosen, evaluate_copies, made, texts
from training.evaluate.ecb import evaluate_ecb
from training.evaluate.examples import examples
from training.evaluate.extraction import evaluate_extraction
from training.evaluate.package import Package
from training.evaluate.relations import evaluate_relations
from training.evaluate.results import Evaluation
from training.evaluate.tables import markdown, text_table, write_docs
from training.evaluate.times import Part, evaluate_times
from training.evaluate.toponyms import evaluate_toponyms
from training.score import Json

DEVELOPMENT = {
    "logoi": "corpora/logoi/dev.jsonl.gz",
    "polnear": "corpora/polnear/dev.jsonl.gz",
    "plv": "corpora/plv/train.jsonl.gz",  # no development part exists: the held-out fifth is scored
    "aw": "corpora/aw/train.jsonl.gz",
    "wikiwars": "corpora/temporal/wikiwars-timex3.tar.gz",  # the odd documents: the grammar was written on the others
    "meantime": "corpora/temporal/meantime.tar.gz",
    "tbaq": "corpora/temporal/tbaq.tar.gz",  # the grammar was tuned on it: shown, not to be trusted
    "lgl": "corpora/toponyms/lgl.jsonl.gz",  # the odd texts: the weights were tried on the others, as of GeoVirus
    "geovirus": "corpora/toponyms/geovirus.jsonl.gz",
    "tr-news": "corpora/toponyms/tr-news.jsonl.gz",
    "extraction": "corpora/extraction/scrapinghub-html.tar.gz",
}

data_file = click.argument("path", type=click.Path(path_type=Path))
as_json = click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Measure the installed package on data given by path."""


def accounts_command(dataset: str) -> Callable[..., None]:
    """The command that evaluates whole reports of one data set."""

    @cli.command(dataset, help=f"Score the accounts of the reports of PATH ({dataset}: .jsonl or .jsonl.gz).")
    @data_file
    @as_json
    @click.option("--predictions", type=click.Path(path_type=Path), help="Write the accounts here, as JSONL.")
    @click.option("--errors", type=click.IntRange(min=0), default=0, help="Print so many mistakes of each kind.")
    def command(path: Path, as_json: bool, predictions: Path | None, errors: int) -> None:
        subject = Package()
        coded = code_reports(path, dataset, subject)
        report([evaluate_accounts(dataset, coded)], as_json, subject, gate.read_floors(gate.FLOORS))
        if predictions is not None:
            write_predictions(predictions, coded)
        for mistake in examples(coded.pairs, errors):
            click.echo(f"\n{mistake}", err=as_json)

    return command


def relations_command(dataset: str) -> Callable[..., None]:
    """The command that evaluates marked pairs of one data set."""

    @cli.command(dataset, help=f"Score the marked pairs of PATH ({dataset}: .jsonl or .jsonl.gz).")
    @data_file
    @as_json
    @click.option("--held-out", is_flag=True, help="Only the pairs that training leaves out (training/heldout.py).")
    def command(path: Path, as_json: bool, held_out: bool) -> None:
        subject = Package()
        evaluation = evaluate_relations(dataset, path, subject, only_held_out=held_out)
        report([evaluation], as_json, subject, gate.read_floors(gate.FLOORS))

    return command


@cli.command("times", help="Find times in the documents of PATH: a folder or .tar.gz of TimeML or MEANTIME files.")
@data_file
@as_json
@click.option("--part", type=click.Choice(("even", "odd")), help="Every second document alone, counted from 0.")
@click.option("--errors", type=click.IntRange(min=0), default=0, help="Print so many mistakes, the commonest first.")
def times(path: Path, as_json: bool, part: Part | None, errors: int) -> None:
    evaluation, mistakes = evaluate_times("times", path, part)
    report([evaluation], as_json, Package(), {})
    for mistake, count in Counter(mistakes).most_common(errors):
        click.echo(f"{count:>4}  {mistake}", err=as_json)


for name in ("logoi", "polnear"):
    accounts_command(name)
for name in ("plv", "aw"):
    relations_command(name)


@cli.command("toponyms", help="Place the place names of the texts of PATH (.jsonl or .jsonl.gz).")
@data_file
@as_json
@click.option("--part", type=click.Choice(("even", "odd")), help="Every second text alone, counted from 0.")
@click.option("--errors", type=click.IntRange(min=0), default=0, help="Print so many mistakes, the commonest first.")
def toponyms(path: Path, as_json: bool, part: Part | None, errors: int) -> None:
    evaluation, mistakes = evaluate_toponyms("toponyms", path, part)
    report([evaluation], as_json, Package(), {})
    for mistake, count in Counter(mistakes).most_common(errors):
        click.echo(f"{count:>4}  {mistake}", err=as_json)


@cli.command("extraction", help="Find the articles of the web pages of PATH: a tar archive of pages and their texts.")
@data_file
@as_json
@click.option("--errors", type=click.IntRange(min=0), default=0, help="Print F1 and name of so many pages, the worst.")
def extraction(path: Path, as_json: bool, errors: int) -> None:
    evaluation, pages = evaluate_extraction("extraction", path)
    report([evaluation], as_json, Package(), gate.read_floors(gate.FLOORS))
    for page in pages[:errors]:
        click.echo(page, err=as_json)


@cli.command("copies")
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True)
@as_json
@click.option("--part", type=click.Choice(["report", "tune"]), default="report", help="Which texts are copied.")
@click.option("--draw", type=click.IntRange(0), default=0, help="Another number takes other texts.")
def copies_command(paths: tuple[Path, ...], as_json: bool, part: Chosen, draw: int) -> None:
    """Find copies made mechanically of 300 of the texts of PATHS among 5,000 others."""
    print_flat(evaluate_copies(made(texts(paths), part, draw=draw)).to_json(), as_json)


@cli.command("ecb")
@data_file
@as_json
def ecb_command(path: Path, as_json: bool) -> None:
    """Link the events of the ECB+ tar PATH across documents (topics that training does not read)."""
    print_flat(evaluate_ecb(path, Package().tagger), as_json)


@cli.command("all")
@click.option("--shared", type=click.Path(path_type=Path), required=True, help="The folder that holds corpora/.")
@as_json
@click.option("--floors", type=click.Path(path_type=Path), default=gate.FLOORS, help="Where the floors are pinned.")
@click.option("--pin", is_flag=True, help="Write the figures, less 0.3, into the file of floors.")
@click.option("--write-docs", "docs", type=click.Path(path_type=Path), help="Fill the tables of this Markdown page.")
@click.pass_context
def all_development(
    context: click.Context, shared: Path, as_json: bool, floors: Path, pin: bool, docs: Path | None
) -> None:
    """Score the development part of every data set and compare with the floors."""
    pinned = gate.read_floors(floors)
    subject = Package()
    evaluations = [evaluate(dataset, shared / path, subject) for dataset, path in DEVELOPMENT.items()]
    if pin:
        before, pinned = pinned, gate.pinned_at(evaluations)
        gate.write_floors(pinned, floors)
        say(gate.lowered(before, pinned))
    report(evaluations, as_json, subject, pinned)
    if docs is not None:
        write_docs(docs, markdown(evaluations, pinned))
    found = gate.complaints(pinned, evaluations)
    say(found)
    context.exit(1 if found else 0)


def evaluate(dataset: str, path: Path, subject: Package) -> Evaluation:
    """The evaluation of a data set on its development part; marked pairs have none but the held-out fifth."""
    if dataset in ("plv", "aw"):
        return evaluate_relations(dataset, path, subject, only_held_out=True)
    if dataset in ("wikiwars", "meantime", "tbaq"):
        return evaluate_times(dataset, path, "odd" if dataset == "wikiwars" else None)[0]
    if dataset in ("lgl", "geovirus", "tr-news"):
        return evaluate_toponyms(dataset, path, None if dataset == "tr-news" else "odd")[0]
    if dataset == "extraction":
        return evaluate_extraction(dataset, path)[0]
    return evaluate_accounts(dataset, code_reports(path, dataset, subject))


def report(evaluations: Sequence[Evaluation], as_json: bool, subject: Package, floors: gate.Floors) -> None:
    """Print the figures, and on stderr the reports that the package refused to read."""
    say(f"not read, counted as misses: {refusal}" for refusal in subject.refused)
    if as_json:
        objects = [evaluation.to_json() for evaluation in evaluations]
        click.echo(json.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False))
    else:
        click.echo("\n".join(text_table(each, floors) for each in evaluations), nl=False)


def print_flat(found: Json, as_json: bool) -> None:
    """Print an object of figures: as JSON, or a line for each, those of settings below their setting's name."""
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in found.items():
        if isinstance(value, dict):
            for inner, numbers in value.items():
                click.echo(f"{inner}: {json.dumps(numbers)}")
        else:
            click.echo(f"{name}: {json.dumps(value)}")


def say(sentences: Iterable[str]) -> None:
    """Print sentences on stderr, one a line."""
    for sentence in sentences:
        click.echo(sentence, err=True)


def write_predictions(path: Path, coded: CodedReports) -> None:
    """Write the predicted accounts, one JSON object a line, in the order of the reference."""
    lines = (json.dumps(account, ensure_ascii=True) + "\n" for account in coded.predicted)
    path.write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Run the commands; a failure that the user can mend is one sentence and exit code 2."""
    try:
        cli()
    except HistorError as failure:
        click.echo(f"Error: {failure}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
