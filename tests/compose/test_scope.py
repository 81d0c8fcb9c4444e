"""What is about nothing of ours is declined, whatever word of ours stands in it."""

import numpy as np
import pytest

from agent.compose.scope.learn import digest
from agent.compose.scope.model import MODEL, strangeness
from agent.turn import Intent, Language
from tests.compose.written import reply_to

_DECLINED: dict[Language, str] = {
    "en": "can't help with",
    "es": "no puedo ayudarle",
    "fr": "je ne peux pas vous aider",
    "hi": "मदद नहीं कर",
    "hi-Latn": "madad nahi kar",
}


def test_the_kept_model_was_learnt_from_the_examples_as_they_stand() -> None:
    with np.load(MODEL, allow_pickle=False) as kept:
        assert str(kept["digest"]) == digest(), "run: python -m agent.compose.scope.learn"


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("you know snow, right? my fridge is icing up, what is wrong with the thermostat?", "en", "out_of_scope"),
        ("comment enlever une tique sur un lapin ?", "fr", "trek_info"),
        ("¿cómo se quita una mancha de vino del sofá?", "es", "trek_info"),
        ("which gearbox oil does my old lorry need?", "en", "trek_info"),
        ("कौन सा शेयर लूँ, हिमालय वाली कंपनी अच्छी है क्या?", "hi", "trek_info"),
        ("snowman wale game ka cheat code batao na?", "hi-Latn", "trek_info"),
    ],
)
def test_other_matters_are_declined_whatever_they_were_taken_for(text: str, language: Language, intent: Intent) -> None:
    assert _DECLINED[language] in reply_to(text, language, intent)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("may i carry grandpa's ashes and scatter them at the pass?", "en"),
        ("quiero pedirle matrimonio arriba, ¿me guardáis el anillo?", "es"),
        ("je peux faire voler mon drone sur le lac ?", "fr"),
        ("हमारा कुत्ता टॉमी भी चल सकता है क्या", "hi"),
        ("mujhe bhoot se darr lagta h, tent me akele sona padega?", "hi-Latn"),
        ("is kedarkantha good for a cat lover who hates maths homework?", "en"),
    ],
)
def test_odd_things_asked_of_a_trek_are_ours(text: str, language: Language) -> None:
    assert _DECLINED[language] not in reply_to(text, language)


def test_a_text_without_words_is_not_strange() -> None:
    assert strangeness("???") < 0.1


@pytest.mark.parametrize(
    "text",
    [
        "how do i get rid of leeches on my leg?",
        "who founded your company?",
        "will my phone's eSIM work in Peru?",
        "my website payment page shows an error",
        "i feel suicidal",
        "can i exchange euros in leh?",
    ],
)
def test_what_walkers_and_guests_ask_is_ours(text: str) -> None:
    assert _DECLINED["en"] not in reply_to(text)


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("could you translate this speech into french for me?", "en", "out_of_scope"),
        ("¿me traduces este contrato al inglés?", "es", "support"),
        ("vous pouvez relire et traduire mon rapport en anglais ?", "fr", "out_of_scope"),
        ("yaar koi sasta sa laptop bata do 45k tak", "hi-Latn", "pricing"),
    ],
)
def test_texts_to_write_and_goods_to_buy_are_declined(text: str, language: Language, intent: Intent) -> None:
    assert _DECLINED[language] in reply_to(text, language, intent)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("which languages does your guide speak?", "en"),
        ("koi sasta trek bata do 9k ke under", "hi-Latn"),
        ("conseillez-moi un trek pas cher, moins de 300 euros", "fr"),
        ("¿me mandan el itinerario en español?", "es"),
    ],
)
def test_languages_and_cheap_treks_of_ours_are_not_declined(text: str, language: Language) -> None:
    assert _DECLINED[language] not in reply_to(text, language, "pricing")


@pytest.mark.parametrize(
    ("text", "language", "intent"),
    [
        ("draft an email to my manager, i have a cold and stay home today", "en", "support"),
        ("book me a seaside resort in Phuket", "en", "booking"),
        ("mándale un correo a mi casera, hay goteras en el baño", "es", "support"),
        ("búscame un crucero por las islas griegas", "es", "availability"),
        ("tu peux rédiger une lettre pour mon proprio, le chauffage est en panne ?", "fr", "support"),
        ("réserve moi un hôtel à la plage à Biarritz", "fr", "booking"),
        ("मकान मालिक के लिए एक पत्र लिख दो, छत टपक रही है", "hi", "support"),
        ("चेन्नई सुपर किंग्स का अगला मैच कब है", "hi", "availability"),
        ("manager ke liye chhutti ki application likh do", "hi-Latn", "support"),
        ("yaar naukri chhod raha hu, resignation letter english me bana do na", "hi-Latn", "support"),
        ("भाई एक मदद कर दो, इस्तीफ़ा देना है तो अंग्रेज़ी में एक लेटर बना के दे दो", "hi", "support"),
        ("could you write a resignation letter for me, in Hindi please", "en", "support"),
        ("écris-moi ma lettre de démission en anglais", "fr", "support"),
        ("redáctame una carta de renuncia en inglés", "es", "support"),
        ("mera php ka project bana do kal dena hai", "hi-Latn", "support"),
        ("mera resume thoda sudhar do, java me 3 saal ka experience hai", "hi-Latn", "out_of_scope"),
        ("Himalaya pe 200 shabd ka nibandh likh ke bhej sakte ho kya, hindi english mix me", "hi-Latn", "support"),
        ("हिमालय पर 300 शब्दों का निबंध लिख दीजिए", "hi", "support"),
        ("can you write an essay on the Himalayas for my daughter's school", "en", "support"),
        ("escríbeme una redacción sobre el Himalaya de 200 palabras", "es", "support"),
        ("¿me ayudas a mejorar mi CV?", "es", "support"),
        ("Vous pouvez relire ma lettre de motivation ?", "fr", "support"),
    ],
)
def test_what_somebody_else_should_write_book_or_find_is_declined(
    text: str, language: Language, intent: Intent
) -> None:
    assert _DECLINED[language] in reply_to(text, language, intent)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("please write a letter for the consulate that we booked with you", "en"),
        ("can you find us a hotel in Leh for the evening before", "en"),
        ("will your cook share the dal recipe with us?", "en"),
        ("hazme una factura a nombre de mi empresa", "es"),
        ("¿podemos jugar al cricket con los porteadores?", "es"),
        ("traduis moi la liste des affaires en anglais stp", "fr"),
        ("où acheter des bottes à Manali avant de partir ?", "fr"),
        ("बॉस को दिखाना है, ट्रेक का सर्टिफिकेट बना दो", "hi"),
        ("सांकरी में पैसे निकालने की मशीन है क्या", "hi"),
        ("camp me football khel sakte hain kya", "hi-Latn"),
        ("price dobara likh do yaar", "hi-Latn"),
        ("manager ko mail kar do ki meri booking ho gayi", "hi-Latn"),
        ("dehradun se cab manga do", "hi-Latn"),
    ],
)
@pytest.mark.parametrize("intent", ["trek_info", "support"])
def test_what_we_may_write_find_or_play_is_ours(text: str, language: Language, intent: Intent) -> None:
    assert _DECLINED[language] not in reply_to(text, language, intent)
