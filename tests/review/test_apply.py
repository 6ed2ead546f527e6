"""Decisions applied to an account: what is rejected goes, what is corrected is mended, the rest stays as it was."""

import hashlib
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from histor.accounts import from_json, to_json
from histor.records import COUNT_ROLES, Coder, Count, Span
from histor.review.apply import apply
from histor.review.facts import Looked, event_facts, voice_facts
from histor.review.match import matched
from histor.review.records import Decision, Item
from tests.cli.builder import syria
from tests.ledger.make import kunduz

CODER = Coder("0", "test", "plover-2.0")


def decided(account, part, verdict, **became):
    """A decision on an event or voice of ``account``."""
    looked = Looked(account)
    event = hasattr(part, "trigger")
    facts = event_facts(part, looked) if event else voice_facts(part, looked)
    item = Item("0" * 16, account.report.sha256, "event" if event else "voice", part.trigger if event else part.cue)
    return Decision(item, verdict, "Anna", "2026-01-01T00:00:00.000000+00:00", CODER, "", facts, became or None)


def added(account, kind, words, **facts):
    start = account.report.text.index(words)
    item = Item("0" * 16, account.report.sha256, kind, Span(start, start + len(words)))
    return Decision(item, "add", "Anna", "2026-01-01T00:00:00.000000+00:00", CODER, words, None, facts)


def after(account, *decisions):
    """The account after ``decisions``; it can be written and read like any other."""
    made = apply(account, decisions).account
    assert from_json(to_json(made)) == made
    return made


def test_nothing_decided_changes_nothing():
    assert after(syria()) == syria()


def test_a_rejected_event_is_gone():
    account = syria()
    sent, bombed = account.events
    assert after(account, decided(account, sent, "reject")).events == (bombed,)


def test_what_is_accepted_or_ignored_stays_and_what_is_accepted_is_certain():
    account = syria()
    sent, bombed = account.events
    made = after(account, decided(account, sent, "accept"), decided(account, bombed, "ignore"))
    assert made.events == (replace(sent, confidence=1.0), bombed)
    assert set(account.entities) <= set(made.entities)


def test_a_corrected_type_takes_its_codes_along():
    account = syria()
    sent = account.events[0]
    made = after(account, decided(account, sent, "correct", type="PROTEST", mode="demo", status="future")).events[0]
    assert (made.id, made.type, made.mode, made.status) == ("e1", "PROTEST", "demo", "future")
    assert (made.quad, made.score) != (sent.quad, sent.score)
    assert made.actor == sent.actor


def test_events_of_a_rejected_voice_are_told_by_the_one_around_it():
    account = syria()
    tass, kremlin = account.voices[1:3]
    made = after(account, decided(account, kremlin, "reject"))
    assert kremlin.id not in [voice.id for voice in made.voices]
    assert made.events[1].chain == (tass.id,)
    made = after(account, decided(account, tass, "reject"))
    assert made.events[1].chain == (kremlin.id,)
    assert next(voice for voice in made.voices if voice.id == kremlin.id).inside is None
    made = after(account, decided(account, tass, "reject"), decided(account, kremlin, "reject"))
    assert made.events[1].voice is None


def test_another_teller_and_another_nesting():
    account = syria()
    times, tass, kremlin = account.voices[:3]
    made = after(account, decided(account, account.events[0], "correct", voice=list(kremlin.cue)))
    assert made.events[0].chain == (tass.id, kremlin.id)
    made = after(account, decided(account, kremlin, "correct", inside=list(times.cue), stance="doubt"))
    assert made.events[1].chain == (times.id, kremlin.id)
    assert next(voice for voice in made.voices if voice.id == kremlin.id).stance == "doubt"


def test_voices_that_would_stand_inside_each_other_do_not():
    account = syria()
    tass, kremlin = account.voices[1:3]
    made = after(account, decided(account, tass, "correct", inside=list(kremlin.cue)))
    around = {voice.id: voice.inside for voice in made.voices}
    assert (around[tass.id], around[kremlin.id]) in {(kremlin.id, None), (None, tass.id)}


def test_who_is_meant_is_corrected_for_those_words_alone():
    account = syria()
    it = account.events[1].actor[0]
    syria_gov = {"span": list(it), "name": "Syria", "code": "SYR", "sector": ["GOV"]}
    made = after(account, decided(account, account.events[1], "correct", who=[syria_gov]))
    by_mention = {span: entity for entity in made.entities for span in entity.mentions}
    assert (by_mention[it].name, by_mention[it].code) == ("Syria", "SYR")
    assert by_mention[account.events[0].actor[0]].name == "Russia"


def test_every_role_that_was_put_in_is_a_mention_of_one_entity():
    account = syria()
    start = account.report.text.index("Kerry")
    made = after(account, decided(account, account.events[0], "correct", recipient=[[start, start + 5], [0, 9]]))
    mentions = [span for entity in made.entities for span in entity.mentions]
    assert made.events[0].recipient == (Span(start, start + 5), Span(0, 9))
    assert all(mentions.count(span) == 1 for span in made.events[0].recipient)
    assert [e.name for e in made.entities if Span(0, 9) in e.mentions] in (["The Times"], ["The New York Times"])


def test_place_and_time_are_corrected():
    account = kunduz()
    where = {
        "name": "Kabul",
        "country": "AFG",
        "admin1": None,
        "lat": 34.5,
        "lon": 69.2,
        "geonameid": None,
        "precision": "town",
    }
    when = {"from": "2015-10-02", "to": "2015-10-02", "precision": "day"}
    event = after(account, decided(account, account.events[0], "correct", where=where, when=when)).events[0]
    assert (event.when.start, event.when.anchor) == ("2015-10-02", "review")
    made = after(account, decided(account, account.events[0], "correct", where=where))
    assert next(place for place in made.places if place.id == made.events[0].where).name == "Kabul"
    assert after(account, decided(account, account.events[0], "correct", where=None, when=None)).events[0].where is None


def test_counts_are_corrected_and_taken_away():
    account = kunduz()
    event = account.events[0]
    assert event.counts["dead"].min == 22
    told = {"dead": {"span": [0, 5], "min": 19, "max": None}, "injured": {"span": [6, 9], "min": 37, "max": 40}}
    made = after(account, decided(account, event, "correct", counts=told)).events[0]
    assert made.counts == {"dead": Count(Span(0, 5), 19, None), "injured": Count(Span(6, 9), 37, 40)}
    assert after(account, decided(account, event, "correct", counts={})).events[0].counts == {}
    assert after(account, decided(account, event, "accept")).events[0].counts == event.counts


def test_a_decision_from_before_counts_could_be_corrected_leaves_them_alone():
    account = kunduz()
    decision = decided(account, account.events[0], "correct", status="negated")
    older = replace(decision, was={name: fact for name, fact in (decision.was or {}).items() if name != "counts"})
    made = after(account, older).events[0]
    assert (made.status, made.counts) == ("negated", account.events[0].counts)


def test_a_figure_beyond_the_text_is_not_applied():
    account = kunduz()
    told = {"dead": {"span": [0, 10**6], "min": 1, "max": 1}}
    assert after(account, decided(account, account.events[0], "correct", counts=told)).events == account.events


def test_a_missed_event_and_a_missed_voice_are_added_in_text_order():
    account = syria()
    made = after(
        account,
        added(account, "event", "concerned", type="REJECT", mode=None),
        added(account, "voice", "bombed", content=[[0, 9]], source=[[70, 80]]),
    )
    assert [event.type for event in made.events] == ["MOBILIZE", "ASSAULT", "REJECT"]
    assert made.events[2].id == "e3"
    assert [voice.cue.of(account.report.text) for voice in made.voices][1:3] == ["bombed", "said"]
    assert len(made.voices) == len(account.voices) + 1


# After another coding


def recoded(account):
    """The account as another model might code it: other ids, a wider trigger, one event missed, another type."""
    sent, _ = account.events
    other = replace(sent, id="e9", trigger=Span(sent.trigger.start, sent.trigger.end + 7), type="AID", confidence=0.5)
    return replace(account, events=(other,))


def test_decisions_find_their_event_after_another_coding_and_hold_as_they_were():
    account = syria()
    decisions = [decided(account, event, "accept") for event in account.events]
    found = matched(recoded(account), decisions)
    assert found.events == {"e9": decisions[0]}
    assert found.lost == (decisions[1],)
    made = after(recoded(account), *decisions)
    assert [event.type for event in made.events] == ["MOBILIZE", "ASSAULT"]
    assert made.events[1].recipient == account.events[1].recipient


def test_a_rejected_event_that_is_not_there_any_more_adds_nothing():
    account = syria()
    assert after(recoded(account), decided(account, account.events[1], "reject")) == recoded(account)


def test_decisions_on_another_text_or_beyond_its_end_are_not_applied():
    account = syria()
    one = decided(account, account.events[0], "reject")
    other = replace(one, item=replace(one.item, sha256=hashlib.sha256(b"").hexdigest()))
    beyond = decided(account, account.events[0], "correct", actor=[[0, 10**6]])
    assert matched(account, [other, beyond]).strange == (other, beyond)
    assert after(account, other, beyond) == account


_SPANS = st.tuples(st.integers(0, 160), st.integers(1, 12)).map(lambda pair: [pair[0], min(pair[0] + pair[1], 161)])
_CUES = st.one_of(st.none(), _SPANS)
_EVENT = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["PROTEST", "ASSAULT", "OWN_TYPE"]), "mode": st.sampled_from([None, "aerial", "demo"]),
        "status": st.sampled_from(["future", "negated"]), "actor": st.lists(_SPANS, max_size=3), "voice": _CUES,
        "who": st.lists(_SPANS.map(lambda s: {"span": s, "name": "x", "code": "USA", "sector": []}), max_size=2),
        "counts": st.dictionaries(
            st.sampled_from(COUNT_ROLES), _SPANS.map(lambda s: {"span": s, "min": 3, "max": None}), max_size=2
        ),
    },
)  # fmt: skip
_VOICE = st.fixed_dictionaries(
    {}, optional={"source": st.lists(_SPANS, max_size=2), "inside": _CUES, "stance": st.just("deny")}
)


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_decided_the_account_stays_whole(data):
    account = syria()
    decisions = []
    for part in (*account.events, *account.voices):
        verdict = data.draw(st.sampled_from(["", "accept", "reject", "ignore", "correct"]))
        if verdict:
            became = data.draw(_EVENT if hasattr(part, "trigger") else _VOICE) if verdict == "correct" else {}
            decisions.append(decided(account, part, verdict, **became))
    made = after(account, *decisions)
    by_id = {voice.id: voice for voice in made.voices}
    mentions = [span for entity in made.entities for span in entity.mentions]
    assert len(mentions) == len(set(mentions))
    for voice in made.voices:
        around, seen = voice.inside, {voice.id}
        while around:
            assert around not in seen
            seen.add(around)
            around = by_id[around].inside
    for event in made.events:
        assert event.chain == () if event.voice is None else event.chain[-1] == event.voice
