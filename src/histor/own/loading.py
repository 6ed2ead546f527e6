"""YAML for people's own codebooks: small, plain, and every complaint with its line.

Only what a codebook needs is taken: mappings, lists and single values. Files above `BYTES_AT_MOST`, deep ones, aliases
(a few lines of them can stand for gigabytes) and tags are refused before anything is built.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from histor.errors import UsageError

if TYPE_CHECKING:
    from yaml.nodes import Node

BYTES_AT_MOST = 256 * 1024
DEPTH_AT_MOST = 10
_QUOTE = "put sentences that begin with [[, or hold a colon, in quotes"
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def load(path: Path) -> tuple[Mapped, bytes]:
    """The mapping at the top of ``path``, and the bytes of the file. Raises UsageError where there is none."""
    import yaml

    try:
        with path.open("rb") as file:
            raw = file.read(BYTES_AT_MOST + 1)
    except OSError as error:
        raise UsageError(f"The codebook {path} cannot be read: {error.strerror or error}.") from error
    if len(raw) > BYTES_AT_MOST:
        raise UsageError(f"The codebook {path} is larger than {BYTES_AT_MOST // 1024} KB; leave examples out.")
    try:
        text = raw.decode("utf-8-sig")
        _refuse_tricks(path, text)
        node = yaml.compose(text, yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise UsageError(f"The codebook {path} is not UTF-8 text.") from error
    except yaml.MarkedYAMLError as error:
        line = f", line {error.problem_mark.line + 1}" if error.problem_mark else ""
        raise UsageError(f"{path}{line}: no valid YAML: {error.problem or 'it cannot be read'}; {_QUOTE}.") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: characters that YAML forbids, figures beyond all bounds
        raise UsageError(f"The codebook {path} is no valid YAML: {str(error).splitlines()[0]}.") from error
    if node is None:
        raise UsageError(f"The codebook {path} is empty.")
    return Field(path, "the codebook", node).mapping(), raw


def _refuse_tricks(path: Path, text: str) -> None:
    import yaml

    depth = 0
    for event in yaml.parse(text, yaml.SafeLoader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise UsageError(f"{path}, line {line}: aliases and anchors (* and &) are not taken; write it out.")
        if getattr(event, "tag", None):
            raise UsageError(f"{path}, line {line}: tags (!) are not taken; put the text in quotes.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEPTH_AT_MOST:
            raise UsageError(f"{path}, line {line}: nested more than {DEPTH_AT_MOST} deep; a codebook is flat.")


@dataclass(frozen=True, slots=True)
class Field:
    """A value of the file, called ``name`` in complaints."""

    path: Path
    name: str
    node: Node

    def error(self, what: str) -> UsageError:
        """The complaint ``what`` about this value; to be raised."""
        return UsageError(f"{self.path}, line {self.node.start_mark.line + 1}: {what}.")

    def mapping(self) -> Mapped:
        """This value as a mapping. Raises UsageError where it is none, or names a field twice."""
        import yaml

        if not isinstance(self.node, yaml.MappingNode):
            raise self.error(f"{self.name} must be a mapping, as `name: value` lines")
        found: dict[str, Field] = {}
        for key, value in self.node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise Field(self.path, "", key).error("the name of a field must be a word")
            if key.value in found:
                raise Field(self.path, "", key).error(f"the field {key.value!r} stands here twice")
            found[key.value] = Field(self.path, key.value, value)
        return Mapped(self, found)

    def items(self, least: int, most: int, what: str) -> Sequence[Field]:
        """The items of a list of ``least`` to ``most`` ``what``."""
        import yaml

        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error(f"{self.name} must be a list, as lines that begin with -")
        if not least <= len(self.node.value) <= most:
            raise self.error(f"{self.name} must hold {least} to {most} {what}, not {len(self.node.value)}")
        return [Field(self.path, f"an item of {self.name}", node) for node in self.node.value]

    def text(self, letters: int) -> str:
        """A text of 1 to ``letters`` characters; runs of blanks are one blank."""
        import yaml

        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error(f"{self.name} must be a text; put it in quotes where it holds a colon or brackets")
        value = " ".join(str(self.node.value).split())
        if not value:
            raise self.error(f"{self.name} is empty")
        if len(value) > letters:
            raise self.error(f"{self.name} has {len(value)} characters; {letters} are the most")
        return value

    def word(self, pattern: str, made_of: str) -> str:
        """A text that is ``pattern`` as a whole; ``made_of`` says in a complaint what it must be made of."""
        value = self.text(200)
        if not re.fullmatch(pattern, value):
            raise self.error(f"{self.name} must be made of {made_of}, which {value!r} is not")
        return value

    def one_of(self, choices: Sequence[str]) -> str:
        """One of ``choices``."""
        value = self.text(200)
        if value not in choices:
            raise self.error(f"{self.name} must be one of {', '.join(choices)}, not {value!r}")
        return value

    def number(self, least: float, most: float, *, whole: bool = False) -> float:
        """A number from ``least`` to ``most``."""
        value = self.text(40)
        kind = "a whole number" if whole else "a number"
        if (
            not _NUMBER.fullmatch(value)
            or not least <= float(value) <= most
            or (whole and not float(value).is_integer())
        ):
            raise self.error(f"{self.name} must be {kind} from {least:g} to {most:g}, not {value!r}")
        return float(value)


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping of the file."""

    field: Field
    found: dict[str, Field]

    def error(self, what: str) -> UsageError:
        """The complaint ``what`` about the mapping; to be raised."""
        return self.field.error(what)

    def fields(self, required: Sequence[str], optional: Sequence[str]) -> dict[str, Field]:
        """All fields by name. Raises UsageError where one of ``required`` is missing, or another is there."""
        for name, value in self.found.items():
            if name not in (*required, *optional):
                raise value.error(
                    f"{self.field.name} has no field {name!r}; it has {', '.join((*required, *optional))}"
                )
        for name in required:
            if name not in self.found:
                raise self.error(f"the field {name!r} is missing")
        return self.found
