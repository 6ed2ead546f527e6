"""A reader of HTML for tests: it minds that what is opened is closed, and gathers what a page shows."""

from __future__ import annotations

from html.parser import HTMLParser

BLOCKS = {"dd", "div", "dt", "h3", "li", "p", "td", "th"}
VOID = {"br", "input", "link", "meta", "img", "hr"}


class Page(HTMLParser):
    """``text`` is what is shown inside the element with ``class="text"``, or all of it; ``tags`` all that was opened."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags = []
        self.text = ""
        self.open: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        assert len(given) == len(attributes), "an attribute twice"
        self.tags.append((tag, given))
        if tag == "a":
            assert "a" not in self.open, "a link in a link"
        if tag not in VOID:
            self.open.append(tag)
        # Characters that HTML has no form for are told by an empty element.
        code = given.get("data-code")
        self._owed = chr(int(code.replace("U+", "0x"), 0)) if code else ""

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes another"
        self.text += self._owed + (" " if tag in BLOCKS else "")
        self._owed = ""

    def handle_data(self, data):
        self.text += data
        self._owed = ""

    _owed = ""

    def attributes(self, name):
        return [given[name] for _, given in self.tags if name in given]

    def having(self, word):
        """The attributes of elements with that class."""
        return [given for _, given in self.tags if word in (given.get("class") or "").split()]

    def tags_of(self, name):
        """The attributes of all elements ``name``."""
        return [given for tag, given in self.tags if tag == name]
