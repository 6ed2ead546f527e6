"""``python -m tests.fuzz.run TARGET...``: throw bytes at targets, and count.

With atheris (``pip install atheris``) the bytes follow what they reach in Histor's code, otherwise they are seeds with
pieces changed at random. What breaks a target is written into a file that is named; it becomes a test in
tests/fuzz/test_crashes.py.
"""

from __future__ import annotations

import hashlib
import logging
import random
import subprocess
import sys
import time
from pathlib import Path

import click

from histor.errors import HistorError
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS, Target

TOKENS = (
    *(b"on Monday", b"last year", b"Sept. 31", b"(Reuters) -", b"said", b"\xff\xfe", b"\x00", b"\xed\xa0\x80", b"{", b"}", b'"', b"\n"),
    *(b"[[", b"1e999", b"-1", b"99999999999", b"&#0;", b"<item>", b": ", b"- ", b"every = ", b"\r\n\r\n", b"=?utf-8?b?", b"0000-00-00"),
)  # fmt: skip


def guarded(target: Target, data: bytes) -> None:
    """The target, where what users are told is no crash."""
    try:
        target(data)
    except HistorError:
        return


def changed(random_: random.Random, corpus: list[bytes]) -> bytes:
    """One of ``corpus`` with some pieces cut out, doubled, put in or taken from another."""
    data = bytearray(random_.choice(corpus))
    for _ in range(random_.randint(1, 6)):
        at = random_.randint(0, len(data))
        piece = random_.randint(0, 5)
        if piece == 0:
            del data[at : at + random_.randint(1, 20)]
        elif piece == 1:
            data[at:at] = random_.choice(TOKENS)
        elif piece == 2:
            data[at:at] = data[at : at + random_.randint(1, 40)]
        elif piece == 3 and at < len(data):
            data[at] = random_.randrange(256)
        elif piece == 4:
            other = random_.choice(corpus)
            start = random_.randint(0, len(other))
            data[at : at + 10] = other[start : start + random_.randint(1, 60)]
        else:
            data[at:at] = random_.randbytes(random_.randint(1, 8))
    return bytes(data[:4000])


def at_random(name: str, seconds: float, seed: int, most: int | None = None) -> int:
    """Run a target on changed seeds, ``most`` times at most; the number of executions. What breaks it is kept and raised."""
    random_, corpus, ran = random.Random(seed), seeds(name), 0
    until = time.monotonic() + seconds
    while time.monotonic() < until and ran != most:
        data = changed(random_, corpus)
        try:
            guarded(TARGETS[name], data)
        except BaseException:
            path = Path(f"crash-{name}-{hashlib.sha256(data).hexdigest()[:12]}")
            path.write_bytes(data)
            click.echo(f"{name}: {path} breaks it, after {ran:,} executions", err=True)
            raise
        ran += 1
    return ran


def guided(name: str, seconds: float, folder: Path, most: int | None = None) -> None:
    """Run a target under atheris, which prints how often it ran and never returns."""
    import atheris

    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds(name):
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    with atheris.instrument_imports(include=["histor"]):
        guarded(TARGETS[name], b"")  # what targets import inside
    options = [f"-max_total_time={seconds:.0f}", "-max_len=4000", "-rss_limit_mb=4000", "-timeout=60", "-verbosity=1"]
    options.append(f"-runs={-1 if most is None else most}")
    atheris.Setup(
        [sys.argv[0], *options, f"-artifact_prefix=crash-{name}-", str(corpus)],
        lambda data: guarded(TARGETS[name], data),
    )
    atheris.Fuzz()


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(TARGETS)))
@click.option("--seconds", default=60.0, show_default=True, help="How long each target runs.")
@click.option("--runs", type=click.IntRange(1), help="How often each target runs at most.")
@click.option("--plain", is_flag=True, help="Bytes changed at random, without atheris.")
@click.option("--seed", default=1, show_default=True, help="Of the changes at random.")
@click.option(
    "--corpus", default="build/fuzz", show_default=True, help="Where atheris keeps what it found worth while."
)
@click.option("--child", is_flag=True, hidden=True)
def main(
    names: tuple[str, ...], seconds: float, runs: int | None, plain: bool, seed: int, corpus: str, child: bool
) -> None:
    """Fuzz all targets, or those that are named, one after another."""
    logging.getLogger("histor").setLevel(logging.CRITICAL)
    if child:
        guided(names[0], seconds, Path(corpus), runs)
    for name in names or TARGETS:
        if plain:
            click.echo(f"{name}: {at_random(name, seconds, seed, runs):,} executions")
        else:
            limits = ["--seconds", str(seconds), *(["--runs", str(runs)] if runs else [])]
            command = [sys.executable, "-m", "tests.fuzz.run", name, "--child", "--corpus", corpus, *limits]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            told = [line for line in done.stderr.splitlines() if line.startswith(("Done ", " === ", "==", "Traceback"))]
            click.echo(f"{name}: exit {done.returncode} {' | '.join(told) or done.stderr[-2000:]}")


if __name__ == "__main__":
    main()
