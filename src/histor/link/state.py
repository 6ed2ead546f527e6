"""What is kept of a report between runs, as bytes: JSON and the plain bytes of arrays, packed with zlib.

A ledger keeps one such blob a report, and the scores of pairs beside it; `Incidents.restore` and `Copies.restore` take
them up again without reading any report anew.
"""

from __future__ import annotations

import json
import math
import zlib
from typing import Any

import numpy as np

from histor.errors import HistorError
from histor.link.copygroups import Filed
from histor.link.identities import Identity
from histor.link.records import Anchor, EventRef, Spot
from histor.link.shingles import Shingles
from histor.link.tellings import Reading, Telling, Terms
from histor.records import Count, Span, When

Arrays = dict[str, np.ndarray]
_ARRAYS = {
    "triggers": "<i1", "sentences": "<i1", "stems": "<u4", "rare": "<u1", "words": "<u4", "loads": "<u1", "named": "?",
    "terms": "<u4", "term_loads": "<i4", "whole": "<i1", "lead": "<i1",
}  # fmt: skip
_SHINGLES = {"starts": "<u4", "ends": "<u4", "hashes": "<u4", "sentences": "<u4"}
_LARGEST = 200_000_000  # bytes unpacked; a file may be a stranger's


def filed_to_bytes(filed: Filed) -> bytes:
    """What `Copies` keeps of a report, as bytes."""
    about = [filed.report, filed.outlet, filed.published, filed.agency]
    return _packed(about, {name: getattr(filed.shingles, name) for name in _SHINGLES})


def filed_from_bytes(data: bytes) -> Filed:
    """The inverse of `filed_to_bytes`. Raises HistorError where ``data`` is something else."""
    about, arrays = _unpacked(data, _SHINGLES)
    report, outlet, published, agency = about
    return Filed(report, outlet, published, agency, Shingles(**arrays))


def reading_to_bytes(reading: Reading) -> bytes:
    """A reading, as bytes."""
    about = [reading.report, reading.published, [_telling_to_json(telling) for telling in reading.tellings]]
    return _packed(about, {name: getattr(reading, name) for name in _ARRAYS})


def reading_from_bytes(data: bytes) -> Reading:
    """The inverse of `reading_to_bytes`. Raises HistorError where ``data`` is something else."""
    about, arrays = _unpacked(data, _ARRAYS)
    report, published, tellings = about
    return Reading(report, published, tuple(_telling_from_json(each) for each in tellings), **arrays)


def terms_to_bytes(reading: Reading) -> bytes:
    """The rare words of a reading, as bytes: they are asked for where nothing else of it is."""
    return reading.terms.astype("<u4").tobytes() + reading.term_loads.astype("<i4").tobytes()


def terms_from_bytes(report: str, data: bytes) -> Terms:
    """The inverse of `terms_to_bytes`. Raises HistorError where ``data`` is something else."""
    try:
        terms, loads = np.frombuffer(data, "<u4").reshape(2, -1)
    except ValueError as reason:
        raise _damaged(reason) from None
    return Terms(report, terms, loads.view("<i4"))


def _packed(about: Any, arrays: Arrays) -> bytes:
    shapes = {name: array.shape for name, array in arrays.items()}
    head = json.dumps([about, shapes]).encode()
    return zlib.compress(b"\n".join([head, b"".join(array.tobytes() for array in arrays.values())]), 3)


def _unpacked(data: bytes, types: dict[str, str]) -> tuple[Any, Arrays]:
    try:
        unpacker = zlib.decompressobj()
        head, _, body = unpacker.decompress(data, _LARGEST).partition(b"\n")
        rest = memoryview(body)
        about, shapes = json.loads(head)
        arrays: Arrays = {}
        for name, type_ in types.items():
            size = math.prod(shapes[name])
            arrays[name] = np.frombuffer(rest, type_, size).reshape(shapes[name])
            rest = rest[size * arrays[name].itemsize :]
    except (ValueError, KeyError, TypeError, zlib.error, RecursionError) as reason:
        raise _damaged(reason) from None
    return about, arrays


def _damaged(reason: Exception) -> HistorError:
    return HistorError(f"What the ledger keeps for linking is damaged ({reason}); histor link --anew mends it.")


def _telling_to_json(telling: Telling) -> list[Any]:
    when = telling.when
    return [
        list(telling.ref),
        [telling.anchor.report, list(telling.anchor.trigger)],
        [telling.type, telling.mode, telling.status, telling.background, telling.teller],
        [telling.stem, telling.sentence_number, telling.sentence],
        [_identity_to_json(party) for party in telling.actors],
        [_identity_to_json(party) for party in telling.recipients],
        [[s.name, s.country, s.admin1, s.geonameid, s.lat, s.lon, s.precision] for s in telling.spots],
        [when.start, when.end, when.precision, when.anchor, when.unresolved],
        telling.days,
        [[role, list(count.span), count.min, count.max] for role, count in telling.counts],
    ]


def _telling_from_json(data: list[Any]) -> Telling:
    ref, anchor, coded, words, actors, recipients, spots, when, days, counts = data
    kind, mode, status, background, teller = coded
    stem, number, sentence = words
    return Telling(
        ref=EventRef(*ref),
        anchor=Anchor(anchor[0], Span(*anchor[1])),
        type=kind,
        mode=mode,
        status=status,
        background=background,
        teller=teller,
        stem=stem,
        sentence_number=number,
        sentence=sentence,
        actors=tuple(_identity_from_json(party) for party in actors),
        recipients=tuple(_identity_from_json(party) for party in recipients),
        spots=tuple(Spot(*spot) for spot in spots),
        when=When(*when),
        days=(days[0], days[1]) if days else None,
        counts=tuple((role, Count(Span(*span), low, high)) for role, span, low, high in counts),
    )


def _identity_to_json(identity: Identity) -> list[Any]:
    return [
        identity.key,
        identity.name,
        identity.kind,
        identity.code,
        list(identity.sector),
        identity.identifier,
        list(identity.titles),
        identity.speaks_for,
    ]


def _identity_from_json(data: list[Any]) -> Identity:
    key, name, kind, code, sector, identifier, titles, speaks_for = data
    return Identity(key, name, kind, code, tuple(sector), identifier, tuple(titles), speaks_for)
