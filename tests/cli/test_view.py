"""The view of accounts that are known in full."""

from hypothesis import given
from hypothesis import strategies as st

from histor.cli.view import lines
from histor.records import Account, Count, Report
from tests.cli.builder import Builder, syria


def shown(account):
    return [" " * line.indent + line.text.plain for line in lines(account)]


def test_the_whole_view():
    assert shown(syria()) == [
        "Troops sent",
        "Sample Herald · 2015-09-06",
        "",
        "Events",
        "  1. Russia · MOBILIZE troops · in Syria · when Saturday (2015-09-05) · actual · 80%",
        "     Sample Herald → The New York Times",
        "     “The Times has reported that Russia [sent] troops to Syria on Saturday.”",
        "  2. Russia · ASSAULT aerial · to Aleppo · actual · 80%",
        "     Sample Herald → TASS → Russia (deny)",
        "     “The Kremlin denied that it [bombed] Aleppo, TASS said.”",
        "",
        "Voices that tell no event",
        "  John Kerry · is concerned: “about the reports”",
        "",
        "Entities",
        "  The New York Times · USA JRN · “The Times”",
        "  Russia · RUS GOV · “The Kremlin”, “it”",
        "  John Kerry · USA GOV · “Kerry”",
        "",
        "Left out",
        "  share line: “SHARE THIS”",
    ]


def test_events_of_one_sentence_share_its_quotation():
    text = "Rebels attacked the town and fled."
    account = Builder(text).event("attacked", "ASSAULT").event("fled", "RETREAT").account
    assert shown(account)[3:] == [
        "  1. ? · ASSAULT · actual · 80%",
        "     the report",
        "  2. ? · RETREAT · actual · 80%",
        "     the report",
        "     “Rebels [attacked] the town and [fled].”",
    ]


def test_status_background_and_counts_are_told():
    text = "They may attack again; at least 230,000 died, 12 were hurt."
    builder = Builder(text)
    counts = {
        "dead": Count(builder.span("230,000"), 230_000, None),
        "injured": Count(builder.span("12"), 12, 12),
        "arrested": Count(builder.span("12"), 3, 5),
        "displaced": Count(builder.span("12"), None, 9),
    }
    builder.event("attack", "ASSAULT", status="hypothetical", background=True, counts=counts)
    assert shown(builder.account)[3] == (
        "  1. ? · ASSAULT · dead 230,000 or more · injured 12 · arrested 3 to 5 · displaced 9 or fewer"
        " · hypothetical · background · 80%"
    )


def test_a_voice_without_source_is_told_as_one():
    account = Builder("Reportedly, troops moved.").voice("Reportedly").event("moved", "MOBILIZE", chain=("v1",)).account
    assert "     the report → source not named" in shown(account)


def test_nested_voices_stand_under_the_one_they_stand_in():
    text = "The Post said that Ali claimed that Omar lied to us. Troops moved, he said."
    account = (
        Builder(text)
        .voice("said", "The Post", "that Ali claimed that Omar lied to us")
        .voice("claimed", "Ali", "that Omar lied to us", inside="v1", stance="doubt", to="us")
        .account
    )
    assert shown(account)[4:6] == [
        "  The Post · said: “that Ali claimed that Omar lied to us”",
        "    Ali (doubt) · claimed · to us: “that Omar lied to us”",
    ]


def test_a_voice_that_carries_an_event_appears_only_to_hold_a_quiet_one():
    text = "The Post said that troops moved and Ali claimed nothing happened."
    account = (
        Builder(text)
        .voice("said", "The Post", "that troops moved and Ali claimed nothing happened")
        .voice("claimed", "Ali", "nothing happened", inside="v1")
        .event("moved", "MOBILIZE", chain=("v1",))
        .account
    )
    assert shown(account)[-2:] == ["  The Post · said · see events", "    Ali · claimed: “nothing happened”"]


def test_an_account_without_anything_says_so():
    account = Builder("Nothing happened.").account
    assert shown(account) == ["r1", "No events."]


def test_a_huge_sentence_is_cut_around_its_triggers():
    text = "word " * 5000 + "and then they attacked the town " + "word " * 5000 + "and fled"
    account = Builder(text).event("attacked", "ASSAULT").event("fled", "RETREAT").account
    quotes = [line for line in shown(account) if "“" in line]
    assert len(quotes) == 2
    assert "[attacked]" in quotes[0]
    assert "[fled]" in quotes[1]
    assert all(len(line) < 1000 for line in quotes)


def test_a_long_list_of_mentions_and_of_dropped_lines_is_cut():
    words = [f"name{i:02}" for i in range(30)]
    builder = Builder(" ".join(words)).entity("Many", *words)
    for word in words:
        builder.drop(word, "share line")
    out = shown(builder.account)
    assert "“name07” and 22 more" in out[4]
    assert out[-1] == "  and 10 more"


def test_reports_cannot_steer_the_terminal():
    evil = "\x1b]0;owned\x07\u202e[red]"
    builder = Builder(f"{evil} attacked x", title=evil, outlet=evil, byline=evil, url=evil, published=evil)
    builder.voice("attacked", evil, evil).event("attacked", "ASSAULT", actor=(evil,), chain=("v1",))
    builder.entity(evil, evil, code=evil, sector=(evil,)).drop(evil, evil)
    out = "\n".join(shown(builder.account))
    assert "\x1b" not in out
    assert "\x07" not in out
    assert "\u202e" not in out
    assert "[red]" in out


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300))
def test_any_text_can_be_shown(text):
    account = Account(Report("r", text, "", title=text, outlet=text), (), (), (), ())
    for line in shown(account):
        line.encode("utf-8")
