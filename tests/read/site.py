"""A news site for tests: its pages are a dictionary, and it notes what it was asked."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ARTICLE = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>The army said on Monday that it had "
    "taken the town of {title} after heavy fighting with rebels in the north.</p><p>The rebels denied that they had "
    "left the town, and said that they had killed 12 soldiers on Sunday night.</p></article></body></html>"
)


class Site:
    """``pages``: path → bytes, text, or (status, headers, body); a function is called with the request's headers."""

    def __init__(self):
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append(self.path)
                page = site.pages.get(self.path, (404, {}, b""))
                page = page(self.headers) if callable(page) else page
                status, headers, body = page if isinstance(page, tuple) else (200, {}, page)
                body = body.encode() if isinstance(body, str) else body
                self.send_response(status)
                for name, value in {"Content-Type": _kind(body), **headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_POST = do_GET  # noqa: N815

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def article(self, path, title):
        self.pages[path] = ARTICLE.format(title=title)

    def rss(self, *paths, title="Sample Herald"):
        items = "".join(
            f"<item><title>{p}</title><link>{self.url}{p}</link><pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate></item>"
            for p in paths
        )
        return f"<?xml version='1.0'?><rss version='2.0'><channel><title>{title}</title>{items}</channel></rss>"


def _kind(body):
    for start, kind in ((b"<?xml", "application/xml"), (b"<html", "text/html"), (b"{", "application/json")):
        if body.startswith(start):
            return kind
    return "text/plain; charset=utf-8"
