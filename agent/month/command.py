"""`cairn simulator --month`, told to a person or as JSON."""

import asyncio
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from json import dumps
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from agent.month.filling import Filled, fill, forget
from agent.month.plan import Month
from agent.ports import PortError


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the options say; `until` None for yesterday."""

    seed: int
    days: int
    turns: int
    until: date | None

    @classmethod
    def of(cls, *, seed: int | None, days: int, turns: int, until: str) -> "Wanted":
        """Raises ValueError, in words for a terminal, for options that make no month."""
        last = date.fromisoformat(until) if until else None
        month = Month(until=last or date.max, seed=7 if seed is None else seed, days=days, turns=turns)
        return cls(seed=month.seed, days=month.days, turns=month.turns, until=last)


def fill_folder(wanted: Wanted, *, config: Path, as_json: bool) -> None:
    """Fill and print what was put in. Raises ConfigError and PortError."""
    with _progress(silent=as_json) as tell:
        filled = asyncio.run(fill(**asdict(wanted), config=config, on_progress=tell))
    if as_json:
        told = {**asdict(filled), "first": filled.first.isoformat(), "until": filled.until.isoformat()}
        sys.stdout.write(dumps(told, indent=2) + "\n")
    else:
        sys.stdout.write(_line(filled))


def forget_folder(*, force: bool, as_json: bool) -> None:
    """Put the sample month aside and say where it is. Raises PortError."""
    try:
        aside = forget(force=force)
    except OSError as error:
        raise PortError(f"{error.filename}: {error.strerror}; the sample month stays where it is") from error
    if as_json:
        sys.stdout.write(dumps({"aside": str(aside)}, indent=2) + "\n")
    else:
        sys.stdout.write(f"the sample month is out of service and lies in {aside}; delete that folder when you like\n")


def _line(filled: Filled) -> str:
    days = f"{filled.first:%-d %B %Y} to {filled.until:%-d %B %Y}"
    return (
        f"{filled.turns} turns of {filled.people} invented people, {days}, in {filled.seconds:.0f} s; "
        "`cairn simulator --month --forget` takes them out before you go live\n"
    )


@contextmanager
def _progress(*, silent: bool) -> Iterator[Callable[[int, int], None]]:
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=silent or not console.is_terminal) as bars:
        task = bars.add_task("starting the pipeline", total=None)

        def tell(done: int, total: int) -> None:
            bars.update(task, description="turns of the sample month", completed=done, total=total)

        yield tell
