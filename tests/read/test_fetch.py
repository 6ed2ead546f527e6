import gzip
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from histor.errors import ReadError
from histor.read import Skipped, fetch, read
from histor.read.fetch import is_public

NEWS = "The army said on Monday that it had taken the town."
JSON_LINE = b'{"text": "%s"}\n' % NEWS.encode()


class Handler(BaseHTTPRequestHandler):
    """A small web server with all the ways in which one may misbehave."""

    def do_GET(self):
        name, _, rest = self.path[1:].partition("/")
        getattr(self, f"_{name}", self._missing)(rest)

    def _send(self, body, kind="text/plain; charset=utf-8", status=200, **headers):
        self.send_response(status)
        if kind:
            self.send_header("Content-Type", kind)
        for key, value in headers.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def _text(self, _):
        self._send(NEWS.encode())

    def _host(self, _):
        self._send(f"{NEWS} {self.headers['Host']} {self.headers['User-Agent']}".encode())

    def _latin(self, _):
        self._send(f"Zürich: {NEWS}".encode("latin-1"), "text/plain; charset=iso-8859-1")

    def _lines(self, _):
        self._send(JSON_LINE * 2, "application/x-ndjson")

    def _sniffed(self, _):
        self._send(JSON_LINE * 2, None)

    def _picture(self, _):
        self._send(b"\x89PNG", "image/png")

    def _hops(self, rest):
        left = int(rest)
        self._send(b"", status=302, Location=f"/hops/{left - 1}" if left else "/text")

    def _to(self, rest):
        self._send(b"", status=301, Location=rest)

    def _missing(self, _):
        self._send(b"gone", status=404)

    def _long(self, _):
        self._send(b"a" * 11_000_000)

    def _bomb(self, _):
        self._send(gzip.compress(b"a" * 30_000_000, 9), Content_Encoding="gzip")

    def _layers(self, _):
        self._send(gzip.compress(gzip.compress(b"a")), Content_Encoding="gzip, gzip")

    def _damaged(self, _):
        self._send(b"no gzip", Content_Encoding="gzip")

    def _drip(self, _):
        self.send_response(200)
        self.end_headers()
        for _ in range(600):
            self.wfile.write(b"a")
            self.wfile.flush()
            time.sleep(0.1)

    def _silent(self, _):
        time.sleep(60)

    def _odd(self, _):
        self.wfile.write(b"\0\1\2 no HTTP at all\r\n\r\n")

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_):
        """Clients go away on purpose."""


@pytest.fixture(scope="module")
def site():
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A machine that is busy with something else must not fail tests of other things than time."""
    monkeypatch.setattr(fetch, "FETCH_SECONDS", 300.0)
    monkeypatch.setattr(fetch, "_STEP_SECONDS", 300.0)


def get(url, **options):
    skips: list[Skipped] = []
    return list(read(url, on_skip=skips.append, **{"allow_private": True, **options})), [s.reason for s in skips]


def test_a_text_with_its_address(site):
    [report], skips = get(f"{site}/text")
    assert (report.text, report.url, skips) == (NEWS, f"{site}/text", [])


def test_kinds_are_told_by_the_media_type_or_the_content(site):
    assert len(get(f"{site}/lines")[0]) == 2
    assert len(get(f"{site}/sniffed")[0]) == 2
    assert get(f"{site}/picture")[1] == ["of the type image/png, which is not read"]


def test_the_server_s_charset_is_used(site):
    assert get(f"{site}/latin")[0][0].text == f"Zürich: {NEWS}"


def test_a_private_address_is_refused(site):
    [reason] = get(f"{site}/text", allow_private=False)[1]
    assert "private network" in reason
    assert "--allow-private" in reason


def test_the_host_is_named_though_its_address_is_called(site):
    port = site.rpartition(":")[2]
    text = get(f"http://localhost:{port}/host")[0][0].text
    assert f" localhost:{port} histor/" in text


def test_the_address_that_was_judged_is_the_one_called(site, monkeypatch):
    """A name that answers differently at the second look-up gains nothing: there is none."""
    looked_up = []

    def getaddrinfo(host, port, *_, **__):
        looked_up.append(host)
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    port = site.rpartition(":")[2]
    assert len(get(f"http://news.example:{port}/text")[0]) == 1
    assert [host for host in looked_up if host != "127.0.0.1"] == ["news.example"]
    assert "private" in get(f"http://news.example:{port}/text", allow_private=False)[1][0]


def test_one_private_address_among_public_ones_is_enough_to_refuse(monkeypatch):
    answers = [(2, 1, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(ReadError, match="private"):
        fetch.fetch("http://news.example/")


def test_every_redirect_is_judged_anew(site, monkeypatch):
    monkeypatch.setattr(fetch, "is_public", lambda address: address == "127.0.0.1")
    assert len(get(f"{site}/to//text", allow_private=False)[0]) == 1
    assert "private" in get(f"{site}/to/http://127.0.0.2/", allow_private=False)[1][0]
    assert get(f"{site}/to/file:///etc/passwd")[1] == ["only http and https addresses are read"]


def test_redirects_are_counted(site):
    [report], _ = get(f"{site}/hops/4")
    assert report.url == f"{site}/text"
    assert get(f"{site}/hops/5")[1] == ["more than 5 redirects"]


def test_bodies_are_bounded_packed_or_not(site):
    assert get(f"{site}/long")[1] == ["larger than 10,000,000 bytes, too large for a page"]
    assert get(f"{site}/bomb")[1] == ["larger than 10,000,000 bytes, too large for a page"]
    assert "packed" in get(f"{site}/layers")[1][0]
    assert "could not be fetched" in get(f"{site}/damaged")[1][0]


@pytest.mark.parametrize("page", ["drip", "silent"])
def test_time_is_bounded(site, monkeypatch, page):
    monkeypatch.setattr(fetch, "FETCH_SECONDS", 1.0)
    start = time.monotonic()
    assert "within" in get(f"{site}/{page}")[1][0]
    assert time.monotonic() - start < 30


def test_answers_that_are_none(site):
    assert get(f"{site}/missing")[1] == ["the server answered 404 Not Found"]
    assert "could not be fetched" in get(f"{site}/odd")[1][0]
    assert "could not be fetched" in get("http://127.0.0.1:1/")[1][0]


def test_proxies_of_the_environment_are_not_used(site, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert len(get(f"{site}/text")[0]) == 1


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://a.com/x", "only http and https"),
        ("file:///etc/passwd", "only http and https"),
        ("http://", "only http and https"),
        ("http://user:secret@127.0.0.1/", "user name or password"),
        ("http://127.0.0.1:99999/", "not an address|could not be fetched|not known"),
        ("http://[::1", "not an address|could not be fetched"),
        ("http://a..b/", "not known|not an address|could not be fetched"),
        ("http://" + "a" * 300 + ".com/", "not known|not an address|could not be fetched"),
        ("http://\u202e/", "not known|not an address|could not be fetched"),
    ],
)
def test_addresses_that_are_none(url, reason):
    skips: list[Skipped] = []
    assert list(read(url, allow_private=True, on_skip=skips.append)) == []
    [skip] = skips
    assert "secret" not in str(skip)
    assert any(words in skip.reason for words in reason.split("|")), skip.reason


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1",
        "ff02::1", "2001:db8::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "no address", "",
    ],
)  # fmt: skip
def test_addresses_inside(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_addresses_outside(address):
    assert is_public(address)
