"""An unsigned flood is refused by address; what is signed gets through beside it."""

import time
from pathlib import Path

import pytest

from agent.ports import Ports
from serve.flood import UntrustedFlood
from tests.conftest import Load
from tests.serve.conftest import TOKEN, Running, serving
from tests.serve.test_webhook import text_message
from tests.test_service import LINES, STEPS

pytestmark = pytest.mark.alone


async def test_an_unsigned_flood_is_refused_and_signed_webhooks_are_not(server: Running) -> None:
    answers = [(await server.client.post("/webhook", content=b"{}")).status_code for _ in range(70)]
    assert answers == [401] * 60 + [429] * 10
    headers = {"X-Hub-Signature-256": "sha1=abc"}
    assert (await server.client.post("/webhook", content=b"{}", headers=headers)).status_code == 429
    assert (await server.post(text_message())).status_code == 200


async def test_a_flood_signed_with_a_guessed_secret_is_refused_and_what_is_rightly_signed_is_not(
    server: Running,
) -> None:
    answers = [(await server.post(text_message(), secret="guessed")).status_code for _ in range(70)]
    assert answers == [401] * 60 + [429] * 10
    assert (await server.post(text_message())).status_code == 200


async def test_who_guesses_verify_tokens_is_told_nothing_any_more_not_even_by_the_right_one(server: Running) -> None:
    async def shake(token: str) -> int:
        query = {"hub.mode": "subscribe", "hub.verify_token": token, "hub.challenge": "1158201444"}
        return (await server.client.get("/webhook", params=query)).status_code

    assert [await shake(TOKEN) for _ in range(70)] == [200] * 70
    assert [await shake(f"guess-{n}") for n in range(61)] == [403] * 60 + [429]
    assert await shake(TOKEN) == 429


async def test_the_number_of_signed_webhooks_is_not_limited(server: Running) -> None:
    answers = [(await server.post(text_message(number))).status_code for number in range(80)]
    assert set(answers) == {200}


async def flood(server: Running, callers: int) -> set[int]:
    """The last answers to 70 requests without a signature, from so many callers behind one proxy."""
    answers = []
    for number in range(70):
        forwarded = {"X-Forwarded-For": f"198.51.100.7, 203.0.113.{number % callers}"}
        answers.append((await server.client.post("/webhook", content=b"{}", headers=forwarded)).status_code)
    return set(answers)


async def test_behind_a_proxy_each_caller_counts_for_itself(load: Load, ports: Ports, tmp_path: Path) -> None:
    async with serving(load("service: {proxies: 1}\n" + LINES, STEPS), tmp_path / "pipeline.yaml", ports) as server:
        assert await flood(server, callers=2) == {401}
        assert await flood(server, callers=1) == {401, 429}


async def test_without_a_proxy_nobody_chooses_an_address(server: Running) -> None:
    assert await flood(server, callers=35) == {401, 429}


@pytest.mark.parametrize("jump_s", [-3600.0, 3600.0], ids=["back", "on"])
def test_a_clock_that_is_set_neither_frees_nor_blocks_a_caller(monkeypatch: pytest.MonkeyPatch, jump_s: float) -> None:
    now, wall = [1000.0], time.time()
    monkeypatch.setattr(time, "time", lambda: wall)
    flood = UntrustedFlood(2, now=lambda: now[0])
    assert [flood.counts("198.51.100.7") for _ in range(3)] == [True, True, False]
    monkeypatch.setattr(time, "time", lambda: wall + jump_s)
    now[0] += 59
    assert flood.is_over("198.51.100.7")
    now[0] += 1
    assert not flood.is_over("198.51.100.7")


def test_all_addresses_of_one_ipv6_line_are_counted_together_and_a_neighbour_is_not() -> None:
    flood = UntrustedFlood(2)
    first, second, third = (f"2001:db8::{end}" for end in ("1", "2", "ffff:0:0:1"))
    assert flood.counts(first)
    assert flood.counts(second)
    assert not flood.counts(third)
    assert flood.counts("2001:db8:0:1::1")
    assert flood.counts("no address at all")
