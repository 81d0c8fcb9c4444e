"""A person settles a send nobody knows of: it arrived, or it is sent once more."""

from datetime import UTC, datetime

import httpx
import pytest

from agent.ports import Address, Outgoing
from agent.sending.person import to_a_person
from tests.serve.conftest import API_KEYS, Running


async def ask(server: Running, method: str, path: str, role: str = "agent") -> httpx.Response:
    return await server.client.request(method, path, headers={"Authorization": f"Bearer {API_KEYS[role]}"})


async def unknown(server: Running) -> str:
    """The id of the item in the queue."""
    journal = server.ports.journal
    await journal.enrol("c-1", Address(phone="919000000001"))
    body = {"type": "text", "text": {"body": "hello"}}
    draft = Outgoing(id="s1", message_id="m1", contact="c-1", body=body, state="sending", number="100")
    await journal.open_send("c-1", draft)
    await to_a_person(
        await journal.close_send("s1", "unknown", error="lost"), "unknown", server.ports, datetime.now(UTC)
    )
    (item,) = await journal.reviews()
    return item.id


async def test_what_arrived_is_not_sent_again(server: Running) -> None:
    item = await unknown(server)
    assert (await ask(server, "GET", "/v1/sends/s1")).json()["state"] == "unknown"
    done = await ask(server, "POST", f"/v1/review/{item}/arrived")
    assert (done.json()["state"], done.json()["done_by"]) == ("done", "asha")
    assert (await ask(server, "GET", "/v1/sends/s1")).json()["state"] == "delivered"
    assert (await ask(server, "POST", f"/v1/review/{item}/again")).status_code == 404


async def test_what_did_not_arrive_is_queued_once_more(server: Running) -> None:
    item = await unknown(server)
    assert (await ask(server, "POST", f"/v1/review/{item}/again")).status_code == 200
    kept = await server.ports.journal.send_of("s1")
    assert kept is not None
    assert kept.resends == 1


async def test_a_status_that_came_in_between_is_heard(server: Running) -> None:
    item = await unknown(server)
    await server.ports.journal.close_send("s1", "sent", wamid="w1")
    assert (await ask(server, "POST", f"/v1/review/{item}/again")).status_code == 409
    assert (await ask(server, "POST", f"/v1/review/{item}/arrived")).status_code == 409


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/v1/sends/none"), ("POST", "/v1/review/r-9/arrived"), ("POST", "/v1/review/r-9/again")],
)
async def test_what_is_not_there_is_said_so_and_readers_may_not_ask(server: Running, method: str, path: str) -> None:
    assert (await ask(server, method, path)).status_code == 404
    assert (await ask(server, method, path, "reader")).status_code == 403
