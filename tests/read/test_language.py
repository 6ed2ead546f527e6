import pytest

from histor.read import language
from histor.read.language import language_of, name_of

ENGLISH = "The foreign minister said on Tuesday that the talks with the rebels would go on in the capital."
OTHERS = {
    "fr": "Le ministre des Affaires étrangères a déclaré mardi que les pourparlers avec les rebelles continuent.",
    "de": "Der Außenminister sagte am Dienstag, die Gespräche mit den Rebellen würden in der Hauptstadt fortgesetzt.",
    "es": "El ministro de Exteriores dijo el martes que las conversaciones con los rebeldes continuarán en la capital.",
    "nl": "De minister van Buitenlandse Zaken zei dinsdag dat de gesprekken in de hoofdstad worden voortgezet.",
    "da": "Udenrigsministeren sagde tirsdag, at samtalerne med oprørerne vil fortsætte i hovedstaden trods kampene.",
    "tr": "Dışişleri Bakanı salı günü yaptığı açıklamada isyancılarla görüşmelerin başkentte süreceğini söyledi.",
    "ru": "Министр иностранных дел заявил во вторник, что переговоры продолжатся.",
    "ar": "قال وزير الخارجية يوم الثلاثاء إن المحادثات ستستمر",
    "zh": "外交部长周二表示，谈判将继续进行。",
}


def test_english_is_told_by_its_small_words_alone(monkeypatch):
    monkeypatch.setattr(language, "_identifier", lambda: pytest.fail("py3langid is slow to load"))
    assert language_of(ENGLISH) == "en"


@pytest.mark.parametrize("code", OTHERS)
def test_other_languages_are_told(code):
    assert language_of(OTHERS[code]) == code


@pytest.mark.parametrize("headline", ["US warns Russia", "Putin visits Beijing", "Army takes Aleppo", "IMF: 60%"])
def test_a_short_headline_is_not_judged(headline):
    assert language_of(headline) is None


@pytest.mark.parametrize(
    "headline",
    [
        "Ministers Reject Sanctions, Demand Ceasefire Monitors Along Contested Northern Border Crossing",
        "Lukashenka, Tikhanovskaya Trade Accusations Over Hrodna Detentions, Vilnius Summit Boycott Calls",
        "Hun Sen, Prayuth Agree Joint Patrols Near Preah Vihear, Phnom Penh Post Reports",
    ],
)
def test_a_long_headline_of_names_is_not_refused(headline):
    assert language_of(headline) in {"en", None}


def test_names_in_another_script_do_not_make_another_language():
    text = "Hibhib Hill (Arabic: تل هبهب, Kurdish: Girê Hibhib) is a hill in the north that the army took. " + ENGLISH
    assert language_of(text) == "en"


def test_a_french_text_with_an_english_quotation_is_french():
    assert language_of(OTHERS["fr"] * 4 + " « We are the champions », a-t-il dit.") == "fr"


def test_unknown_languages_are_called_by_their_code():
    assert name_of("de") == "German"
    assert name_of("xx") == "another language (xx)"
