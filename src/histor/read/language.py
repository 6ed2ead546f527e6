"""Which language a text is in: English is told by its own small words, other languages are named by py3langid.

py3langid takes 0.7 s to load, half of what a first answer may take, so it is asked only where the small words do not
settle it. On logoi's 960 reports, all English, it is asked for 4 (docs/reading.md gives the figures).
"""

# ruff: noqa: SIM905  lists of words are read, and written, as words

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE_CHARS = 4_000  # on a page's worth the shares below no longer move
_MIN_LETTERS = 60  # below this py3langid takes one headline in twelve for Nigerian Pidgin, Arabic or others
_SURE_LETTERS = 200  # at 100 letters it still refuses one English text in thirty
_SURE_PROBABILITY = 0.9
_MIN_SHARE = 0.1  # of words; in logoi's reports the median is 0.24, the least 0.08; in other languages below 0.02
_SOME_SHARE = 0.05  # enough to doubt another language's name: names and titles in a foreign script push it down

# Frequent words of English prose that are no words, or rare ones, of its neighbours: "in", "is", "was" and "of" are
# Dutch too, "at", "for", "by" and "her" Danish, "on" French, "as" Portuguese, "will" German.
_SMALL_WORDS = frozenset(
    """the and to that with from has have had his their they were been be which who said after would this these those
    it its he she not but are about before because against when where while than there could into over""".split()
)
# English too, though other languages have them: they only weigh against a refusal of a short text that is in doubt.
_SHARED_WORDS = frozenset("a an of in on by is was for at as up out no all more over under us uk".split())
_ENGLISHES = {"en", "pcm"}  # headlines look like Nigerian Pidgin to py3langid; true Pidgin is near enough to be read
_OTHER_SCRIPTS = frozenset("ar ary arz bg bn el fa he hi ja ko ps ru ta th uk ur zh".split())
_WORD = re.compile(r"[^\W\d_]+")
_BEYOND_LATIN = re.compile(r"[^\x00-\u024f]")

# How py3langid's codes are called in a message; others are given by their code.
_NAMES = {
    "ar": "Arabic",
    "ary": "Arabic",
    "arz": "Arabic",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "et": "Estonian",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "ku": "Kurdish",
    "la": "Latin",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "ms": "Malay",
    "nl": "Dutch",
    "no": "Norwegian",
    "nb": "Norwegian",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def language_of(text: str) -> str | None:
    """The ISO 639 code of the language of ``text``, or None where the text is too short to tell.

    >>> language_of("The minister said that the talks with the rebels would go on after the holiday in the capital.")
    'en'
    """
    sample = text[:_SAMPLE_CHARS]
    latin = _latin(sample)
    words = _WORD.findall(sample.lower())
    letters = sum(map(len, words))
    share = sum(map(_SMALL_WORDS.__contains__, words)) / max(1, len(words))
    if latin and share >= _MIN_SHARE:
        return "en"
    if latin and letters < _MIN_LETTERS:
        return None
    code, probability = _identifier().classify(sample)
    if code in _ENGLISHES or (latin and share >= _SOME_SHARE and letters >= _SURE_LETTERS):
        return "en"
    if latin and letters < _SURE_LETTERS:
        unlikely = code not in _NAMES or code in _OTHER_SCRIPTS
        shared = probability < _SURE_PROBABILITY and not _SHARED_WORDS.isdisjoint(words)
        if share >= _SOME_SHARE or unlikely or shared:
            return None
    return str(code)


def name_of(code: str) -> str:
    """The English name of a language, for messages.

    >>> name_of("fr"), name_of("xx")
    ('French', 'another language (xx)')
    """
    return _NAMES.get(code, f"another language ({code})")


def _latin(sample: str) -> bool:
    """Whether at least half of the letters are Latin: code points below U+0250 hold the European Latin letters."""
    others = sum(map(str.isalpha, _BEYOND_LATIN.findall(sample)))
    return not others or 2 * others <= sum(map(str.isalpha, sample))


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
