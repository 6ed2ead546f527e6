"""``python -m training.evaluate``: the commands.

    logoi PATH, polnear PATH    code the reports of a file of accounts and score the accounts
    plv PATH, aw PATH           read marked pairs, given and in the account of their sentence
    all --shared DIR            all four on the development parts, against the floors (`make evaluate`)

Exit codes: 0; 1 where a figure lies below its floor; 2 where the call or the data are wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import click

from histor.errors import HistorError
from training.evaluate import floors as gate
from training.evaluate.accounts import CodedReports, code_reports, evaluate_accounts
from training.evaluate.examples import examples
from training.evaluate.package import Package
from training.evaluate.relations import evaluate_relations
from training.evaluate.results import Evaluation
from training.evaluate.tables import markdown, text_table, write_docs

DEVELOPMENT = {
    "logoi": "corpora/logoi/dev.jsonl.gz",
    "polnear": "corpora/polnear/dev.jsonl.gz",
    "plv": "corpora/plv/train.jsonl.gz",  # no development part exists: the held-out fifth is scored
    "aw": "corpora/aw/train.jsonl.gz",
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


for name in ("logoi", "polnear"):
    accounts_command(name)
for name in ("plv", "aw"):
    relations_command(name)


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
    return evaluate_accounts(dataset, code_reports(path, dataset, subject))


def report(evaluations: Sequence[Evaluation], as_json: bool, subject: Package, floors: gate.Floors) -> None:
    """Print the figures, and on stderr the reports that the package refused to read."""
    say(f"not read, counted as misses: {refusal}" for refusal in subject.refused)
    if as_json:
        objects = [evaluation.to_json() for evaluation in evaluations]
        click.echo(json.dumps(objects[0] if len(objects) == 1 else objects, ensure_ascii=False))
    else:
        click.echo("\n".join(text_table(each, floors) for each in evaluations), nl=False)


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
