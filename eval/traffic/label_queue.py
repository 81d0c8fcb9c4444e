"""Which logged messages to label next, suite by suite: first those whose treatment hangs by the least."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from agent.llm.route_signals import ROUTE_NAMES
from agent.safety.consent import find_wish, opt_out_chance
from agent.safety.emergency import danger_chance, find_emergency
from agent.steps.check_consent import CheckConsent
from agent.steps.parse import Parse
from eval.figures.report import Floats
from eval.traffic.logged_risk import Query, texts_of
from eval.traffic.logged_routes import LoggedRoutes

NEWEST = 2_000
"""How far back is looked: what customers wrote lately is what the next ones write."""
_TEXTS = "kind = 'text' AND coalesce(question, '') <> ''"
_LEAST = 0.001
"""Chances nearer to 0 or 1 are all as far away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A message to label. `away`: how far from being treated in another way, 0 on the boundary; `note` says so."""

    message_id: str
    contact: str
    text: str
    away: float
    note: str


def unheard_opt_outs(query: Query, step: CheckConsent) -> list[Waiting]:
    """Messages in which no wish is found, nearest the chance from which a customer is asked."""
    told = f"chance of an opt-out {{:.0%}}; the customer is asked from {step.ask_from:.0%}"
    return _by_chance(query, opt_out_chance, step.ask_from, told, heard=find_wish)


def unheard_dangers(query: Query, step: CheckConsent) -> list[Waiting]:
    """Messages in which no emergency is found, nearest the chance from which a reply says whom to call."""
    told = f"chance of danger {{:.0%}}; whom to call is said from {step.danger_line_from:.0%}"
    return _by_chance(query, danger_chance, step.danger_line_from, told, heard=find_emergency)


def unsure_intents(query: Query, step: Parse) -> list[Waiting]:
    """Messages nearest the confidence below which they count as out of scope."""
    found = query(
        "SELECT message_id, contact, question, intent, "
        "CAST(json_extract_string(turn, '$.parsed.intent_confidence') AS DOUBLE) AS sure FROM turns WHERE seq IN "
        f'(SELECT seq FROM turns WHERE {_TEXTS} ORDER BY "at" DESC, seq DESC LIMIT ?) ORDER BY "at" DESC, seq DESC',
        [NEWEST],
    )
    from_here = step.out_of_scope_below
    return _nearest(
        Waiting(
            message_id=row["message_id"],
            contact=row["contact"],
            text=row["question"],
            away=_apart(row["sure"], from_here),
            note=f"read as {str(row['intent']).replace('_', ' ')}, {row['sure']:.0%} sure",
        )
        for row in _first_of_each(found.to_pylist())
        if row["sure"] is not None and row["intent"]
    )


def unsure_routes(query: Query, found: LoggedRoutes, over: Floats, thresholds: Floats) -> list[Waiting]:
    """Messages a model answers, nearest to another route. `over` [messages, 3]: points of the dear routes."""
    beyond = over[:NEWEST] - thresholds
    away = margins(beyond)
    texts = texts_of(query, "message", found.ids[: len(away)])
    rows = (
        {"message_id": name, "contact": contact, "question": texts.get(name, ""), "at": n}
        for n, (name, contact) in enumerate(zip(found.ids[: len(away)], found.contacts, strict=False))
    )
    return _nearest(
        Waiting(
            message_id=row["message_id"],
            contact=row["contact"],
            text=row["question"],
            away=float(away[row["at"]]),
            note=_routed(beyond[row["at"]], float(away[row["at"]])),
        )
        for row in _first_of_each([row for row in rows if row["question"]])
    )


def margins(beyond: Floats) -> Floats:
    """Points that would have to change for another route. `beyond` [messages, 3]: above the thresholds."""
    ranked = np.sort(beyond, axis=1)
    top, next_one = ranked[:, -1], ranked[:, -2]
    return np.asarray(np.where(top < 0, -top, top - np.maximum(next_one, 0.0)))


def _routed(beyond: Floats, away: float) -> str:
    order = np.argsort(-beyond)
    top = ROUTE_NAMES[1 + int(order[0])]
    if beyond[order[0]] < 0:
        return f"answered by simple, {away:.1f} points short of {top}"
    other = ROUTE_NAMES[1 + int(order[1])] if beyond[order[1]] > 0 else "simple"
    return f"answered by {top}, {away:.1f} points before {other}"


def _by_chance(
    query: Query, chance: Callable[[str], float], boundary: float, told: str, *, heard: Callable[[str], object]
) -> list[Waiting]:
    found = query(
        f'SELECT message_id, contact, question FROM turns WHERE {_TEXTS} ORDER BY "at" DESC, seq DESC LIMIT ?',
        [NEWEST],
    )
    rows = [row for row in _first_of_each(found.to_pylist()) if heard(row["question"]) is None]
    chances = [chance(row["question"]) for row in rows]
    return _nearest(
        Waiting(
            message_id=row["message_id"],
            contact=row["contact"],
            text=row["question"],
            away=_apart(one, boundary),
            note=told.format(one),
        )
        for row, one in zip(rows, chances, strict=True)
    )


def _first_of_each(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The newest of the same words: one label tells all there is to know of them."""
    return list({row["question"].strip().casefold(): row for row in reversed(rows)}.values())[::-1]


def _nearest(found: Iterator[Waiting]) -> list[Waiting]:
    return sorted(found, key=lambda one: one.away)


def _apart(chance: float, boundary: float) -> float:
    """In log-odds: from 1 % to 2 % is as far as from 98 % to 99 %."""
    one, other = (min(max(value, _LEAST), 1 - _LEAST) for value in (chance, boundary))
    return float(abs(np.log(one / (1 - one)) - np.log(other / (1 - other))))
