"""Dates: the very day, the days around it, what is full, what was called off, and the last of a season."""

from dataclasses import replace

import pytest

from agent.compose.composer import compose
from agent.compose.follow_up.earlier import earlier
from agent.compose.reading.questions import questions_in
from agent.facts.mentions import Mentions
from agent.turn import Language, Passage, Scores, Utterance
from tests.compose.written import reply_to, written
from tests.llm.samples import TODAY, asked, catalogue


def test_whether_the_group_of_a_day_is_still_open_is_a_question_about_its_seats() -> None:
    reply = reply_to("is the 12 april everest bc group still open? two of us")
    assert "no seats left on 12 April 2027" in reply
    assert "26 April – 9 May 2027: 11 seats left" in reply
    assert "runs in April" not in reply


@pytest.mark.parametrize(
    ("text", "language", "word"),
    [
        ("is the valley of flowers departure of 22 august 2027 still on?", "en", "cancelled"),
        ("फूलों की घाटी 22 अगस्त 2027 वाला बैच जा रहा है?", "hi", "रद्द"),
        ("valley of flowers 22 august 2027 wala batch hai kya", "hi-Latn", "cancel"),
        ("¿hay plaza en el Valle de las Flores el 22 de agosto de 2027?", "es", "cancelada"),
        ("la Vallée des Fleurs, départ du 22 août 2027 ?", "fr", "annulé"),
    ],
)
def test_a_departure_that_was_called_off_is_not_called_full(text: str, language: Language, word: str) -> None:
    reply = reply_to(text, language, "availability")
    assert word in reply.split("\n")[0]
    assert "29" in reply


def test_a_week_without_a_departure_is_not_a_month_without_one() -> None:
    reply = reply_to("valley of flowers in the second week of august, room for 6?", intent="availability")
    assert "no seats left on 8 August 2027" in reply
    assert "in August 2027" not in reply
    quiet = reply_to("hampta in the first week of june, 4 seats?", intent="availability")
    assert "no free departure in those days (1 June – 7 June 2027)" in quiet


def test_what_leaves_in_the_time_asked_and_is_too_small_is_said_before_others_are_offered() -> None:
    reply = reply_to("we are a group of 12 for kuari pass mid december, space?", intent="availability")
    assert "13 December 2026 has not enough room for 12: only 2 seats left" in reply
    assert "10 January" in reply


def test_a_party_larger_than_any_group_hears_why() -> None:
    assert "at most 14 people" in reply_to("goechala in october for 15 people, dates?", intent="availability")


def test_a_year_is_named_as_a_year() -> None:
    assert "departures in 2027:" in reply_to("hampta dates for 2027", intent="availability")


def test_the_last_departure_is_the_last() -> None:
    reply = reply_to("when is the last departure of valley of flowers in 2027", intent="availability")
    assert "17 September" in reply
    assert "June" not in reply


def test_between_two_feasts_are_all_the_days_from_one_to_the_other() -> None:
    for text, language in (
        ("kedarkantha departures between christmas and new year?", "en"),
        ("reste t-il une place pour kedarkantha entre noël et le nouvel an ?", "fr"),
        ("christmas se new year tak kedarkantha ka batch hai kya", "hi-Latn"),
    ):
        reply = reply_to(text, language, "availability")  # type: ignore[arg-type]
        assert "25" in reply
        assert "27" in reply


def test_the_nearest_other_date_is_no_question_about_the_way() -> None:
    text = "¿Quedan plazas para Annapurna el 10 de abril? y si no, ¿cuál es la más cercana?"
    assert len(questions_in(text)) == 1


def test_a_day_without_a_year_holds_on_in_the_talk() -> None:
    said = Utterance(speaker="U", text="कश्मीर ग्रेट लेक्स में 20 अगस्त को सीट है क्या")
    turn = asked("उसके आस पास कौन सी तारीख में जगह है", "hi", "availability", trek="kashmir-great-lakes")
    turn = replace(turn, message=replace(turn.message, history=(said,)))
    assert earlier(turn, Mentions.of(catalogue()), TODAY).when == "2027-08-20"
    assert "29 अगस्त" in compose(turn, catalogue(), TODAY).text


def test_a_date_seen_on_the_internet_asks_for_no_signal() -> None:
    assert (
        "réseau"
        not in compose(
            written("la date du 20 août que j'ai vue sur internet pour la Vallée des Fleurs ?", "fr"),
            catalogue(),
            TODAY,
        ).text
    )


def test_a_day_and_a_remark_ask_for_what_leaves_then_whatever_page_has_a_word_of_the_remark() -> None:
    page = Passage(
        id="documents/treks/kedarkantha.md#culture",
        source="documents/treks/kedarkantha.md",
        title="Kedarkantha trek: Culture",
        text="Shoes and leather come off near village temples.",
        kind="trek",
        trek="kedarkantha",
        scores=Scores(answer=0.9),
    )
    turn = asked(
        "kedarkantha 25 dec ok? we are off work then",
        "en",
        "booking",
        trek="kedarkantha",
        when="2026-12-25",
        evidence=(page,),
    )
    reply = compose(turn, catalogue(), TODAY).text
    assert "25 December – 30 December 2026" in reply
    assert "Shoes" not in reply
