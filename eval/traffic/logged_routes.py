"""Routes of logged traffic under other thresholds and weights: the signals are logged, so no message is read again."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from agent.compose.reading.times import today_of
from agent.knowledge.catalogue import Catalogue
from agent.llm.prices import PriceList
from agent.llm.prompt import build_prompt
from agent.llm.route_signals import ROUTE_NAMES, TO
from agent.llm.routing import Route, Routes, RoutingThresholds, RoutingWeights
from agent.llm.tokens import tokens_in
from agent.steps.generate import Generate
from agent.turn import Turn
from agent.turn_json import from_json
from eval.figures.bootstrap import SEED
from eval.figures.report import Floats
from eval.traffic.logged_risk import Query

MOST = 200_000
DEARER: tuple[str, ...] = ("complex", "live", "quality")
NOT_A_MODEL = ("facts settle it", "a person takes over", "the message gives orders", "nothing could be searched")
"""Reasons for which no model is asked, whatever the thresholds; without one, a model writes or would write."""
_SIGNALS = tuple(TO)
_OF_A_PROMPT = ("message", "parsed", "consent", "customer", "evidence", "reply")
_DAYS_IN_MONTH = 30.0
_SAMPLE = 60

Places = NDArray[np.int64]
"""For each message the place of its route in `ROUTE_NAMES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedRoutes:
    """Messages a model answers or would answer, the newest first; `settled`: how many more were answered without.

    `signals` [messages, signals]; tokens of each, 0 where no model was asked; `days` that all were logged in.
    """

    ids: Sequence[str]
    contacts: Sequence[str]
    signals: Floats
    tokens_in: Floats
    tokens_out: Floats
    settled: int
    days: float

    def places(self, weights: RoutingWeights, thresholds: RoutingThresholds) -> Places:
        """As `agent.llm.routing.weighed` chooses."""
        return chosen(points_over(self.signals, weights), thresholds_of(thresholds))

    @property
    def per_month(self) -> float:
        """How many of each message there would be in 30 days."""
        return _DAYS_IN_MONTH / max(self.days, 1.0)


def logged_routes(query: Query, *, most: int = MOST) -> LoggedRoutes:
    """Raises PortError where the store does not answer."""
    strengths = ", ".join(f"coalesce(read.{name}, 0) AS {name}" for name in _SIGNALS)
    shape = json.dumps(dict.fromkeys(_SIGNALS, "DOUBLE"))
    none = ", ".join(f"'{reason}'" for reason in NOT_A_MODEL)
    routed = "length(signals) > 2"
    asked = f"{routed} AND NOT list_has_any(coalesce(route_reasons, []), [{none}])"
    found = query(
        f"SELECT message_id, contact, coalesce(tokens_in, 0) AS told, coalesce(tokens_out, 0) AS written, {strengths} "
        f"FROM (SELECT *, json_transform(signals, '{shape}') AS read FROM turns WHERE {asked}) "
        f'ORDER BY "at" DESC, seq DESC LIMIT ?',
        [most],
    )
    span = query(f'SELECT min("at") AS first, max("at") AS last, count(*) AS n FROM turns WHERE {routed}', [])
    signals = [found[name].to_numpy() for name in _SIGNALS]
    return LoggedRoutes(
        ids=found["message_id"].to_pylist(),
        contacts=found["contact"].to_pylist(),
        signals=np.column_stack(signals) if len(found) else np.zeros((0, len(_SIGNALS))),
        tokens_in=np.asarray(found["told"].to_numpy(), dtype=np.float64),
        tokens_out=np.asarray(found["written"].to_numpy(), dtype=np.float64),
        settled=int(span["n"][0].as_py()) - len(found),
        days=_days(span["first"][0].as_py(), span["last"][0].as_py()),
    )


def points_over(signals: Floats, weights: RoutingWeights) -> Floats:
    """[messages, 3]: points of complex, live and quality above those of simple."""
    worth = np.array([float(getattr(weights, name)) for name in _SIGNALS])
    to = np.array([[float(TO[name] == route) for route in ROUTE_NAMES] for name in _SIGNALS])
    points = signals @ (worth[:, None] * to)
    return np.asarray(points[:, 1:] - points[:, :1])


def thresholds_of(thresholds: RoutingThresholds) -> Floats:
    """Of complex, live and quality."""
    return np.array([float(getattr(thresholds, name)) for name in DEARER])


def chosen(over: Floats, thresholds: Floats) -> Places:
    """The route furthest above its own threshold, else simple. `thresholds` [3], or [points, 3] for several."""
    beyond = over[..., :, :] - thresholds[..., None, :]
    return np.where(beyond.max(axis=-1) < -1e-12, 0, 1 + beyond.argmax(axis=-1))


def usd_by_route(tokens: tuple[Floats, Floats], routes: Routes, prices: PriceList) -> Floats:
    """[messages, routes]: what the first model of each route takes."""
    told, written = tokens
    listed = [_price(routes.named(name), prices) for name in ROUTE_NAMES]
    return np.stack([(told * asked + written * answered) / 1_000_000 for asked, answered in listed], axis=1)


def tokens_of(found: LoggedRoutes, query: Query, generate: Generate, catalogue: Catalogue) -> tuple[Floats, Floats]:
    """Tokens of each message; where no model was asked, the mean of prompts that are built for a sample of them."""
    known = found.tokens_in > 0
    if known.all():
        return found.tokens_in, found.tokens_out
    unknown = [found.ids[int(n)] for n in np.flatnonzero(~known)]
    some = random.Random(SEED).sample(unknown, min(_SAMPLE, len(unknown)))
    built = [_built(turn, generate, catalogue) for turn in turns_of(query, some)]
    mean = np.mean(built, axis=0) if built else np.zeros(2)
    return np.where(known, found.tokens_in, mean[0]), np.where(known, found.tokens_out, mean[1])


def turns_of(query: Query, ids: Sequence[str]) -> list[Turn]:
    """Of logged turns what a prompt is built from. What cannot be read any more is left out."""
    if not ids:
        return []
    marks = ", ".join("?" * len(ids))
    found = query(f"SELECT turn FROM turns WHERE message_id IN ({marks}) ORDER BY message_id", list(ids))
    return [turn for text in found["turn"].to_pylist() if (turn := _read(text)) is not None]


def _price(route: Route, prices: PriceList) -> tuple[float, float]:
    """Of a million tokens in and out, by the list; a model it does not name costs what its route says."""
    listed = prices.models.get(route.models[0])
    return (listed.prompt, listed.answer) if listed else (route.usd_per_million_in, route.usd_per_million_out)


def _built(turn: Turn, generate: Generate, catalogue: Catalogue) -> tuple[float, float]:
    prompt = build_prompt(
        turn,
        catalogue,
        today_of(turn, catalogue),
        treks=tuple(catalogue.treks[trek] for trek in turn.treks if trek in catalogue.treks),
        folder=generate.prompts,
        max_chars=generate.max_chars,
        call_to_action=generate.call_to_action,
    )
    told = sum(tokens_in(message.content) for message in prompt)
    return float(told), float(tokens_in(turn.reply.text) if turn.reply else 0)


def _read(text: str) -> Turn | None:
    try:
        plain = json.loads(text)
        return from_json({name: plain[name] for name in _OF_A_PROMPT if name in plain})
    except ValueError:
        return None


def _days(first: datetime | None, last: datetime | None) -> float:
    return (last - first).total_seconds() / 86_400 if first and last else 0.0
