from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.people.handoff import handoff_reply
from agent.safety.advice import emergency_reply
from agent.steps.hand_off import HandOff
from agent.turn import Button, Compliance, Handoff, HandoffReason, Language, Reply, Turn, Utterance
from tests.llm.samples import LANGUAGES
from tests.steps.safety_world import NOON, answered, said, world

HOURS = {"timezone": "Asia/Kolkata", "hours": {"from": "09:00", "to": "19:00"}}
STEP = HandOff()


def handed(reason: HandoffReason, language: Language = "en", history: tuple[Utterance, ...] = ()) -> Turn:
    return replace(said("?", history=history), reply=handoff_reply(language, reason))


def decided(turn: Turn, step: HandOff = STEP, **operator: Any) -> tuple[Handoff | None, str]:
    after = step.run(turn, world(**(operator or HOURS)))
    return after.handoff, after.reply.text if after.reply else ""


def test_an_answer_calls_nobody() -> None:
    turn = answered("how long?", "Five days.")
    assert STEP.run(turn, world(**HOURS)) == turn


@pytest.mark.parametrize("reason", ["asked", "complaint", "compliance", "failure", "unsure_twice"])
def test_a_person_takes_over_and_the_customer_hears_when(reason: HandoffReason) -> None:
    handoff, text = decided(handed(reason))
    assert handoff == Handoff(reason=reason, pauses=True, opens=NOON)
    assert "open until 19:00 (Kolkata time)" in text


def test_at_night_it_is_tomorrow_morning() -> None:
    late = NOON + timedelta(hours=9)
    turn = handed("asked")
    handoff, text = decided(replace(turn, message=replace(turn.message, sent_at=late)))
    assert handoff is not None
    assert handoff.opens == datetime(2026, 11, 23, 3, 30, tzinfo=UTC)
    assert "opens today at 09:00" in text  # in Manali it is past midnight already


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_time_stands_in_every_language(language: Language) -> None:
    assert "19:00" in decided(handed("asked", language))[1]


def test_one_answer_we_cannot_give_calls_a_colleague_and_the_conversation_goes_on() -> None:
    handoff, text = decided(handed("unsure"))
    assert handoff is not None
    assert (handoff.reason, handoff.pauses) == ("unsure", False)
    assert "19:00" in text


def test_a_second_one_in_a_row_pauses() -> None:
    before = (
        Utterance(speaker="U", text="are there leeches?"),
        Utterance(speaker="S", text="That I don't know.", handoff="unsure"),
        Utterance(speaker="U", text="?"),
    )
    after = STEP.run(handed("unsure", history=before), world(**HOURS))
    assert after.handoff is not None
    assert (after.handoff.reason, after.handoff.pauses) == ("unsure_twice", True)
    assert after.reply is not None
    assert after.reply.handoff == "unsure_twice"


def test_an_answer_in_between_begins_the_count_anew() -> None:
    before = (
        Utterance(speaker="S", text="That I don't know.", handoff="unsure"),
        Utterance(speaker="S", text="Five days."),
    )
    handoff, _ = decided(handed("unsure", history=before))
    assert handoff is not None
    assert not handoff.pauses


def test_an_answer_that_leaves_part_open_keeps_its_words_and_tells_when() -> None:
    reply = Reply(text="Five days.\n\nThe rest a colleague can tell you.", language="en", handoff="unsure")
    handoff, text = decided(replace(said("?"), reply=reply))
    assert handoff is not None
    assert text.startswith("Five days.\n\nThe rest a colleague can tell you.\n\nOur office")


def test_a_handoff_without_a_reason_counts_as_unsure() -> None:
    handoff, _ = decided(replace(said("?"), reply=Reply(text="That I don't know.", language="en", kind="handoff")))
    assert handoff is not None
    assert handoff.reason == "unsure"


def test_the_vetted_words_of_an_emergency_stay_alone() -> None:
    turn = replace(said("she broke her leg"), reply=emergency_reply("injury", "en", "+919816000199"))
    handoff, text = decided(turn)
    assert handoff is not None
    assert (handoff.reason, handoff.pauses) == ("emergency", True)
    assert turn.reply is not None
    assert text == turn.reply.text


def test_the_line_on_time_never_bursts_the_limit() -> None:
    reply = Reply(text="x" * 1000, language="en", buttons=(Button(id="a", title="A"),), handoff="unsure")
    assert len(decided(replace(said("?"), reply=reply))[1]) == 1000


def test_it_can_be_left_out() -> None:
    assert "19:00" not in decided(handed("asked"), HandOff(say_when=False))[1]


def test_an_end_is_counted_from_when_the_office_opens() -> None:
    turn = handed("asked")
    night = replace(turn, message=replace(turn.message, sent_at=NOON + timedelta(hours=9)))
    handoff, _ = decided(night, HandOff(release_after_hours=12))
    assert handoff is not None
    assert handoff.until == datetime(2026, 11, 23, 15, 30, tzinfo=UTC)
    once, _ = decided(handed("unsure"), HandOff(release_after_hours=12))
    assert once is not None
    assert once.until is None


def test_without_office_hours_it_is_as_soon_as_somebody_is_there() -> None:
    handoff, text = decided(handed("asked"), hours=None)
    assert handoff is not None
    assert handoff.opens is None
    assert text.endswith("A person will write as soon as our office is open.")


def test_the_time_stands_beside_the_colleague_and_the_notice_on_privacy_comes_last() -> None:
    notice = "Your chat is kept to answer you."
    told = Compliance(ok=True, notice=True)
    human = handoff_reply("en", "asked")
    turn = replace(said("?"), reply=replace(human, text=f"{human.text}\n\nCall us.\n\n{notice}"), compliance=told)
    assert decided(turn)[1].split("\n\n")[1:] == ["Call us.", notice]
    partly = Reply(text=f"Five days.\n\n{notice}", language="en", handoff="unsure")
    paragraphs = decided(replace(said("?"), reply=partly, compliance=told))[1].split("\n\n")
    assert (paragraphs[0], paragraphs[2]) == ("Five days.", notice)
    assert "19:00" in paragraphs[1]
