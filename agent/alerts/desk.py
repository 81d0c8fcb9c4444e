"""Looks at everything now and then, tells what changed, and passes on at once what Meta says of the account."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import structlog

from agent.alerts.memory import AlertMemory
from agent.alerts.notice import Notice
from agent.alerts.post import Post
from agent.alerts.rules import Sight, findings
from agent.alerts.settings import AlertSettings
from agent.alerts.traffic import Traffic
from agent.alerts.watch import Watch
from agent.channel.alerts import alert_of
from agent.health import Component
from agent.ports import InboxItem, ModelState, PortError, Ports
from agent.turn import EmergencyKind

log = structlog.get_logger("pipeline")

_PATIENCE_S = 5.0


class AlertDesk:
    """`traffic` is fed by whoever sees turns, webhooks and sends; `run` judges until it is cancelled."""

    def __init__(
        self,
        ports: Ports,
        post: Post,
        settings: Callable[[], AlertSettings],
        health: Callable[[], Awaitable[Sequence[Component]]],
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        memory: Path | None = None,
    ) -> None:
        """`memory`: the file that keeps which alerts are on over a restart."""
        self._ports = ports
        self.post = post
        self._settings = settings
        self._health = health
        self._now = now
        self._memory = AlertMemory(memory)
        self._watch = Watch(self._memory.load())
        self._set_aside: float | None = None
        self.traffic = Traffic(settings().window_s)

    @property
    def firing(self) -> Sequence[str]:
        """Alerts that are on."""
        return self._watch.firing

    async def run(self) -> None:
        """Judge for ever. Whatever fails in it is logged, and judged again the next time."""
        while True:
            try:
                await self.look()
            except Exception as error:  # a watchman that dies silently is worse than none
                log.error("alerts could not be judged", reason=type(error).__name__)
            await asyncio.sleep(self._settings().every_s)

    async def look(self) -> None:
        """Judge once."""
        settings = self._settings()
        self.traffic.window_s = settings.window_s
        depth = await self._depth()
        self._count_set_aside(depth)
        sight = Sight(traffic=self.traffic, depth=depth, models=self._models(), components=await self._health())
        for finding in findings(sight, settings):
            notice = self._watch.judge(finding, settings, self._now())
            if notice is not None:
                self.tell(notice)
        self._memory.save(self._watch.standings)

    def news(self, item: InboxItem) -> None:
        """What a new webhook item says of the account is told at once; what is only for information is logged."""
        self.traffic.item(item)
        alert = alert_of(item)
        if alert is None or alert.urgency == "info":
            return
        self.tell(
            Notice(
                alert=alert.kind,
                state="told",
                severity=alert.urgency,
                says=alert.text,
                remedy="look into Meta's Business Manager; docs/operations.md, Alerts, says what each means",
                at=self._now(),
                since=self._now(),
            )
        )

    def emergency(self, kind: EmergencyKind, contact: str) -> None:
        """Somebody in danger wrote to a number that may not send: told at once, each of them."""
        self.tell(
            Notice(
                alert="emergency",
                state="told",
                severity="critical",
                says=f"{contact} wrote of an emergency ({kind.replace('_', ' ')}) to a number that is stopped",
                remedy=f"call them now; `cairn contact show {contact}` and the review queue say who it is",
                at=self._now(),
                since=self._now(),
            )
        )

    def tell(self, notice: Notice) -> None:
        """Log it and put it in the post."""
        level = log.info if notice.state == "over" else log.error if notice.severity == "critical" else log.warning
        level("alert", alert=notice.alert, state=notice.state, says=notice.says, remedy=notice.remedy)
        self.post.put(notice)

    def _models(self) -> ModelState:
        return self._ports.llm.state

    async def _depth(self) -> Mapping[str, float]:
        """Empty while the journal does not answer: its component says so."""
        with contextlib.suppress(PortError, TimeoutError):
            async with asyncio.timeout(_PATIENCE_S):
                return await self._ports.journal.depth()
        return {}

    def _count_set_aside(self, depth: Mapping[str, float]) -> None:
        """What was set aside before the start was told then."""
        count = depth.get("set_aside")
        if count is None:
            return
        if self._set_aside is not None and count > self._set_aside:
            self.traffic.set_aside(count - self._set_aside)
        self._set_aside = count
