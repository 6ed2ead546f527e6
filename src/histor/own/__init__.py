"""A user's own codebook: event types in YAML, found from a few examples without training (docs/own-codebook.md).

Read `types` first (what such a file holds), then `senses` (how its types are found), then `check` (how well).
"""

from histor.own.types import OwnCodebook, read_own

__all__ = ["OwnCodebook", "read_own"]
