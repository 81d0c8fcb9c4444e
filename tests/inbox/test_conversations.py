"""The list of conversations, and one of them line by line."""

from datetime import timedelta

import pytest

from agent.inbox.conversations import Wanted, conversations, hours_left, thread
from tests.inbox.conftest import NOON, Read


def test_who_waits_for_a_person_comes_first_then_the_newest(read: Read) -> None:
    read.turn("c-3", "m9", "namaste", "Namaste!", 90)
    found = conversations(read, Wanted())
    assert [one.contact for one in found] == ["c-2", "c-3", "c-1"]
    ravi, _, meera = found
    assert (ravi.waiting, ravi.silent, ravi.open_items, ravi.segment) == (2, "asked", 1, "hot")
    assert (ravi.last_side, ravi.last_text) == ("customer", "<b>Hello?</b> still there")
    assert (meera.waiting, meera.silent, meera.language, meera.stage) == (0, "", "hi", "inquiry")
    assert (meera.last_side, meera.last_text) == ("bot", "हम्पता पास ₹11,500 का है।")


def test_a_colleagues_answer_ends_the_waiting_and_stands_last_until_the_customer_writes_again(read: Read) -> None:
    read.reply("c-2", "colleague:c-2:1", "Asha here, hello", 40)
    (ravi,) = conversations(read, Wanted(stage="decision"))
    assert (ravi.waiting, ravi.last_side, ravi.last_text) == (0, "colleague", "Asha here, hello")
    read.turn("c-2", "m4", "oh good", minutes=50)
    (ravi,) = conversations(read, Wanted(stage="decision"))
    assert (ravi.waiting, ravi.last_text) == (1, "oh good")


def test_a_release_lets_nobody_wait(read: Read) -> None:
    read.silent("c-2", "m2", "asked", 1, state="released")
    ravi = next(one for one in conversations(read, Wanted()) if one.contact == "c-2")
    assert (ravi.silent, ravi.waiting) == ("", 0)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(search="ravi singh"), {"c-2"}),
        (Wanted(search="MEERA"), {"c-1"}),
        (Wanted(search="हम्पता"), {"c-1"}),
        (Wanted(search="11,500"), {"c-1"}),
        (Wanted(search="a person"), {"c-2"}),
        (Wanted(search="100%' OR 1=1 --"), set()),
        (Wanted(search="_"), set()),
        (Wanted(language="hi"), {"c-1"}),
        (Wanted(segment="hot"), {"c-2"}),
        (Wanted(waiting=True), {"c-2"}),
        (Wanted(waiting=True, language="hi"), set()),
        (Wanted(search="  "), {"c-1", "c-2"}),
    ],
)
def test_a_search_looks_at_names_and_at_everything_written_and_filters_narrow_it(
    read: Read, wanted: Wanted, found: set[str]
) -> None:
    assert {one.contact for one in conversations(read, wanted)} == found


def test_a_conversation_is_told_line_by_line_with_what_became_of_ours(read: Read) -> None:
    read.reply("c-2", "colleague:c-2:1", "Asha here, hello", 40)
    read.add("status", "s1", "c-2", {"message_id": "colleague:c-2:1", "status": "delivered"}, 41)
    read.add("status", "s2", "c-2", {"message_id": "colleague:c-2:1", "status": "read"}, 42)
    read.add("status", "s3", "c-2", {"message_id": "colleague:c-2:1", "status": "sent"}, 43)
    lines = thread(read, "c-2")
    assert [(line.side, line.text) for line in lines] == [
        ("customer", "I want to talk to a person"),
        ("bot", "A colleague writes soon."),
        ("customer", "<b>Hello?</b> still there"),
        ("colleague", "Asha here, hello"),
    ]
    assert (lines[1].state, lines[1].why) == ("sent", "asked")
    assert (lines[3].state, lines[3].author) == ("read", "asha")


def test_a_picture_without_words_is_a_line_and_nobodys_conversation_is_empty(read: Read) -> None:
    read.turn("c-1", "m5", "", "Nice picture!", 60, message={"id": "m5", "kind": "image", "text": ""})
    assert "[image]" in [line.text for line in thread(read, "c-1")]
    assert thread(read, "c-404") == []


def test_the_24_hours_run_from_the_customers_last_line(read: Read) -> None:
    lines = thread(read, "c-2")
    assert hours_left(lines, NOON + timedelta(minutes=30, hours=23)) == pytest.approx(1)
    assert hours_left(lines, NOON + timedelta(hours=25)) < 0
    assert hours_left([], NOON) < 0


def test_the_list_says_who_has_a_conversation_and_for_how_long_it_is_theirs(read: Read) -> None:
    read.held("c-2", "m2", "asked", "workbench:asha", 20)
    by_contact = {one.contact: one for one in conversations(read, Wanted())}
    assert by_contact["c-1"].holder == ""
    assert by_contact["c-1"].is_free(NOON)
    ravi = by_contact["c-2"]
    assert (ravi.holder, ravi.held_since) == ("workbench:asha", NOON + timedelta(minutes=20))
    assert not ravi.is_free(NOON + timedelta(minutes=20, hours=2))
    assert ravi.is_free(NOON + timedelta(minutes=21, hours=2))
    assert ravi.waiting == 2
