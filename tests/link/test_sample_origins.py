"""The sample of 2015, coded as its reference says: its origins and standings come out as its reference says.

Not measured here is what the model finds in these texts.
"""

import random

import pytest

from histor.link.cast import Cast
from histor.link.chains import Copied
from histor.link.corpus import Corpus
from histor.link.origins import told
from tests.link import reference

pytestmark = pytest.mark.skipif(not reference.there(), reason="the sample of 2015 is not in the package")


@pytest.fixture(scope="module")
def sample():
    return reference.sample()


@pytest.fixture(scope="module")
def found(sample):
    corpus = Corpus(sample.accounts.values(), sample.groups, sample.incidents)
    return {one.incident.id: one for one in corpus.told}


def test_every_origin_of_the_reference_is_one_and_no_two_are(sample, found):
    for id, one in found.items():
        by_label: dict[str, set[str]] = {}
        for origin in one.origins:
            for ref in origin.tellings:
                by_label.setdefault(sample.labels[ref], set()).add(origin.who.key)
        expected = {sample.labels[telling.ref] for telling in one.tellings} - {""}
        assert by_label.keys() == expected, id
        assert all(len(keys) == 1 for keys in by_label.values()), (id, by_label)
        assert len(one.origins) == len(expected), (id, by_label)


def test_every_incident_stands_as_the_reference_says(sample, found):
    assert len(found) == len(sample.reference) > 50
    assert {id: one.standing for id, one in found.items()} == {
        id: incident["standing"] for id, incident in sample.reference.items()
    }


def test_tellings_whose_source_nobody_names_are_counted(sample, found):
    for id, one in found.items():
        assert one.unattributed == sum(sample.labels[telling.ref] == "" for telling in one.tellings), id


def test_copies_count_with_their_original(sample, found):
    carriers = {report for group in sample.groups for report in group.reports[1:]}
    assert carriers
    for one in found.values():
        assert not set(one.reports) & carriers - {one.reports[0]} or one.reports[0] in carriers


def test_a_report_that_only_recycles_others_points_to_them(found):
    cited = {
        step.cites for one in found.values() for t in one.tellings if t.ref.report == "digest-1126" for step in t.chain
    }
    assert {"herald-1124", "bosphorus-1124"} <= cited


def test_twenty_orders_give_the_same(sample, found):
    casts = {id: Cast(account) for id, account in sample.accounts.items()}
    for seed in range(20):
        shuffled = random.Random(seed)
        members = list(sample.incidents)
        shuffled.shuffle(members)
        groups = list(sample.groups)
        shuffled.shuffle(groups)
        mixed = dict(shuffled.sample(list(casts.items()), len(casts)))
        for incident in members[:10]:
            order = tuple(shuffled.sample(incident.members, len(incident.members)))
            again = told(
                reference.incident(incident.id, order, incident.type, incident.description), mixed, Copied(groups)
            )
            before = found[incident.id]
            assert (again.origins, again.differences, again.tellings) == (
                before.origins,
                before.differences,
                before.tellings,
            )
