"""Accounts that tell the same, and the readings of accounts without the encoder: for tests of linking in a ledger."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from histor.link import tellings
from histor.link.weights import load
from histor.records import Account, When
from histor.tag.model import FOLDER
from histor.tag.tagger import WIDTH
from tests.cli.builder import Builder
from tests.ledger.make import CODER

SIDES = ("Rebels", "Government troops", "Militants")
TOWNS = ("Sarna", "Harim", "Tell Omar", "Kafr Zita")
TARGETS = ("a market", "the bridge", "a convoy", "the hospital")
SOURCES = ("Ana Lopez", "Ben Moore", "The Kremlin", "The Pentagon")


def accounts(number: int = 16, seed: int = 2) -> list[Account]:
    """Reports on a few happenings of a week in September; some carry others' texts, cut or with a sentence added."""
    dice = random.Random(seed)
    out: list[Account] = []
    for k in range(number):
        day = f"2015-09-{1 + dice.randrange(7):02}"
        name, outlet = f"r{k:02}", f"Sample {dice.choice(('Herald', 'Star', 'Wire'))}"
        if out and dice.random() < 0.35:
            out.append(_carried(dice.choice(out), name, outlet, day, dice))
        else:
            out.append(_told(name, outlet, day, dice))
    return out


def _told(name: str, outlet: str, day: str, dice: random.Random) -> Account:
    side, town, target, source = (dice.choice(words) for words in (SIDES, TOWNS, TARGETS, SOURCES))
    stance = dice.choice(("affirm", "affirm", "deny"))
    verb = "said" if stance == "affirm" else "denied"
    content = f"{side} attacked {target} in {town} and burned twelve lorries that had stood there since the morning"
    quiet = dice.choice(TOWNS)
    own = " ".join(f"{dice.choice('bdfklmnprst')}{dice.choice('aeiou')}{dice.randrange(900)}" for _ in range(40))
    text = f"{source} {verb} that {content}.\n{day} was quiet in {quiet}, where talks were held in a school.\n{own}."
    raid, talk = _day(3 * TOWNS.index(town) + 7 * TARGETS.index(target)), _day(6 * TOWNS.index(quiet))
    builder = Builder(text, outlet=outlet, published=day)
    builder.voice(verb, source, content, stance=stance, entity="n1")
    builder.event("attacked", "ASSAULT", actor=(side,), recipient=(target,), chain=("v1",), when=raid)
    builder.event("burned", "ASSAULT", actor=(side,), chain=("v1",), when=raid)
    builder.event("talks", "CONSULT", when=talk)
    builder.entity(source, source).entity(side, side, sector=("REB",)).entity(target, target)
    return _named(builder.account, name)


def _day(number: int) -> When:
    day = date.fromordinal(date(2015, 8, 10).toordinal() + number).isoformat()
    return When(day, day, "day", "explicit")


def _carried(of: Account, name: str, outlet: str, day: str, dice: random.Random) -> Account:
    extra = dice.choice(("", f"\nOur own reporter {name} saw smoke over the harbour of the old town on that evening."))
    report = replace(of.report, text=of.report.text + extra, outlet=outlet, published=day)
    return _named(replace(of, report=report), name)


def _named(account: Account, name: str) -> Account:
    digest = f"{zlib.crc32(account.report.text.encode()):x}"
    return replace(account, report=replace(account.report, id=name, sha256=digest), coder=CODER)


@cache
def tagger() -> Any:
    """What linking needs of a tagger: its tokenizer."""
    from tokenizers import Tokenizer

    (file,) = FOLDER.rglob("tokenizer.json")
    return SimpleNamespace(model=SimpleNamespace(tokenizer=Tokenizer.from_file(str(file))))


def word_vectors(with_tokenizer, text):
    """In place of the encoder's: each word has a direction of its own, and leans to its sentence's."""
    from histor.tag.pieces import pieces

    cut = pieces(with_tokenizer.model.tokenizer, text)
    words = [text[a:b].lower() for a, b in zip(cut.starts, cut.ends, strict=True)]
    own = np.array([_direction(word) for word in words], dtype=np.float32).reshape(-1, WIDTH)
    for number in np.unique(cut.sentence):
        own[cut.sentence == number] += own[cut.sentence == number].mean(axis=0)
    return cut, own


@cache
def _direction(word: str) -> np.ndarray:
    return np.random.default_rng(zlib.crc32(word.encode("utf-8", "surrogatepass"))).normal(size=WIDTH)


def readings(accounts, *, jobs=1):
    """In place of `histor.pipeline.readings`."""
    del jobs
    for account in accounts:
        cut, words = word_vectors(tagger(), account.report.text)
        yield tellings.read(account.report, cut, words, tellings.seeds(account), load())


def without_encoder(monkeypatch) -> None:
    """From here on no test needs the encoder."""
    monkeypatch.setattr("histor.pipeline.readings", readings)
    monkeypatch.setattr(tellings, "word_vectors", word_vectors)
