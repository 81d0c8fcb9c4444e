"""A burst is one message, and what is in it keeps its kinds."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from agent.intake.merged import merge
from agent.turn import Inbound

START = datetime(2026, 11, 25, 9, tzinfo=UTC)


def burst(*fragments: tuple[str, str]) -> Inbound:
    messages = [
        Inbound(id=f"m-{n}", contact="c", kind=kind, text=text, sent_at=START + timedelta(seconds=n))
        for n, (kind, text) in enumerate(fragments)
    ]
    merged = merge(messages)
    assert merged is not None
    return merged


def test_a_burst_keeps_the_id_of_its_first_message_and_the_time_of_its_last() -> None:
    first = Inbound(id="a", contact="c", text="one", sent_at=START)
    last = Inbound(id="b", contact="c", text="two", sent_at=START + timedelta(seconds=3))
    assert merge([first, last]) == replace(first, text="one\ntwo", sent_at=last.sent_at)


def test_a_nod_alone_is_not_a_question() -> None:
    assert merge([Inbound(id="a", contact="c", kind="reaction", text="👍", sent_at=START)]) is None


@pytest.mark.parametrize("words", ["text", "button_reply", "button", "nfm_reply"])
@pytest.mark.parametrize(
    ("thing", "name"), [("location", "Manali"), ("location", ""), ("order", "2 × tent"), ("voice", ""), ("image", "")]
)
def test_words_are_the_question_whatever_came_before_or_after_them(words: str, thing: str, name: str) -> None:
    for merged in (burst((thing, name), (words, "how far?")), burst((words, "how far?"), (thing, name))):
        assert (merged.kind, merged.beside) == (words, (thing,))
        assert "how far?" in merged.text


def test_among_things_alone_that_with_a_name_leads_since_its_name_is_no_caption() -> None:
    merged = burst(("audio", ""), ("location", "Manali"), ("image", ""))
    assert (merged.kind, merged.beside) == ("location", ("voice", "image"))


def test_a_picture_with_words_leads_and_each_kind_is_named_once() -> None:
    merged = burst(("text", "look"), ("image", "this one?"), ("voice", ""), ("voice", ""))
    assert (merged.kind, merged.beside) == ("image", ("voice",))


def test_one_thing_alone_stays_what_it_is() -> None:
    assert (burst(("voice", "")).kind, burst(("voice", "")).beside) == ("voice", ())
