"""What a figure should come to, and whether it does: no aim is missed in silence."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rich.console import RenderableType
from rich.table import Table

from benchmarks.figures import table


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """One of them: `what` should come to `wanted`, and came to `seen`."""

    what: str
    wanted: str
    seen: str
    is_met: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """The figures of a part, and its aims."""

    shown: RenderableType
    aims: Sequence[Aim] = field(default=())


def at_least(what: str, seen: float, wanted: float, form: str = ",.0f") -> Aim:
    """A rate or a share; a figure that could not be had (NaN) meets nothing."""
    return Aim(what=what, wanted=f"at least {wanted:{form}}", seen=f"{seen:{form}}", is_met=seen >= wanted)


def at_most(what: str, seen: float, wanted: float, form: str = ",.0f") -> Aim:
    """A wait or a number of faults; a figure that could not be had (NaN) meets nothing."""
    return Aim(what=what, wanted=f"at most {wanted:{form}}", seen=f"{seen:{form}}", is_met=seen <= wanted)


def table_of(aims: Iterable[tuple[str, Aim]]) -> Table:
    """A line for each, with the part it belongs to."""
    rows = {f"{part}: {aim.what}": (aim.wanted, aim.seen, "met" if aim.is_met else "NOT MET") for part, aim in aims}
    return table("aims", ("wanted", "seen", ""), rows)
