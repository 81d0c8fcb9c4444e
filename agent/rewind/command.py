"""`cairn replay`: logged traffic through a draft config."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.rewind.bench import open_bench
from agent.rewind.logged import logged_turns
from agent.rewind.past import past_of
from agent.rewind.rewound import Rewound
from agent.rewind.run import rewind
from agent.settings import Environment
from agent.store.pseudonyms import numbers_in, pseudonyms_of
from agent.store.reader import open_reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be asked of a replay. Days begin at midnight UTC."""

    since: datetime | None = None
    until: datetime | None = None
    limit: int = 10_000
    all_steps: bool = False
    spend_cap_usd: float = 0.0
    processes: int = 2
    live: Path | None = None


async def replay(draft: Path, options: Options, *, silent: bool) -> Rewound:
    """Raises ConfigError for either config, PortError where there is nothing to read or no index."""
    environment = Environment()
    drafted = Pipeline.load(draft)
    bench = open_bench(environment, options.live)
    # As it was written: a prompt with a pseudonym in it is another prompt. What is told has pseudonyms again.
    reader = open_reader(environment, role="admin")
    try:
        turns = logged_turns(reader, utc(options.since), utc(options.until), options.limit)
        if not turns:
            raise PortError("no logged turns in this stretch; `cairn simulator --month` fills an empty data folder")
        past, pseudonyms = past_of(reader, turns), reader.role != "admin"
    finally:
        reader.close()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=silent) as bars:
        task = bars.add_task("turns", total=len(turns))
        crew = bench.crew
        found = await rewind(
            turns,
            bench.live,
            drafted,
            bench.ports,
            past=past,
            versions=bench.versions(turns),
            known=bench.known,
            ask=bench.ask,
            spend_cap_usd=options.spend_cap_usd,
            all_steps=options.all_steps,
            crew=crew if options.processes > 1 else None,
            on_progress=lambda done, total: bars.update(task, completed=done, total=total),
        )
    hide = pseudonyms_of(environment.cairn_data, numbers_in(bench.ports.index.catalogue.operator))
    return replace(found, pseudonyms=pseudonyms).hidden(hide.text)


def utc(moment: datetime | None) -> datetime | None:
    """A moment as typed is UTC's."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment
