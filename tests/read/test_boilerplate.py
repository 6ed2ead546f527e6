import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from histor.read.boilerplate import find
from histor.read.furniture import _LINES, _may_fit

NEWS = "The army said on Monday that it had taken the town."


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("SHARE THIS ARTICLE", "share line"),
        ("Share on Facebook", "share line"),
        ("Facebook | Twitter | WhatsApp | Email", "share line"),
        ("Read or Share this story: http://news.example/1rKzkFx", "share line"),
        ("Print this page", "share line"),
        ("Follow us on Twitter", "follow line"),
        ("Follow Ann Writer on Twitter @annwriter.", "follow line"),
        ("Like our page on Facebook", "follow line"),
        ("www.herald.example.com", "site address"),
        (": 0.tv", "site address"),
        ("http://www.herald.com/news/1", "site address"),
        ("The Herald's website can also be accessed at the following addresses:", "site address"),
        ("newsroom@herald.com", "site address"),
        ("Soldiers stand guard at the gate of the port. (file photo)", "caption"),
        ("A street in the old town (Photo by Ann Writer)", "caption"),
        ("FILE PHOTO: Smoke rises over the port", "caption"),
        ("People flee the town. (Ann Writer/AFP)", "caption"),
        ("Ann Writer/Reuters", "photo credit"),
        ("(AFP Photo/Ann Writer)", "photo credit"),
        ("Photo: Ann Writer", "photo credit"),
        ("Image: Ministry of Defence.", "photo credit"),
        ("Subscribe to our newsletter", "subscription line"),
        ("Sign up for our daily briefing", "subscription line"),
        ("Get the latest news delivered to your inbox", "subscription line"),
        ("Already a subscriber? Log in", "subscription line"),
        ("Download our app for the latest alerts", "subscription line"),
        ("© 2015 The Herald. All rights reserved.", "copyright line"),
        ("Copyright 2014 The Example Press. This material may not be published.", "copyright line"),
        ("Read more: Army takes second town", "pointer to other reports"),
        ("Also read: Army takes second town", "pointer to other reports"),
        ("Related stories", "pointer to other reports"),
        ("Click here for more", "pointer to other reports"),
        ("More>>", "pointer to other reports"),
        ("Story continues below", "pointer to other reports"),
        ("Advertisement", "advertisement"),
        ("ADVERTISEMENT", "advertisement"),
        ("Article continues after ad", "advertisement"),
        ("12 Comments", "comment line"),
        ("Leave a comment", "comment line"),
        ("Published: Sept 6, 2015 10:30 GMT", "page furniture"),
        ("Tags: army, town", "page furniture"),
        ("3 min read", "page furniture"),
        ("(Reporting by Ann Writer; Editing by Bob Editor)", "agency footer"),
        ("The Associated Press contributed to this report.", "agency footer"),
        ("This article was originally published by The Herald.", "agency footer"),
        ("- Reuters", "agency footer"),
    ],
)
def test_furniture_between_news_is_dropped_with_its_reason(line, why):
    text = f"{NEWS}\n\n{line}\n\n{NEWS}\n"
    assert [(dropped.text, dropped.why) for dropped in find(text)] == [(line, why)]
    span = find(text)[0].span
    assert span is not None
    assert span.of(text) == line


@pytest.mark.parametrize(
    "line",
    [
        "The two countries agreed to share the river.",
        "He urged his supporters to follow him on Twitter and to march on the capital, police said.",
        "She said Facebook and Twitter had deleted 200 accounts.",
        "The photo showed soldiers who fired at the crowd.",
        "“Subscribe to no creed,” the bishop told the crowd.",
        "The newspaper's website was blocked on Monday.",
        "The ministry published the report on Monday.",
        "Comments by the president angered Ankara.",
        "Shares fell after the strike.",
        "The United States contributed to the attack, the envoy said.",
        "“Donations contributed to peace,” he said.",
        "The minister resigned (she had denied it before).",
        "More troops were sent.",
        "Related charges were dropped against the editor.",
        "Officials at the site could not be reached.",
        "The rebels' channel can be seen as a voice of Tehran, which denied it. The envoy said so.",
        "Advertisements for the party were banned.",
        "Kerry said:",
        "Russian Foreign Minister Sergei Lavrov",
        "Copying the file is a crime, the court ruled.",
        "Sources",
        "",
    ],
)
def test_news_is_never_dropped(line):
    assert find(f"{NEWS}\n\n{line}\n\n{NEWS}") == ()


def test_a_tail_is_cut_off_a_paragraph():
    text = f"{NEWS * 10} (Reporting by Ann Writer; Editing by Bob Editor)"
    assert [dropped.text for dropped in find(text)] == ["(Reporting by Ann Writer; Editing by Bob Editor)"]


def test_short_lines_below_the_share_line_are_the_page_s():
    text = f"{NEWS}\n\nSHARE THIS ARTICLE\nHerald News Hour\nThe Morning Show"
    assert [(d.text, d.why) for d in find(text)][1:] == [
        ("Herald News Hour", "page footer"),
        ("The Morning Show", "page footer"),
    ]


def test_a_sentence_below_the_share_line_is_news():
    text = f"Headline\n\nShare this article\n\n{NEWS}\n\nThe town"
    assert [d.why for d in find(text)] == ["share line"]


@given(st.text(alphabet="aA .\n@:()/©5", max_size=300))
def test_spans_are_in_order_apart_and_say_what_they_cover(text):
    end = 0
    for dropped in find(text):
        assert dropped.span is not None
        assert dropped.span.start >= end
        assert dropped.span.of(text) == dropped.text
        end = dropped.span.end


@pytest.mark.parametrize("piece", ["(", "A ", "share ", "© ", "a.", "@a", "photo: ", "(A/AFP", "www.", "follow "])
def test_lines_made_to_be_slow_are_not(piece):
    line = (piece * 400)[:400]
    find("\n".join([line] * 50 + [line[:399] + "!"] * 50))


@pytest.mark.parametrize("pattern", [pattern for _, pattern in _LINES])
@given(data=st.data())
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_no_line_that_fits_a_rule_is_passed_over_before_the_rules(pattern, data):
    line = data.draw(
        st.from_regex(pattern, fullmatch=True, alphabet=st.characters(min_codepoint=32, max_codepoint=255))
    )
    assert _may_fit(line.lower())
