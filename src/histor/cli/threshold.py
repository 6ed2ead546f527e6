"""``--min-confidence``: an account without its less certain parts, and still whole."""

from __future__ import annotations

from dataclasses import replace

from histor.records import Account, Span, Voice


def at_least(account: Account, confidence: float) -> Account:
    """``account`` without the voices and events that are less likely right than ``confidence`` (0 to 1).

    What stood inside a voice that goes stands inside the next one outwards; entities and places that nothing names
    any more go too.
    """
    voices = {voice.id: voice for voice in account.voices}
    kept = {voice.id for voice in account.voices if voice.confidence >= confidence}

    def outwards(voice_id: str | None) -> str | None:
        """The nearest voice from ``voice_id`` outwards that stays."""
        while voice_id is not None and voice_id not in kept:
            voice_id = voices[voice_id].inside
        return voice_id

    remaining = tuple(replace(v, inside=outwards(v.inside)) for v in account.voices if v.id in kept)
    events = tuple(
        replace(e, voice=outwards(e.voice), chain=tuple(v for v in e.chain if v in kept))
        for e in account.events
        if e.confidence >= confidence
    )
    actors = {span for e in events for span in (*e.actor, *e.recipient)}
    named = actors | _sources(remaining)
    standing = {e.where for e in events}
    return replace(
        account,
        voices=remaining,
        events=events,
        entities=tuple(n for n in account.entities if any(span in named for span in n.mentions)),
        places=tuple(p for p in account.places if p.id in standing),
    )


def _sources(voices: tuple[Voice, ...]) -> set[Span]:
    return {span for voice in voices for span in (*voice.source, *voice.to)}
