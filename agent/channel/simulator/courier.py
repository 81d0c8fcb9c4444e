"""Delivers webhooks as Meta does: at once, again at once, then ever more rarely for seven days."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from random import Random
from typing import Any

import httpx

from agent.channel.signature import sign
from agent.channel.simulator.clock import Clock
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.wire import Change, encode, envelope

WEEK_S = 7 * 86_400.0
_LONGEST_WAIT_S = 3600.0
_GROWTH = 1.3
_BATCH_WAIT_S = 0.5
_AT_ONCE = 64

Delivered = Callable[[Change, bool], None]


class Courier:
    """One webhook address, deliveries side by side. `delivered` hears of every update taken with 200, or dropped."""

    def __init__(self, settings: SimulatorSettings, clock: Clock, faults: Faults, delivered: Delivered) -> None:
        self._settings = settings
        self._clock = clock
        self._faults = faults
        self._delivered = delivered
        self._rng = Random(settings.seed + 1)
        self._client = httpx.AsyncClient(
            timeout=settings.answer_within_s,
            trust_env=False,
            limits=httpx.Limits(max_connections=_AT_ONCE, keepalive_expiry=2),
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: list[Change] = []
        self.attempts = 0

    def post(self, value: Change) -> None:
        """Put one update on its way."""
        self._waiting.append(value)
        if len(self._waiting) >= self._faults.batch:
            self._flush()
        elif len(self._waiting) == 1:
            self.start(self._flush_later())

    async def post_now(self, value: Change) -> None:
        """One attempt for one update, waited for."""
        await self._attempt(encode(envelope(self._settings.business_account_id, [value])))

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run in the background until done or closed."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        """Drop what is under way: the simulator's deliveries live in memory only."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    def _flush(self) -> None:
        values, self._waiting = self._waiting, []
        if values and self._settings.webhook:
            self.start(self._deliver(values))

    async def _flush_later(self) -> None:
        await self._clock.sleep(_BATCH_WAIT_S)
        self._flush()

    async def _deliver(self, values: list[Change]) -> None:
        content = encode(envelope(self._settings.business_account_id, values))
        copies = [self._until_taken(content) for _ in range(self._faults.duplicate)]
        taken = await asyncio.gather(*copies)
        for value in values:
            self._delivered(value, any(taken))

    async def _until_taken(self, content: bytes) -> bool:
        given_up_at = self._clock.seconds() + WEEK_S
        wait = 0.0
        while not await self._attempt(content):
            if self._clock.seconds() + wait > given_up_at:
                return False
            await self._clock.sleep(wait * self._rng.uniform(0.8, 1.0))
            wait = min(max(1.0, wait * _GROWTH), _LONGEST_WAIT_S)
        return True

    async def _attempt(self, content: bytes) -> bool:
        self.attempts += 1
        try:
            response = await self._client.post(self._settings.webhook, content=content, headers=self._headers(content))
        except httpx.HTTPError:
            return False
        return response.status_code == 200

    def _headers(self, content: bytes) -> Mapping[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if self._faults.no_signature:
            return headers
        secret = "not the secret" if self._faults.bad_signature else self._settings.secret
        return headers | {"X-Hub-Signature-256": sign(content, secret)}
