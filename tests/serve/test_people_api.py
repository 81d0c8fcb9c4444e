"""The review queue and the release over HTTP, by role."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from agent.journal.memory import MemoryJournal
from agent.ports import Address, Pause, ReviewItem
from tests.serve.conftest import API_KEYS, Running

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ITEM = ReviewItem(id="r-1", contact="c-1", message_id="m1", reason="complaint", severity="high", opened_at=NOON)
ROUTES = [("GET", "/v1/review"), ("POST", "/v1/review/r-1/done"), ("POST", "/v1/contacts/c-1/release")]


async def ask(server: Running, method: str, path: str, role: str = "agent") -> httpx.Response:
    return await server.client.request(method, path, headers={"Authorization": f"Bearer {API_KEYS.get(role, role)}"})


async def paused(server: Running) -> MemoryJournal:
    journal = server.ports.journal
    assert isinstance(journal, MemoryJournal)
    await journal.enrol("c-1", Address(phone="919000000001"))
    await journal.pause(Pause(contact="c-1", message_id="m1", reason="complaint", at=NOON))
    await journal.open_review(ITEM)
    return journal


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    ("role", "status"), [("", 401), ("a-key-nobody-has-00001", 401), ("ключ", 401), ("reader", 403)]
)
async def test_only_a_key_of_the_role_is_let_through(
    server: Running, method: str, path: str, role: str, status: int
) -> None:
    await paused(server)
    headers = {"Authorization": f"Bearer {API_KEYS.get(role, role)}".encode()} if role else {}
    answer = await server.client.request(method, path, headers=headers)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert await server.ports.journal.pause_of("c-1") is not None
    assert len(await server.ports.journal.reviews()) == 1


async def test_the_queue_lists_what_is_open(server: Running) -> None:
    await paused(server)
    (item,) = (await ask(server, "GET", "/v1/review")).json()["items"]
    wanted: dict[str, Any] = {
        "id": "r-1",
        "contact": "c-1",
        "message_id": "m1",
        "reason": "complaint",
        "flags": [],
        "severity": "high",
        "opened_at": "2026-11-22T12:00:00+00:00",
        "state": "open",
        "done_by": "",
        "done_at": None,
        "waiting": 0,
    }
    assert item == wanted
    assert (await ask(server, "GET", "/v1/review?state=done")).json() == {"items": []}
    assert (await ask(server, "GET", "/v1/review?state=lost")).status_code == 400
    assert (await ask(server, "GET", "/v1/review?state=")).status_code == 400


async def test_a_release_lets_the_bot_answer_again_and_settles_the_item(server: Running) -> None:
    journal = await paused(server)
    first = await ask(server, "POST", "/v1/contacts/c-1/release")
    second = await ask(server, "POST", "/v1/contacts/c-1/release")
    assert (first.json(), second.json()) == (
        {"contact": "c-1", "released": True},
        {"contact": "c-1", "released": False},
    )
    assert await journal.pause_of("c-1") is None
    assert [(item.id, item.done_by) for item in await journal.reviews("done")] == [("r-1", "asha")]
    assert await journal.verify_audit() is None


async def test_an_item_is_done_by_the_holder_of_the_key(server: Running) -> None:
    await paused(server)
    answer = await ask(server, "POST", "/v1/review/r-1/done")
    assert (answer.json()["state"], answer.json()["done_by"]) == ("done", "asha")
    assert (await ask(server, "GET", "/v1/review")).json() == {"items": []}


async def test_what_is_not_there_is_said_so(server: Running) -> None:
    assert (await ask(server, "POST", "/v1/review/r-9/done")).status_code == 404
    assert (await ask(server, "POST", "/v1/contacts/c-9/release")).status_code == 404


async def test_the_open_items_are_counted_by_reason(server: Running) -> None:
    await paused(server)
    assert 'cairn_review_open{reason="complaint"} 1.0' in (await server.client.get("/metrics")).text
    await ask(server, "POST", "/v1/review/r-1/done")
    after = (await server.client.get("/metrics")).text
    assert 'cairn_review_open{reason="complaint"} 0.0' in after
    assert 'cairn_review_open{reason="flagged"} 0.0' in after
