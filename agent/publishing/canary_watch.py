"""The server's part: puts a canary in service, counts what it does, and ends it when it does harm."""

import asyncio
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

import structlog

from agent.alerts.notice import Notice
from agent.config import ConfigError
from agent.pipeline import Pipeline
from agent.ports import InboxItem, InboxStatus, PortError, Ports
from agent.publishing.canary import Canary
from agent.publishing.desk import SERVER, Desk
from agent.publishing.errors import PublishError
from agent.publishing.harm import ERRORS, FAILED_SENDS, harms_of
from agent.publishing.reading import config_of
from agent.publishing.tally import Tally, line_of
from agent.reload import LivePipeline
from agent.turn import Turn

log = structlog.get_logger("pipeline")

_MOST_SENDS = 50_000
"""Sends whose status may still come, of which we know the contact."""


class CanaryWatch:
    """Feeds on turns; `look` follows what others do at their desks. All its methods run in the server's loop."""

    def __init__(self, desk: Desk, live: LivePipeline, ports: Ports, tell: Callable[[Notice], None]) -> None:
        """`tell` gives a notice to those on call."""
        self._desk = desk
        self._live = live
        self._ports = ports
        self._tell = tell
        self._tally: Tally | None = None
        self._ending: dict[int, str] = {}
        self._sends: dict[str, str] = {}

    async def run(self, every_s: float = 1.0) -> None:
        """Look for ever. Whatever fails in it is logged, and looked at again the next time."""
        while True:
            await asyncio.sleep(every_s)
            await self.look()

    async def look(self) -> None:
        """Take over what changed, and finish what could not be finished before."""
        try:
            await self._end_harmful()
            await self._follow()
            await asyncio.to_thread(self._desk.catch_up)
        except (PortError, PublishError) as error:
            log.error("the history of the config cannot be followed now", reason=str(error))

    # --- what happens ----------------------------------------------------------------------------------------

    def turn(self, turn: Turn) -> None:
        """A finished turn."""
        if self._counts(turn):
            if turn.delivery is not None:
                self._remember(turn.delivery.id, turn.message.contact)
            self._count(turn.message.contact, harms_of(turn))

    def stopped(self, turn: Turn, step: str) -> None:
        """A turn that could not be finished and is tried again."""
        if self._counts(turn):
            self._count(turn.message.contact, (ERRORS,), is_turn=False)

    def news(self, item: InboxItem) -> None:
        """A status may say that a message sent during the canary did not arrive after all."""
        if isinstance(item, InboxStatus) and item.status == "failed" and item.callback in self._sends:
            self._count(self._sends[item.callback], (FAILED_SENDS,), is_turn=False)

    def _counts(self, turn: Turn) -> bool:
        """Turns that began before the canary, or ran on after it, tell nothing of either config."""
        if self._live.canary is None:
            return False
        canary, pipeline = self._live.canary
        mine = pipeline if canary.serves(turn.message.contact) else self._live.current
        return turn.config_hash == mine.config_hash

    def _remember(self, send: str, contact: str) -> None:
        self._sends[send] = contact
        if len(self._sends) > _MOST_SENDS:
            del self._sends[next(iter(self._sends))]

    def _count(self, contact: str, harms: Iterable[str], *, is_turn: bool = True) -> None:
        if self._live.canary is None or self._tally is None:
            return
        canary = self._live.canary[0]
        line = line_of(canary, contact, harms, is_turn=is_turn)
        try:
            self._desk.log_turn(canary, line)
        except PortError as error:
            log.error("a turn of the canary is not in its log", reason=str(error))
        self._tally.add(line)
        self._judge(canary, self._tally)

    def _judge(self, canary: Canary, tally: Tally) -> None:
        """From the next turn on everybody is served by the live config; the rest is written down by `look`."""
        harmful = tally.harmful()
        if harmful is None:
            return
        ratio = harmful.ratio
        reason = f"{harmful.says}: at least {ratio.low:.2g} times as often"
        self._live.canary = self._tally = None
        self._ending[canary.number] = reason
        now = datetime.now(UTC)
        self._tell(
            Notice(
                alert="canary",
                state="told",
                severity="critical",
                says=f"the canary of {canary.author} was ended: {reason}",
                remedy="all contacts are served by the live config again; the draft is back with its author",
                at=now,
                since=now,
                value=ratio.low,
                threshold=1.0,
            )
        )

    # --- what others do --------------------------------------------------------------------------------------

    async def _end_harmful(self) -> None:
        for number, reason in list(self._ending.items()):
            running = await asyncio.to_thread(self._desk.canary)
            if running is not None and running.number == number:
                await asyncio.to_thread(self._desk.abort, SERVER, reason, harmful=True)
            del self._ending[number]

    async def _follow(self) -> None:
        """The canary in service is the one that runs."""
        live = await asyncio.to_thread(self._desk.live)
        running = await asyncio.to_thread(self._desk.canary)
        serving = self._live.canary[0] if self._live.canary else None
        if running is None:
            self._live.canary = self._tally = None
        elif running.base != live.text_hash:
            self._live.canary = self._tally = None
            await asyncio.to_thread(self._desk.abort, SERVER, f"the live config changed: {live.reason}")
        elif serving is None or serving.number != running.number:
            await self._begin(running)

    async def _begin(self, canary: Canary) -> None:
        try:
            text = await asyncio.to_thread(self._desk.text_of, canary)
            pipeline = Pipeline(config_of(text, self._desk.config))
            await pipeline.warm_up(self._ports, further=True)
        except (ConfigError, PortError) as error:
            await asyncio.to_thread(self._desk.abort, SERVER, f"it could not be put in service: {error}")
            return
        self._tally = await asyncio.to_thread(self._desk.tally, canary)
        self._live.canary = (canary, pipeline)
        log.info("canary in service", config_hash=canary.hash, share=canary.share, number=canary.number)
        self._judge(canary, self._tally)
