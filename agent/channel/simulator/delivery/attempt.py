"""One POST of one webhook: signed, timed, cut off when it takes too long."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass

from agent.channel.signature import sign
from agent.channel.simulator.delivery.connections import Connections
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.settings import SimulatorSettings

_AT_ONCE = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`http` 0: no answer, for the reason in `error`. `started` is the wall clock's unix time."""

    http: int
    error: str
    started: float
    ms: float

    @property
    def taken(self) -> bool:
        """Meta counts nothing but 200."""
        return self.http == 200


class Postman:
    """Posts to one address, many at once."""

    def __init__(self, settings: SimulatorSettings, faults: Faults) -> None:
        self._settings = settings
        self._faults = faults
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._connections = Connections(settings.webhook)

    async def post(self, content: bytes) -> Answer:
        """Never raises for what the receiver does."""
        async with self._room:
            started, clock = time.time(), time.perf_counter()
            http, error = await self._answer(content)
            ms = (time.perf_counter() - clock) * 1000
        return Answer(http=http, error=error, started=started, ms=round(ms, 2))

    def close(self) -> None:
        """Close connections."""
        self._connections.close()

    async def _answer(self, content: bytes) -> tuple[int, str]:
        try:
            async with asyncio.timeout(self._faults.answer_within_s):
                return await self._connections.post(content, self._headers(content)), ""
        except TimeoutError:
            return 0, "cut off"
        except (OSError, EOFError, ValueError) as error:
            return 0, type(error).__name__

    def _headers(self, content: bytes) -> Mapping[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if self._faults.old_signature:
            old = hmac.new(self._settings.secret.encode(), content, hashlib.sha1).hexdigest()
            headers["X-Hub-Signature"] = f"sha1={old}"
        if self._faults.no_signature:
            return headers
        whole = sign(content, "not the secret" if self._faults.bad_signature else self._settings.secret)
        return headers | {"X-Hub-Signature-256": whole[:39] if self._faults.short_signature else whole}
