"""Who has chosen no trek is told of those that meet what they wish for; where none does, they hear so."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.phrases import Phrases
from agent.compose.reading.ask import ask
from agent.compose.reading.wishes import wishes_of
from agent.compose.told.suggest import seeks
from agent.knowledge.catalogue import Trek
from agent.turn import Language
from tests.compose.written import reply_to, written
from tests.llm.samples import LANGUAGES, TODAY, catalogue


def wanted(text: str, language: Language = "en") -> bool:
    return seeks(ask(written(text, language), catalogue(), TODAY, "config/replies"))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("i have 4 days off from 14 may, moderately fit, something near manali?", "en"),
        ("only the weekend in february, never trekked, what can i do with you", "en"),
        ("dad is 66 and loves mountains, which treks would take him", "en"),
        ("12 saal ka beta hai, september me himachal me kaunsa trek kara sakte hai", "hi-Latn"),
        ("15 हज़ार के अंदर सितंबर में कौन सा ट्रेक हो सकता है", "hi"),
        ("tengo 8 dias en abril y quiero ver nieve, ¿que me recomendais?", "es"),
        ("on a dix jours en aout, on veut dépasser 5000m, vous avez quoi", "fr"),
    ],
)
def test_wishes_without_a_trek_ask_for_one(text: str, language: Language) -> None:
    assert wanted(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "what should i do if it rains on hampta",
        "can you suggest a good sleeping bag for january",
        "i want to cancel my june booking, we are 4",
        "do i need a doctor's certificate at 62",
    ],
)
def test_other_questions_are_no_search_for_a_trek(text: str) -> None:
    assert not wanted(text)


def test_few_days_a_town_and_a_month_are_all_kept_to() -> None:
    reply = reply_to("i have 4 days off from 14 may, moderately fit, something near manali?")
    assert "Beas Kund" in reply
    assert "Bhrigu Lake" in reply
    assert "Dayara" not in reply


def test_a_weekend_is_two_days() -> None:
    reply = reply_to("total beginner, only the weekend in february, what can i do")
    assert "Nag Tibba" in reply
    assert "Kedarkantha" not in reply


def test_a_country_that_is_ruled_out_is_left_out() -> None:
    reply = reply_to("अप्रैल में कोई आसान ट्रेक बताइए, नेपाल नहीं", "hi")
    assert "दयारा" in reply
    assert "पून हिल" not in reply


def test_an_altitude_to_pass_is_passed() -> None:
    reply = reply_to("on a dix jours en aout, on veut dépasser 5000m, vous avez quoi", "fr")
    assert "Markha Valley" in reply
    assert "Hampta" not in reply


def test_a_budget_is_kept_to_and_each_price_is_that_of_the_month() -> None:
    reply = reply_to("budget ₹10,000 per head, december, snow, beginners", "en", "pricing")
    assert "Nag Tibba: 2 days, up to 3,022 m, easy, ₹3,900 per person" in reply
    assert "₹12,500" not in reply


def test_a_budget_for_all_is_shared_out() -> None:
    alone = reply_to("we are 4 people, ₹40,000 in total, december, which trek?", "en", "pricing")
    assert "Kedarkantha" in alone
    assert "nearest" not in alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_no_trek_meets_every_wish_the_nearest_are_named_as_such(language: Language) -> None:
    reply = reply_to("treks in nepal, april, budget ₹20,000", language)
    assert Phrases("config/replies", language).say("suggest_nearest") in reply
    assert "26" in reply


def test_the_old_and_the_young_hear_which_paper_they_need() -> None:
    reply = reply_to("with a boy of 13 years and his grandma of 64 years, which trek in april?")
    assert "doctor's certificate" in reply
    assert "consent of a parent" in reply


def test_what_else_was_asked_beside_the_search_is_answered_too() -> None:
    reply = reply_to("which trek in june for my 9 year old? and how do we pay?")
    assert "Beas Kund" in reply
    assert "UPI" in reply


def test_the_highest_comes_first_where_the_highest_is_asked_for() -> None:
    reply = reply_to("which is your highest trek?")
    assert reply.index("Everest Base Camp") < reply.index("Gokyo")


def test_who_says_never_and_only_while_asking_for_a_trek_does_not_complain() -> None:
    turn = written("jamás he subido una montaña y solo tengo 3 días libres, q me recomiendan", "es", "complaint")
    assert turn.parsed
    turn = replace(turn, parsed=replace(turn.parsed, intent_confidence=0.35, sentiment="negative"))
    assert "Beas Kund" in compose(turn, catalogue(), TODAY).text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("which trek shows me a view of Everest from India, no tents please?", "en"),
        ("on rêve d'apercevoir l'Everest depuis l'Inde, sans camping, quel trek ?", "fr"),
        ("quiero ver el Everest sin salir de India, durmiendo bajo techo, ¿cuál me aconsejan?", "es"),
        ("everest dekhna hai par india se hi, tent me nahi sona, kaunsa trek?", "hi-Latn"),
    ],
)
def test_a_mountain_to_be_seen_is_not_the_trek_to_it(text: str, language: Language) -> None:
    told = compose(written(text, language), catalogue(), TODAY).text
    assert "Sandakphu" in told
    assert "Everest Base Camp" not in told


def test_who_asks_for_a_trek_during_a_month_does_not_ask_for_a_hard_one() -> None:
    turn = written("¿qué ruta me recomiendan durante junio?", "es")
    assert wishes_of(ask(turn, catalogue(), TODAY, "config/replies")).level == ""


@pytest.mark.parametrize(
    ("text", "language"),
    [("which trek in september, we have never walked?", "en"), ("un trek en septembre pour débuter ?", "fr")],
)
def test_who_begins_is_not_sent_where_an_earlier_high_trek_is_asked_for(text: str, language: Language) -> None:
    reply = reply_to(text, language)
    hard = [trek for trek in catalogue().treks.values() if _asks_for_experience(trek)]

    assert hard
    assert not [trek.name for trek in hard if trek.name_in(language) in reply]


def _asks_for_experience(trek: Trek) -> bool:
    fitness = trek.practical.fitness
    return fitness is not None and fitness.experience in ("high_trek", "high_pass", "winter")
