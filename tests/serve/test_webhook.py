"""What Meta sees: the handshake, the signature over raw bytes, and a 200 that is a promise."""

import asyncio
import json
import time
from typing import Any

import pytest

from agent.channel.signature import sign
from tests.serve.conftest import OLD_SECRET, TOKEN, Running


def text_message(number: int = 1, text: str = "hello", *, to: str = "100", **changes: Any) -> bytes:
    message = {
        "from": "919000000001",
        "id": f"wamid.{number}",
        "timestamp": str(int(time.time())),
        "type": "text",
        "text": {"body": text},
        **changes,
    }
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550100200", "phone_number_id": to},
        "contacts": [{"profile": {"name": "Aarav"}, "wa_id": "919000000001"}],
        "messages": [message],
    }
    envelope = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1", "changes": [{"value": value, "field": "messages"}]}],
    }
    return json.dumps(envelope, ensure_ascii=True, separators=(",", ":")).replace("/", "\\/").encode()


async def answered(server: Running, n: int) -> list[str]:
    async with asyncio.timeout(10):
        while len(server.posts) < n:  # noqa: ASYNC110 (the outbox is a plain list)
            await asyncio.sleep(0.01)
    return [post.outgoing.body["text"]["body"] for post in server.posts]


async def test_the_challenge_comes_back_as_it_was(server: Running) -> None:
    query = {"hub.mode": "subscribe", "hub.challenge": "<b>1158201444</b>", "hub.verify_token": TOKEN}
    answer = await server.client.get("/webhook", params=query)

    assert (answer.status_code, answer.text) == (200, "<b>1158201444</b>")
    assert answer.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    "query",
    [
        {"hub.mode": "subscribe", "hub.challenge": "1", "hub.verify_token": "wrong"},
        {"hub.mode": "unsubscribe", "hub.challenge": "1", "hub.verify_token": TOKEN},
        {"hub.challenge": "1"},
        {},
    ],
)
async def test_a_handshake_without_the_token_is_refused(server: Running, query: dict[str, str]) -> None:
    assert (await server.client.get("/webhook", params=query)).status_code == 403


async def test_a_signed_message_is_taken_and_answered(server: Running) -> None:
    assert (await server.post(text_message(text="नमस्ते, café 🏔"))).status_code == 200
    assert await answered(server, 1) == ["नमस्ते, café 🏔"]


async def test_the_old_secret_still_counts_during_rotation(server: Running) -> None:
    assert (await server.post(text_message(), secret=OLD_SECRET)).status_code == 200


@pytest.mark.parametrize("header", ["", "sha256=", "sha256=00", "sha1=" + "0" * 40, "sha256=" + "0" * 64, "☃"])
async def test_a_forged_signature_is_refused_and_nothing_is_kept(server: Running, header: str) -> None:
    headers = {"X-Hub-Signature-256": header.encode()} if header else {}
    answer = await server.client.post("/webhook", content=text_message(), headers=headers)  # type: ignore[arg-type]

    assert answer.status_code == 401
    assert await server.ports.journal.waiting() == []


async def test_a_changed_byte_is_refused(server: Running) -> None:
    body = text_message(text="pay 10")
    signature = sign(body, "app-secret")
    changed = body.replace(b"pay 10", b"pay 90")

    answer = await server.client.post("/webhook", content=changed, headers={"X-Hub-Signature-256": signature})
    assert answer.status_code == 401


async def test_the_same_message_in_ten_deliveries_at_once_is_answered_once(server: Running) -> None:
    answers = await asyncio.gather(*(server.post(text_message()) for _ in range(10)))
    await answered(server, 1)
    await asyncio.sleep(0.2)

    assert {answer.status_code for answer in answers} == {200}
    assert len(server.posts) == 1


async def test_when_the_commit_fails_meta_is_asked_to_deliver_again(full_disk: Running) -> None:
    assert (await full_disk.post(text_message())).status_code == 503


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b'{"object":"page"}', b'{"entry":[{"changes":7}]}', b"\xff"]
)
async def test_signed_nonsense_is_kept_and_acknowledged(server: Running, body: bytes) -> None:
    assert (await server.post(body)).status_code == 200


async def test_chunked_bodies_are_refused(server: Running) -> None:
    async def chunks() -> Any:
        yield text_message()

    answer = await server.client.post("/webhook", content=chunks())
    assert answer.status_code == 400


async def test_a_body_larger_than_metas_is_refused_before_it_is_read(server: Running) -> None:
    url = server.client.base_url
    reader, writer = await asyncio.open_connection(url.host, url.port)
    writer.write(b"POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n{" % (4 * 1024 * 1024 + 1))
    status = await asyncio.wait_for(reader.readline(), 10)
    writer.close()

    assert status.startswith(b"HTTP/1.1 413")


async def test_health_names_each_component(server: Running) -> None:
    live, ready = await server.client.get("/health/live"), await server.client.get("/health/ready")

    assert live.status_code == 200
    names = ("journal", "store", "index", "model", "channel", "number", "disk", "clock")
    assert ready.json()["components"] == dict.fromkeys(names, "ok")
    assert (ready.json()["status"], ready.json()["to_do"]) == ("ok", {})


async def test_health_tells_the_rung_of_the_ladder_and_its_reason(server: Running) -> None:
    models = (await server.client.get("/health/ready")).json()["models"]

    assert (models["rung"], models["reason"]) == ("composer", "no model available")
    assert {"spent_usd", "day_usd", "breakers", "handoffs_last_hour"} <= models.keys()


async def test_metrics_count_without_naming_anybody(server: Running) -> None:
    await server.post(text_message())
    await answered(server, 1)
    await asyncio.sleep(0.1)
    text = (await server.client.get("/metrics")).text

    assert 'cairn_webhooks_total{status="200"} 1.0' in text
    assert 'cairn_inbox{what="waiting"} 0.0' in text
    assert "cairn_step_seconds_bucket" in text
    assert 'cairn_ladder_rung{mode="composer"} 1.0' in text
    assert 'cairn_ladder_rung{mode="normal"} 0.0' in text
    assert 'cairn_answer_cache{what="hits"} 0.0' in text
    assert 'cairn_model_budget_usd{what="spent"} 0.0' in text
    assert "919000000001" not in text
    assert "wamid" not in text
