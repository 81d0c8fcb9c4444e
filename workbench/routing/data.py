"""What the page on routing works with: logged signals, prices, and the thresholds of live and draft side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st
from pydantic import JsonValue

from agent.llm.prices import price_list
from agent.llm.route_signals import ROUTE_NAMES
from agent.llm.routing import RoutingThresholds, RoutingWeights
from agent.settings import Environment
from agent.steps.generate import Generate
from eval.figures.report import Floats
from eval.job import Job
from eval.suites.route_judged import Judged, judged_once
from eval.traffic.logged_routes import (
    LoggedRoutes,
    Places,
    chosen,
    logged_routes,
    points_over,
    thresholds_of,
    tokens_of,
    usd_by_route,
)
from eval.traffic.months import Months
from workbench.desk import Workbench

OPEN = ("thresholds.complex", "thresholds.live", "thresholds.quality")
WEIGHTS = tuple(f"weights.{name}" for name in RoutingWeights.model_fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """Weights and thresholds of one config."""

    weights: RoutingWeights
    thresholds: RoutingThresholds

    def places(self, found: LoggedRoutes) -> Places:
        """The route of each logged message."""
        return chosen(points_over(found.signals, self.weights), thresholds_of(self.thresholds))


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePage:
    """One run of the page. `usd` [messages, routes]: what each message takes on each route; `months` sums it up."""

    desk: Workbench
    step: str
    generate: Generate
    live: Routing
    draft: Routing
    traffic: LoggedRoutes
    usd: Floats
    months: Months

    @property
    def is_moved(self) -> bool:
        """Whether the draft routes by other numbers."""
        return self.live != self.draft


def step_of(desk: Workbench) -> tuple[str, Generate]:
    """Name and step that routes. Raises KeyError where the config has none."""
    for placed in desk.agent.pipeline.steps:
        if isinstance(placed.step, Generate):
            return placed.name, placed.step
    raise KeyError("no generate step is in service, so nothing is routed")


def route_page(desk: Workbench, moved: Mapping[str, JsonValue]) -> RoutePage:
    """`moved`: values of the draft by path."""
    name, generate = step_of(desk)
    live = Routing(weights=generate.weights, thresholds=generate.thresholds)
    draft = Routing(
        weights=generate.weights.model_copy(update=_of(moved, f"{name}.weights.")),
        thresholds=generate.thresholds.model_copy(update=_of(moved, f"{name}.thresholds.")),
    )
    traffic, usd, months = _traffic(desk.reader.watermark(), desk.agent.pipeline.config_hash, desk)
    return RoutePage(
        desk=desk, step=name, generate=generate, live=live, draft=draft, traffic=traffic, usd=usd, months=months
    )


def judged_questions(desk: Workbench) -> Judged:
    """The tuning half of the questions a person gave a route; read once for each config."""
    return _judged(desk.agent.pipeline.config_hash, desk)


def costs_of(usd: Floats, places: Places) -> Floats:
    """Of each message on the route it is given."""
    return np.asarray(usd[np.arange(len(places)), places])


def names(places: Places) -> list[str]:
    """The routes by name."""
    return [ROUTE_NAMES[int(place)] for place in places]


def _of(moved: Mapping[str, JsonValue], head: str) -> dict[str, JsonValue]:
    return {path.removeprefix(head): value for path, value in moved.items() if path.startswith(head)}


@st.cache_resource(show_spinner="Reading the logged traffic …", max_entries=2)
def _traffic(watermark: int, config_hash: str, _desk: Workbench) -> tuple[LoggedRoutes, Floats, Months]:
    """Read again when there is news or another config; never changed."""
    found = logged_routes(_desk.reader.query)
    _, generate = step_of(_desk)
    tokens = tokens_of(found, _desk.reader.query, generate, _desk.agent.ports.index.catalogue)
    return found, usd_by_route(tokens, generate.routes, price_list()), Months(found)


@st.cache_resource(show_spinner="Reading the judged questions; the first time takes some seconds …", max_entries=2)
def _judged(config_hash: str, _desk: Workbench) -> Judged:
    job = Job(pipeline=_desk.agent.pipeline, folder=Environment().cairn_data, split="tuning")
    return _desk.bridge.run(judged_once(job, _desk.agent.ports.index))
