"""The style sheet: contrast by the formula of WCAG 2.2, nothing from elsewhere."""

import re
from importlib.resources import files

import pytest

CSS = (files("histor.serve") / "static" / "histor.css").read_text(encoding="utf-8")
LIGHT, DARK = re.findall(r":root \{(.*?)\}", CSS, re.S)
TEXT, GRAPHIC = 4.5, 3.0  # level AA: text; edges and other graphics that carry meaning
ON_PAPER = [(ink, paper) for ink in ("ink", "dim", "link") for paper in ("paper", "panel")]
ON_TINT = [(ink, tint) for ink in ("ink", "dim") for tint in ("affirm", "deny", "doubt", "want")]
ON_TRIGGER = [("on-trigger", name) for name in ("cooperation", "conflict", "neither")]
ON_MARKED = [
    ("on-found", "found"),
    ("on-lit", "lit"),
    ("conflict", "paper"),
    ("cooperation", "paper"),
    ("neither", "paper"),
]
EDGES = [(f"{name}-edge", paper) for name in ("affirm", "deny", "doubt", "want") for paper in ("paper", name)]
GRAPHICS = [("edge", "paper"), ("focus", "paper"), ("cooperation", "paper"), ("conflict", "paper"), *EDGES]


def colours(block):
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_formula_gives_what_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), [*ON_PAPER, *ON_TINT, *ON_TRIGGER, *ON_MARKED])
def test_text_can_be_read(scheme, ink, paper):
    found = colours(scheme)
    assert contrast(found[ink], found[paper]) >= TEXT


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "paper"), GRAPHICS)
def test_edges_can_be_seen(scheme, edge, paper):
    found = colours(scheme)
    assert contrast(found[edge], found[paper]) >= GRAPHIC


def test_every_colour_that_is_used_is_set_in_both_schemes():
    used = set(re.findall(r"var\(--([a-z-]+)", CSS)) - {"tint", "side"}
    assert used <= set(colours(LIGHT)) == set(colours(DARK))
    assert not re.findall(r"#[0-9a-f]{3,6}", CSS.replace(LIGHT, "").replace(DARK, ""))


def test_nothing_is_loaded_from_elsewhere():
    assert "url(" not in CSS
    assert "@import" not in CSS
