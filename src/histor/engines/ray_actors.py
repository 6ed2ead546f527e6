"""Actors of a Ray cluster: each loads the model once, and is replaced where it ends by itself.

Without ``RAY_ADDRESS`` in the environment a cluster of this machine alone is started, and ended at the end; with it, the
cluster there is used. Histor must be installed on all its machines, in the same version.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from histor.engines.ordered import WorkerLostError
from histor.engines.processes import sendable
from histor.errors import HistorError, UsageError


class Worker:
    """What runs in the cluster."""

    def __init__(self, attempt: Callable[[Any], Any], prepare: Callable[[], object]) -> None:
        self._attempt, self._prepare = attempt, prepare

    def prepare(self) -> tuple[str, Any]:
        """Load what is needed."""
        return _tried(self._prepare)

    def attempt(self, item: Any) -> tuple[str, Any]:
        """Do one item."""
        return _tried(lambda: self._attempt(item))


def _tried(call: Callable[[], Any]) -> tuple[str, Any]:
    try:
        return "made", sendable(call())
    except Exception as error:  # noqa: BLE001  it concerns all items, and is raised by those who take them
        return "ended", sendable(error)


class RayHand:
    """One actor, and the references to what it will have made."""

    def __init__(self, ray: Any, actor: Any) -> None:
        self._ray, self._actor = ray, actor
        self._begun = False
        self.made: deque[Any] = deque()
        self._prepared = actor.prepare.remote()

    def give(self, item: Any) -> None:
        """Send an item."""
        self.made.append(self._actor.attempt.remote(item))

    def take(self) -> Any:
        """The next outcome."""
        if not self._begun:
            self._receive(self._prepared)
            self._begun = True
        return self._receive(self.made.popleft())

    def end(self) -> None:
        """Kill the actor, which holds nothing that could be lost."""
        self._ray.kill(self._actor)

    def _receive(self, reference: Any) -> Any:
        try:
            kind, found = self._ray.get(reference)
        except self._ray.exceptions.RayError as error:
            raise WorkerLostError(type(error).__name__, begun=self._begun) from None
        if kind == "ended":
            raise found
        return found


class RayActors:
    """Starts actors that each call ``prepare`` once and ``attempt`` for each item. Raises UsageError without Ray."""

    def __init__(self, attempt: Callable[[Any], Any], prepare: Callable[[], object], jobs: int) -> None:
        os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is sent anywhere
        os.environ.setdefault("RAY_DEDUP_LOGS_SKIP_REGEX", ".*")  # its messages would stand among the output
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")  # it warns otherwise, of a later default
        try:
            import ray
        except ImportError:
            raise UsageError("The engine ray needs Ray: pip install 'histor[ray]'.") from None
        self._ray = ray
        self._ours = not ray.is_initialized()
        if self._ours:
            elsewhere = os.environ.get("RAY_ADDRESS")
            where: dict[str, Any] = {"address": elsewhere} if elsewhere else {"address": "local", "num_cpus": jobs}
            try:
                ray.init(**where, include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
            except (ConnectionError, RuntimeError, ValueError) as error:
                raise HistorError(f"Ray cannot be used: {error}.") from error
        self._start = ray.remote(num_cpus=1, max_restarts=0, max_task_retries=0)(Worker)
        self._attempt = ray.put(attempt)
        self._prepare = ray.put(prepare)

    def start(self) -> RayHand:
        """A new actor."""
        return RayHand(self._ray, self._start.remote(self._attempt, self._prepare))

    def ready(self, hands: Sequence[RayHand], *, wait: bool) -> Sequence[RayHand]:
        """Those whose next outcome is there, or will never be."""
        heads = {hand.made[0]: hand for hand in hands}
        if not heads:
            return []
        done, _ = self._ray.wait(list(heads), num_returns=1, timeout=None if wait else 0)
        return [heads[reference] for reference in done]

    def close(self) -> None:
        """End the cluster where it is ours."""
        if self._ours:
            self._ray.shutdown()
