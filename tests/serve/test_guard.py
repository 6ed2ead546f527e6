"""Who may ask: host names, methods, sizes, the token; and what every answer carries."""

import pytest

from histor.serve.app import create_app
from histor.serve.guard import LONGEST_ADDRESS, LONGEST_HEAD, LOOPBACK_NAMES
from tests.serve.conftest import Client
from tests.serve.reader import Page

TOKEN = "a-token-of-length"
EVERYWHERE = ["/", "/events", "/nothing", "/static/histor.css", "/api/v1/events", "/api/v1/events.csv", "/api/v1/x"]


@pytest.fixture(scope="module")
def locked(ledger_path):
    return Client(create_app(ledger_path, hosts=None, token=TOKEN))


def code(response):
    return response.json()["error"]["code"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8765", "LOCALHOST", "[::1]:80"])
def test_this_computer_s_names_are_answered(client, host):
    assert client.get("/api/v1/stats", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.", "", "127.0.0.1@evil.example"])
def test_names_that_were_made_to_point_here_are_not(client, host):
    response = client.get("/api/v1/stats", headers={"Host": host})
    assert (response.status_code, code(response)) == (421, "wrong_host")


def test_any_name_is_answered_where_a_token_is_needed(locked):
    headers = {"Host": "server.example", "Authorization": f"Bearer {TOKEN}"}
    assert locked.get("/api/v1/stats", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
@pytest.mark.parametrize("path", ["/", "/api/v1/events", "/nothing"])
def test_nothing_can_be_changed(client, method, path):
    response = client.get(path, method=method)
    assert (response.status_code, code(response)) == (405, "method_not_allowed")
    assert response.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_head_is_get_without_the_body(client, path):
    head, whole = client.get(path, method="HEAD"), client.get(path)
    assert (head.status_code, head.content) == (whole.status_code, b"")
    assert head.headers["content-length"] == whole.headers["content-length"] == str(len(whole.content))


def test_bodies_and_long_addresses_are_refused(client):
    assert code(client.get("/api/v1/stats", content=b"x")) == "body_not_taken"
    long = client.get("/api/v1/events?text=" + "x" * LONGEST_ADDRESS)
    assert (long.status_code, code(long)) == (414, "address_too_long")
    assert code(client.get("/api/v1/stats", headers={"X-Long": "x" * LONGEST_HEAD})) == "head_too_long"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_forbids_others_scripts_sniffing_and_telling(client, locked, path):
    for response in (client.get(path), locked.get(path), client.get(path, headers={"Host": "evil.example"})):
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self';" in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["referrer-policy"] == "no-referrer"
        assert "access-control-allow-origin" not in response.headers
        assert "set-cookie" not in response.headers


# The token


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer {TOKEN}x"},
        {"Authorization": f"Bearer {TOKEN[:-1]}"},
        {"Authorization": "Bearer"},
        {"Cookie": f"token={TOKEN}"},
    ],
)
def test_without_the_token_nothing_is_told(locked, headers):
    for path in ("/", "/events", "/api/v1/stats", "/api/v1/openapi.json", "/nothing"):
        response = locked.get(path, headers=headers)
        assert (response.status_code, code(response)) == (401, "unauthorized")
        assert response.headers["www-authenticate"] == "Bearer"


def test_a_wrong_header_is_not_mended_by_a_right_address(locked):
    response = locked.get(f"/?token={TOKEN}", headers={"Authorization": "Bearer wrong"})
    assert response.status_code == 401


def test_the_style_sheet_is_open(locked):
    assert locked.get("/static/histor.css").status_code == 200


def test_the_token_is_taken_from_the_header_and_from_the_address(locked):
    assert locked.get("/api/v1/stats", headers={"Authorization": f"bearer {TOKEN}"}).status_code == 200
    assert locked.get(f"/api/v1/events?limit=1&token={TOKEN}&type=ASSAULT").status_code == 200
    assert locked.get("/api/v1/stats?token=wrong").status_code == 401


def test_links_carry_a_token_that_came_with_the_address(locked):
    for path in ("/", "/events?type=ASSAULT", "/search?q=said"):
        sign = "&" if "?" in path else "?"
        page = Page(locked.get(f"{path}{sign}token={TOKEN}").text)
        links = [href for href in page.attributes("href") if href.startswith("/") and "/static/" not in href]
        assert links
        assert all(f"token={TOKEN}" in href for href in links)
        assert {"type": "hidden", "name": "token", "value": TOKEN} in [given for _, given in page.tags]


def test_links_carry_no_token_that_came_with_the_header(locked):
    page = locked.get("/events", headers={"Authorization": f"Bearer {TOKEN}"})
    assert TOKEN not in page.text


def test_a_page_with_another_token_in_its_links_has_another_tag(locked):
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    one, other = locked.get("/events", headers=bearer), locked.get(f"/events?token={TOKEN}")
    assert one.headers["etag"] != other.headers["etag"]


def test_the_names_of_this_computer_are_few():
    assert {"localhost", "127.0.0.1", "[::1]"} == LOOPBACK_NAMES
