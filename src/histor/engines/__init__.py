"""Who does the work: threads of this process, worker processes, or actors of a Ray cluster.

An engine knows nothing of reports. It is given items and a function, and hands back each item with what the function
made of it, in the order of the items; `histor.pipeline` chooses which one. The modules: `ordered` (the order, and what
happens when a worker dies), `processes` and `ray_actors` (the two kinds of worker that can die).
"""

from __future__ import annotations

from typing import Literal, get_args

Engine = Literal["threads", "processes", "ray"]
ENGINES: tuple[Engine, ...] = get_args(Engine)
AHEAD = 4
"""Items a worker has waiting: enough that none is idle, few enough that memory stays bounded."""
