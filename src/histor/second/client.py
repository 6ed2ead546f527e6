"""How the model is asked: one request to an endpoint that speaks OpenAI's chat protocol, bounded and tried again."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from histor.errors import ReadError, UsageError
from histor.plain import visible
from histor.read.fetch import retry_after

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
LONGEST_PAUSE = 60.0
"""Seconds that an endpoint may ask to be left alone for; one that wants more is not asked again."""

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_REFUSED = frozenset({400, 422})

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
    url, model = os.environ.get(URL, "").strip(), os.environ.get(MODEL, "").strip()
    if not url or not model:
        raise UsageError(f"--coder llm needs {URL} (as http://127.0.0.1:8000/v1) and {MODEL} in the environment.")
    if not _is_address(url):
        raise UsageError(f"{URL} must be an http or https address without user, password and query.")
    key = os.environ.get(KEY, "").strip()
    if not (key.isascii() and key.isprintable()):
        raise UsageError(f"{KEY} must be one line of ASCII.")
    return Endpoint(url.rstrip("/"), model, key or None)


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0
    except ValueError:  # a port beyond 65535, a bracket that is not closed
        return False
    return bool(parts.scheme in {"http", "https"} and named and not (parts.username or parts.query or parts.fragment))


class Client:
    """Asks an endpoint; used by several threads at once."""

    def __init__(self, endpoint: Endpoint, *, pause: float = 1.0) -> None:
        import httpx

        self._endpoint, self._pause = endpoint, pause
        self._settings: dict[str, Any] = {"temperature": 0, "max_tokens": MOST_TOKENS, "stream": False}
        self._closed = threading.Event()
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        self._http = httpx.Client(headers=headers, timeout=SECONDS, follow_redirects=False, trust_env=False)

    def close(self) -> None:
        """Close the connections; whoever waits for an answer waits no longer."""
        self._closed.set()
        self._http.close()

    def ask(self, messages: Sequence[Message], until: float) -> str:
        """The model's reply to ``messages``; nothing is begun after the time ``until`` (`time.monotonic`).

        Raises ReadError where there is none after several tries.
        """
        import httpx

        problem, pause = "", 0.0
        for tried in range(TRIES):
            if tried and (time.monotonic() + pause > until or self._closed.wait(pause)):
                break
            pause = min(LONGEST_PAUSE, self._pause * 2**tried)
            body = {"model": self._endpoint.model, "messages": list(messages), **self._settings}
            try:
                status, headers, found = self._post(body)
            except httpx.HTTPError as error:
                problem = _told(error)
                continue
            if status == 200:
                return self._content(found)
            problem = self._with_message(f"status {status}", found)
            if status in _REFUSED and self._adapted(body, problem):
                pause = 0.0
            elif status not in _AGAIN:
                break
            else:
                asked = retry_after(headers.get("retry-after"))
                pause = max(pause, asked or 0.0)
                if pause > LONGEST_PAUSE:
                    problem += f"; it asks to be left alone for {pause:,.0f} s"
                    break
        raise self._no_answer(problem)

    def _adapted(self, sent: dict[str, Any], problem: str) -> bool:
        """Whether the endpoint refuses a setting that can be said otherwise, or left out; it is from now on.

        Newer models know ``max_completion_tokens`` in the place of ``max_tokens``, some take their own temperature only.
        """
        if "max_completion_tokens" in problem and "max_tokens" in sent:
            without, instead = "max_tokens", {"max_completion_tokens": MOST_TOKENS}
        elif "temperature" in problem and "temperature" in sent:
            without, instead = "temperature", {}
        else:
            return False
        settings = self._settings  # another thread may have been told the same
        self._settings = {**{name: value for name, value in settings.items() if name != without}, **instead}
        return True

    def _post(self, body: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        """Status, headers and body; in a thread that nobody need wait for once the client is closed."""
        answer: Future[tuple[int, httpx.Headers, bytes]] = Future()

        def send() -> None:
            try:
                answer.set_result(self._sent(body))
            except Exception as error:  # noqa: BLE001  raised where the answer is waited for
                answer.set_exception(error)

        threading.Thread(target=send, daemon=True).start()
        while not wait([answer], timeout=0.2).done:
            if self._closed.is_set():
                raise self._no_answer("stopped")
        return answer.result()

    def _sent(self, body: dict[str, Any]) -> tuple[int, httpx.Headers, bytes]:
        """What is answered, which is read no further than MOST_BYTES and no longer than SECONDS."""
        until = time.monotonic() + SECONDS
        with self._http.stream("POST", f"{self._endpoint.url}/chat/completions", json=body) as response:
            return response.status_code, response.headers, _bounded(response, until)

    def _content(self, body: bytes) -> str:
        """What the model says. Raises ReadError where it says nothing, or not all of it."""
        try:
            choice = json.loads(body)["choices"][0]
            message, finished = choice["message"], choice.get("finish_reason")
            content, refusal = message.get("content"), message.get("refusal")
        except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
            told = self._with_message("", body)
            raise self._no_answer(told or "not of OpenAI's chat protocol") from None
        if finished == "length":
            raise ReadError(f"the answer was cut off: it may have {MOST_TOKENS:,} tokens, or what the endpoint allows")
        if finished == "content_filter":
            raise ReadError("the endpoint's filter held the answer back")
        if isinstance(content, list):  # of parts, what the model thought among them
            content = "".join(part["text"] for part in content if _is_text(part))
        if isinstance(content, str):
            return content
        raise self._no_answer(f"refused: {self._plain(refusal)}" if refusal else "not of OpenAI's chat protocol")

    def _with_message(self, problem: str, body: bytes) -> str:
        """``problem`` with what the endpoint says of it, in whichever of the usual shapes."""
        try:
            value = json.loads(body)
        except (ValueError, RecursionError):
            return problem
        if isinstance(value, list) and value:
            value = value[0]
        for _ in range(2):
            if isinstance(value, dict):
                value = value.get("error") or value.get("message") or value.get("detail")
        said = self._plain(value) if isinstance(value, str) else ""
        return ": ".join(filter(None, (problem, said)))

    def _plain(self, said: Any) -> str:
        """One line without the key, which some endpoints repeat."""
        text = str(said)
        return visible(text.replace(self._endpoint.key, "…") if self._endpoint.key else text, 200).rstrip(".")

    def _no_answer(self, problem: str) -> ReadError:
        return ReadError(f"the endpoint of {self._endpoint.model} gave no answer ({problem})")


def _is_text(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("text"), str)


def _told(error: httpx.HTTPError) -> str:
    import httpx

    if isinstance(error, httpx.TimeoutException):
        return f"none within {SECONDS:g} s"
    if isinstance(error, httpx.ConnectError):
        return f"it cannot be reached: {visible(str(error), 200)}"
    return f"the connection broke: {visible(str(error), 200)}"


def _bounded(response: httpx.Response, until: float) -> bytes:
    found = b""
    for piece in response.iter_bytes():
        found += piece
        if len(found) > MOST_BYTES:
            raise ReadError("the endpoint's answer is too long")
        if time.monotonic() > until:
            raise ReadError(f"the endpoint took longer than {SECONDS:g} s")
    return found
