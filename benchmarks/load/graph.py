"""Meta's side of a send and no more: takes everything at once, so that it is never what is waited for."""

import asyncio
import contextlib
import json
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import count

_SENT = count()
_LENGTH = re.compile("content-length: ([0-9]+)")


def _nobody(body: dict[str, object], wamid: str, at: float) -> None:
    return None


@asynccontextmanager
async def accepting_graph(
    on_send: Callable[[dict[str, object], str, float], None] = _nobody,
) -> AsyncIterator[str]:
    """The base URL of a Graph API that accepts; `on_send` gets the body, its new id and the time it came."""
    talks: set[asyncio.Task[None]] = set()

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                length = _LENGTH.search(head)
                raw = await reader.readexactly(int(length[1])) if length else b""
                answer = json.dumps(_answer(json.loads(raw or b"{}"), on_send)).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                    % (len(answer), answer)
                )
                await writer.drain()
        writer.close()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(talk(reader, writer))
        talks.add(task)
        task.add_done_callback(talks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, backlog=1024)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tuple(talks):
            task.cancel()
        await asyncio.gather(*tuple(talks), return_exceptions=True)


def _answer(body: dict[str, object], on_send: Callable[[dict[str, object], str, float], None]) -> dict[str, object]:
    if "type" not in body:  # a read mark, a typing bubble, or a question about the number
        return {"success": True}
    wamid = f"wamid.HBgMOTE5MDAwMDAwMDAxFQIAERgSU0VORA{next(_SENT):012d}A="
    on_send(body, wamid, time.time())
    to = str(body.get("to") or body.get("recipient"))
    return {
        "messaging_product": "whatsapp",
        "contacts": [{"input": to, "wa_id": to.lstrip("+")}],
        "messages": [{"id": wamid, "message_status": "accepted"}],
    }
