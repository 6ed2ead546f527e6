"""Copies: what counts as one text, who was first, and what each carrier adds."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from histor.link.copies import Copies
from histor.link.records import CopyGroup
from histor.link.state import filed_from_bytes, filed_to_bytes
from histor.records import Dateline, Dropped, Report, Span

STORY = """The defence ministry said on Friday that its troops had left the border town of Sarna after two weeks of siege.
Residents told a local radio station that shops had opened again and that buses were running to the coast.
The governor of the province asked the families who had fled in August to come home before the winter.
Aid workers warned that mines lay in the fields on the road to Harim and that the hospital had no fuel left.
A spokesman for the rebels denied that any agreement had been signed and accused the army of burning the harvest."""
OTHER = """Parliament voted by a narrow margin to raise the retirement age, after a debate that ran through the night.
Unions called a general strike for Tuesday and said that trains, schools and ports would stand still.
The finance minister defended the law and said that without it pensions could not be paid in ten years.
Opposition leaders promised to take the vote to the constitutional court as soon as the president had signed it."""
OWN = "Our correspondent in Harim saw four lorries with flour stand at the closed bridge on Saturday morning."


def report(name: str, text: str, published: str | None = "2015-09-05", **more) -> Report:
    return Report(name, text, "", published=published, **more)


def groups(*reports: Report) -> list[CopyGroup]:
    copies = Copies()
    for each in reports:
        copies.add(each)
    return copies.groups()


def lines(text: str) -> list[str]:
    return text.split("\n")


def changed(text: str) -> str:
    dice = random.Random(1)
    return " ".join("xylo" if dice.random() < 0.1 else word for word in text.split(" "))


@pytest.mark.parametrize(
    "copy",
    [
        STORY,
        STORY.upper(),
        "\n".join(lines(STORY)[:2]),
        "\n".join(lines(STORY)[3:]),
        "Army quits town\n\nSARNA (Sample Wire) - " + STORY + "\n\nEditing by B. Sample",
        "\n".join(reversed(lines(STORY))),
        changed(STORY),
        STORY + "\n" + OTHER,
    ],
    ids=["whole", "capitals", "first half", "second half", "re-headed", "shuffled", "every tenth word", "merged"],
)
def test_a_copy_is_found(copy):
    (group,) = groups(report("r1", STORY), report("r2", copy, "2015-09-06"))
    assert group.reports == ("r1", "r2")
    assert group.earliest == "r1"
    assert group.carriers[1].share > 0.75


def test_two_stories_and_one_quotation_in_common_are_no_copies():
    quoting = OTHER + "\n" + lines(STORY)[0]
    assert groups(report("r1", STORY), report("r2", quoting)) == []


def test_short_texts_have_no_copies():
    assert groups(report("r1", "Troops left the town."), report("r2", "Troops left the town.")) == []
    assert groups(report("r1", ""), report("r2", "…")) == []


def test_an_added_paragraph_is_the_carriers_own_telling():
    text = "\n".join([*lines(STORY)[:3], OWN, *lines(STORY)[3:]])
    (group,) = groups(report("r1", STORY), report("r2", text, "2015-09-06"))
    assert [span.of(text) for span in group.carriers[1].added] == [OWN]
    assert group.carriers[0].added == ()


def test_what_an_earlier_carrier_had_added_is_not_added_again():
    text = STORY + "\n" + OWN
    reports = [report(f"r{k}", text if k else STORY, f"2015-09-0{5 + k}") for k in range(3)]
    (group,) = groups(*reports)
    assert [len(carrier.added) for carrier in group.carriers] == [0, 1, 0]


def test_a_report_merged_of_two_is_a_carrier_of_both_and_does_not_make_them_one():
    merged = report("r3", STORY + "\n" + OTHER)
    found = groups(report("r1", STORY), report("r2", OTHER), merged)
    assert sorted(group.reports for group in found) == [("r1", "r3"), ("r2", "r3")]
    assert all(carrier.added == () for group in found for carrier in group.carriers)


def test_two_halves_of_an_earlier_story_are_copies_of_one_text():
    halves = [
        report("r2", "\n".join(lines(STORY)[:3]), "2015-09-06"),
        report("r3", "\n".join(lines(STORY)[3:]), "2015-09-06"),
    ]
    (group,) = groups(report("r1", STORY, "2015-09-05"), *halves)
    assert group.earliest == "r1"
    assert set(group.reports) == {"r1", "r2", "r3"}


def test_who_copies_only_what_a_carrier_added_begins_a_second_group():
    long = OWN + " " + OWN.replace("Saturday", "Sunday").replace("four lorries", "nine empty carts")
    found = groups(
        report("r1", STORY), report("r2", STORY + "\n" + long, "2015-09-06"), report("r3", long, "2015-09-07")
    )
    assert [group.reports for group in found] == [("r1", "r2"), ("r2", "r3")]


def test_undated_reports_come_last():
    (group,) = groups(report("r1", STORY, None), report("r2", STORY, "2015-09-09"))
    assert group.reports == ("r2", "r1")


@pytest.mark.parametrize(
    "credit",
    [
        {"dateline": Dateline("Sarna", None, "Reuters")},
        {"byline": "By A. Sample, Reuters"},
        {"text": STORY + "\n© 2015 Reuters"},
        {"text": STORY + "\nSource: Reuters"},
        {"text": "Reuters\n" + STORY},
    ],
)
def test_the_agency_is_the_one_that_carriers_credit(credit):
    (group,) = groups(report("r1", STORY), replace(report("r2", STORY), **credit))
    assert group.agency == "Reuters"


def test_an_agency_that_is_only_quoted_is_not_credited():
    text = STORY + "\nThe governor had told Reuters on Thursday that he did not expect any family before the spring."
    (group,) = groups(report("r1", text), report("r2", text))
    assert group.agency is None


def test_dropped_lines_are_not_compared():
    furniture = (
        "Sign up for our daily newsletter and never miss a story from the world that matters to you most of all."
    )
    texts = [f"{lines(STORY)[0]}\n{furniture}", f"{lines(OTHER)[0]}\n{furniture}"]
    dropped = [(Dropped(Span(text.index(furniture), len(text)), furniture, "test"),) for text in texts]
    assert len(groups(*(report(f"r{k}", text) for k, text in enumerate(texts)))) == 1
    assert groups(*(report(f"r{k}", t, dropped=d) for k, (t, d) in enumerate(zip(texts, dropped, strict=True)))) == []


def test_the_reason_counts_the_words():
    (group,) = groups(report("r1", STORY), report("r2", "\n".join(lines(STORY)[:2]), "2015-09-06"))
    assert group.carriers[0].reason == "the earliest of the group"
    assert group.carriers[1].reason == "100% of its 40 words stand in the earliest, in runs of four or more"


def made() -> list[Report]:
    """30 reports: variants of three stories, merged ones, and ones that stand alone."""
    dice = random.Random(2)
    third = "\n".join(
        f"Sentence {k} of a third story tells of the harbour, the {k} ships and their crews." for k in range(6)
    )
    stories = [STORY, OTHER, third]
    out = []
    for k in range(30):
        text = dice.choice(stories)
        how = dice.randrange(5)
        parts = lines(text)
        if how == 0:
            parts = parts[: len(parts) // 2 + 1]
        elif how == 1:
            dice.shuffle(parts)
        elif how == 2:
            parts = [
                *parts,
                f"Number {k} adds that nobody in its own town had heard of anything of the kind this year.",
            ]
        elif how == 3:
            parts = parts + lines(dice.choice(stories))
        out.append(report(f"r{k:02}", "\n".join(parts), f"2015-09-0{dice.randint(4, 6)}"))
    return out


def test_the_order_of_adding_does_not_matter_over_20_orders():
    reports = made()
    first = groups(*reports)
    assert len(first) >= 3
    for seed in range(20):
        assert groups(*random.Random(seed).sample(reports, len(reports))) == first


def test_removing_adding_again_and_restoring_change_nothing():
    reports = made()
    copies = Copies()
    kept = [copies.add(each) for each in reports]
    before = copies.groups()
    copies.remove("r05")
    assert "r05" not in copies
    assert all("r05" not in group.reports for group in copies.groups())
    copies.add(reports[5])
    assert copies.groups() == before
    again = Copies()
    again.restore([filed_from_bytes(filed_to_bytes(each)) for each in kept], list(copies.linked()))
    assert again.groups() == before
    assert again.groups_around("r05") == [group for group in before if group in again.groups_around("r05")] != []


def test_many_replacements_leave_no_trace():
    copies = Copies()
    for _ in range(1100):
        copies.add(report("r1", lines(STORY)[0]))
    copies.add(report("r2", lines(STORY)[0]))
    assert len(copies) == 2
    assert len(copies._filed) < 1100
    assert copies.copies_of("r2") == ["r1"]


@settings(max_examples=60)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_added_and_spans_lie_inside(one, two):
    reports = {"r1": report("r1", one + STORY), "r2": report("r2", STORY + two, "2015-09-06")}
    (group,) = groups(*reports.values())
    for carrier in group.carriers:
        text = reports[carrier.report].text
        assert all(0 <= span.start < span.end <= len(text) for span in carrier.added)
        assert 0 < carrier.share <= 1
