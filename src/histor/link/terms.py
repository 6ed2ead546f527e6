"""Words by which passages are told apart: their stems, and how much each one says.

How rare a word is comes from the model's own vocabulary, which is sorted by frequency, so that the weight of a word never
depends on what a ledger holds: a word that the tokenizer must cut in pieces is rarest. Names and figures count more.

>>> [stem(word) for word in ("resigned", "resignation", "cities", "shot", "Obama's")]
['resign', 'resign', 'city', 'shoot', 'obama']
"""

from __future__ import annotations

import math
import re
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from histor.code.grouping import fold
from histor.code.tables import word_set

if TYPE_CHECKING:
    from histor.tag.pieces import Pieces

_FIRST_WORD, _LAST_WORD = 1996, 30521  # ids of whole words in the vocabulary of BERT: "the" … the rarest
_COMMON = 300  # the first so many words of it say nothing by themselves
_IN_PIECES = 1.2
_NAMED = 1.6  # names and figures tell happenings apart better than other words of their rarity
_IRREGULAR = {
    past: base
    for base, pasts in (
        ("be", "is are was were been being"),
        ("beat", "beaten"),
        ("become", "became"),
        ("begin", "began begun"),
        ("break", "broke broken"),
        ("bring", "brought"),
        ("build", "built"),
        ("buy", "bought"),
        ("catch", "caught"),
        ("choose", "chose chosen choice"),
        ("come", "came"),
        ("deal", "dealt"),
        ("decide", "decision"),
        ("die", "died death deaths dead dying"),
        ("do", "did done"),
        ("draw", "drew drawn"),
        ("drive", "drove driven"),
        ("fall", "fell fallen"),
        ("fight", "fought"),
        ("find", "found"),
        ("flee", "fled"),
        ("fly", "flew flown flight"),
        ("get", "got gotten"),
        ("give", "gave given"),
        ("go", "went gone"),
        ("grow", "grew grown growth"),
        ("hold", "held"),
        ("keep", "kept"),
        ("know", "knew known"),
        ("lead", "led"),
        ("leave", "left"),
        ("lose", "lost loss losses"),
        ("make", "made"),
        ("marry", "marriage married"),
        ("meet", "met"),
        ("pay", "paid"),
        ("rise", "rose risen"),
        ("run", "ran"),
        ("say", "said"),
        ("see", "saw seen"),
        ("seek", "sought"),
        ("sell", "sold sale sales"),
        ("send", "sent"),
        ("shake", "shook shaken"),
        ("shoot", "shot shots"),
        ("speak", "spoke spoken speech"),
        ("stand", "stood"),
        ("steal", "stole stolen theft"),
        ("strike", "struck stricken"),
        ("swear", "swore sworn"),
        ("take", "took taken"),
        ("tell", "told"),
        ("think", "thought"),
        ("throw", "threw thrown"),
        ("win", "won"),
        ("withdraw", "withdrew withdrawn"),
        ("write", "wrote written"),
    )
    for past in pasts.split()
}
# What is taken from a word's end, with the letters that must be left; the first that fits.
_ENDINGS = (
    ("ications", 4, "y"),
    ("ication", 4, "y"),
    ("izations", 4, "ize"),
    ("ization", 4, "ize"),
    ("isation", 4, "ize"),
    ("ations", 4, ""),
    ("ation", 4, ""),
    ("itions", 4, ""),
    ("ition", 4, ""),
    ("ments", 4, ""),
    ("ment", 4, ""),
    ("ings", 3, ""),
    ("ing", 3, ""),
    ("ions", 4, ""),
    ("ion", 4, ""),
    ("ies", 2, "y"),
    ("ied", 2, "y"),
    ("sses", 2, "ss"),
    ("ches", 2, "ch"),
    ("shes", 2, "sh"),
    ("ers", 4, ""),
    ("ors", 4, ""),
    ("ed", 3, ""),
    ("er", 4, ""),
    ("or", 4, ""),
    ("als", 5, ""),
    ("al", 5, ""),
    ("es", 3, ""),
    ("s", 3, ""),
)
_VOWEL = re.compile("[aeiouy]")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
_EMPTY = word_set(
    """a an the of to in on at by for with from as and or but not no it its he she they them his her their this that
    these those who which what when where while after before during into over under than then there here said says say
    saying told tell will would could should may might must can have has had be do been also more most some any all new
    one two first last year years day days week month monday tuesday wednesday thursday friday saturday sunday today
    yesterday people according up out about"""
)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """What forms of a word have in common, folded to small letters without accents; a noun and its verb mostly agree."""
    low = fold(word)
    for tail in ("'s", "’s"):
        low = low.removesuffix(tail)
    low = _IRREGULAR.get(low, low)
    for ending, least, instead in _ENDINGS:
        base = low[: -len(ending)]
        if (
            low.endswith(ending)
            and len(base) >= least
            and _VOWEL.search(base)
            and not (ending == "s" and base[-1] == "s")
        ):
            low = base + instead
            break
    low = _DOUBLED.sub(r"\1", low) if len(low) > 3 else low
    return low[:-1] if len(low) > 3 and low.endswith("e") else low


@lru_cache(maxsize=65_536)
def term_hash(text: str) -> int:
    """31 bits of ``text``, the same on every machine."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass")) >> 1


def rarity(first_piece: int, pieces: int) -> float:
    """How rare a word is, 0 for the commonest to 1.2, from the id of its first piece and the number of its pieces."""
    if pieces > 1:
        return _IN_PIECES
    if first_piece < _FIRST_WORD:
        return 0.0 if first_piece < 1000 else 0.5  # marks; single letters and digits
    rank = max(1.0, (first_piece - _FIRST_WORD) / _COMMON)
    return math.log(rank) / math.log((_LAST_WORD - _FIRST_WORD) / _COMMON)


def weigh(cut: Pieces, text: str) -> list[tuple[str, float, bool]]:
    """For each word of ``cut``: its stem, its weight (0 where it says nothing), and whether it is a name or figure."""
    bounds = [*cut.first.tolist(), len(cut.ids)]
    ids = cut.ids[cut.first].tolist() if len(cut.first) else []
    sentence = cut.sentence.tolist()
    out = []
    for k, (start, end) in enumerate(zip(cut.starts.tolist(), cut.ends.tolist(), strict=True)):
        word = text[start:end]
        if not word[0].isalnum() or word.lower() in _EMPTY:
            out.append(("", 0.0, False))
            continue
        opens = k == 0 or sentence[k] != sentence[k - 1]
        named = word[0].isdigit() or (word[0].isupper() and not (opens and word[1:].islower()))
        rare = rarity(ids[k], bounds[k + 1] - bounds[k])
        out.append((stem(word[:60]), (rare + 0.2) * _NAMED if named else rare, named))
    return out
