"""What comes without words is answered for what it is, in the customer's language."""

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest

from agent.channel.format import BUTTON_TITLE_LIMIT, INTERACTIVE_LIMIT
from agent.intake.received import with_unseen, words
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.ports import Ports
from agent.steps.answer_media import AnswerMedia
from agent.turn import Button, Customer, Language, Parsed, Reply, Turn, Utterance
from tests.conftest import Load
from tests.sample_steps import TABLE

LANGUAGES = [language for language in get_args(Language) if language != "und"]


def sent(turn: Turn, kind: str, text: str = "", *, language: str = "en", **parts: object) -> Turn:
    message = replace(turn.message, kind=kind, text=text, **parts)  # type: ignore[arg-type]
    return replace(turn, message=message, customer=Customer(id="c-1", language=language))


def reply_to(turn: Turn, ports: Ports) -> Reply | None:
    return AnswerMedia().run(turn, ports).reply


@pytest.mark.parametrize(
    "kind", ["voice", "audio", "image", "video", "document", "location", "contacts", "lost", "unsupported"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_read_is_said_in_the_customers_language_with_a_person_to_turn_to(
    turn: Turn, ports: Ports, kind: str, language: str
) -> None:
    reply = reply_to(sent(turn, kind, language=language), ports)
    assert reply is not None
    assert (reply.kind, reply.language, reply.route) == ("received", language, "fixed")
    assert reply.text == words()["voice" if kind == "audio" else kind][language]
    assert [button.id for button in reply.buttons] == ["person"]


def test_every_text_fits_a_message_with_buttons_and_is_there_in_every_language() -> None:
    for name, texts in words().items():
        assert set(texts) == set(LANGUAGES), name
        assert all(len(text) <= INTERACTIVE_LIMIT - 100 for text in texts.values())
    assert all(len(title) <= BUTTON_TITLE_LIMIT for title in words()["person"].values())


@pytest.mark.parametrize("kind", ["image", "video", "document"])
def test_a_caption_is_a_question_of_its_own(turn: Turn, ports: Ports, kind: str) -> None:
    assert reply_to(sent(turn, kind, "is this trail open in June?"), ports) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_answer_to_a_caption_says_that_the_picture_was_not_looked_at(turn: Turn, language: Language) -> None:
    told = with_unseen(sent(turn, "image", "is this trail open in June?"), Reply(text="Yes.", language=language))
    assert told.text == f"Yes.\n\n{words()['beside_words'][language]}"


def test_of_an_album_with_captions_it_is_said_once(turn: Turn) -> None:
    first = with_unseen(sent(turn, "image", "this one?"), Reply(text="Yes.", language="en"))
    before = turn.message.sent_at - timedelta(minutes=2)
    said = Utterance(speaker="S", text=f"{first.text}\n\nPrivacy.", at=before)
    again = replace(sent(turn, "image", "and this?"), customer=Customer(id="c-1", history=(said,)))
    assert with_unseen(again, Reply(text="No.", language="en")).text == "No."
    later = replace(again, customer=Customer(id="c-1", history=(replace(said, at=before - timedelta(hours=1)),)))
    assert with_unseen(later, Reply(text="No.", language="en")).text != "No."


def test_words_alone_a_colleague_and_a_full_message_get_no_line_about_pictures(turn: Turn) -> None:
    answer = Reply(text="Yes.", language="en")
    assert with_unseen(sent(turn, "text", "open in June?"), answer) == answer
    colleague = replace(answer, kind="handoff")
    assert with_unseen(sent(turn, "image", "open?"), colleague) == colleague
    full = replace(answer, text="x" * 1000, buttons=(Button(id="a", title="A"),))
    assert with_unseen(sent(turn, "image", "open?"), full) == full


@pytest.mark.parametrize("kind", ["text", "button_reply", "list_reply", "nfm_reply", "button"])
def test_words_are_left_to_the_other_steps(turn: Turn, ports: Ports, kind: str) -> None:
    assert reply_to(sent(turn, kind, "hampta?"), ports) is None
    assert reply_to(sent(turn, kind), ports) is None


def test_an_order_goes_to_a_colleague(turn: Turn, ports: Ports) -> None:
    reply = reply_to(sent(turn, "order", "2 × tent"), ports)
    assert reply is not None
    assert (reply.kind, reply.handoff) == ("handoff", "asked")


def test_who_sends_a_location_hears_whom_to_call_in_need(turn: Turn, ports: Ports) -> None:
    ports = replace(ports, index=ListIndex([], Catalogue(operator={"emergency_phone": "+91 135"})))
    reply = reply_to(sent(turn, "location", "Balu Ka Ghera"), ports)
    assert reply is not None
    assert reply.text.endswith("call +91 135.")


def test_nothing_the_customer_sent_is_repeated(turn: Turn, ports: Ports) -> None:
    for kind in ("location", "contacts", "order"):
        reply = reply_to(sent(turn, kind, "https://spam.example"), ports)
        assert reply is not None
        assert "spam" not in reply.text


@pytest.mark.parametrize(("minutes", "kind"), [(1, "silence"), (30, "received")])
def test_of_an_album_only_the_first_picture_is_answered(turn: Turn, ports: Ports, minutes: int, kind: str) -> None:
    said = Utterance(speaker="S", text=f"{words()['image']['en']}\n\nnotice", at=turn.message.sent_at)
    later = turn.message.sent_at + timedelta(minutes=minutes)
    reply = reply_to(sent(turn, "image", sent_at=later, history=(said,)), ports)
    assert reply is not None
    assert reply.kind == kind


@pytest.mark.parametrize("kind", ["location", "contacts", "order"])
def test_names_in_what_was_sent_do_not_choose_the_language(turn: Turn, ports: Ports, kind: str) -> None:
    named = replace(sent(turn, kind, "Base, Manali", language="fr"), parsed=Parsed(language="es"))
    reply = reply_to(named, ports)
    assert reply is not None
    assert reply.language == "fr"


async def test_in_a_pipeline_nothing_is_searched_or_written_for_it(turn: Turn, ports: Ports, load: Load) -> None:
    pipeline = load("steps: [read, look, answer_media, answer]", {**TABLE, "answer_media": AnswerMedia})
    after = await pipeline.run(sent(turn, "image"), ports)
    assert after.reply is not None
    assert after.reply.kind == "received"
    assert [run.step for run in after.trace] == ["read", "look", "answer_media"]


@pytest.mark.parametrize("thing", ["voice", "image", "video", "document", "lost", "location", "contacts"])
def test_what_came_in_a_burst_with_a_question_is_told_beside_its_answer_with_a_person_to_turn_to(
    turn: Turn, ports: Ports, thing: str
) -> None:
    asked = sent(turn, "text", "open in June?", beside=(thing,))
    assert reply_to(asked, ports) is None
    told = with_unseen(asked, Reply(text="Yes.", language="fr"))
    assert told.text == f"Yes.\n\n{words()[thing]['fr']}"
    assert [button.id for button in told.buttons] == ["person"]


@pytest.mark.parametrize("kind", ["answer", "handoff"])
def test_an_order_in_a_burst_with_a_question_goes_to_a_colleague_beside_the_answer(turn: Turn, kind: str) -> None:
    asked = sent(turn, "text", "open in June?", beside=("order",))
    told = with_unseen(asked, Reply(text="Yes.", language="en", kind=kind))  # type: ignore[arg-type]
    assert (told.text, told.handoff) == (f"Yes.\n\n{words()['order']['en']}", "asked")


def test_an_order_with_other_things_goes_to_a_colleague_and_each_is_told(turn: Turn, ports: Ports) -> None:
    reply = reply_to(sent(turn, "order", "2 × tent", beside=("voice",)), ports)
    assert reply is not None
    assert reply.handoff == "asked"
    assert reply.text == f"{words()['order']['en']}\n\n{words()['voice']['en']}"


def test_of_several_things_each_is_told_in_one_message_that_takes_its_button(turn: Turn, ports: Ports) -> None:
    reply = reply_to(sent(turn, "location", "", beside=("voice", "image", "video", "document", "lost")), ports)
    assert reply is not None
    assert words()["voice"]["en"] in reply.text
    assert len(reply.text) <= INTERACTIVE_LIMIT
    assert reply.buttons


def test_where_a_thing_beside_words_is_told_the_answers_buttons_stay_as_long_as_they_fit(turn: Turn) -> None:
    asked = sent(turn, "text", "open?", beside=("voice",))
    own = (Button(id="a", title="A"), Button(id="person", title="B"))
    assert with_unseen(asked, Reply(text="Yes.", language="en", buttons=own)).buttons == own
    long = with_unseen(asked, Reply(text="x" * 1000, language="en", buttons=own))
    assert (long.buttons, words()["voice"]["en"] in long.text) == ((), True)


@pytest.mark.parametrize(("hours", "kind"), [(1, "silence"), (23, "silence"), (25, "received")])
def test_what_cannot_be_read_is_answered_once_a_day_until_something_readable_comes(
    turn: Turn, ports: Ports, hours: int, kind: str
) -> None:
    asked = Utterance(speaker="S", text=words()["unsupported"]["fr"], at=turn.message.sent_at)
    later = turn.message.sent_at + timedelta(hours=hours)
    reply = reply_to(sent(turn, "unsupported", sent_at=later, history=(asked,)), ports)
    assert reply is not None
    assert reply.kind == kind
    wrote = Utterance(speaker="U", text="ok", at=later)
    reply = reply_to(sent(turn, "unsupported", sent_at=later, history=(asked, wrote)), ports)
    assert reply is not None
    assert reply.kind == "received"


@pytest.mark.parametrize("first", ["lost", "unsupported"])
def test_what_is_sent_again_as_asked_and_lost_again_calls_a_colleague_once_a_day(
    turn: Turn, ports: Ports, first: str
) -> None:
    start = turn.message.sent_at
    lines: tuple[Utterance, ...] = (Utterance(speaker="S", text=words()[first]["en"], at=start),)
    said: list[tuple[str, str | None]] = []
    for minutes in (1, 2, 60 * 23):
        now = start + timedelta(minutes=minutes)
        reply = reply_to(sent(turn, "lost", sent_at=now, history=lines), ports)
        assert reply is not None
        said.append((reply.kind, reply.handoff))
        if reply.text:
            lines = (*lines, Utterance(speaker="S", text=reply.text, at=now, handoff=reply.handoff))
    assert said == [("handoff", "unsure"), ("silence", None), ("silence", None)]


def test_of_an_album_that_was_lost_no_colleague_is_called(turn: Turn, ports: Ports) -> None:
    asked = Utterance(speaker="S", text=words()["lost"]["en"], at=turn.message.sent_at + timedelta(seconds=2))
    reply = reply_to(sent(turn, "lost", history=(asked,)), ports)
    assert reply is not None
    assert reply.kind == "silence"
