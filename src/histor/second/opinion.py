"""The account of a report as a large language model sees it."""

from __future__ import annotations

import time

from histor.errors import ReadError
from histor.records import Account, Coder, Report
from histor.second.answer import Reply, reply
from histor.second.client import Client, Message
from histor.second.prompt import numbered, rules

LONGEST = 30_000
"""Characters of a report: 8,000 tokens, and a reply of about as many."""
SECONDS = 300.0
"""After which no request more is begun for a report."""
ROUNDS = 3
"""How often the model may mend its answer."""
WORST = 0.25
"""Share of frames that may be left out, being wrong after the last round; with more the answer is not used."""
_TOLD = 20  # faults that are told at once


def second_opinion(report: Report, client: Client, coder: Coder) -> Account:
    """The account of ``report``, which states ``coder``.

    Raises ReadError where the report is too long, the endpoint gives no answer, or its answers cannot be used.
    """
    from histor.code import account
    from histor.resolve.actors import with_actors
    from histor.resolve.actors_user import user_actors
    from histor.resolve.places import with_places
    from histor.resolve.times import with_times

    if len(report.text) > LONGEST:
        raise ReadError(f"longer than the {LONGEST:,} characters that --coder llm takes")
    made = account(report, _asked(report, client).tagging, coder=coder)
    return with_places(with_times(with_actors(made, user_actors())))


def _asked(report: Report, client: Client) -> Reply:
    """The best reply: the first without faults, else the one with fewest."""
    messages: list[Message] = [
        {"role": "system", "content": rules()},
        {"role": "user", "content": numbered(report)},
    ]
    best: Reply | None = None
    until = time.monotonic() + SECONDS
    for _ in range(ROUNDS):
        if best is not None and time.monotonic() > until:
            break
        try:
            said = client.ask(messages, until)
        except ReadError:
            if best is None:
                raise
            break  # what was answered before may do
        found = reply(report, said)
        if best is None or (found.frames, -len(found.faults)) > (best.frames, -len(best.faults)):
            best = found
        if not found.faults:
            return found
        faults = "\n".join(found.faults[:_TOLD])
        messages = [
            *messages[:2],
            {"role": "assistant", "content": said},
            {"role": "user", "content": f"These do not hold; answer again, with all that is right kept:\n{faults}"},
        ]
    assert best is not None
    if len(best.faults) > WORST * (best.frames + len(best.faults)):
        raise ReadError(f"the model's answer cannot be used: {best.faults[0]}")
    return best
