"""The audit log in a terminal, and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.journal.audit_lines import Told, Wanted, read_audit
from agent.journal.kept_deeds import JOURNAL, catch_up, waiting
from agent.settings import Environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found. `late`: deeds done while the journal could not be written, which still wait for it."""

    told: Told
    late: int

    @property
    def broken(self) -> bool:
        """Whether a line was changed or taken out."""
        return self.told.broken is not None

    def as_dict(self) -> dict[str, Any]:
        """JSON values."""
        return {
            "lines": [asdict(line) for line in self.told.lines],
            "count": self.told.count,
            "whole": not self.broken,
            "first_broken": self.told.broken,
            "waiting": self.late,
        }


def audit_of(wanted: Wanted) -> Audit:
    """Of the data folder; what waited for a journal is written down first. Raises NoJournalError."""
    folder = Environment().cairn_data
    catch_up(folder)
    return Audit(told=read_audit(folder / JOURNAL, wanted), late=len(waiting(folder)))


def nothing_told() -> Audit:
    """Of a data folder on which no server was ever started; users may have been added there already."""
    return Audit(told=Told(lines=(), count=0, broken=None), late=len(waiting(Environment().cairn_data)))


def show_audit(audit: Audit) -> None:
    """A row for each line, then whether all of it is as it was written."""
    console = Console()
    table = Table("when (UTC)", "who", "what", "about", "detail", box=None, padding=(0, 2, 0, 0), header_style="dim")
    for line in audit.told.lines:
        told = (line.at[:19].replace("T", " "), line.actor, line.action, line.subject, _detail(line.detail))
        table.add_row(*map(escape, told))
    console.print(table)
    console.print(_state(audit), highlight=False)


def _state(audit: Audit) -> str:
    late = f"; {audit.late} deeds wait for a journal that can be written" if audit.late else ""
    if audit.broken:
        return f"[red]line {audit.told.broken} was changed or taken out[/red] of {audit.told.count} lines{late}"
    return f"{audit.told.count} lines, each as it was written{late}"


def _detail(detail: Mapping[str, Any]) -> str:
    """One line; what is long, such as the changes of a config, is only counted: `--json` has it."""
    return ", ".join(f"{name} {_short(value)}" for name, value in detail.items() if value not in ("", None, [], {}))


def _short(value: Any) -> str:
    if isinstance(value, list | dict):
        return f"({len(value)})" if len(str(value)) > _LONG else str(value)
    return str(value)


_LONG = 60
