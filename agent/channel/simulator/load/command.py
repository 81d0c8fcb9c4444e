"""`cairn simulator --load`: a load against the webhook, and its figures."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from agent.channel.simulator.load.figures import Figures
from agent.channel.simulator.load.plan import Load
from agent.channel.simulator.load.run import run_load
from agent.channel.simulator.server import running_simulator
from agent.channel.simulator.settings import SimulatorSettings


def load_webhook(settings: SimulatorSettings, load: Load, *, host: str, port: int, as_json: bool) -> bool:
    """Serve while the load runs, print the figures; False when a message was left unanswered or answered twice."""
    found = asyncio.run(_run(settings, load, host, port))
    whole = {"load": asdict(load), "figures": {group: asdict(each) for group, each in found.items()}}
    if as_json:
        Console(soft_wrap=True).print_json(json.dumps(whole))
    else:
        Console().print(_table(load, found))
    return found["all"].unanswered == found["all"].duplicates == 0


async def _run(settings: SimulatorSettings, load: Load, host: str, port: int) -> dict[str, Figures]:
    async with running_simulator(settings, port, host=host) as running:
        with Progress(console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(f"{load.profile}, {load.rate:g} messages/s", total=None)
            return await run_load(
                running.world, load, progress=lambda done, total: bar.update(task, completed=done, total=total)
            )


def _table(load: Load, found: Mapping[str, Figures]) -> Table:
    title = f"{load.profile}: {load.rate:g} messages/s for {load.duration:g} s from {load.customers} customers"
    table = Table(title=f"{title}, seed {load.seed}")
    table.add_column("figure")
    for group in found:
        table.add_column(group, justify="right")
    each: list[Mapping[str, Any]] = [asdict(figures) for figures in found.values()]
    for name in each[0]:
        table.add_row(name, *(_shown(figures[name]) for figures in each))
    return table


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{code}: {n}" for code, n in value.items()) or "none"
    return "–" if value is None else f"{value:g}" if isinstance(value, float) else str(value)
