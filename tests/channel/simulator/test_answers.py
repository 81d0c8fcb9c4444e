"""Answers of the Graph API that are late, lost or refusals; media; the handshake."""

import asyncio
import base64
import hashlib
from typing import Any

import httpx
import pytest

from agent.channel.simulator import SimulatorSettings, running_simulator
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import (
    NUMBER,
    PHONE,
    SECRET,
    ask,
    code_of,
    messages,
    send,
    settings,
    statuses,
    switch,
    told,
    write,
)


@pytest.mark.parametrize("how", ["500", "drop"])
async def test_the_answer_is_lost_though_the_message_went_out_and_its_status_tells(webhook: Webhook, how: str) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, lose_answer=how, lose_times=1)
        if how == "drop":
            with pytest.raises(httpx.RemoteProtocolError):
                await send(running)
        else:
            assert code_of(await send(running)) == 131000
        await webhook.wait_for(3)
        assert len(running.world.sends) == 1
        assert code_of(await send(running)) == 0
    assert {status.callback for status in statuses(webhook)[:3]} == {"u-1"}


async def test_a_connection_cut_before_the_message_was_taken_sends_nothing(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, lose_request=True)
        with pytest.raises(httpx.RemoteProtocolError):
            await send(running)
        assert running.world.sends == []


async def test_a_late_answer_is_for_a_message_taken_long_before() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        await switch(running, late_answer_ms=60_000)
        asking = asyncio.create_task(send(running))
        assert await running.world.events_after(0, 10)
        assert len(running.world.sends) == 1
        assert not asking.done()
        asking.cancel()


async def test_the_token_expires_in_the_middle_of_a_run_for_every_call() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        await switch(running, error_code=190, error_after=2)
        assert [code_of(await send(running)) for _ in range(4)] == [0, 0, 190, 190]
        await switch(running, error_code=0, expired_token=True)
        answers = [await send(running), await ask(running, f"/v25.0/{NUMBER}")]
    assert [(answer.status_code, answer.json()["error"]["error_subcode"]) for answer in answers] == [(401, 463)] * 2


async def test_refusals_end_after_so_many_and_say_how_long_to_wait() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        await switch(running, error_code=4, error_times=2, retry_after_s=17)
        answers = [await send(running) for _ in range(3)]
    assert [code_of(answer) for answer in answers] == [4, 4, 0]
    assert answers[0].headers["retry-after"] == "17"


async def test_an_unknown_object_is_told_as_meta_tells_it() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        for path in ("/v25.0/5", "/v25.0/5/message_history"):
            error = (await ask(running, path)).json()["error"]
            assert (error["code"], error["error_subcode"], error["type"]) == (100, 33, "GraphMethodException")


async def test_what_meta_offers_and_the_simulator_does_not_is_refused_in_metas_words() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        answers = [await ask(running, f"/v25.0/{NUMBER}/block_users"), await ask(running, f"/v25.0/{NUMBER}/media", {})]
    assert [(answer.status_code, code_of(answer)) for answer in answers] == [(400, 2500)] * 2
    assert "/block_users" in answers[0].json()["error"]["error_data"]["details"]


@pytest.mark.parametrize("kind", ["image", "video", "audio", "document", "sticker"])
async def test_media_is_fetched_by_id_then_by_an_address_that_lives_five_minutes(webhook: Webhook, kind: str) -> None:
    async with running_simulator(settings(webhook, speed=1)) as running:
        await ask(running, "/sim/messages", {"contact": PHONE, "payload": {"type": kind, kind: {"caption": "look"}}})
        await webhook.wait_for(1)
        (message,) = told(webhook)[0]["value"]["messages"]
        node = message[kind]
        described = (await ask(running, f"/v25.0/{node['id']}?phone_number_id={NUMBER}")).json()
        path = described["url"].removeprefix(running.url)
        fetched = await ask(running, path)
        pushed = await ask(running, node["url"].removeprefix(running.url))
        bare = await ask(running, path, Authorization="")
        await ask(running, "/sim/clock", {"jump_s": 301})
        expired = await ask(running, path)
        again = (await ask(running, f"/v25.0/{node['id']}")).json()["url"].removeprefix(running.url)
        assert (await ask(running, again)).content == fetched.content == pushed.content
        assert (await ask(running, f"/v25.0/{node['id']}?phone_number_id=5")).status_code == 400
    assert hashlib.sha256(fetched.content).hexdigest() == described["sha256"]
    assert base64.b64encode(hashlib.sha256(fetched.content).digest()).decode() == node["sha256"]
    assert (described["file_size"], described["mime_type"]) == (str(len(fetched.content)), node["mime_type"])
    assert (bare.status_code, expired.status_code) == (401, 404)


async def test_media_can_bring_its_own_content_and_come_without_a_url(webhook: Webhook) -> None:
    voice = {"mime_type": "audio/ogg; codecs=opus", "voice": True, "data": base64.b64encode(b"OggS...").decode()}
    async with running_simulator(settings(webhook)) as running:
        await switch(running, media_urls=False)
        await ask(running, "/sim/messages", {"contact": PHONE, "payload": {"type": "audio", "audio": voice}})
        await webhook.wait_for(1)
        (message,) = told(webhook)[0]["value"]["messages"]
        url = (await ask(running, f"/v25.0/{message['audio']['id']}")).json()["url"]
        assert (await ask(running, url.removeprefix(running.url))).content == b"OggS..."
        wrong = {"type": "audio", "audio": {"data": "?"}}
        assert (await ask(running, "/sim/messages", {"contact": PHONE, "payload": wrong})).status_code == 400
    assert not {"url", "data"} & message["audio"].keys()
    assert messages(webhook)[0].kind == "voice"


class Receiver:
    """Answers Meta's handshake: with 403 to a wrong token or mode, else with the challenge."""

    def __init__(self, *, quoted: bool = False) -> None:
        self.quoted = quoted

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = (await reader.readuntil(b"\r\n\r\n")).decode().split(" ")[1]
        asked = httpx.URL("http://x" + line).params
        right = (asked["hub.mode"], asked["hub.verify_token"]) == ("subscribe", "v-token")
        body = (f'"{asked["hub.challenge"]}"' if self.quoted else asked["hub.challenge"]) if right else "no"
        writer.write(f"HTTP/1.1 {200 if right else 403} x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
        writer.close()


@pytest.mark.parametrize(
    ("kind", "quoted", "subscribed", "http"),
    [
        ("ok", False, True, 200),
        ("ok", True, False, 200),
        ("bad_token", False, False, 403),
        ("wrong_mode", False, False, 403),
    ],
)
async def test_the_handshake_is_done_on_command(kind: str, quoted: bool, subscribed: bool, http: int) -> None:
    server = await asyncio.start_server(Receiver(quoted=quoted).serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/webhook"
    given = SimulatorSettings(webhook=url, secret=SECRET, verify_token="v-token")
    async with running_simulator(given) as running:
        found = (await ask(running, "/sim/handshake", {"kind": kind})).json()
    server.close()
    assert (found["subscribed"], found["http"]) == (subscribed, http)


@pytest.mark.parametrize("wrong", [{"kind": "wave"}, [], {}])
async def test_a_handshake_without_a_webhook_or_of_an_unknown_kind_is_refused(wrong: Any) -> None:
    async with running_simulator(SimulatorSettings()) as running:
        answer = await ask(running, "/sim/handshake", wrong)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)


async def test_a_hundred_thousand_sends_are_listed_whole_and_from_any_place() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        for n in range(100_000):
            running.world.sends.append({"id": f"wamid.{n}", "to": PHONE, "body": {"text": {"body": "नमस्ते"}}})
        whole = (await ask(running, "/sim/sent")).json()
        end = (await ask(running, "/sim/sent?since=99998")).json()
    assert (len(whole), whole[7]["id"], whole[7]["body"]) == (100_000, "wamid.7", {"text": {"body": "नमस्ते"}})
    assert [line["id"] for line in end] == ["wamid.99998", "wamid.99999"]


async def test_half_a_character_does_not_break_the_lists() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        running.world.write(PHONE, {"type": "text", "text": {"body": "\ud83c ok"}})
        running.world.note("send", callback="\ud83c")
        assert (await ask(running, "/sim/log")).status_code == 200
        assert (await ask(running, "/sim/events")).json()["events"][0]["text"].endswith("ok")
        assert await write(running)
