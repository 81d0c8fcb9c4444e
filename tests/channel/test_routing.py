"""Of a payload that mixes numbers, what is ours is answered and the rest is kept."""

from dataclasses import replace
from datetime import UTC, datetime

from structlog.testing import capture_logs

from agent.channel.routing import FOREIGN, OwnNumbers
from agent.ports import Address, InboxEvent, InboxItem, InboxMessage, InboxStatus

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


def written(key: str, number: str) -> InboxMessage:
    payload = {"message": {"text": {"body": "hello"}}}
    return InboxMessage(
        id=key, number=number, sender=Address(phone="919"), kind="text", text="hello", sent_at=AT, payload=payload
    )


def test_messages_to_another_number_are_kept_as_events_with_all_they_held_and_warned_about_once() -> None:
    numbers = OwnNumbers(["1"])
    status = InboxStatus(wamid="w", number="2", status="sent", at=AT)
    with capture_logs() as logs:
        routed = numbers.route([written("a", "1"), written("b", "2"), status, written("c", "2"), written("d", "3")])
    assert [item.field if isinstance(item, InboxEvent) else type(item) for item in routed] == [
        InboxMessage, FOREIGN, InboxStatus, FOREIGN, FOREIGN
    ]  # fmt: skip
    assert isinstance(routed[1], InboxEvent)
    assert (routed[1].number, routed[1].payload["message"]) == ("2", {"text": {"body": "hello"}})
    assert [log["phone_number_id"] for log in logs] == ["2", "3"]


def test_the_same_foreign_message_again_is_the_same_event() -> None:
    numbers = OwnNumbers(["1"])
    first, again, other = numbers.route([written("a", "2"), written("a", "2"), written("a", "3")])
    assert isinstance(first, InboxEvent)
    assert first == again != other


def test_without_a_number_of_our_own_or_of_the_message_nothing_is_turned_away() -> None:
    items: list[InboxItem] = [written("a", "7")]
    assert OwnNumbers([""]).route(items) == items
    nowhere: list[InboxItem] = [written("a", "")]
    assert OwnNumbers(["1"]).route(nowhere) == nowhere


def test_a_status_about_another_number_is_kept_and_marked_as_such() -> None:
    theirs, ours = (InboxStatus(wamid="w", number=number, status="failed", at=AT) for number in ("2", "1"))
    assert OwnNumbers(["1"]).route([theirs, ours]) == [replace(theirs, foreign=True), ours]
    assert OwnNumbers([""]).route([theirs]) == [theirs]
