import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
import structlog

from agent.channel.cloud_api import CloudAPIChannel
from agent.channel.simulator import RunningSimulator, SimulatorSettings, running_simulator
from agent.ports import Address, Outgoing, Receipt, SendTakenError

NUMBER = "100000000000001"
PHONE = "34600000777"
TO = Address(phone=PHONE)
BODY = {"messaging_product": "whatsapp", "recipient_type": "individual", "type": "text", "text": {"body": "Hola"}}
RawServer = Callable[..., AbstractAsyncContextManager[tuple[str, list[bytes]]]]


def outgoing(send_id: str = "our-uuid", **parts: Any) -> Outgoing:
    return Outgoing(id=send_id, message_id="wamid.IN", contact="c", body=BODY | parts, state="sending")


@asynccontextmanager
async def channel(url: str, **settings: Any) -> AsyncIterator[CloudAPIChannel]:
    found = CloudAPIChannel(url, "a-token", NUMBER, **settings)
    yield found
    await found.aclose()


@pytest.fixture
async def simulator() -> AsyncIterator[RunningSimulator]:
    async with running_simulator(SimulatorSettings(token="a-token", speed=50)) as running:
        yield running


async def post(simulator: RunningSimulator, **settings: Any) -> Receipt:
    async with channel(simulator.url, **settings) as meta:
        return await meta.send(outgoing(), TO)


async def test_an_accepted_send_brings_its_id_and_carries_our_uuid(simulator: RunningSimulator) -> None:
    receipt = await post(simulator)
    (sent,) = simulator.world.sends
    assert receipt == Receipt(state="sent", wamid=sent["id"])
    assert sent["biz_opaque_callback_data"] == "our-uuid"
    assert sent["body"]["to"] == f"+{PHONE}"
    assert "recipient" not in sent["body"]


async def test_a_person_without_a_number_is_reached_by_user_id(simulator: RunningSimulator) -> None:
    async with channel(simulator.url) as meta:
        assert (await meta.send(outgoing(), Address(user_id="ES.42"))).state == "sent"
        assert (await meta.send(outgoing(), Address(phone=PHONE, user_id="ES.42"))).state == "sent"
    only, both = (send["body"] for send in simulator.world.sends)
    assert only["recipient"] == "ES.42"
    assert "to" not in only
    assert (both["to"], both["recipient"]) == (f"+{PHONE}", "ES.42")


async def test_an_address_that_names_nobody_is_not_posted(simulator: RunningSimulator) -> None:
    async with channel(simulator.url) as meta:
        receipt = await meta.send(outgoing(), Address())
    assert (receipt.state, receipt.retryable, simulator.world.sends) == ("failed", False, [])


async def test_half_a_character_in_the_text_does_not_break_the_send(simulator: RunningSimulator) -> None:
    async with channel(simulator.url) as meta:
        assert (await meta.send(outgoing(text={"body": "ok \ud83c"}), TO)).state == "sent"


async def test_a_wrong_token_stops_at_once_and_says_what_to_renew(simulator: RunningSimulator) -> None:
    meta = CloudAPIChannel(simulator.url, "expired", NUMBER)
    receipt = await meta.send(outgoing(), TO)
    await meta.aclose()
    assert (receipt.state, receipt.code, receipt.retryable) == ("failed", 190, False)
    assert "WHATSAPP_TOKEN" in receipt.error


@pytest.mark.parametrize("code", [2, 131016, 130429])
async def test_a_short_refusal_is_posted_once_and_may_be_tried_later(simulator: RunningSimulator, code: int) -> None:
    simulator.world.set_faults({"error_code": code, "error_times": 2, "retry_after_s": 30})
    receipt = await post(simulator)
    assert (receipt.state, receipt.code, receipt.retryable, receipt.retry_after_s) == ("failed", code, True, 30)
    assert simulator.world.faults.error_times == 1
    assert simulator.world.sends == []


async def test_a_send_made_again_carries_its_own_uuid(simulator: RunningSimulator) -> None:
    async with channel(simulator.url) as meta:
        await meta.send(replace(outgoing(), callback="the-second"), TO)
    assert simulator.world.sends[0]["biz_opaque_callback_data"] == "the-second"


@pytest.mark.parametrize("code", [131026, 131047, 131048, 131031, 368, 100, 131009])
async def test_a_final_refusal_is_asked_once_only(simulator: RunningSimulator, code: int) -> None:
    simulator.world.set_faults({"error_code": code, "error_times": 2})
    receipt = await post(simulator)
    assert (receipt.state, receipt.code, receipt.retryable) == ("failed", code, False)
    assert simulator.world.faults.error_times == 1


@pytest.mark.parametrize("how", [True, "drop", "500"])
async def test_a_lost_answer_is_unknown_and_never_sent_again(simulator: RunningSimulator, how: Any) -> None:
    simulator.world.set_faults({"lose_answer": how})
    receipt = await post(simulator)
    assert (receipt.state, receipt.retryable) == ("unknown", False)
    assert len(simulator.world.sends) == 1


async def test_an_answer_that_comes_too_late_is_unknown_and_never_sent_again(simulator: RunningSimulator) -> None:
    simulator.world.set_faults({"delay_ms": 800})
    receipt = await post(simulator, timeout_s=0.2)
    assert (receipt.state, receipt.retryable) == ("unknown", False)


async def test_it_is_said_that_a_send_leaves_before_a_byte_of_it_does(simulator: RunningSimulator) -> None:
    async def taken() -> None:
        raise SendTakenError("another attempt has it")

    async with channel(simulator.url) as meta:
        with pytest.raises(SendTakenError):
            await meta.send(outgoing(), TO, taken)
    assert simulator.world.sends == []


async def test_nothing_leaves_where_nobody_listens() -> None:
    left: list[bool] = []

    async def leaving() -> None:
        left.append(True)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        async with channel(f"http://127.0.0.1:{free.getsockname()[1]}") as meta:
            await meta.send(outgoing(), TO, leaving)
    assert left == []


async def test_an_answered_send_left_once(simulator: RunningSimulator) -> None:
    left: list[int] = []

    async def leaving() -> None:
        left.append(len(simulator.world.sends))

    async with channel(simulator.url) as meta:
        for _ in range(2):
            await meta.send(outgoing(), TO, leaving)
    assert left == [0, 1]


async def test_a_refused_connection_surely_sent_nothing_and_may_be_tried_again() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        async with channel(f"http://127.0.0.1:{port}") as meta:
            receipt = await meta.send(outgoing(), TO)
    assert (receipt.state, receipt.retryable, receipt.code) == ("failed", True, None)


def http(status: str, body: str, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body.encode())}", "Connection: close", *headers]
    return "\r\n".join([*lines, "", body]).encode()


def error(code: int, **parts: Any) -> str:
    return json.dumps({"error": {"message": f"to {PHONE}", "code": code, "fbtrace_id": "Ab-1", **parts}})


ANSWERS: list[tuple[bytes, str, bool, float]] = [
    (b"", "unknown", False, 0),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{", "unknown", False, 0),
    (b"garbage\r\n\r\n", "unknown", False, 0),
    (http("200 OK", "<html>"), "unknown", False, 0),
    (http("200 OK", "{}"), "unknown", False, 0),
    (http("200 OK", '{"messages":[{"id":7}]}'), "unknown", False, 0),
    (http("200 OK", '{"messages":[{"id":"wamid.1"}]}'), "sent", False, 0),
    (http("500 x", "oops"), "unknown", False, 0),
    (http("502 x", "{}"), "unknown", False, 0),
    (http("500 x", error(131000)), "unknown", False, 0),
    (http("400 x", error(131000)), "unknown", False, 0),
    (http("503 x", error(987654)), "unknown", False, 0),
    (http("400 x", error(987654)), "failed", False, 0),
    (http("429 x", error(987654), "Retry-After: 60"), "failed", True, 60),
    (http("500 x", error(131045)), "failed", False, 0),
    (http("503 x", error(2), "Retry-After: 40"), "failed", True, 40),
    (http("429 x", error(131057)), "failed", True, 60),
    (http("400 x", error(1, error_data={"details": "x"})), "failed", False, 0),
    (http("429 x", "", "Retry-After: 9"), "failed", True, 9),
    (http("429 x", "", "Retry-After: nan"), "failed", True, 0),
    (http("404 x", "<html>"), "failed", False, 0),
    (http("302 x", "", "Location: http://127.0.0.1:1/"), "failed", False, 0),
    (
        http("429 x", error(80007), 'X-Business-Use-Case-Usage: {"7":[{"estimated_time_to_regain_access":5}]}'),
        "failed",
        True,
        300,
    ),
]


@pytest.mark.parametrize(("answer", "state", "retryable", "wait"), ANSWERS)
async def test_every_answer_is_read_for_what_it_says_about_the_send(
    raw_server: RawServer, answer: bytes, state: str, retryable: bool, wait: float
) -> None:
    async with raw_server(answer) as (url, bodies), channel(url) as meta:
        receipt = await meta.send(outgoing(), TO)
    assert (receipt.state, receipt.retryable, receipt.retry_after_s) == (state, retryable, wait)
    assert len(bodies) == 1
    assert PHONE not in receipt.error


async def test_neither_log_nor_receipt_names_the_person(simulator: RunningSimulator) -> None:
    simulator.world.set_faults({"error_code": 131026})
    with structlog.testing.capture_logs() as logs:
        async with channel(simulator.url) as meta:
            receipts = [await meta.send(outgoing(), Address(phone=PHONE, user_id="ES.42", name="Ana"))]
            simulator.world.set_faults({"error_code": 0})
            receipts.append(await meta.send(outgoing(), TO))
            await meta.mark_read("wamid.unknown", typing=False)
    told = json.dumps(logs) + "".join(receipt.error for receipt in receipts)
    assert len(logs) == 3
    for secret in (PHONE, "ES.42", "Ana", "Hola", "wamid", "a-token"):
        assert secret not in told


async def test_a_read_mark_shows_blue_ticks_and_the_typing_bubble(simulator: RunningSimulator) -> None:
    wamid = simulator.world.write(PHONE, {"type": "text", "text": {"body": "hi"}})
    async with channel(simulator.url) as meta:
        await meta.mark_read(wamid, typing=True)
    assert [event["kind"] for event in simulator.world.events] == ["in", "tick", "typing"]


async def test_a_read_mark_that_fails_is_no_error() -> None:
    async with channel("http://127.0.0.1:1") as meta:
        await meta.mark_read("wamid.X", typing=True)


@pytest.mark.parametrize(
    ("url", "token", "number", "named"),
    [
        ("graph.example", "t", "1", "WHATSAPP_GRAPH_URL"),
        ("https://graph.example", "", "1", "WHATSAPP_TOKEN"),
        ("https://graph.example", "tökén", "1", "WHATSAPP_TOKEN"),
        ("https://graph.example", "a\nb", "1", "WHATSAPP_TOKEN"),
        ("https://graph.example", "t", "../1", "WHATSAPP_PHONE_NUMBER_ID"),
    ],
)
def test_wrong_settings_are_named_before_anything_is_sent(url: str, token: str, number: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        CloudAPIChannel(url, token, number)


TEMPLATE: dict[str, Any] = {"type": "template", "template": {"name": "late", "language": {"code": "en"}}}


async def test_a_template_that_was_taken_and_paused_was_not_sent(simulator: RunningSimulator) -> None:
    simulator.world.set_faults({"template_status": "paused"})
    async with channel(simulator.url) as meta:
        receipt = await meta.send(outgoing(**TEMPLATE), TO)
    assert (receipt.state, receipt.code, receipt.retryable) == ("failed", 132015, False)


async def test_a_template_that_is_held_for_its_quality_is_unknown_until_a_status_tells(
    simulator: RunningSimulator,
) -> None:
    simulator.world.set_faults({"template_status": "held_for_quality_assessment"})
    async with channel(simulator.url) as meta:
        receipt = await meta.send(outgoing(**TEMPLATE), TO)
        assert (await meta.send(outgoing("other"), TO)).state == "sent"
    assert (receipt.state, receipt.wamid) == ("unknown", simulator.world.sends[0]["id"])
    assert receipt.retry_after_s == 86_400
