"""How fast the pages of a WARC are read: ``python -m bench.warc [PAGES.tar.gz | FOLDER] [--mixed]``.

A WARC of so many pages is made of the HTML files that are named, or of pages made up here, or of both in turn, each page
in a gzip member of its own as Common Crawl has them. Three figures of one core: records taken out of the file; with each page decoded and
parsed into a tree; and reports, the article found and checked, which is all of reading. Nothing is coded.
"""

from __future__ import annotations

import gzip
import tarfile
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

import click

from bench.texts import made_up
from histor.read import Skipped, read
from histor.read.archives import pages
from histor.read.fetch import Fetched
from histor.read.page import decode_page

_MENU = "".join(f'<li><a href="/section/{k}">Section number {k} of the paper</a></li>' for k in range(60))
_BESIDE = "".join(f'<div class="teaser"><h4>Another story {k}</h4><p>More of it inside.</p></div>' for k in range(40))


def made_up_pages(number: int) -> Iterator[bytes]:
    """Pages of about 30 kB: an article between a menu, teasers and scripts."""
    for text in made_up(number):
        article = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
        yield (
            f"<!DOCTYPE html><html><head><title>{text[:60]}</title><script>{'var a = 1;' * 800}</script></head><body>"
            f"<nav><ul>{_MENU}</ul></nav><main><article><h1>{text[:60]}</h1>{article}</article></main>"
            f"<aside>{_BESIDE}</aside><footer>Contact</footer></body></html>"
        ).encode()


def named_pages(path: Path) -> list[bytes]:
    """The HTML files of a folder or tar archive, packed or not."""
    if path.is_dir():
        found = [file.read_bytes() for file in sorted(path.rglob("*.html*"))]
    else:
        with tarfile.open(path) as archive:
            members = sorted((member for member in archive if ".html" in member.name), key=lambda member: member.name)
            found = [content.read() for member in members if (content := archive.extractfile(member))]
    return [gzip.decompress(raw) if raw.startswith(b"\x1f\x8b") else raw for raw in found]


def bodies(named: list[bytes], number: int, *, mixed: bool) -> Iterator[bytes]:
    """``number`` pages: those named again and again, or made up where there are none; ``mixed``: each in turn."""
    if not named:
        return made_up_pages(number)
    if not mixed:
        return islice(cycle(named), number)
    pairs = zip(cycle(named), made_up_pages(number), strict=False)
    return islice((body for pair in pairs for body in pair), number)


def write_warc(path: Path, bodies: Iterable[bytes]) -> None:
    """A WARC with a response for each body."""
    with path.open("wb") as out:
        for number, body in enumerate(bodies):
            answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://herald.example/{number}\r\n"
                f"WARC-Date: 2026-01-05T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
            )
            out.write(gzip.compress(head.encode() + answer + b"\r\n\r\n", 6))


def records(path: Path) -> int:
    """Take all records out of the file."""
    with path.open("rb") as stream:
        return sum(isinstance(found, Fetched) for found in pages("warc", stream))


def trees(path: Path) -> int:
    """The same, with each page decoded and parsed."""
    from lxml.html import document_fromstring

    done = 0
    with path.open("rb") as stream:
        for found in pages("warc", stream):
            if isinstance(found, Fetched):
                document_fromstring(decode_page(found.body, found.charset).encode())
                done += 1
    return done


def reports(path: Path) -> int:
    """All of reading; pages that give no report, for their language say, are read all the same."""
    skips: list[Skipped] = []
    return sum(1 for _ in read(path, on_skip=skips.append)) + len(skips)


def measured(name: str, work: Callable[[Path], int], path: Path) -> None:
    """Print how many ``work`` gives in a second, by the clock and of one core's time (processes of its own included)."""
    began, spent = time.perf_counter(), _cpu()
    number = work(path)
    seconds, cores = time.perf_counter() - began, _cpu() - spent
    click.echo(
        f"{name:<36} {number:>7,} {seconds:>8.1f} s {number / seconds:>9,.0f} /s {number / cores:>9,.0f} /s/core"
    )


def _cpu() -> float:
    """CPU seconds of this process and of the one that takes pages apart, once that has ended."""
    from histor.read.worker import end

    end()
    return sum(usage.ru_utime + usage.ru_stime for usage in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--pages", "number", type=click.IntRange(1), default=5_000, show_default=True, help="Pages in the WARC.")
@click.option("--mixed", is_flag=True, help="Every other page made up.")
@click.option("--extract", type=click.IntRange(1), help="Pages of it to make reports of.  [default: all]")
def command(source: Path | None, number: int, mixed: bool, extract: int | None) -> None:
    """Print how fast the pages of a WARC are read, parsed and made reports of."""
    named = named_pages(source) if source else []
    with tempfile.TemporaryDirectory(prefix="histor-") as folder:
        path, some = Path(folder) / "pages.warc.gz", Path(folder) / "some.warc.gz"
        write_warc(path, bodies(named, number, mixed=mixed))
        if extract:
            write_warc(some, bodies(named, extract, mixed=mixed))
        click.echo(f"{number:,} pages, {path.stat().st_size / 1e6:,.0f} MB packed")
        measured("records", records, path)
        measured("records, parsed", trees, path)
        measured("reports (article found)", reports, some if extract else path)


if __name__ == "__main__":
    command()
