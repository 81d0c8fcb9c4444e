"""The client against a small server that speaks OpenRouter's chat completions and fails on demand."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from agent.llm.breaker import Breaker
from agent.llm.openrouter import OpenRouterLLM
from agent.ports import ChatMessage, CompletionRequest, PortError


def answer(text: str | None = "Namaste!", *, model: str = "qwen/a", finish: str = "stop") -> bytes:
    body = {
        "id": "gen-1",
        "object": "chat.completion",
        "created": 1,
        "model": model,
        "choices": [{"index": 0, "finish_reason": finish, "message": {"role": "assistant", "content": text}}],
        "usage": {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150, "cost": 0.00042},
    }
    return json.dumps(body).encode()


class Gateway:
    """Gives its replies in order, the last one for ever; None hangs, b"" drops the connection."""

    def __init__(self) -> None:
        self.replies: list[tuple[int, dict[str, str], bytes | None]] = [(200, {}, answer())]
        self.requests: list[dict[str, Any]] = []
        self.url = ""

    def say(self, *replies: tuple[int, bytes | None] | tuple[int, bytes | None, dict[str, str]]) -> None:
        self.replies = [(r[0], r[2] if len(r) > 2 else {}, r[1]) for r in replies]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        self.requests.append(json.loads(await reader.readexactly(length)))
        status, headers, body = self.replies[min(len(self.requests), len(self.replies)) - 1]
        if body is None:
            await asyncio.sleep(30)
        if not body:
            return False
        lines = {"content-type": "application/json", "content-length": str(len(body)), **headers}
        told = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        writer.write(f"HTTP/1.1 {status} x\r\n{told}\r\n".encode() + body)
        await writer.drain()
        return True


@pytest.fixture
async def gateway() -> AsyncIterator[Gateway]:
    gateway = Gateway()
    tasks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.create_task(gateway.serve(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    gateway.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v1"
    yield gateway
    server.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Naps:
    def __init__(self) -> None:
        self.taken: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture
async def llm(gateway: Gateway, naps: Naps) -> AsyncIterator[OpenRouterLLM]:
    llm = OpenRouterLLM("sk-test", gateway.url, sleep=naps)
    yield llm
    await llm.aclose()


def request(timeout_s: float = 5.0, models: tuple[str, ...] = ("qwen/a", "moonshotai/b")) -> CompletionRequest:
    return CompletionRequest(
        messages=(ChatMessage(role="user", content="hello"),), models=models, max_tokens=100, timeout_s=timeout_s
    )


async def test_the_answer_comes_with_model_tokens_and_cost(llm: OpenRouterLLM, gateway: Gateway) -> None:
    gateway.say((200, answer(model="moonshotai/b")))
    completion = await llm.complete(request())
    assert (completion.text, completion.model) == ("Namaste!", "moonshotai/b")
    assert (completion.tokens_in, completion.tokens_out, completion.cost_usd) == (120, 30, 0.00042)


async def test_fallback_models_seed_and_limits_are_sent(llm: OpenRouterLLM, gateway: Gateway) -> None:
    await llm.complete(request())
    sent = gateway.requests[0]
    assert sent["models"] == ["qwen/a", "moonshotai/b"]
    assert (sent["model"], sent["seed"], sent["max_tokens"]) == ("qwen/a", 7, 100)


async def test_too_many_requests_waits_as_long_as_asked(llm: OpenRouterLLM, gateway: Gateway, naps: Naps) -> None:
    gateway.say((429, b"{}", {"retry-after": "2"}), (200, answer()))
    assert (await llm.complete(request())).text == "Namaste!"
    assert naps.taken == [2.0]


async def test_a_wait_longer_than_the_turn_is_not_begun(llm: OpenRouterLLM, gateway: Gateway, naps: Naps) -> None:
    gateway.say((429, b"{}", {"retry-after": "60"}))
    with pytest.raises(PortError, match="HTTP 429"):
        await llm.complete(request())
    assert naps.taken == []


@pytest.mark.parametrize(
    "fault",
    [
        (500, b'{"error": {"code": 500, "message": "oops"}}'),
        (503, b"upstream"),
        (200, answer("")),
        (200, answer(None)),
        (200, answer("half an ans", finish="length")),
        (200, answer()[:40]),
        (200, b'{"error": {"code": 502, "message": "provider down"}}'),
        (200, b""),
    ],
    ids=["500", "503", "empty", "null", "cut off", "broken JSON", "error in a 200", "dropped"],
)
async def test_a_passing_fault_is_tried_again(llm: OpenRouterLLM, gateway: Gateway, fault: tuple[int, bytes]) -> None:
    gateway.say(fault, (200, answer()))
    assert (await llm.complete(request())).text == "Namaste!"
    assert len(gateway.requests) == 2


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 413, 422])
async def test_what_asking_again_cannot_help_is_not_asked_again(
    llm: OpenRouterLLM, gateway: Gateway, status: int
) -> None:
    gateway.say((status, b'{"error": {"message": "no"}}'))
    with pytest.raises(PortError, match=f"HTTP {status}"):
        await llm.complete(request())
    assert len(gateway.requests) == 1


async def test_silence_ends_with_the_requests_own_time(llm: OpenRouterLLM, gateway: Gateway) -> None:
    gateway.say((200, None))
    with pytest.raises(PortError, match="no answer in time"):
        await asyncio.wait_for(llm.complete(request(timeout_s=0.4)), timeout=20)


async def test_an_error_text_never_repeats_the_prompt(llm: OpenRouterLLM, gateway: Gateway) -> None:
    gateway.say((400, b'{"error": {"message": "bad prompt: hello"}}'))
    with pytest.raises(PortError) as caught:
        await llm.complete(request())
    assert "hello" not in str(caught.value)


async def test_a_model_that_keeps_failing_is_left_out_and_its_fallback_asked(gateway: Gateway, naps: Naps) -> None:
    llm = OpenRouterLLM("sk-test", gateway.url, sleep=naps, attempts=2, breaker=lambda: Breaker(least=2))
    gateway.say((500, b"{}"))
    with pytest.raises(PortError):
        await llm.complete(request())
    gateway.say((200, answer(model="moonshotai/b")))
    await llm.complete(request())
    assert gateway.requests[-1]["models"] == ["moonshotai/b"]
    assert llm.breakers == {"qwen/a": "open", "moonshotai/b": "closed"}
    await llm.aclose()


async def test_when_every_model_is_cut_off_nobody_is_asked_and_it_is_not_available(gateway: Gateway) -> None:
    llm = OpenRouterLLM("sk-test", gateway.url, sleep=Naps(), breaker=lambda: Breaker(least=1))
    gateway.say((500, b"{}"))
    with pytest.raises(PortError):
        await llm.complete(request(models=("qwen/a",)))
    asked = len(gateway.requests)
    assert not llm.available
    with pytest.raises(PortError, match="cut off"):
        await llm.complete(request(models=("qwen/a",)))
    assert len(gateway.requests) == asked
    await llm.aclose()


async def test_without_a_key_it_is_not_available() -> None:
    llm = OpenRouterLLM("")
    assert not llm.available
    await llm.aclose()


async def test_a_server_that_is_not_there_is_a_port_error(naps: Naps) -> None:
    llm = OpenRouterLLM("sk-test", "http://127.0.0.1:9/api/v1", sleep=naps)
    with pytest.raises(PortError, match="no connection"):
        await llm.complete(request())
    assert len(naps.taken) == 2
    await llm.aclose()
