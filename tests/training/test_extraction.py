import gzip
import json

import pytest

from histor.errors import UsageError
from tests.training.test_commands import ARTICLE, PAGE, archive_of
from training.evaluate.extraction import evaluate_extraction, score


def evaluated(tmp_path, files):
    (tmp_path / "pages.tar.gz").write_bytes(archive_of(files))
    return evaluate_extraction("extraction", tmp_path / "pages.tar.gz")


def truth(**articles):
    return json.dumps({name: {"articleBody": text} for name, text in articles.items()}).encode()


def test_runs_of_four_words_are_counted():
    assert score("one two three four five", "one two three four five") == (1.0, 1.0)
    assert score("one two three four five six", "one two three four") == (1 / 3, 1.0)
    assert score("two words", "two words") == (1.0, 1.0)
    assert score("", "one two three four") == (0.0, 0.0)
    assert score("a b c d a b c d", "a b c d")[0] == pytest.approx(1 / 5)


def test_a_page_whose_article_is_not_found_counts_as_a_miss(tmp_path):
    page = PAGE.replace("<h1>Town taken</h1>", "").encode()
    files = {"p/a.html": page, "p/b.html.gz": gzip.compress(b"<html><body></body></html>")}
    evaluation, pages = evaluated(tmp_path, {**files, "truth.json": truth(a=ARTICLE, b=ARTICLE)})
    figures = {name: rate.value for name, rate in evaluation.figures.items()}
    assert figures == {"f1": 50.0, "precision": 50.0, "recall": 50.0}
    assert pages == ["0.0  b", "100.0  a"]


@pytest.mark.parametrize(
    "files", [{}, {"a.html": b"<p>"}, {"truth.json": b"7"}, {"truth.json": truth(a="x")}, {"truth.json": b"{"}]
)
def test_other_archives_are_one_sentence(tmp_path, files):
    with pytest.raises(UsageError, match=r"holds no articles|no archive of pages"):
        evaluated(tmp_path, files)
