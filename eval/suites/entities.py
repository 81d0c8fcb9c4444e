"""Suite `entities`: spans and values of dates, prices, people, treks, phones …"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, JsonValue

from agent.turn import Entity
from eval.figures.report import Floats, Measured, Result, ratio
from eval.job import Job, Suite
from eval.rows import MessageRow
from eval.suites.messages import by, read_by_parse, rows_of


class EntityLabel(BaseModel):
    """One labelled span; `value` may be missing."""

    type: str
    start: int
    end: int
    value: JsonValue = None


class EntityRow(MessageRow):
    """A message and all of its entities."""

    entities: tuple[EntityLabel, ...]


@dataclass(frozen=True, slots=True)
class _Counts:
    """One message: spans right, found and labelled; of those right that carry a value, and whose value is right."""

    right: int = 0
    found: int = 0
    labelled: int = 0
    valued: int = 0
    value_right: int = 0


async def measure(job: Job) -> Result:
    """What the parse step finds, against the labels."""
    rows = rows_of(job, EntityRow)
    return figures_of(rows, [one.entities for one in await read_by_parse(job, rows)])


def figures_of(rows: Sequence[EntityRow], parsed: Sequence[Sequence[Entity]]) -> Result:
    """A span is right when type, start and end are the label's. Types the set labels nowhere are not asked for."""
    labelled = {label.type for row in rows for label in row.entities}
    found = [[entity for entity in entities if entity.type in labelled] for entities in parsed]

    def counted(some: Iterable[int], kind: str = "") -> Measured:
        return _measured([_count(rows[n].entities, found[n], kind) for n in some])

    types = {kind: counted(_holding(rows, found, kind), kind) for kind in sorted(labelled)}
    languages = by((row.lang for row in rows), counted)
    groups = {"by": types, **({"by_language": languages} if languages else {})}
    return Result(overall=counted(range(len(rows))), groups=groups, notes=_notes(parsed, labelled))


def _holding(rows: Sequence[EntityRow], found: Sequence[Sequence[Entity]], kind: str) -> list[int]:
    """Messages in which a type is labelled or found."""
    types = [{*(one.type for one in row.entities), *(one.type for one in found[n])} for n, row in enumerate(rows)]
    return [n for n, there in enumerate(types) if kind in there]


def _notes(parsed: Sequence[Sequence[Entity]], labelled: set[str]) -> tuple[str, ...]:
    others: dict[str, int] = {}
    for entity in (entity for entities in parsed for entity in entities if entity.type not in labelled):
        others[entity.type] = others.get(entity.type, 0) + 1
    told = ", ".join(f"{count} {kind}" for kind, count in sorted(others.items()))
    return (f"found but labelled nowhere in this set, so not counted: {told}",) if told else ()


def _count(labels: Sequence[EntityLabel], found: Sequence[Entity], kind: str) -> _Counts:
    """The counts of one message, of one type or of all."""
    wanted = {(one.type, one.start, one.end): one.value for one in labels if kind in ("", one.type)}
    given = {(str(one.type), one.start, one.end): one.value for one in found if kind in ("", one.type)}
    right = wanted.keys() & given.keys()
    valued = [span for span in right if wanted[span] is not None]
    same = sum(_same(wanted[span], given[span]) for span in valued)
    return _Counts(len(right), len(given), len(wanted), len(valued), same)


def _same(wanted: JsonValue, given: JsonValue) -> bool:
    """Equal values; a number written as text is that number."""
    if isinstance(wanted, dict | list) or isinstance(given, dict | list):
        return wanted == given
    try:
        return math.isclose(float(str(wanted)), float(str(given)))
    except ValueError:
        return str(wanted) == str(given)


def _measured(counts: Sequence[_Counts]) -> Measured:
    def column(of: Callable[[_Counts], int]) -> Floats:
        return np.array([of(one) for one in counts], dtype=np.float64)

    right, found, labelled = column(lambda c: c.right), column(lambda c: c.found), column(lambda c: c.labelled)
    # sums over messages first: every span counts the same
    metrics = {
        "precision": ratio(right, found),
        "recall": ratio(right, labelled),
        "f1": ratio(2 * right, found + labelled),
        "value_accuracy": ratio(column(lambda c: c.value_right), column(lambda c: c.valued)),
    }
    return Measured(len(counts), metrics)


SUITE = Suite(measure)
