"""Health by component: what is well, what is not, and what to do. `cairn check` asks more, before the start."""

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from agent.channel.number_probe import NumberProbe
from agent.ports import PortError, Ports, Rung
from agent.store.feed import Feed
from agent.terminal.numbers import line

State = Literal["ok", "degraded", "failing"]
_PATIENCE_S = 5.0
_NO_ROOM_MB = 20
"""With less than this the journal cannot be relied on to take another message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """`failing`: messages cannot be taken or answered. `degraded`: they are, but somebody should look."""

    name: str
    state: State = "ok"
    says: str = ""
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """From when on a component is degraded."""

    disk_free_mb: int = 1000
    clock_off_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """What health is judged by besides the ports. `probe`: what the Graph API last said of our number, if asked."""

    rung: Rung
    feed: Feed
    folder: Path
    has_model: bool = False
    probe: NumberProbe | None = None
    limits: Limits = Limits()


async def components(ports: Ports, vitals: Vitals) -> Sequence[Component]:
    """All of them, within a few seconds; never raises."""
    return (
        await _answers(
            "journal", ports.journal.depth, "check the disk; a damaged journal: docs/operations.md, Damaged files"
        ),
        await _store(ports, vitals.feed),
        _index(ports),
        _model(vitals),
        channel(vitals.probe),
        await _number(ports, vitals.probe),
        await asyncio.to_thread(disk, vitals.folder, vitals.limits.disk_free_mb),
        clock(vitals.probe, vitals.limits.clock_off_s),
    )


async def _answers(name: str, ask: Callable[[], Awaitable[Any]], remedy: str) -> Component:
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await ask()
    except (PortError, TimeoutError) as error:
        says = str(error) or f"no answer within {_PATIENCE_S:.0f} s"
        return Component(name=name, state="failing", says=says, remedy=remedy)
    return Component(name=name)


async def _store(ports: Ports, feed: Feed) -> Component:
    remedy = "restart: a damaged store is rebuilt from the journal"
    found = await _answers("store", ports.store.watermark, remedy)
    if found.state == "ok" and feed.error:
        return Component(name="store", state="degraded", says=f"behind the journal: {feed.error}", remedy=remedy)
    return found


def _index(ports: Ports) -> Component:
    if ports.index.version:
        return Component(name="index")
    return Component(name="index", state="failing", says="no index", remedy="run `cairn ingest`")


def _model(vitals: Vitals) -> Component:
    """A lower rung still answers; without a key the composer is what was asked for."""
    if vitals.rung.mode == "normal" or not vitals.has_model:
        return Component(name="model")
    says = f"answers on the rung '{vitals.rung.mode}': {vitals.rung.reason}"
    remedy = "look at breakers and budget under `models`; it climbs back by itself"
    return Component(name="model", state="degraded", says=says, remedy=remedy)


def channel(probe: NumberProbe | None) -> Component:
    """Whether the Graph API takes our calls; well until it was asked."""
    if probe is None or probe.state == "ok":
        return Component(name="channel")
    return Component(name="channel", state="degraded", says=probe.says, remedy=probe.remedy)


async def _number(ports: Ports, probe: NumberProbe | None) -> Component:
    """A stopped number still takes messages, so it is no failure of the server."""
    try:
        async with asyncio.timeout(_PATIENCE_S):
            stopped = await ports.journal.stopped_numbers()
    except (PortError, TimeoutError):
        return Component(name="number")  # the journal's own component says what is wrong
    if stopped:
        says = "; ".join(line(state) for state in stopped)
        remedy = "settle the reason with Meta, then `cairn number start NUMBER`"
        return Component(name="number", state="degraded", says=says, remedy=remedy)
    if probe is not None and probe.quality == "RED":
        remedy = "see what people block: pause templates, look at the review queue and the replies of high risk"
        return Component(name="number", state="degraded", says="Meta rates its quality RED", remedy=remedy)
    return Component(name="number")


def disk(folder: Path, least_mb: int) -> Component:
    """Room under the data folder."""
    try:
        free_mb = free_bytes(folder) / 1e6
    except OSError as error:
        return Component(name="disk", state="failing", says=f"{folder}: {error.strerror}", remedy="mount or make it")
    if free_mb >= least_mb:
        return Component(name="disk")
    state: State = "failing" if free_mb < _NO_ROOM_MB else "degraded"
    remedy = f"free space under {folder}: old logs, *.corrupt-* files, learnt/, old backups"
    return Component(name="disk", state=state, says=f"{free_mb:.0f} MB free, {least_mb} wanted", remedy=remedy)


def free_bytes(folder: Path) -> int:
    """Free for this user, on the disk of the folder or of what will hold it. Raises OSError."""
    there = next(place for place in (folder.absolute(), *folder.absolute().parents) if place.exists())
    return shutil.disk_usage(there).free


def clock(probe: NumberProbe | None, most_off_s: float) -> Component:
    """Our clock against the Graph API's; well while nobody told the time."""
    off = probe.clock_off_s if probe is not None else None
    if off is None or abs(off) <= most_off_s:
        return Component(name="clock")
    says = f"{abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} the Graph API's"
    remedy = "switch time synchronisation on (timedatectl set-ntp true): the 24-hour window is counted by this clock"
    return Component(name="clock", state="degraded", says=says, remedy=remedy)
