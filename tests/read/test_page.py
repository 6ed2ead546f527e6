import json

import pytest

from histor.errors import ReadError
from histor.read import Skipped, limits, read
from histor.read.page import decode_page, looks_like_html, read_page, utf8_page
from histor.read.worker import extract

PARAGRAPHS = [
    "The army said on Monday that it had taken the town of Zürich after two weeks of fighting in the north.",
    "A spokesman for the rebels denied it and said that their fighters still held the bridge and the old port.",
    "The United Nations called on both sides to let food and medicine into the town before the winter begins.",
]
HEAD = """<meta charset="utf-8"><title>Army takes town - The Herald</title>
<meta property="og:title" content="Army takes town"><meta property="og:site_name" content="The Herald">
<meta name="author" content="Ann Writer"><meta property="article:published_time" content="2015-09-06T10:00:00Z">
<link rel="canonical" href="https://www.herald.example/2015/09/army-takes-town.html">"""
BODY = (
    "<nav><ul><li><a href='/'>Home</a></li><li><a href='/world'>World</a></li></ul></nav><article><h1>Army takes town</h1>"
    + "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    + "<figure><img src='a.jpg'><figcaption>Soldiers at the gate of the port</figcaption></figure></article>"
    "<div class='share'><a href='#'>Share on Facebook</a></div><footer><p>© 2015 The Herald</p></footer>"
)
PAGE = f"<!DOCTYPE html><html lang='en'><head>{HEAD}</head><body>{BODY}</body></html>"
LINKED = "<div><p>one more <a href='/x'>paragraph</a></p></div>" * 100_000
SLOW = f"<html><head>{HEAD}</head><body><article>{LINKED}</article>{BODY}</body></html>"


def test_the_article_and_what_the_page_says_of_itself():
    page = read_page(PAGE)
    assert all(paragraph in page.text.split("\n") for paragraph in PARAGRAPHS)
    assert (page.title, page.outlet, page.byline, page.published) == (
        "Army takes town", "The Herald", "Ann Writer", "2015-09-06",
    )  # fmt: skip
    assert page.url == "https://www.herald.example/2015/09/army-takes-town.html"


def test_what_the_extractor_left_out_is_listed_without_a_span():
    dropped = read_page(PAGE).dropped
    assert all(piece.span is None for piece in dropped)
    reasons = {piece.text: piece.why for piece in dropped}
    assert reasons["Home"] == "navigation"
    assert reasons["Share on Facebook"] == "share line"
    assert reasons["© 2015 The Herald"] == "page footer"
    assert not any(piece.text in PARAGRAPHS for piece in dropped)


def test_menus_do_not_crowd_out_the_rest():
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(200))
    dropped = read_page(PAGE.replace("<li>", menu + "<li>", 1)).dropped
    assert len(dropped) <= 50
    assert "share line" in {piece.why for piece in dropped}


@pytest.mark.parametrize(
    ("url", "believed"),
    [
        (None, True),
        ("https://herald.example/a", True),
        ("https://m.herald.example/a", True),
        ("https://other.example/a", False),
        ("https://notherald.example/a", False),
    ],
)
def test_a_canonical_address_of_another_site_is_not_believed(url, believed):
    assert (read_page(PAGE, url).url == "https://www.herald.example/2015/09/army-takes-town.html") is believed
    if not believed:
        assert read_page(PAGE, url).url == url


SILENT = PAGE.replace(HEAD, "<meta charset='utf-8'>")
HEADED = "<h2 class='entry-title'>Army takes town</h2><p class='byline'>By Ann Writer</p>"
COMMENT = "<div id='comments'><span class='author'>Angry Reader</span></div>"


def test_where_the_head_is_silent_the_body_is_asked():
    page = read_page(
        SILENT.replace("<h1>Army takes town</h1>", f"{COMMENT}{HEADED}<time datetime='2015-09-06'></time>")
    )
    assert (page.title, page.byline, page.published) == ("Army takes town", "Ann Writer", "2015-09-06")


def test_json_ld_anywhere_in_the_page_is_heard():
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Town taken by army",
            "author": {"@type": "Person", "name": "Ann Writer"}, "datePublished": "2015-09-06T10:00:00Z"}  # fmt: skip
    page = read_page(
        SILENT.replace("<footer>", f'<script type="application/ld+json">{json.dumps(told)}</script><footer>')
    )
    assert (page.title, page.byline, page.published) == ("Town taken by army", "Ann Writer", "2015-09-06")


def test_a_date_in_a_script_or_in_a_picture_s_address_is_not_the_page_s():
    picture = '<meta property="og:image" content="https://herald.example/2014/10/27/a.jpg">'
    script = "<script>var built = '2014-10-27T10:00:00Z'</script>"
    head = HEAD.replace('<meta property="article:published_time" content="2015-09-06T10:00:00Z">', picture + script)
    told = "<time datetime='2015-09-06'>6 September</time>"
    page = read_page(PAGE.replace(HEAD, head).replace("/2015/09/", "/a/").replace("</h1>", f"</h1>{told}"))
    assert page.published == "2015-09-06"


MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(9)) + "</ul>"
SOURCES = (
    "<ul>" + "".join(f"<li>The town of <a href='/{n}'>Homs {n}</a> was bombed twice.</li>" for n in range(9)) + "</ul>"
)


def test_menus_are_no_article_and_lists_with_links_in_them_are():
    page = read_page(PAGE.replace(f"<p>{PARAGRAPHS[1]}", f"{MENU}{SOURCES}<p>{PARAGRAPHS[1]}"))
    assert "Section 3" not in page.text
    assert "The town of Homs 3 was bombed twice." in page.text


def test_text_behind_what_is_taken_away_stays():
    split = "at the <span><svg><path></path></svg></span>gate<button>Share</button> of the port<div></div> and the sea"
    page = read_page(PAGE.replace("the old port", split))
    assert "still held the bridge and at the gate of the port and the sea" in " ".join(page.text.split())


def test_an_article_within_what_is_otherwise_none_is_found():
    page = read_page(f"<html><body><figure>{''.join(f'<p>{each}</p>' for each in PARAGRAPHS)}</figure></body></html>")
    assert PARAGRAPHS[0] in page.text


def test_a_page_without_a_date_has_none():
    page = read_page(PAGE.replace("2015-09-06T10:00:00Z", "x").replace("/2015/09/", "/a/").replace("© 2015 ", ""))
    assert page.published is None


@pytest.mark.parametrize("html", ["", "<html></html>", "<html><body><script>x()</script></body></html>", "\0\0"])
def test_a_page_without_an_article(html):
    with pytest.raises(ReadError):
        read_page(html)


@pytest.mark.parametrize(
    ("raw", "charset"),
    [
        ("<meta charset=windows-1252>Zürich".encode("cp1252"), None),
        ("<meta http-equiv=x content='text/html; charset=ISO-8859-1'>Zürich".encode("latin-1"), None),
        ("Zürich".encode("latin-1"), "iso-8859-1"),
        ("<meta charset=latin1>Zürich".encode(), "utf-8"),
        ("Zürich".encode("utf-16"), "utf-8"),
        ("<meta charset=utf-16>Zürich".encode(), None),
        ("<meta charset=nonsense>Zürich".encode(), None),
        ("<meta charset=base64>Zürich".encode(), None),
        ("<meta charset=rot13>Zürich".encode(), None),
        ("Zürich".encode(), "undefined"),
    ],
)
def test_a_page_s_encoding(raw, charset):
    assert decode_page(raw, charset).endswith("Zürich")
    assert utf8_page(raw, charset) == decode_page(raw, charset).encode()


def test_a_wrong_byte_does_not_cost_a_page_that_declares_its_encoding():
    page = b"<meta charset=utf-8>a\xffb"
    assert decode_page(page) == "<meta charset=utf-8>a\ufffdb" == utf8_page(page).decode()


def test_what_looks_like_a_page():
    assert looks_like_html("\ufeff \n<!-- x --><html>")
    assert looks_like_html('<?xml version="1.0"?><!DOCTYPE html>')
    assert not looks_like_html("He wrote <html> on the wall.")
    assert not looks_like_html("<rss><channel>")


def test_the_worker_finds_what_the_function_finds():
    assert extract(PAGE) == read_page(PAGE)
    with pytest.raises(ReadError, match="no article"):
        extract("<html><body></body></html>")


def test_a_page_that_takes_too_long_is_ended_and_the_next_one_is_read(monkeypatch):
    monkeypatch.setattr(limits, "PAGE_SECONDS", 2)
    with pytest.raises(ReadError, match="more than 2 s"):
        extract(SLOW)
    monkeypatch.undo()
    assert extract(PAGE).title == "Army takes town"


def test_the_clock_ends_a_page_too(monkeypatch):
    monkeypatch.setattr(limits, "PAGE_WALL_SECONDS", 1)
    with pytest.raises(ReadError, match="took more than"):
        extract(SLOW)


def test_a_file_is_read_as_a_report(tmp_path):
    (tmp_path / "a.html").write_text(PAGE.replace("</p>", "</p><p>Advertisement</p>", 1))
    (tmp_path / "b.html").write_text("<html><body></body></html>")
    skips: list[Skipped] = []
    [report] = read(tmp_path, on_skip=skips.append, outlet="Other")
    assert (report.title, report.outlet, report.published, report.language) == (
        "Army takes town", "Other", "2015-09-06", "en",
    )  # fmt: skip
    assert [skip.reason for skip in skips] == ["no article text found on the page"]
