"""The review queue as people read it."""

from agent.inbox.queue import counts, is_settled_by_release, items
from tests.inbox.conftest import Read


def test_the_gravest_item_comes_first_then_the_oldest_each_with_the_words_it_is_about(read: Read) -> None:
    read.item("r-3", "c-1", "m1", "emergency", "critical", "emergency:altitude", minutes=60)
    read.item("r-4", "c-1", "m1", "flagged", "medium", "inbound:abuse", minutes=0)
    found = items(read)
    assert [item.id for item in found] == ["r-3", "r-4", "r-2"]
    assert (found[0].what, found[0].name, found[0].question) == ("Emergency", "Meera Rawat", "हम्पता पास कितने का है?")
    assert found[1].noticed == ("inbound: abuse",)
    assert counts(read) == {"critical": 1, "medium": 2}


def test_an_unknown_send_is_named_and_a_release_does_not_settle_it(read: Read) -> None:
    read.reply("c-1", "colleague:c-1:1", "Asha here", 5)
    read.item("r-5", "c-1", "colleague:c-1:1", "delivery", "high", "delivery:unknown", "send:s-5", minutes=9)
    item = items(read)[0]
    assert (item.send, item.is_unknown, item.answer) == ("s-5", True, "Asha here")
    assert item.noticed == ("delivery: unknown",)
    assert not is_settled_by_release(item)
    assert is_settled_by_release(items(read)[1])


def test_what_is_done_is_in_the_queue_no_more_but_can_be_looked_at(read: Read) -> None:
    body = {"id": "r-2", "message_id": "m2", "reason": "asked", "severity": "medium", "flags": []}
    read.add("review", "r-2:done", "c-2", {**body, "state": "done", "done_by": "workbench:asha"})
    assert items(read) == []
    assert [(item.id, item.done_by) for item in items(read, state="done")] == [("r-2", "workbench:asha")]


def test_the_same_message_id_from_two_people_makes_one_item_with_its_own_words(read: Read) -> None:
    read.turn("c-1", "m2", "somebody else's words", "answer", 5)
    assert [item.question for item in items(read)] == ["I want to talk to a person"]
