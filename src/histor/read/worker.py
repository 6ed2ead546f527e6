"""Takes pages, feeds and messages apart in a process of its own, which can be ended when that takes too long.

One process serves one after another; it is started at the first one and again after it had to be ended. A question is a
line of JSON, which says how many bytes it is about, and those bytes; an answer is a line of JSON. The process is started
by name instead of through multiprocessing, so that scripts need no ``if __name__ == "__main__"`` guard.
"""

from __future__ import annotations

import atexit
import gc
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, fields
from threading import Lock, Thread
from time import monotonic, process_time, sleep
from types import MappingProxyType
from typing import IO, Any

from histor.errors import ReadError
from histor.read import feeds, limits, mail
from histor.read.listed import Listed
from histor.read.page import Page, read_encoded
from histor.records import Dropped

try:
    import resource
except ImportError:  # Windows has no such limits; there the clock alone ends a page
    resource = None  # type: ignore[assignment]


_PAGE = tuple(field.name for field in fields(Page))  # asdict copies everything twice over
_WATCH_SECONDS = 0.5
_GARBAGE = 20_000  # objects made between two collections: at Python's 700 they take a twentieth of all time


class _Worker:
    """The process of this one, started when first asked; a forked child starts its own."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._until = math.inf  # by time.monotonic, when the process is to be ended

    def ask(self, question: Mapping[str, Any], about: bytes) -> dict[str, Any] | None:
        """The answer to ``question``, or None where the process had to be ended or ended by itself."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            self._until = monotonic() + limits.PAGE_WALL_SECONDS
            try:
                process.stdin.write(json.dumps({**question, "bytes": len(about)}).encode() + b"\n" + about)
                process.stdin.flush()
                answer = process.stdout.readline()
            except OSError:
                answer = b""
            finally:
                self._until = math.inf
            if not answer.endswith(b"\n"):
                self.end()
                return None
        found: dict[str, Any] = json.loads(answer)
        return found

    def end(self) -> None:
        """End the process, if there is one and it is ours."""
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # what was still to be written to a process that has ended
                if pipe is not None:
                    pipe.close()
        process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None or self._owner != os.getpid():
            self.end()
            self._owner = os.getpid()
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "histor.read.worker"],  # -P: nothing is imported from the working folder
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
            )
            Thread(target=self._watch, args=(self._process,), name="histor-pages", daemon=True).start()
        return self._process

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        """End ``process`` when an answer is overdue. One thread for all pages: to start one for each takes longer."""
        while process.returncode is None and process is self._process:
            if monotonic() > self._until:
                process.kill()
                return
            sleep(_WATCH_SECONDS)


_worker = _Worker()
atexit.register(_worker.end)


def end() -> None:
    """End the process; the next question starts it again."""
    _worker.end()


def extract(html: str | bytes, url: str | None = None) -> Page:
    """As ``page.read_page``, in bounded time and memory; bytes are UTF-8.

    Raises ReadError with the reason where the page holds no article, or takes more than PAGE_SECONDS.
    """
    answer = _asked("page", html if isinstance(html, bytes) else html.encode("utf-8", "ignore"), url=url)
    dropped = tuple(Dropped(None, text, why) for text, why in answer.pop("dropped"))
    return Page(**answer, dropped=dropped)


def entries(body: bytes, url: str | None = None) -> tuple[Listed, ...]:
    """As ``feeds.entries``, likewise."""
    return tuple(Listed(**entry) for entry in _asked("feed", body, url=url)["entries"])


def letter(raw: bytes) -> mail.Letter:
    """As ``mail.letter``, likewise."""
    return mail.Letter(**_asked("message", raw))


def _asked(kind: str, about: bytes, **said: str | None) -> dict[str, Any]:
    answer = _worker.ask({"seconds": limits.PAGE_SECONDS, "kind": kind, "said": said}, about)
    if answer is None:
        message = f"the {kind} took more than {limits.PAGE_SECONDS} s or too much memory to read"
        raise ReadError(message)
    if "error" in answer:
        raise ReadError(answer["error"])
    return answer


def _page(about: bytes, url: str | None) -> dict[str, Any]:
    page = read_encoded(about, url)
    return {
        **{name: getattr(page, name) for name in _PAGE},
        "dropped": [(each.text, each.why) for each in page.dropped],
    }


def _feed(about: bytes, url: str | None) -> dict[str, Any]:
    return {"entries": [asdict(entry) for entry in feeds.entries(about, url)]}


def _message(about: bytes) -> dict[str, Any]:
    return asdict(mail.letter(about))


_KINDS: Mapping[str, Callable[..., dict[str, Any]]] = MappingProxyType(
    {"page": _page, "feed": _feed, "message": _message}
)


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer each of ``questions`` with one line in ``answers`` until there are no more."""
    for line in questions:
        question = json.loads(line)
        about = questions.read(question["bytes"])
        _limit_time(question["seconds"])
        answers.write(json.dumps(answered(question["kind"], about, question["said"])).encode() + b"\n")
        answers.flush()


def answered(kind: str, about: bytes, said: Mapping[str, str | None]) -> dict[str, Any]:
    """What is found in the page, feed or message ``about``; under ``error`` why nothing is."""
    try:
        return _KINDS[kind](about, **said)
    except ReadError as error:
        reason = str(error)
    except MemoryError:
        reason = f"the {kind} needs too much memory to read"
    except ImportError as error:
        reason = f"it is not read, since an installed package is broken ({error}); install Histor anew"
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        reason = f"the {kind} cannot be taken apart ({type(error).__name__})"  # a library's own slip
    return {"error": reason}


def _limit_time(seconds: int) -> None:
    """From now on: the system ends this process (SIGXCPU) when it has used so much CPU time."""
    if resource:
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(process_time()) + seconds, most))


def _limit_memory() -> None:
    if resource:
        resource.setrlimit(resource.RLIMIT_AS, (limits.PAGE_MEMORY_BYTES, limits.PAGE_MEMORY_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # SIGXCPU would write one


def main() -> None:
    """The process's own entry: whatever a library prints goes nowhere, the pipe carries answers only."""
    _limit_memory()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    gc.freeze()  # what is imported stays, and need not be looked through again and again
    gc.set_threshold(_GARBAGE)
    with os.fdopen(0, "rb") as questions:
        serve(questions, answers)


if __name__ == "__main__":
    main()
