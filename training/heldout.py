"""The fixed rule that keeps a part of a data set without a development split out of training.

>>> held_out("Ukraine accuses Russia of sending tanks.")
False
"""

from __future__ import annotations

from hashlib import sha256

HELD_OUT_BELOW = 51  # of 256 values of the first byte: 19.9 %, about a fifth


def held_out(text: str) -> bool:
    """Whether a sentence is kept for development: the first byte of its SHA-256 (UTF-8) is below 51.

    The rule looks at the text alone, so that the same sentence under several labels falls on one side. Lone
    surrogates, which UTF-8 cannot hold, are hashed as they stand.
    """
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[0] < HELD_OUT_BELOW
