"""Who tells of their family, of a walk with us or of a question that is settled wants no trek and no apology."""

import pytest

from agent.compose.composer import compose
from agent.turn import Language
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, catalogue


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I was going to ask you something about Rupin Pass, but my sister explained it all to me", "en"),
        ("we walked Hampta with you in August, were looking at our pictures today and wanted to say thank you", "en"),
        ("रूपिन पास का कुछ जानना था पर मेरे पति ने सब समझा दिया", "hi"),
        ("मैं सुनीता, जून में हम्पता गए थे आपके साथ, आज तस्वीरें देखीं तो सोचा थैंक्यू बोल दूँ", "hi"),
        ("goechala ke baare me kuch puchna tha lekin ab meri didi ne sab bata diya", "hi-Latn"),
        ("estuvimos en Kedarkantha con ustedes en enero y hoy mirando las fotos queríamos dar las gracias", "es"),
        ("je voulais vous demander une chose sur Rupin Pass mais mon fils m'a tout dit, merci", "fr"),
    ],
)
def test_a_sentence_that_only_greets_or_thanks_gets_a_nod_whatever_trek_it_names(text: str, language: Language) -> None:
    reply = compose(written(text, language, "greeting"), catalogue(), TODAY)
    assert len(reply.text.split()) <= 10
    assert reply.handoff is None


@pytest.mark.parametrize(("text", "language"), [("hello kedarkantha", "en"), ("नमस्ते, केदारकंठा", "hi")])
def test_a_greeting_beside_the_name_of_a_trek_hears_of_the_trek(text: str, language: Language) -> None:
    assert "3,810" in reply_to(text, language, "greeting")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("Hampta Pass permits: do we need the Rohtang one for the car too?", "en", "Not needed: Rohtang"),
        ("हम्पता पास में रोहतांग का गाड़ी वाला परमिट भी लगता है क्या", "hi", "ज़रूरत नहीं: Rohtang"),
        ("hampta pass me rohtang ka gaadi ka permit bhi lagta hai kya", "hi-Latn", "zaroorat nahi: Rohtang"),
        ("Hampta Pass: ¿hace falta también el permiso de coche de Rohtang?", "es", "No hace falta: Rohtang"),
        ("Hampta Pass : faut-il aussi le permis de voiture du Rohtang ?", "fr", "Pas nécessaire : Rohtang"),
    ],
)
def test_a_permit_that_nobody_needs_is_named_beside_those_one_needs(text: str, language: Language, told: str) -> None:
    assert told in reply_to(text, language)


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        ("my mother has fallen ill all of a sudden", "en", "90%"),
        ("पापा की तबीयत अचानक खराब हो गई है", "hi", "90%"),
        ("papa ki tabiyat achanak kharab ho gayi", "hi-Latn", "90%"),
    ],
)
def test_whose_mother_falls_ill_hears_what_cancelling_brings_and_of_no_trek(
    text: str, language: Language, told: str
) -> None:
    assert told in reply_to(text, language, "support")
