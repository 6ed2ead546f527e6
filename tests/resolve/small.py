"""Small gazetteers for tests, given as a table."""

from histor.resolve.gazetteer import Gazetteer, code_key, keys
from histor.resolve.gazetteer_file import Row, write

ABOUT = {"source": "a test", "licence": "none", "changed": "all", "countries": {"SY": "SYR", "IQ": "IRQ"}}

# name, kind, code, lat, lon, population, id, other names
WORLD = [
    ("Syria", "country", "SYR", 35, 38, 18_000_000, 163843, []),
    ("Iraq", "country", "IRQ", 33, 44, 38_000_000, 99237, []),
    ("United States", "country", "USA", 39.76, -98.5, 327_000_000, 6252001, []),
    ("France", "country", "FRA", 46, 2, 67_000_000, 3017382, []),
    ("Georgia", "country", "GEO", 42, 43.5, 3_700_000, 614540, []),
    ("Afghanistan", "country", "AFG", 33, 66, 37_000_000, 1149361, []),
    ("Poland", "country", "POL", 52, 20, 38_000_000, 798544, []),
    ("Georgia", "admin1", "USA.GA", 32.75, -83.5, 10_000_000, 4197000, ["Ga."]),
    ("Kentucky", "admin1", "USA.KY", 38.2, -84.88, 4_400_000, 6254925, ["Ky."]),
    ("Oregon", "admin1", "USA.OR", 44, -120.5, 4_200_000, 5744337, ["Ore.", "OR"]),
    ("Texas", "admin1", "USA.TX", 31.25, -99.25, 27_000_000, 4736286, []),
    ("Homs", "admin1", "SYR.11", 34.25, 38.5, 1_700_000, None, ["Homs Governorate"]),
    ("Al Anbar", "admin1", "IRQ.01", 33, 42, 1_500_000, None, ["Anbar", "Anbar Province"]),
    ("Wardak", "admin1", "AFG.27", 34.25, 68, 500_000, None, ["Maidan Wardak", "Maidan Wardak Province"]),
    ("Homs", "town", "SYR.11", 34.72682, 36.72339, 775_404, 169577, ["Hims", "Ḩimş"]),
    ("Damascus", "town", "SYR.13", 33.5102, 36.29128, 1_569_394, 170654, []),
    ("Baghdad", "town", "IRQ.07", 33.34058, 44.40088, 7_216_000, 98182, []),
    ("Hit", "town", "IRQ.01", 33.64, 42.826, 66_700, 95788, ["Heet"]),
    ("Paris", "town", "FRA.11", 48.85341, 2.3488, 2_138_551, 2988507, []),
    ("Paris", "town", "USA.KY.017", 38.2098, -84.25299, 9_791, 4303602, []),
    ("Paris", "town", "USA.TX.277", 33.66094, -95.55551, 24_782, 4717560, []),
    ("Atlanta", "town", "USA.GA.121", 33.749, -84.38798, 498_715, 4180439, []),
    ("Lexington", "town", "USA.KY.067", 37.98869, -84.47772, 225_366, 4297983, []),
    ("Oregon", "town", "USA.KY.185", 38.5, -85.5, 6_000, 4500001, []),
    ("Maidan Shahr", "town", "AFG.27", 34.39561, 68.86618, 35_008, 1131462, ["Maydanshakhr"]),
    ("Safina", "town", "POL.78", 52.1, 21.2, 600, 765000, []),
    ("Black Sea", "region", "", 43, 35, 0, None, []),
    ("Bagram Air Base", "point", "AFG", 34.946, 69.265, 0, None, ["Bagram"]),
]  # fmt: skip


def make(path, table=WORLD, about=ABOUT):
    """Write the table as a gazetteer to ``path`` and return ``path``."""
    table = sorted(table, key=lambda row: (keys(row[0])[0], row[2], row[1]))
    rows: list[Row] = []
    others: dict[str, list[int]] = {}
    for number, (name, kind, code, lat, lon, people, id, names) in enumerate(table):
        rows.append(Row(keys(name)[0], name, kind, code, str(lat), str(lon), str(people), str(id or "")))
        for key in [key for other in names for key in keys(other)] + [code_key(code)] * (kind in {"country", "admin1"}):
            if key != rows[-1].key:
                others.setdefault(key, []).append(number)
    write(path, about, rows, [(key, ",".join(map(str, found))) for key, found in sorted(others.items())])
    return path


def opened(folder):
    """The world of the tests, open."""
    return Gazetteer([make(folder / "small.places")])
