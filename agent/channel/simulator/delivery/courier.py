"""Delivers webhooks as Meta does: at once, again at once, then ever more rarely for seven days."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from random import Random
from typing import Any

from agent.channel.simulator.clock import Clock
from agent.channel.simulator.delivery.attempt import Postman
from agent.channel.simulator.delivery.parcel import Packer, Parcel
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.wire import Update

WEEK_S = 7 * 86_400.0
_LONGEST_WAIT_S = 3600.0
_GROWTH = 1.3
_BATCH_WAIT_S = 0.5

Delivered = Callable[[Update, bool], None]
Note = Callable[..., None]


class Courier:
    """One webhook address, deliveries side by side.

    `delivered` hears of every update taken with 200, or dropped; `note` of every attempt.
    """

    def __init__(
        self, settings: SimulatorSettings, clock: Clock, faults: Faults, delivered: Delivered, note: Note
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._faults = faults
        self._delivered = delivered
        self._note = note
        self._rng = Random(settings.seed + 1)
        self._packer = Packer(settings, faults, clock)
        self._postman = Postman(settings, faults)
        self._tasks: set[asyncio.Task[None]] = set()
        self._waiting: list[Update] = []
        self._last: Update | None = None
        self._parcels = 0
        self.attempts = 0

    def post(self, update: Update) -> None:
        """Put one update on its way."""
        self._waiting.append(update)
        if len(self._waiting) >= self._faults.batch:
            self._flush()
        elif len(self._waiting) == 1:
            self.start(self._flush_later())

    async def post_now(self, update: Update) -> None:
        """One attempt for one update, waited for."""
        if self._settings.webhook:
            self._parcels += 1
            await self._attempt(self._packer.one([update]), self._parcels, 1)

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
        self._postman.close()

    def _flush(self) -> None:
        updates, self._waiting = self._waiting, []
        if updates and self._settings.webhook:
            for parcel in self._packer.pack(updates):
                self.start(self._deliver(parcel))

    async def _flush_later(self) -> None:
        await self._clock.sleep(_BATCH_WAIT_S)
        self._flush()

    async def _deliver(self, parcel: Parcel) -> None:
        self._parcels += 1
        number = self._parcels
        copies = [self._until_taken(parcel, number) for _ in range(self._faults.duplicate)]
        taken = any(await asyncio.gather(*copies))
        for update in parcel.updates:
            self._delivered(update, taken)
        if self._faults.repeat_after_s:
            await self._clock.sleep(self._faults.repeat_after_s)
            await self._until_taken(parcel, number)

    async def _until_taken(self, parcel: Parcel, number: int) -> bool:
        given_up_at = self._clock.seconds() + WEEK_S
        first = parcel
        for attempt, wait in enumerate(self._waits(), start=1):
            if await self._attempt(parcel, number, attempt):
                self._last = first.updates[-1]
                return True
            if self._clock.seconds() + wait > given_up_at:
                break
            await self._clock.sleep(wait)
            if self._faults.rebatch:
                parcel = self._packer.otherwise(first, attempt, self._last)
        self._note("dropped", webhook=number, ids=first.ids)
        return False

    def _waits(self) -> Iterator[float]:
        """Meta says: immediately, then with decreasing frequency. It does not say how."""
        wait = 0.0
        while True:
            yield wait * self._rng.uniform(0.8, 1.0)
            wait = min(max(1.0, wait * _GROWTH), _LONGEST_WAIT_S)

    async def _attempt(self, parcel: Parcel, number: int, attempt: int) -> bool:
        self.attempts += 1
        answer = await self._postman.post(parcel.content)
        self._note(
            "attempt",
            webhook=number,
            attempt=attempt,
            ids=parcel.ids,
            bytes=len(parcel.content),
            http=answer.http,
            error=answer.error,
            started=answer.started,
            ms=answer.ms,
        )
        return answer.taken
