"""From the webhook to what it does: routing, news, takeovers, edits, and what nobody answers."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from agent.channel.signature import sign
from agent.ports import Address, PortError
from serve.sanic_app import WebhookKeys, with_secret
from tests.serve.conftest import OWN_NUMBER, SECRET, Running
from tests.serve.test_webhook import answered, text_message

PHONE = "919000000001"


def change(field: str, value: Any, *, time: int = 1795339800) -> bytes:
    changes = [{"field": field, "value": value}]
    entry = {"id": "1", "time": time, "changes": changes}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def later_message(kind: str, node: Any, number: int = 50) -> bytes:
    body = json.loads(text_message(number, type=kind, timestamp="1795339990", **{kind: node}))
    return json.dumps(body).encode()


async def until(check: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    async with asyncio.timeout(10):
        while not await check():  # noqa: ASYNC110 (journal and store are asked, nobody tells)
            await asyncio.sleep(0.01)


async def settled(server: Running) -> None:
    async def empty() -> bool:
        return (await server.ports.journal.depth())["waiting"] == 0

    await until(empty)


async def test_a_body_that_a_proxy_wrote_out_is_taken(server: Running) -> None:
    escaped = text_message(text="café")
    header = {"X-Hub-Signature-256": sign(escaped, SECRET)}
    written_out = escaped.replace(b"\\u00e9", "é".encode())
    assert written_out != escaped
    answer = await server.client.post("/webhook", content=written_out, headers=header)
    assert answer.status_code == 200
    assert await answered(server, 1) == ["café"]


async def test_a_message_to_another_number_is_kept_and_not_answered(server: Running) -> None:
    foreign = text_message(7).replace(f'"phone_number_id":"{OWN_NUMBER}"'.encode(), b'"phone_number_id":"999"')
    assert (await server.post(foreign)).status_code == 200
    await server.post(text_message(8, "ours"))
    assert await answered(server, 1) == ["ours"]
    await settled(server)
    events = [record for record in await server.ports.journal.records_after(0) if record.kind == "event"]
    assert [event.body["number"] for event in events] == ["999"]


async def test_bad_news_of_the_account_stop_the_number_and_messages_wait(server: Running) -> None:
    violation = {"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}}
    await server.post(change("account_update", violation))
    state = await server.ports.journal.number_state(OWN_NUMBER)
    assert (state.stopped, state.reason) == (True, "account violation: SPAM")
    await server.post(text_message())
    await asyncio.sleep(0.3)
    assert server.posts == []
    reinstated = {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}
    await server.post(change("account_update", reinstated, time=1795339900))
    assert await answered(server, 1) == ["hello"]
    metrics = (await server.client.get("/metrics")).text
    assert 'cairn_account_alerts_total{kind="number_stopped",urgency="critical"} 1.0' in metrics


async def test_who_a_colleague_writes_to_in_the_app_gets_no_answer_of_ours(server: Running) -> None:
    now = str(int(time.time()))
    line = {"from": "1", "to": PHONE, "id": "wamid.E", "timestamp": now, "type": "text"}
    await server.post(change("smb_message_echoes", {"message_echoes": [line]}))
    held = await server.ports.journal.pause_of(await server.ports.journal.resolve(Address(phone=PHONE)))
    assert held is not None
    assert (held.reason, held.message_id) == ("colleague_wrote", "wamid.E")


async def test_an_edit_after_the_answer_gets_no_second_one_and_the_store_says_the_new_words(server: Running) -> None:
    await server.post(text_message(1, "hampta"))
    await answered(server, 1)
    await settled(server)
    edit = {"original_message_id": "wamid.1", "message": {"type": "text", "text": {"body": "rupin"}}}
    await server.post(later_message("edit", edit))
    await settled(server)
    contact = await server.ports.journal.resolve(Address(phone=PHONE))

    async def shown() -> bool:
        lines = await server.ports.store.lines(contact, last=10)
        return [line.text for line in lines] == ["rupin", "hampta"]

    await until(shown)
    assert len(server.posts) == 1


async def test_reactions_stickers_and_group_messages_are_counted_and_not_answered(server: Running) -> None:
    await server.post(later_message("reaction", {"message_id": "wamid.1", "emoji": "x"}, 60))
    await server.post(later_message("sticker", {"id": "1"}, 61))
    await server.post(text_message(62, group_id="g1"))
    await settled(server)
    assert server.posts == []
    metrics = (await server.client.get("/metrics")).text
    for kind in ("reaction", "sticker", "group"):
        assert f'cairn_messages_total{{kind="{kind}"}} 1.0' in metrics


async def test_without_a_secret_nothing_starts() -> None:
    with pytest.raises(PortError, match="WHATSAPP_APP_SECRET"):
        with_secret(WebhookKeys(secrets=("",), verify_token="x"))
