"""Webhooks on their way: spelling, signature, batches, repeats, time-outs."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import pytest

from agent.channel.payload import parse_webhook
from agent.channel.signature import is_signed
from agent.channel.simulator import running_simulator
from agent.channel.simulator.faults import LARGEST_BODY
from agent.channel.simulator.wire import Update, encode, envelope
from agent.ports import InboxMessage
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import (
    PHONE,
    SECRET,
    ask,
    code_of,
    items,
    messages,
    news,
    send,
    settings,
    switch,
    write,
)


async def test_at_signs_are_escaped_too_when_asked_for_and_the_same_bytes_are_signed(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, escape_more=True, old_signature=True)
        await write(running, "me@b.co <50%>")
        await webhook.wait_for(1)
    headers, body = webhook.received[0]
    assert b"me\\u0040b.co \\u003c50\\u0025>" in body
    assert is_signed(body, headers["x-hub-signature-256"], [SECRET])
    assert headers["x-hub-signature"] == "sha1=" + hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest()
    assert messages(webhook)[0].text == "me@b.co <50%>"


async def test_half_a_signature_signs_nothing(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, short_signature=True)
        await write(running)
        await webhook.wait_for(1)
    headers, body = webhook.received[0]
    assert headers["x-hub-signature-256"].startswith("sha256=")
    assert not is_signed(body, headers["x-hub-signature-256"], [SECRET])


@pytest.mark.parametrize(("batch", "shape"), [(1, "changes"), (7, "entries"), (250, "lists"), (1000, "changes")])
async def test_up_to_a_thousand_updates_share_a_webhook_in_any_shape(webhook: Webhook, batch: int, shape: str) -> None:
    async with running_simulator(settings(webhook, speed=0.001)) as running:
        await switch(running, batch=batch, batch_shape=shape)
        ids = [running.world.write(f"9190{n:08d}", {"type": "text", "text": {"body": f"{n}"}}) for n in range(batch)]
        await webhook.wait_for(1)
    assert [message.id for message in messages(webhook)] == ids
    assert [message.sender.phone for message in messages(webhook)][-1] == f"9190{batch - 1:08d}"
    assert len(webhook.received) == 1


async def test_a_body_can_be_three_megabytes_and_never_more(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=0.001)) as running:
        await switch(running, pad_to_bytes=LARGEST_BODY)
        await write(running)
        await webhook.wait_for(1)
        await switch(running, pad_to_bytes=0, batch=200)
        for n in range(200):
            running.world.write(PHONE, {"type": "text", "text": {"body": "ठ" * 4096}, "id": f"wamid.{n}"})
        await webhook.wait_for(3)
    sizes = [len(body) for _, body in webhook.received]
    assert sizes[0] == LARGEST_BODY
    assert max(sizes[1:]) <= LARGEST_BODY
    assert {message.id for message in messages(webhook)} >= {f"wamid.{n}" for n in range(200)}


async def test_copies_are_under_way_at_the_same_time() -> None:
    """The receiver answers nobody before all five are there."""
    there, all_there = [], asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        there.append(1)
        if len(there) == 5:
            all_there.set()
        await all_there.wait()
        writer.write(b"HTTP/1.1 200 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    hook = Webhook(url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook")
    async with running_simulator(settings(hook)) as running:
        await switch(running, duplicate=5)
        await write(running)
        await asyncio.wait_for(all_there.wait(), 10)
    server.close()


async def test_a_slow_receiver_is_cut_off_and_hears_it_again(webhook: Webhook) -> None:
    webhook.wait_s = [5.0]
    async with running_simulator(settings(webhook)) as running:
        await switch(running, answer_within_s=0.2)
        wamid = await write(running)
        await webhook.wait_for(2)
        await until_logged(running, "attempt", 2)
        attempts = [line for line in running.world.log if line["kind"] == "attempt"]
    assert [(line["http"], line["error"]) for line in attempts] == [(0, "cut off"), (200, "")]
    assert attempts[0]["ids"] == attempts[1]["ids"] == (wamid,)
    assert attempts[0]["webhook"] == attempts[1]["webhook"]


async def test_retries_come_at_once_then_ever_more_rarely(webhook: Webhook) -> None:
    webhook.statuses = [503] * 30
    async with running_simulator(settings(webhook, speed=2_000)) as running:
        await write(running)
        await until_logged(running, "attempt", 31)
        tried = [line["at"] for line in running.world.log if line["kind"] == "attempt"]
    assert [line["attempt"] for line in running.world.log if line["kind"] == "attempt"] == list(range(1, 32))
    assert tried[30] - tried[25] > 2 * (tried[20] - tried[15])


async def test_a_week_of_refusals_can_be_jumped_over(webhook: Webhook) -> None:
    webhook.statuses = [503] * 10_000
    async with running_simulator(settings(webhook, speed=1)) as running:
        wamid = await write(running)
        await webhook.wait_for(2)
        await ask(running, "/sim/clock", {"jump_s": 8 * 86_400})
        await until_logged(running, "dropped", 1)
        (dropped,) = [line for line in running.world.log if line["kind"] == "dropped"]
    assert dropped["ids"] == (wamid,)
    assert len(webhook.received) == 3


async def test_a_retry_can_carry_the_same_ids_in_another_body(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=0.001)) as running:
        first = await write(running, "first")
        await webhook.wait_for(1)
        await switch(running, batch=3, rebatch=True)
        webhook.statuses = [503]
        ids = [await write(running, f"{n}") for n in range(3)]
        await webhook.wait_for(3)
    refused, again = (body for _, body in webhook.received[1:])
    assert refused != again
    found = [
        [item.id for item in parse_webhook(body)[0] if isinstance(item, InboxMessage)] for body in (refused, again)
    ]
    assert found == [ids, [ids[1], ids[2], ids[0], first]]


async def test_what_was_taken_can_come_once_more_much_later(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=1)) as running:
        await switch(running, repeat_after_s=3 * 86_400)
        await write(running)
        await webhook.wait_for(1)
        await asyncio.sleep(0.05)
        await ask(running, "/sim/clock", {"jump_s": 3 * 86_400})
        await webhook.wait_for(2)
    assert len({body for _, body in webhook.received}) == 1


async def test_a_message_can_be_held_back_and_arrive_late_with_its_own_time(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=1)) as running:
        await switch(running, hold_s=90_000)
        before = running.world.clock.seconds()
        await write(running)
        await asyncio.sleep(0.05)
        assert webhook.received == []
        await ask(running, "/sim/clock", {"jump_s": 90_000})
        await webhook.wait_for(1)
    assert abs(messages(webhook)[0].sent_at.timestamp() - before) < 5


async def test_a_message_can_be_older_than_a_day_when_it_comes(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await write(running, age_s=100_000)
        await webhook.wait_for(1)
        late = running.world.clock.seconds() - messages(webhook)[0].sent_at.timestamp()
        assert 99_000 < late < 101_000


async def test_one_payload_can_hold_two_businesses_and_numbers(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, strangers=True)
        await write(running)
        await webhook.wait_for(1)
        await switch(running, strangers=False)
        await write(running, number="100000000000009")
        await webhook.wait_for(2)
        assert (await ask(running, "/sim/messages", {"contact": PHONE, "text": "x", "number": "5"})).status_code == 400
    entries = [[entry["id"] for entry in json.loads(body)["entry"]] for _, body in webhook.received]
    assert entries == [["200000000000002", "200000000000009"], ["200000000000009"]]
    assert [m.number for m in messages(webhook)] == ["100000000000001", "100000000000009", "100000000000009"]


async def test_parts_nobody_documented_come_with_every_webhook_and_the_message_is_still_there(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, strange_parts=True)
        wamid = await write(running, "hello")
        await webhook.wait_for(1)
    assert [(message.id, message.text) for message in messages(webhook)] == [(wamid, "hello")]
    assert "field_of_next_year" in [event.field for event in news(webhook)]
    assert b"x_new_key" in webhook.received[0][1]


async def test_a_message_of_a_kind_nobody_knows_goes_out_as_it_is(webhook: Webhook) -> None:
    payload = {"type": "hologram", "hologram": {"height_mm": 40, "parts": [None, {"a": 1}]}}
    async with running_simulator(settings(webhook)) as running:
        answer = await ask(running, "/sim/messages", {"contact": PHONE, "payload": payload})
        await webhook.wait_for(1)
    assert [(message.id, message.kind) for message in messages(webhook)] == [(answer.json()["id"], "hologram")]
    (sent,) = json.loads(webhook.received[0][1])["entry"][0]["changes"][0]["value"]["messages"]
    assert sent["hologram"] == payload["hologram"]


async def test_any_field_can_be_announced_with_the_time_of_its_entry(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        value = {"entity_type": "BUSINESS", "alert_info": {"alert_severity": "CRITICAL"}}
        await ask(running, "/sim/news", {"field": "account_alerts", "value": value})
        await webhook.wait_for(1)
        assert (await ask(running, "/sim/news", {"value": {}})).status_code == 400
    (event,) = news(webhook)
    assert (event.field, event.payload["value"]) == ("account_alerts", value)
    assert isinstance(event.payload["time"], int)


def test_lists_are_merged_only_within_one_number_and_kind() -> None:
    def update(number: str, **parts: Any) -> Update:
        value = {"metadata": {"phone_number_id": number}, "contacts": [{"wa_id": "1"}], **parts}
        return Update(business="b", field="messages", value=value)

    updates = [update("1", messages=[{"id": "a"}]), update("1", messages=[{"id": "b"}]), update("2", messages=[{}])]
    changes = envelope(updates, "lists")["entry"][0]["changes"]
    assert [len(change["value"]["messages"]) for change in changes] == [2, 1]
    assert changes[0]["value"]["contacts"] == [{"wa_id": "1"}]
    assert encode({"t": "é/🏔@"}) == b'{"t":"\\u00e9\\/\\ud83c\\udfd4@"}'


async def test_the_log_holds_every_attempt_send_and_status_for_a_checker(webhook: Webhook) -> None:
    webhook.statuses = [503]
    async with running_simulator(settings(webhook)) as running:
        wamid = await write(running)
        await webhook.wait_for(2)
        answer = (await send(running)).json()["messages"][0]["id"]
        await switch(running, error_code=131016)
        assert code_of(await send(running)) == 131016
        await webhook.wait_for(5)
        await until_logged(running, "attempt", 5)
        log = (await ask(running, "/sim/log")).json()
        later = (await ask(running, f"/sim/log?since={len(log) - 1}")).json()
    assert [line["n"] for line in log] == list(range(len(log)))
    assert later == log[-1:]
    tried = [(line["ids"], line["http"]) for line in log if line["kind"] == "attempt"]
    assert tried[:2] == [([wamid], 503), ([wamid], 200)]
    assert sorted(ids[0] for ids, _ in tried[2:]) == [f"{answer} delivered", f"{answer} read", f"{answer} sent"]
    assert [(line["id"], line["callback"]) for line in log if line["kind"] == "send"] == [(answer, "u-1")]
    assert [line["code"] for line in log if line["kind"] == "refused"] == [131016]
    assert [line["status"] for line in log if line["kind"] == "status"] == ["sent", "delivered", "read"]
    assert len(items(webhook)) == 5


async def until_logged(running: Any, kind: str, n: int) -> None:
    for _ in range(1200):
        if sum(line["kind"] == kind for line in running.world.log) >= n:
            return
        await asyncio.sleep(0.025)
    pytest.fail(f"the log has no {n} lines of {kind}")
