"""The sample corpus agrees with its own reference: quotations, copies, origins and standings."""

import json
import re
import tomllib
from collections import Counter
from datetime import date
from functools import cache

import pytest

import histor
from histor.cli.sample import SAMPLES
from histor.code.codebook import codebook
from histor.records import STANCES, STATUSES

REPORTS = {report["id"]: report for report in map(json.loads, (SAMPLES / "syria-2015.jsonl").open(encoding="utf-8"))}
REFERENCE = tomllib.loads((SAMPLES / "syria-2015.toml").read_text(encoding="utf-8"))
INCIDENTS = {incident["id"]: incident for incident in REFERENCE["incidents"]}
ORIGINAL = {
    (carrier["report"], copies["original"]): carrier for copies in REFERENCE["copies"] for carrier in copies["carriers"]
}
STANDINGS = ("contested", "denied", "announced", "claimed by one origin", "uncontested")
KINDS = {"verbatim", "re-headed", "trimmed", "reordered", "edited", "extended", "merged"}
TELLING = {"report", "quote", "origin", "stance", "status", "background", "via", "dead", "injured"}


def text_of(report):
    return REPORTS[report]["text"]


@cache
def shingles(text, size=5):
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + size]) for at in range(len(words) - size + 1)}


def shared(one, other):
    """The share of the shorter report's runs of five words that the other report has too."""
    ours, theirs = shingles(text_of(one)), shingles(text_of(other))
    return len(ours & theirs) / min(len(ours), len(theirs))


def denies(telling):
    return telling.get("stance") == "deny" or telling.get("status") == "negated"


def affirms(telling):
    return telling.get("stance", "affirm") == "affirm" and telling.get("status", "actual") in {"actual", "future"}


def standing(incident):
    """The standing that follows from the tellings by the words at the head of the reference."""
    named = [telling for telling in incident["tellings"] if telling["origin"]]
    affirming = {telling["origin"] for telling in named if affirms(telling)}
    if not affirming:
        return "denied"
    if any(denies(telling) for telling in named) or tell_it_otherwise(incident):
        return "contested"
    if all(telling.get("status") == "future" for telling in incident["tellings"]):
        return "announced"
    return "claimed by one origin" if len(affirming) == 1 else "uncontested"


def tell_it_otherwise(incident):
    """Whether figures differ, or the reference says in words in what else the tellings do."""
    figures = [{telling[role] for telling in incident["tellings"] if role in telling} for role in ("dead", "injured")]
    return any(len(told) > 1 for told in figures) or incident.get("otherwise") is not None


# Reports


def test_the_reports_can_be_read_and_are_short():
    skipped: list[histor.Skipped] = []
    reports = list(histor.read(str(SAMPLES / "syria-2015.jsonl"), on_skip=skipped.append))
    assert not skipped
    assert [report.id for report in reports] == list(REPORTS)
    assert len(reports) >= 40
    for report in reports:
        assert 120 <= len(report.text.split()) <= 350, report.id
        assert report.text == text_of(report.id)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_a_report_says_what_it_is(report):
    assert list(report) == ["id", "outlet", "published", "title", "byline", "url", "text"]
    assert date(2015, 9, 1) <= date.fromisoformat(report["published"]) <= date(2015, 12, 10)
    assert report["outlet"].startswith("Sample ")
    assert report["url"] is None
    assert report["title"]
    assert not re.search(r"[{}<>\"'\t]|  ", report["text"])


def test_reports_are_in_the_order_of_their_days():
    days = [report["published"] for report in REPORTS.values()]
    assert days == sorted(days)


def test_wire_reports_name_the_wire_and_the_day():
    wires = [report for report in histor.read(str(SAMPLES / "syria-2015.jsonl")) if report.id.startswith("wire-")]
    assert len(wires) > 5
    for report in wires:
        assert report.dateline, report.id
        assert report.dateline.agency == "Sample Wire Agency", report.id
        assert report.dateline.date == report.published, report.id


# Copies


def test_copies_share_the_text_and_others_do_not():
    same_original = {
        (one["report"], other["report"])
        for copies in REFERENCE["copies"]
        for one in copies["carriers"]
        for other in copies["carriers"]
    }
    for one in REPORTS:
        for other in REPORTS:
            if (one, other) in ORIGINAL:
                assert shared(one, other) >= 0.5, (one, other)
            elif one < other and (other, one) not in ORIGINAL and (one, other) not in same_original:
                assert shared(one, other) < 0.1, (one, other)


@pytest.mark.parametrize("pair", ORIGINAL, ids=" of ".join)
def test_a_copy_is_of_the_kind_it_says(pair):
    copy, original = pair
    carrier = ORIGINAL[pair]
    kind = set(carrier["kind"])
    assert set(carrier) <= {"report", "kind", "added"}
    assert kind
    assert kind <= KINDS
    assert REPORTS[original]["published"] <= REPORTS[copy]["published"]
    assert REPORTS[original]["outlet"] != REPORTS[copy]["outlet"]
    assert ("verbatim" in kind) == (text_of(copy) == text_of(original))
    assert ("re-headed" in kind) == (REPORTS[copy]["title"] != REPORTS[original]["title"])
    assert ("extended" in kind) == ("added" in carrier)
    assert ("merged" in kind) == (sum(report == copy for report, _ in ORIGINAL) > 1)
    if "added" in carrier:
        paragraphs = [part for part in text_of(copy).split("\n\n") if part.startswith(carrier["added"])]
        assert len(paragraphs) == 1
        assert not shingles(paragraphs[0]) & shingles(text_of(original))


@pytest.mark.parametrize("copies", REFERENCE["copies"], ids=lambda copies: copies["original"])
def test_the_agency_wrote_the_original(copies):
    assert REPORTS[copies["original"]]["outlet"] == copies["agency"]


# Incidents and origins


def test_incidents_have_ids_of_their_own():
    assert len(INCIDENTS) == len(REFERENCE["incidents"])


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
def test_an_incident_is_well_formed(incident):
    assert set(incident) <= {
        "id",
        "what",
        "types",
        "from",
        "to",
        "standing",
        "otherwise",
        "note",
        "origins",
        "tellings",
    }
    assert incident["types"]
    assert set(incident["types"]) <= set(codebook().types)
    assert incident["from"] <= incident["to"]
    assert incident["standing"] in STANDINGS
    assert len({(telling["report"], telling["quote"]) for telling in incident["tellings"]}) == len(incident["tellings"])


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
def test_tellings_are_found_in_the_reports(incident):
    for telling in incident["tellings"]:
        assert set(telling) <= TELLING
        assert telling.get("stance", "affirm") in STANCES
        assert telling.get("status", "actual") in STATUSES
        assert text_of(telling["report"]).count(telling["quote"]) == 1, telling
        assert len(telling["quote"].split()) >= 2 or telling["quote"] == "none", telling
        if telling.get("status") not in {"future", "hypothetical"}:
            assert incident["from"].isoformat() <= REPORTS[telling["report"]]["published"], telling


def test_quotations_of_different_incidents_do_not_overlap():
    taken: Counter[tuple[str, int]] = Counter()
    for incident in INCIDENTS.values():
        for telling in incident["tellings"]:
            start = text_of(telling["report"]).index(telling["quote"])
            taken.update((telling["report"], at) for at in range(start, start + len(telling["quote"])))
    assert taken.most_common(1)[0][1] == 1


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
def test_origins_are_those_of_the_tellings(incident):
    told = list(dict.fromkeys(telling["origin"] for telling in incident["tellings"] if telling["origin"]))
    assert incident["origins"] == told


@pytest.mark.parametrize("incident", INCIDENTS.values(), ids=INCIDENTS)
def test_the_standing_follows_from_the_tellings(incident):
    assert incident["standing"] == standing(incident)


def test_every_standing_occurs():
    assert {incident["standing"] for incident in INCIDENTS.values()} == set(STANDINGS)


def test_an_outlet_is_an_origin_only_for_its_own_text():
    carriers = {carrier for carrier, _ in ORIGINAL}
    for incident in INCIDENTS.values():
        for telling in incident["tellings"]:
            if telling["origin"].startswith("Sample "):
                outlet = REPORTS[telling["report"]]["outlet"]
                agency = "Sample Wire Agency" if telling["report"] in carriers else outlet
                assert telling["origin"] in {outlet, agency}, telling


def test_a_carrier_tells_what_its_original_tells():
    """A telling in a copied paragraph has the origin that it has in the original."""
    by_place = {(t["report"], t["quote"]): t["origin"] for i in INCIDENTS.values() for t in i["tellings"]}
    compared = 0
    for carrier, original in ORIGINAL:
        for (report, quote), origin in by_place.items():
            if report == original and quote in text_of(carrier):
                assert by_place[carrier, quote] == origin, (carrier, quote)
                compared += 1
    assert compared > 30


def test_other_names_of_origins_lead_to_one():
    names = Counter(name for origin in REFERENCE["origins"] for name in (origin["name"], *origin["also"]))
    assert names.most_common(1)[0][1] == 1
    told = {telling["origin"] for incident in INCIDENTS.values() for telling in incident["tellings"]}
    for origin in REFERENCE["origins"]:
        assert origin["name"] in told, origin
        assert not told & set(origin["also"]), origin
