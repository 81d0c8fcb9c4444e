"""Stands in for OpenRouter: its chat completions over real HTTP, with faults on demand. For tests and drills."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Literal, get_args

Fault = Literal[
    "none",
    "silence",
    "trickle",
    "dropped",
    "429",
    "429 with Retry-After",
    "500",
    "502 as HTML",
    "200 as HTML",
    "cut-off JSON",
    "error in a 200",
    "error in a choice",
    "empty",
    "truncated",
    "wrong language",
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
_SILENCE_S = 30.0
_WRONG = {False: "Ich kann Ihnen dazu leider nichts sagen.", True: "यह जानकारी यहाँ नहीं है, कृपया बाद में पूछिए।"}


def _answered(body: Mapping[str, Any]) -> str:
    return "Bring a warm jacket; nights are cold. Shall I tell you more?"


def _at_once(body: Mapping[str, Any]) -> float:
    return 0.0


class OpenRouterSimulator:
    """Answers POST …/chat/completions with `answer` of the request's body.

    `faults` are met by the requests in order, the last one by all that follow. `down` are models it cannot reach:
    it goes on along the request's `models`, as OpenRouter does, and says 502 when none is left. `takes_s` is how long a
    request's answer takes. `thinks` are tokens of thought before each answer: billed as answer, and none is left of it
    where they fill `max_tokens`.
    """

    def __init__(
        self,
        answer: Callable[[Mapping[str, Any]], str] = _answered,
        *,
        faults: Sequence[Fault] = ("none",),
        down: Sequence[str] = (),
        retry_after_s: float = 1.0,
        takes_s: Callable[[Mapping[str, Any]], float] = _at_once,
        usd_per_token: float = 1e-6,
        usd_per_web_result: float = 0.004,
        thinks: int = 0,
    ) -> None:
        self.answer = answer
        self.faults = list(faults)
        self.down = set(down)
        self.retry_after_s = retry_after_s
        self.takes_s = takes_s
        self.usd_per_token = usd_per_token
        self.usd_per_web_result = usd_per_web_result
        self.thinks = thinks
        self.requests: list[dict[str, Any]] = []
        self.billed_usd = 0.0

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[str]:
        """Listen on a free port of 127.0.0.1; gives the base URL."""
        talks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            talk = asyncio.create_task(self._talk(reader, writer))
            talks.add(talk)
            talk.add_done_callback(talks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/api/v1"
        finally:
            server.close()
            open_talks = tuple(talks)
            for talk in open_talks:
                talk.cancel()
            await asyncio.gather(*open_talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                while await self._one(reader, writer):
                    pass
        finally:
            writer.close()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """One request; False when the connection ends with it."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        body = await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
        fault = self.faults[min(len(self.requests), len(self.faults) - 1)]
        self.requests.append(json.loads(body))
        if "authorization: bearer " not in head:
            await _reply(writer, 401, _error(401, "No auth credentials found"))
            return True
        return await self._with(fault, self.requests[-1], writer)

    async def _with(self, fault: Fault, request: Mapping[str, Any], writer: asyncio.StreamWriter) -> bool:
        await asyncio.sleep(self.takes_s(request))
        if fault == "silence":
            await asyncio.sleep(_SILENCE_S)
            return False
        if fault == "dropped":
            return False
        if fault == "trickle":
            await _trickle(writer, self._completion(request))
            return False
        status, body, headers = self._spoilt(fault, request)
        await _reply(writer, status, body, headers)
        return True

    def _spoilt(self, fault: Fault, request: Mapping[str, Any]) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of one answer."""
        html = b"<html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>"
        as_html = {"content-type": "text/html"}
        fixed: dict[str, tuple[int, bytes, Mapping[str, str]]] = {
            "429": (429, _error(429, "Rate limit exceeded"), {}),
            "429 with Retry-After": (429, _error(429, "Rate limit"), {"retry-after": f"{self.retry_after_s:g}"}),
            "500": (500, _error(500, "Internal Server Error"), {}),
            "502 as HTML": (502, html, as_html),
            "200 as HTML": (200, html, as_html),
            "error in a 200": (200, _error(502, "Provider returned error"), {}),
        }
        if fault in fixed:
            return fixed[fault]
        if set(_models(request)) <= self.down:
            return 502, _error(502, "No endpoints are up for these models"), {}
        body = self._completion(request, fault)
        return 200, body[: len(body) // 2] if fault == "cut-off JSON" else body, {}

    def _completion(self, request: Mapping[str, Any], fault: Fault = "none") -> bytes:
        """A chat completion, billed: also one that nobody can use."""
        text = self.answer(request)
        texts: dict[str, str] = {
            "empty": "",
            "truncated": text[: len(text) // 2],
            "wrong language": _WRONG[not _has_devanagari(text)],
        }
        text = texts.get(fault, text)
        thought = min(self.thinks, request["max_tokens"])
        if thought and thought == request["max_tokens"]:
            fault, text = "truncated", ""
        asked = sum(len(message["content"]) for message in request["messages"]) // 4
        written = thought + len(text) // 4
        web = sum(plugin.get("max_results", 5) for plugin in request.get("plugins", ()) if plugin["id"] == "web")
        cost = (asked + written) * self.usd_per_token + web * self.usd_per_web_result
        self.billed_usd += cost
        choice: dict[str, Any] = {
            "index": 0,
            "finish_reason": {"truncated": "length", "error in a choice": "error"}.get(fault, "stop"),
            "native_finish_reason": "stop",
            "message": {"role": "assistant", "content": text, "refusal": None},
        }
        if fault == "error in a choice":
            choice["error"] = {"code": 502, "message": "Upstream error", "metadata": {}}
        usage = {
            "prompt_tokens": asked,
            "completion_tokens": written,
            "completion_tokens_details": {"reasoning_tokens": thought},
            "total_tokens": asked + written,
            "cost": cost,
            "cost_details": {"upstream_inference_cost": None},
        }
        body = {
            "id": f"gen-{len(self.requests)}",
            "provider": "simulator",
            "object": "chat.completion",
            "created": 1_800_000_000,
            "model": next(
                model for model in _models(request) if model not in self.down or model == _models(request)[-1]
            ),
            "choices": [choice],
            "usage": usage,
        }
        return json.dumps(body, ensure_ascii=False).encode()


def _models(request: Mapping[str, Any]) -> list[str]:
    return list(request.get("models") or [request["model"]])


def _has_devanagari(text: str) -> bool:
    return any("\u0900" <= letter <= "\u097f" for letter in text)


def _error(code: int, message: str) -> bytes:
    return json.dumps({"error": {"code": code, "message": message, "metadata": {}}}).encode()


async def _reply(writer: asyncio.StreamWriter, status: int, body: bytes, more: Mapping[str, str] | None = None) -> None:
    headers = {"content-type": "application/json", "content-length": str(len(body)), **(more or {})}
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {status} x\r\n{told}\r\n".encode() + body)
    await writer.drain()


async def _trickle(writer: asyncio.StreamWriter, body: bytes) -> None:
    """A byte now and then: no read ever waits long, and the whole never comes."""
    writer.write(f"HTTP/1.1 200 x\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode())
    for place in range(len(body)):
        writer.write(body[place : place + 1])
        await writer.drain()
        await asyncio.sleep(0.1)
