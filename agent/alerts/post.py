"""Delivers notices in the background: every target on its own, tried again, never in the way of a turn."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

import structlog

from agent.alerts.notice import Notice
from agent.alerts.targets import DeliveryError, Target

log = structlog.get_logger("pipeline")

WAITS_S = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Wait before the second, third, … try; the last one repeats."""
_MOST_WAITING = 200


@dataclass(slots=True)
class _Lane:
    """One target and what waits for it, in order."""

    target: Target
    waiting: asyncio.Queue[Notice] = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))


class Post:
    """`put` never waits. `on_end` hears of each notice's end: the target, and `delivered`, `given_up` or `dropped`."""

    def __init__(
        self,
        targets: Sequence[Target],
        *,
        attempts: Callable[[], int] = lambda: 6,
        waits_s: Sequence[float] = WAITS_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._lanes = [_Lane(target) for target in targets]
        self._attempts = attempts
        self._waits_s = waits_s
        self._sleep = sleep
        self._tasks: list[asyncio.Task[None]] = []
        self.on_end: Callable[[str, str], None] = lambda target, how: None

    def put(self, notice: Notice) -> None:
        """To every target. One that has been down for long loses what is new, and that is logged."""
        for lane in self._lanes:
            try:
                lane.waiting.put_nowait(notice)
            except asyncio.QueueFull:
                log.error("alert dropped", target=lane.target.name, alert=notice.alert)
                self.on_end(lane.target.name, "dropped")

    def start(self) -> None:
        """Begin to deliver."""
        self._tasks = [asyncio.create_task(self._run(lane)) for lane in self._lanes]

    async def aclose(self, within_s: float = 2.0) -> None:
        """Give what waits a moment to go out, then stop."""
        ends = [asyncio.create_task(lane.waiting.join()) for lane in self._lanes]
        if ends and self._tasks:
            await asyncio.wait(ends, timeout=within_s)
        for task in (*ends, *self._tasks):
            task.cancel()
        await asyncio.gather(*ends, *self._tasks, return_exceptions=True)

    async def _run(self, lane: _Lane) -> None:
        while True:
            notice = await lane.waiting.get()
            try:
                how = "delivered" if await self._deliver(lane.target, notice) else "given_up"
                self.on_end(lane.target.name, how)
            finally:
                lane.waiting.task_done()

    async def _deliver(self, target: Target, notice: Notice) -> bool:
        content = await target.prepare(notice)
        for attempt in range(1, self._attempts() + 1):
            try:
                await target.deliver(content)
            except DeliveryError as error:
                again = error.again and attempt < self._attempts()
                level = log.warning if again else log.error
                level("alert not delivered", target=target.name, alert=notice.alert, attempt=attempt, reason=str(error))
                if not again:
                    return False
                await self._sleep(self._waits_s[min(attempt, len(self._waits_s)) - 1])
            else:
                return True
        return False
