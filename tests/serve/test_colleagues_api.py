"""What a colleague does in a conversation, over HTTP, by role."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from agent.journal.memory import MemoryJournal
from agent.ports import Address, ConsentEntry, InboxMessage, Pause
from tests.serve.conftest import API_KEYS, OWN_NUMBER, Running

ANSWER: dict[str, Any] = {"id": "answer-0001", "text": "Hello, Asha here. Two seats are left."}
ROUTES = {"take-over": None, "reply": ANSWER, "reveal": None}


async def post(server: Running, what: str, body: Any = None, role: str = "agent", **headers: str) -> httpx.Response:
    given = {"Authorization": f"Bearer {API_KEYS.get(role, role)}", **headers}
    return await server.client.post(f"/v1/contacts/c-1/{what}", json=body, headers=given)


async def heard(server: Running, hours_ago: float = 1.0) -> MemoryJournal:
    """A customer who wrote so long ago, and was answered."""
    journal = server.ports.journal
    assert isinstance(journal, MemoryJournal)
    sender = Address(phone="919000000001", name="Meera")
    await journal.enrol("c-1", sender)
    at = datetime.now(UTC) - timedelta(hours=hours_ago)
    message = InboxMessage(id="m1", number=OWN_NUMBER, sender=sender, kind="text", text="hello", sent_at=at, payload={})
    await journal.receive([message])
    lease = await journal.lease("c-1", 60)
    if lease is not None:
        await journal.settle(lease)
    told = {"id": "m1", "number": OWN_NUMBER, "text": "hello", "sent_at": at.isoformat()}
    await journal.record("turn", "m1", "c-1", {"message": told})
    return journal


def colleagues_posts(server: Running) -> list[Any]:
    return [post.outgoing for post in server.posts if post.outgoing.message_id.startswith("colleague:")]


async def test_an_answer_goes_out_once_however_often_it_is_posted_and_takes_the_conversation_over(
    server: Running,
) -> None:
    journal = await heard(server)
    answers = [await post(server, "reply", ANSWER) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.json()["send"] for answer in answers}) == 1
    (send,) = colleagues_posts(server)
    assert send.body["text"]["body"] == ANSWER["text"]
    assert send.number == OWN_NUMBER
    pause = await journal.pause_of("c-1")
    assert pause is not None
    assert pause.reason == "taken_over"
    deeds = [(line.actor, line.action) for line in journal.audit_lines if line.action.startswith("contact.")]
    assert deeds == [("asha", "contact.take_over"), ("asha", "contact.reply")]
    assert ANSWER["text"] not in str(journal.audit_lines)


async def test_the_answer_stands_in_the_conversation_that_the_bot_goes_on_with(server: Running) -> None:
    journal = await heard(server)
    await post(server, "reply", ANSWER)
    await server.ports.store.apply(await journal.records_after(0))
    assert [line.text for line in await server.ports.store.lines("c-1", last=5)][-1] == ANSWER["text"]
    customer = await server.ports.store.customer("c-1", messages=5)
    assert customer is not None
    assert (customer.history[-1].speaker, customer.history[-1].text) == ("S", ANSWER["text"])


async def test_the_same_id_with_other_words_is_refused(server: Running) -> None:
    await heard(server)
    await post(server, "reply", ANSWER)
    again = await post(server, "reply", {**ANSWER, "text": "Something else"})
    assert (again.status_code, again.json()["why"]) == (409, "other_words")
    assert len(colleagues_posts(server)) == 1


async def test_after_the_24_hours_free_text_is_refused_with_what_may_be_done(server: Running) -> None:
    await heard(server, hours_ago=75)
    late = await post(server, "reply", ANSWER)
    assert (late.status_code, late.json()["why"]) == (409, "window_closed")
    assert "ended 2 days ago" in late.json()["error"]
    assert "template" in late.json()["error"]
    in_template = await post(server, "reply", {**ANSWER, "as_template": True})
    assert (in_template.status_code, in_template.json()["why"]) == (409, "no_template")
    assert colleagues_posts(server) == []
    assert await server.ports.journal.pause_of("c-1") is None


async def test_nothing_leaves_from_a_stopped_number_and_nobody_is_written_to_who_wants_no_messages(
    server: Running,
) -> None:
    journal = await heard(server)
    await journal.stop_number(OWN_NUMBER, "quality fell", "vikram")
    stopped = await post(server, "reply", ANSWER)
    assert (stopped.status_code, stopped.json()["why"]) == (409, "number_stopped")
    assert "quality fell" in stopped.json()["error"]
    await journal.start_number(OWN_NUMBER, "vikram")
    out = ConsentEntry(contact="c-1", status="opted_out", at=datetime.now(UTC), source="message")
    await journal.write_consent(out)
    refused = await post(server, "reply", ANSWER)
    assert (refused.status_code, refused.json()["why"]) == (409, "opted_out")
    assert colleagues_posts(server) == []


@pytest.mark.parametrize(
    "body",
    [
        None,
        {},
        {**ANSWER, "text": ""},
        {**ANSWER, "text": "x" * 4097},
        {**ANSWER, "id": "short"},
        {**ANSWER, "id": 12345678},
        {**ANSWER, "more": 1},
        {**ANSWER, "as_template": "yes"},
    ],
)
async def test_what_is_no_answer_is_refused_without_repeating_it(server: Running, body: Any) -> None:
    await heard(server)
    answer = await post(server, "reply", body)
    assert answer.status_code == 400
    assert "Two seats" not in answer.text


async def test_words_that_leave_nothing_to_send_are_refused(server: Running) -> None:
    await heard(server)
    empty = await post(server, "reply", {**ANSWER, "text": "\u200b \n"})
    assert (empty.status_code, empty.json()["why"]) == (409, "other_words")


async def test_taking_over_silences_the_bot_once_and_a_release_lets_it_answer_again(server: Running) -> None:
    journal = await heard(server)
    first, again = [(await post(server, "take-over")).json() for _ in range(2)]
    assert (first["contact"], first["taken"], first["holder"]) == ("c-1", True, "asha")
    assert again == {**first, "taken": False}
    assert (await post(server, "release")).json() == {"contact": "c-1", "released": True}
    assert await journal.pause_of("c-1") is None
    assert (await post(server, "take-over")).json()["taken"] is True


async def test_a_phone_number_is_for_an_admin_and_leaves_a_line_in_the_audit_log(server: Running) -> None:
    journal = await heard(server)
    assert (await post(server, "reveal")).status_code == 403
    shown = await post(server, "reveal", role="admin")
    assert shown.json()["phone"] == "919000000001"
    assert [(line.actor, line.action, line.subject) for line in journal.audit_lines] == [
        ("vikram", "contact.reveal", "c-1")
    ]


@pytest.mark.parametrize("what", ROUTES)
async def test_nobody_is_not_found_and_a_reader_may_do_nothing(server: Running, what: str) -> None:
    assert (await post(server, what, ROUTES[what], role="admin")).status_code == 404
    await heard(server)
    assert (await post(server, what, ROUTES[what], role="reader")).status_code == 403
    assert (await post(server, what, ROUTES[what], role="nobodys-key-0000001")).status_code == 401
    assert await server.ports.journal.pause_of("c-1") is None


async def test_a_second_colleague_is_told_who_has_it_and_takes_it_over_only_knowingly(server: Running) -> None:
    journal = await heard(server)
    await post(server, "take-over")
    for what, body in (("take-over", None), ("take-over", {"instead_of": "meera"}), ("reply", ANSWER)):
        refused = await post(server, what, body, role="admin")
        assert (refused.status_code, refused.json()["why"]) == (409, "held")
        assert "asha has had this conversation since" in refused.json()["error"]
    assert colleagues_posts(server) == []
    taken = await post(server, "take-over", {"instead_of": "asha"}, role="admin")
    assert (taken.json()["taken"], taken.json()["holder"]) == (True, "vikram")
    assert (await post(server, "reply", ANSWER)).json()["why"] == "held"
    assert (await post(server, "reply", ANSWER, role="admin")).status_code == 200
    assert [(line.actor, json.loads(line.detail)) for line in journal.audit_lines if "take_over" in line.action] == [
        ("asha", {}),
        ("vikram", {"instead_of": "asha"}),
    ]


async def test_of_two_who_take_it_from_the_same_colleague_at_once_one_has_it(server: Running) -> None:
    await heard(server)
    await post(server, "take-over")
    await post(server, "take-over", {"instead_of": "asha"}, role="admin")
    late = await post(server, "take-over", {"instead_of": "somebody else"})
    assert (late.status_code, late.json()["why"]) == (409, "held")
    assert "vikram has" in late.json()["error"]


async def test_a_hand_off_is_nobodys_until_a_colleague_answers_in_it(server: Running) -> None:
    journal = await heard(server)
    await journal.pause(Pause(contact="c-1", message_id="m1", reason="asked", at=datetime.now(UTC)))
    await post(server, "reply", ANSWER)
    pause = await journal.pause_of("c-1")
    assert pause is not None
    assert (pause.reason, pause.holder, pause.until) == ("asked", "asha", None)
    assert (await post(server, "take-over", role="admin")).json()["why"] == "held"


@pytest.mark.parametrize("body", [{"instead_of": 1}, {"from": "asha"}, []])
async def test_what_is_no_take_over_is_refused(server: Running, body: Any) -> None:
    await heard(server)
    assert (await post(server, "take-over", body)).status_code == 400
    assert await server.ports.journal.pause_of("c-1") is None
