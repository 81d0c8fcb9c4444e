import pytest

from agent.language.detect import LanguageDetector
from agent.turn import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How much is the trek in June for four people?", "en"),
        ("¿Cuánto cuesta la ruta para cuatro personas?", "es"),
        ("Combien coûte le trek pour quatre personnes ?", "fr"),
        ("ट्रेक की कीमत क्या है", "hi"),
        ("hampta ka price kitna hai", "hi-Latn"),
        ("bhai payment link open nahi ho raha please check karo", "hi-Latn"),
        ("Hampta Pass की कीमत", "hi"),
        ("y en junio?", "es"),
        ("et en juin ?", "fr"),
        ("4 log, 5 din", "hi-Latn"),
        ("main kal aa raha hoon", "hi-Latn"),
        ("me too, the main thing is to see the log cabin", "en"),
        ("me gusta la ruta de las flores", "es"),
        ("cuanto sale para dos", "es"),
        ("a que hora salimos", "es"),
        ("xq no me llaman", "es"),
        ("ca revient a combien", "fr"),
        ("bjr cest combien svp", "fr"),
        ("d'accord", "fr"),
        ("in may ko?", "hi-Latn"),
        ("confirm kar do", "hi-Latn"),
        ("to confirm the booking in june, me and my dad", "en"),
        ("hampta pass kab", "hi-Latn"),
        ("EBC trek details भेजो", "hi"),
        ("gm", "en"),
        ("gm sir ji", "en"),
        ("np", "en"),
    ],
)
def test_each_language_is_told_apart(detector: LanguageDetector, text: str, language: Language) -> None:
    assert detector.detect(text)[0] == language


@pytest.mark.parametrize(
    "text", ["ok", "😀", "", "👍👍", "12/06", "+91 98160 00142", "https://a.example/ruta-del-valle"]
)
def test_the_conversation_decides_what_says_nothing_itself(detector: LanguageDetector, text: str) -> None:
    language, sure = detector.detect(text, prior="es")

    assert language == "es"
    assert sure <= 0.5


def test_a_hindi_conversation_goes_on_in_latin_letters(detector: LanguageDetector) -> None:
    assert detector.detect("ok", prior="hi")[0] == "hi-Latn"


@pytest.mark.parametrize("text", ["price?", "thanks", "refund status"])
def test_hindi_borrows_english_words(detector: LanguageDetector, text: str) -> None:
    assert detector.detect(text, prior="hi-Latn")[0] == "hi-Latn"
    assert detector.detect(text, prior="en")[0] == "en"
    assert detector.detect(text)[0] == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("my gpay stops at 1 lakh a day, how do I pay the rest", "en"),
        ("is chai included", "en"),
        ("that is too much for two people yaar", "en"),
        ("bhai chai milegi kya", "hi-Latn"),
        ("bhai price", "hi-Latn"),
        ("namaste bhaiya", "hi-Latn"),
    ],
)
def test_the_english_of_india_borrows_hindi_words(detector: LanguageDetector, text: str, language: Language) -> None:
    assert detector.detect(text)[0] == language


@pytest.mark.parametrize(("text", "language"), [("oui", "fr"), ("haan", "hi-Latn"), ("gracias", "es"), ("हाँ", "hi")])
def test_a_word_of_one_language_needs_no_conversation(
    detector: LanguageDetector, text: str, language: Language
) -> None:
    assert detector.detect(text)[0] == language
    assert detector.detect(text, prior="en")[0] == language


def test_a_clear_sentence_beats_the_conversation(detector: LanguageDetector) -> None:
    assert detector.detect("Sorry, could you please answer in English?", prior="es")[0] == "en"


def test_without_a_conversation_an_emoji_is_in_no_language(detector: LanguageDetector) -> None:
    assert detector.detect("😀") == ("und", 0.0)


def test_other_scripts_are_in_no_known_language(detector: LanguageDetector) -> None:
    assert detector.detect("كم سعر الرحلة إلى الجبل", prior="es") == ("und", 0.0)


def test_one_word_is_less_sure_than_a_sentence(detector: LanguageDetector) -> None:
    assert detector.detect("precio")[1] < detector.detect("¿cuál es el precio del viaje para nosotros?")[1]


def test_ignored_names_do_not_sway_the_language(detector: LanguageDetector) -> None:
    text = "Valle de las Flores price?"

    assert detector.detect(text, ignore=[(0, 19)])[0] == "en"


def test_a_language_not_spoken_is_not_answered(catalogue: object) -> None:
    english = LanguageDetector(languages=["en", "hi"], small=True)

    assert english.detect("bonjour, je voudrais une place s'il vous plaît")[0] == "en"


def test_confidence_is_a_share_whatever_comes(detector: LanguageDetector, nasty: str) -> None:
    language, sure = detector.detect(nasty)

    assert 0.0 <= sure <= 1.0
    assert (language == "und") <= (sure == 0.0)


@pytest.mark.parametrize(
    ("text", "prior", "language"),
    [("vaccinated h", "hi-Latn", "hi-Latn"), ("trained hai", "hi-Latn", "hi-Latn"), ("n on kuari?", "en", "en")],
)
def test_a_word_or_two_go_on_in_the_language_of_the_talk(
    detector: LanguageDetector, text: str, prior: Language, language: Language
) -> None:
    ignore = [(text.index("kuari"), text.index("kuari") + 5)] if "kuari" in text else []
    assert detector.detect(text, prior=prior, ignore=ignore)[0] == language


@pytest.mark.parametrize(
    ("text", "prior"),
    [
        ("(payé par carte)", "fr"),
        ("paye par carte", "fr"),
        ("par virement", "fr"),
        ("payé par mon frère", "fr"),
        ("para par de amigos", "es"),
        ("pas par là, par Pokhara", "fr"),
        ("para 2", "es"),
    ],
)
def test_a_few_words_that_hindi_has_too_go_on_in_french_and_spanish(
    detector: LanguageDetector, text: str, prior: Language
) -> None:
    assert detector.detect(text, prior=prior)[0] == prior


@pytest.mark.parametrize("text", ["kitna paisa lagega", "card se paye kar diya hai", "hindi me batao bhai"])
def test_hindi_is_heard_in_the_middle_of_a_french_talk(detector: LanguageDetector, text: str) -> None:
    assert detector.detect(text, prior="fr")[0] == "hi-Latn"


@pytest.mark.parametrize("text", ["de du? hold pe h", "de du", "le lo par"])
def test_a_few_words_that_french_has_too_go_on_in_hindi(detector: LanguageDetector, text: str) -> None:
    assert detector.detect(text, prior="hi-Latn")[0] == "hi-Latn"
