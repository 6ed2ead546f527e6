"""How the model is asked: one request to an endpoint that speaks OpenAI's chat protocol, bounded and tried again."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from histor.errors import ReadError, UsageError

if TYPE_CHECKING:
    import httpx

URL, MODEL, KEY = "HISTOR_LLM_URL", "HISTOR_LLM_MODEL", "HISTOR_LLM_KEY"
"""The environment variables that name the endpoint (as http://127.0.0.1:8000/v1), the model and the key."""
SECONDS = 120.0
"""For one request. A long report takes a slow machine about a minute."""
MOST_TOKENS = 8_000
"""Of a reply; the densest of the sample reports needs some 3,000."""
MOST_BYTES = 1_000_000
TRIES = 4
LONGEST_PAUSE = 30.0

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the model is, what it is called there, and the key, which is shown nowhere."""

    url: str
    model: str
    key: str | None

    def __repr__(self) -> str:
        return f"Endpoint({self.url!r}, {self.model!r})"


def endpoint() -> Endpoint:
    """The endpoint that the environment names. Raises UsageError where it names none."""
    url, model = os.environ.get(URL, ""), os.environ.get(MODEL, "")
    if not url or not model:
        raise UsageError(f"--coder llm needs {URL} (as http://127.0.0.1:8000/v1) and {MODEL} in the environment.")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
        raise UsageError(f"{URL} must be an http or https address without user, password and query.")
    return Endpoint(url.rstrip("/"), model, os.environ.get(KEY) or None)


class Client:
    """Asks an endpoint; used by several threads at once."""

    def __init__(self, endpoint: Endpoint, *, pause: float = 1.0) -> None:
        import httpx

        self._endpoint, self._pause = endpoint, pause
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        self._http = httpx.Client(headers=headers, timeout=SECONDS, follow_redirects=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, messages: Sequence[Message], until: float) -> str:
        """The model's reply to ``messages``; nothing is begun after the time ``until`` (`time.monotonic`).

        Raises ReadError where there is none after several tries.
        """
        import httpx

        body = {
            "model": self._endpoint.model,
            "messages": list(messages),
            "temperature": 0,
            "max_tokens": MOST_TOKENS,
        }
        problem = ""
        for tried in range(TRIES):
            if tried:
                if time.monotonic() > until:
                    break
                time.sleep(min(LONGEST_PAUSE, self._pause * 2 ** (tried - 1)))
            try:
                status, found = self._post(body)
            except httpx.HTTPError as error:
                problem = f"{type(error).__name__}"
                continue
            if status == 200:
                return _content(found)
            problem = f"status {status}"
            if status not in _AGAIN:
                break
        raise ReadError(f"the endpoint of {self._endpoint.model} gave no answer ({problem})")

    def _post(self, body: dict[str, Any]) -> tuple[int, bytes]:
        """Status and body, which is read no further than MOST_BYTES and no longer than SECONDS."""
        until = time.monotonic() + SECONDS
        with self._http.stream("POST", f"{self._endpoint.url}/chat/completions", json=body) as response:
            return response.status_code, _bounded(response, until)


def _bounded(response: httpx.Response, until: float) -> bytes:
    found = b""
    for piece in response.iter_bytes():
        found += piece
        if len(found) > MOST_BYTES:
            raise ReadError("the endpoint's answer is too long")
        if time.monotonic() > until:
            raise ReadError(f"the endpoint took longer than {SECONDS:g} s")
    return found


def _content(body: bytes) -> str:
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, RecursionError, LookupError, TypeError):
        content = None
    if not isinstance(content, str):
        raise ReadError("the endpoint's answer is not of OpenAI's chat protocol")
    return content
