"""Unanswered questions that mean the same, and what the silence on them may have cost."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage

from agent.gaps.unanswered import Unanswered
from agent.knowledge.catalogue import Catalogue
from agent.language.follow_up import glossed
from agent.ports import Index, Vectors

FORMULA = "per person who asked: their highest lead score ÷ 100 × the lowest price of the trek they asked about"
"""How `value` is worked out; where no trek is known, the price of the cheapest trek stands in."""
ALIKE_FROM = 0.6
"""Mean cosine of two groups from which they are one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Questions of one meaning, the one nearest to all others first. `value`: lost at most, in `currency`."""

    questions: tuple[Unanswered, ...]
    people: int
    value: float
    currency: str

    @property
    def title(self) -> str:
        """The question that stands for all."""
        return self.questions[0].text

    @property
    def id(self) -> str:
        """Names it in an address of the page, for as long as its first question stays."""
        return self.questions[0].message_id[-12:].strip("=") or "gap"


async def gaps(
    questions: Sequence[Unanswered], index: Index, today: date, *, alike_from: float = ALIKE_FROM
) -> tuple[Gap, ...]:
    """All questions in groups of one meaning, the most valuable first; ties by people, then by words."""
    if not questions:
        return ()
    topics = [glossed(question.topic) for question in questions]
    places = {topic: place for place, topic in enumerate(dict.fromkeys(topics))}
    vectors = (await index.embed(list(places)))[[places[topic] for topic in topics]]
    prices = Prices.on(index.catalogue, today)
    found = [_gap(questions, rows, vectors, prices) for rows in _groups(vectors, alike_from)]
    return tuple(sorted(found, key=lambda gap: (-gap.value, -gap.people, gap.title)))


def _groups(vectors: Vectors, alike_from: float) -> list[list[int]]:
    """Average linkage over cosines (Sokal & Michener 1958): no group is held together by a chain of neighbours."""
    if len(vectors) == 1:
        return [[0]]
    cosines = np.asarray(vectors, dtype=np.float64) @ np.asarray(vectors, dtype=np.float64).T
    distances = np.clip(1.0 - cosines[np.triu_indices(len(vectors), 1)], 0.0, 2.0).round(6)
    labels = fcluster(linkage(distances, method="average"), t=1.0 - alike_from, criterion="distance")
    groups: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        groups.setdefault(int(label), []).append(row)
    return list(groups.values())


def _gap(questions: Sequence[Unanswered], rows: Sequence[int], vectors: Vectors, prices: "Prices") -> Gap:
    middle = vectors[list(rows)].mean(axis=0)
    ordered = sorted(rows, key=lambda row: (-round(float(vectors[row] @ middle), 5), questions[row].message_id))
    chosen = tuple(questions[row] for row in ordered)
    by_person: dict[str, list[float]] = {}
    for question in chosen:
        by_person.setdefault(question.contact, []).append(question.lead / 100 * prices.of(question.trek))
    value = math.fsum(max(worths) for worths in by_person.values())
    return Gap(questions=chosen, people=len(by_person), value=round(value, 2), currency=prices.currency)


@dataclass(frozen=True, slots=True)
class Prices:
    """The lowest price on sale by trek, in the operator's first currency."""

    currency: str
    lowest: Mapping[str, float]

    @classmethod
    def on(cls, catalogue: Catalogue, day: date) -> "Prices":
        """As they were on that day."""
        currency = str(next(iter(catalogue.operator.get("currencies") or ()), ""))
        found = {
            name: [float(row.amount) for row in catalogue.prices_of(name, currency=currency, booked_on=day)]
            for name in catalogue.treks
        }
        return cls(currency, {name: min(amounts) for name, amounts in found.items() if amounts})

    def of(self, trek: str) -> float:
        """Of this trek; of the cheapest one where none is on sale or none is known, 0 without any price."""
        return self.lowest.get(trek) or min(self.lowest.values(), default=0.0)
