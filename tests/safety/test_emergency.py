from typing import get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.safety.advice import emergency_follow_up, emergency_reply
from agent.safety.danger_rules import says_farewell
from agent.safety.emergency import danger_chance, find_emergency
from agent.safety.lexicon import EXEMPLARS
from agent.steps.check_consent import CheckConsent
from agent.turn import EmergencyKind, Language

CASES = yaml.safe_load((EXEMPLARS / "danger.first.yaml").read_text(encoding="utf-8"))
KINDS: tuple[EmergencyKind, ...] = get_args(EmergencyKind)
LANGUAGES: tuple[Language, ...] = ("en", "hi", "es", "fr", "hi-Latn")
LINE_FROM: float = CheckConsent.model_fields["danger_line_from"].default


@pytest.mark.parametrize("text", CASES["emergency"])
def test_somebody_in_danger_is_heard(text: str) -> None:
    assert find_emergency(text) is not None


@pytest.mark.parametrize("text", CASES["none"])
def test_talk_of_danger_is_no_emergency(text: str) -> None:
    assert find_emergency(text) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("I want to kill myself", "self_harm"),
        ("avalanche hit our camp", "avalanche"),
        ("my friend has altitude sickness", "altitude"),
        ("we are lost on the trail", "lost"),
        ("she broke her leg", "injury"),
        ("a drunk man is trying to get into our tent, please help", "assault"),
    ],
)
def test_the_kind_of_danger_is_known(text: str, kind: str) -> None:
    assert find_emergency(text) == kind


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_words_in_every_language_with_our_phone(kind: EmergencyKind, language: Language) -> None:
    reply = emergency_reply(kind, language, "+919816000199")
    assert "+919816000199" in reply.text
    assert "112" in reply.text
    assert (reply.kind, reply.route, reply.language) == ("emergency", "fixed", language)
    assert len(reply.text) <= 1024
    assert "{" not in reply.text


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_phone_of_ours_the_public_numbers_stand(kind: EmergencyKind) -> None:
    text = emergency_reply(kind, "und", "").text
    assert "112" in text
    assert "emergency line" not in text


@pytest.mark.parametrize(
    "text",
    ["human please", "A human please!!", "someone pls", "persona por favor", "quelqu'un svp", "koi insaan please"],
)
def test_who_only_asks_for_a_person_is_in_no_danger(text: str) -> None:
    assert find_emergency(text) is None


@pytest.mark.parametrize(
    "text", ["help please", "someone please help", "human please my friend fell", "insaan behosh hai"]
)
def test_a_person_asked_for_beside_a_danger_is_one(text: str) -> None:
    assert find_emergency(text) is not None


@settings(deadline=None)  # the first text compiles the word lists
@given(st.text(max_size=200))
def test_any_text_is_read_without_failing(text: str) -> None:
    find_emergency(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_who_writes_on_is_told_that_it_is_read_and_whom_to_call(language: Language) -> None:
    reply = emergency_follow_up(language, "+919816000199")
    assert "+919816000199" in reply.text
    assert "112" in reply.text
    assert (reply.kind, reply.handoff, reply.language) == ("emergency", None, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_for_self_harm_name_helplines(language: Language) -> None:
    text = emergency_reply("self_harm", language, "").text
    assert "14416" in text
    assert "112" in text


@pytest.mark.parametrize(
    "text",
    [
        "upar jaake saans phoolne lage to kaunsi dawa dete ho",
        "raat me tabiyat kharab ho jaye to kya karte hai aap log",
        "ऊपर जाकर साँस फूलने लगे तो कौन सी दवा देते हैं",
        "il y a 6 km à pied jusqu'au premier camp ?",
        "my sister is five months pregnant, which meadow walk suits her",
        "mon fils a 7 ans, est-ce trop haut pour lui ?",
        "tengo 16 y mis padres no vienen",
        "voy sola, mi madre está de los nervios",
    ],
)
def test_a_condition_without_an_if_and_who_comes_along_are_no_danger(text: str) -> None:
    assert find_emergency(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "somebody call an ambulance",
        "urgent, one of us is hurt",
        "nani ajeeb bol rahi hai aur chai bhi nahi pi rahi",
        "a snake bit the cook near the kitchen tent",
        "mi padre tiene opresión en el pecho y no quiere que avise",
        "गले में सूजन आ गई दवा खाने के बाद, बोल नहीं पा रही",
        "la foudre vient de frapper mon mari",
        "my brother's group is home and he isn't, who has seen him",
        "bas ab aur nahi jeena, paise kisi ko de dena",
    ],
)
def test_danger_told_in_two_words_or_made_light_of_is_heard(text: str) -> None:
    assert find_emergency(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "what number is the ambulance in Nepal",
        "agar koi gir jaye raste me to kaun uthata hai",
        "mera pet kharab hai kal se, trek 10 din baad hai, problem hogi?",
        "got bitten by a dog in March, all shots done, ok to trek?",
        "me muero por ver el Everest",
        "the zip on the hired sleeping bag is gone, do something",
    ],
)
def test_the_words_of_a_danger_about_something_else_are_none(text: str) -> None:
    assert find_emergency(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "why pay the rest, I don't want to be alive any more.",
        "el saldo da igual, estoy harto de vivir",
        "gardez l'acompte, je n'ai plus la force de vivre",
        "जो पैसे बचे हैं रख लो, जीने से थक गया हूँ",
        "paise rakh lo, ab aur nahi jeena",
    ],
)
def test_who_says_they_want_to_live_no_longer_is_heard_beside_anything(text: str) -> None:
    assert find_emergency(text) == "self_harm"


@pytest.mark.parametrize(
    "text",
    [
        "I'm tired of living in Delhi, show me mountains",
        "estoy harta de vivir en Madrid, ¿qué ruta hay en mayo?",
        "je suis fatigué de vivre à Paris",
        "bina pahad ke jeena nahi hai bhai, seat dedo",
        "I was tired of living years ago, the mountains healed me",
    ],
)
def test_a_town_another_time_and_mountains_are_no_plain_farewell(text: str) -> None:
    assert not says_farewell(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("le guide ne respire plus !! qu'est-ce qu'on fait", "altitude"),
        ("le vieux monsieur ne respire plus, que faire ?", "altitude"),
        ("el porteador tiene una tos con espuma rosa desde ayer y no se levanta", "altitude"),
        ("mummy ki khansi me jhaag aa raha hai, bahut kamzor", "altitude"),
        ("हमारा पोर्टर खाई में फिसल गया है", "avalanche"),
    ],
)
def test_who_asks_what_to_do_now_is_heard(text: str, kind: str) -> None:
    assert find_emergency(text) == kind


@pytest.mark.parametrize(
    "text",
    ["que faire si un client ne respire plus ?", "qu'est-ce qu'on fait si quelqu'un ne respire plus là-haut ?"],
)
def test_who_asks_what_to_do_if_it_happens_is_not(text: str) -> None:
    assert find_emergency(text) is None


@pytest.mark.parametrize("text", ["and gokyo", "the little one is 9", "two of the guys dropped out"])
def test_a_few_words_that_speak_of_no_danger_bring_no_line_on_whom_to_call(text: str) -> None:
    assert danger_chance(text) == 0


@pytest.mark.parametrize(
    "text",
    [
        "it's only me, I'm coming on my own in September",
        "I'd be alone, none of my mates are joining",
        "je serai toute seule, mes copines ont renoncé",
        "personne ne m'accompagne, je serai seul au départ de juin",
        "estoy solo, viajo sin amigos",
        "nadie me acompaña, iría sola en octubre",
        "main akeli hu, saath koi nahi aa raha",
        "मैं अकेला हूँ, साथ में कोई दोस्त नहीं आ रहा",
    ],
)
def test_who_comes_alone_is_in_no_danger_and_brings_no_line_on_whom_to_call(text: str) -> None:
    assert find_emergency(text) is None
    assert danger_chance(text) < LINE_FROM


@pytest.mark.parametrize(
    "text",
    [
        "I'm alone on the ridge and my ankle is gone",
        "our friend fell, I am alone with her and she isn't moving",
        "je suis seule sous le col, je me suis cassé la jambe",
        "estoy sola en la morrena y no puedo apoyar la pierna",
        "main akela hu, andhera ho gaya aur rasta nahi mil raha",
        "मैं अकेली हूँ, सहेली खाई में गिर गई है",
    ],
)
def test_who_is_alone_with_a_danger_is_heard(text: str) -> None:
    assert find_emergency(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "one of our party backed out, we are four now",
        "hum teen log hai, main aur mere do bhai",
        "la tente prenait l'eau deux nuits de suite, j'attends un geste",
        "mi padre usa un aparato para dormir, ¿hay enchufe en los refugios?",
        "आपका टेंट दो दिन टपका, पैसे लौटाइए",
        "I have dreamed of seeing Kanchenjunga since school",
        "only the drive from Dehradun, not the one back",
        "haath toot gaya ghar pe, booking cancel karni hai",
    ],
)
def test_parties_complaints_dreams_and_what_happened_at_home_are_no_danger(text: str) -> None:
    assert find_emergency(text) is None
