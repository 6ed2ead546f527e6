"""The shipped model, loaded once."""

import pytest
from tokenizers import Tokenizer

from histor.tag import Tagger
from histor.tag.model import FOLDER


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    return Tokenizer.from_file(str(FOLDER / "tokenizer.json"))


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return Tagger.load(threads=2)
