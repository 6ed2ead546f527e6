"""The API's own description: true for whatever can be asked, and all of it documented."""

import re
from dataclasses import fields
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from histor.ledger.ask import KINDS
from histor.ledger.filters import Filters
from histor.serve import search
from histor.serve.app import create_app
from histor.serve.asked import (
    INCIDENTS_ASKED,
    LISTED,
    CompareAsked,
    DyadsAsked,
    Filtered,
    MapAsked,
    Searched,
    SourcesAsked,
    TimelineAsked,
)
from histor.serve.fields import MEANINGS, Hit
from histor.serve.problems import KINDS as PROBLEMS

OVERVIEWS = ("incidents", "incidents/map", "incidents/timeline", "dyads", "sources", "compare")
DOCS = Path(__file__).parents[2] / "docs" / "serve.md"
CHECKED = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def answered_as_described(operation, mode, examples):
    """Whether what is made up for an operation of a schema gets an answer that its description has."""

    @settings(max_examples=examples, phases=[Phase.generate], database=None,
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case):
        case.call_and_validate(checks=CHECKED)

    send()


@pytest.fixture(scope="module")
def app(ledger_path):
    return create_app(ledger_path, hosts=None, seconds=120)


@pytest.fixture(scope="module")
def schema(app):
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)


@pytest.fixture(scope="module")
def described(client):
    return client.get("/api/v1/openapi.json").json()


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["sense", "nonsense"])
@pytest.mark.parametrize("suffix", ["", ".csv"])  # .json is the same handler as no suffix
@pytest.mark.parametrize("name", [*KINDS, "search", *OVERVIEWS])
def test_whatever_is_asked_is_answered_as_described(schema, name, suffix, mode):
    answered_as_described(schema[f"/api/v1/{name}{suffix}"]["GET"], mode, 8)


# What is described is what there is


def test_filters_are_the_ledger_s():
    assert set(Filtered.model_fields) == {item.name for item in fields(Filters)}


def test_hits_are_as_described():
    assert list(Hit.model_fields) == [item.name for item in fields(search.Found)]


@pytest.mark.parametrize("name", KINDS)
def test_every_field_has_a_meaning(name):
    assert set(MEANINGS[name]) == {item.name for item in fields(KINDS[name].record)}


def test_every_resource_is_there_in_every_form(described):
    names = [*KINDS, "search", "stats", "reports/{key}", *OVERVIEWS, "incidents/{id}"]
    assert set(described["paths"]) == {f"/api/v1/{name}{suffix}" for name in names for suffix in ("", ".json", ".csv")}


def test_errors_are_described_as_they_come(described):
    for operations in described["paths"].values():
        assert {"200", "304", "4XX", "5XX"} == set(operations["get"]["responses"])
    assert "HTTPValidationError" not in described["components"]["schemas"]


# The documentation


@pytest.fixture(scope="module")
def page():
    return DOCS.read_text(encoding="utf-8")


def test_every_route_is_documented(page, described):
    for path in described["paths"]:
        if not path.endswith((".json", ".csv")):
            assert f"`{path}`" in page, path
    assert "`/api/v1/openapi.json`" in page


def test_every_parameter_is_documented_with_its_meaning(page):
    models = [
        *LISTED.values(), Searched, INCIDENTS_ASKED, MapAsked, TimelineAsked, DyadsAsked, SourcesAsked, CompareAsked,
    ]  # fmt: skip
    for model in models:
        for name, field in model.model_fields.items():
            assert f"{field.description} |" in page, name
            assert f"| `{field.alias or name}` |" in page, name


@pytest.mark.parametrize("name", KINDS)
def test_every_order_is_documented(page, name):
    line = "".join(re.findall(rf"^\| `/api/v1/{name}` \|.*$", page, re.M))
    for order in KINDS[name].sorts:
        assert f"`{order}`" in line


def test_every_field_is_documented_with_its_meaning(page, described):
    for name, model in described["components"]["schemas"].items():
        if name.startswith("Error") and name != "ErrorText":
            continue
        for field, about in model["properties"].items():
            meaning = about.get("description", "")
            assert meaning, f"{name}.{field}"
            assert f"| `{field}` | {meaning} |" in page, f"{name}.{field}"


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_error_is_documented(page, code):
    assert f"| `{code}` | {int(PROBLEMS[code].status)} |" in page
