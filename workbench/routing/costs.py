"""What a wrong route costs → the cheapest thresholds, how sure they are, and whether labels would decide."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from agent.llm.prices import price_list
from agent.llm.route_signals import ROUTE_NAMES
from agent.people.labels import agreed
from eval.split import half_of
from eval.traffic.label_queue import unsure_routes
from eval.traffic.logged_routes import DEARER, points_over, thresholds_of, usd_by_route
from eval.tuning.route import (
    AXES,
    COSTS,
    Best,
    RouteFit,
    chance_of_routes,
    fitted,
    losses_of,
    must_suffice,
    worth_of_labels,
)
from eval.tuning.threshold import PER
from eval.tuning.worth import Worth
from workbench.bubbles import plain
from workbench.labelling.queue import said_in
from workbench.routing.charts import LEAD
from workbench.routing.data import RoutePage, judged_questions
from workbench.safety import charts as risk_charts
from workbench.studio import ask_costs, offer, show_guard, show_setting

SUITE = "route"
_FEWEST, _DECIDED_ON = 200, 400
"""Logged messages that the thresholds are decided on, drawn evenly from all of them. Few say little of what comes: then
the judged questions themselves stand for it."""
_KEY = "route_cost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Thresholds with what they rest on."""

    best: Best
    worth: Worth
    judged: int
    by_team: int
    decided_on: int


def show_costs(seen: RoutePage) -> None:
    """Prices of errors, then a threshold for each dear route, and one way into the draft for all three."""
    st.caption(
        "Say what a wrong route costs you; what the models themselves cost is added from the price list. A dear route "
        "answers where its points lead those of the simple route by the threshold."
    )
    columns = st.columns(2)
    prices: dict[str, float] = {}
    for column, (name, cost) in zip(columns, COSTS.items(), strict=True):
        with column:
            prices |= ask_costs({name: cost}, _KEY)
    found = _found(seen, prices)
    best = found.best
    for n, (column, route) in enumerate(zip(st.columns(len(DEARER)), DEARER, strict=True)):
        setting, draft = best.settings[route], float(getattr(seen.draft.thresholds, route))
        with column:
            st.altair_chart(risk_charts.costs(AXES[n].values, best.along[n], setting, draft, LEAD))
            show_setting(f"Lead for {route}", setting)
    mean, (low, high) = best.saving
    saves = f"Moving all three saves {mean:,.2f} USD per 1,000 questions ({low:,.2f} to {high:,.2f})."
    st.markdown(plain(saves) if low > 0 else f":gray[{plain(saves)} That is within what chance explains.]")
    st.caption(plain(found.worth.told))
    paths = {route: f"{seen.step}.thresholds.{route}" for route in DEARER}
    offer(
        seen.desk,
        "Put all three into my draft",
        {paths[route]: one.best for route, one in best.settings.items()},
        {paths[route]: one.now for route, one in best.settings.items()},
    )
    st.caption(plain(_rests_on(found)))
    show_guard(SUITE)


def _rests_on(found: Found) -> str:
    team = f", and {found.by_team} logged messages your team gave one (Label)" if found.by_team else ""
    decided = (
        f"decided on {found.decided_on} logged messages as they come"
        if found.decided_on
        else f"decided on these questions themselves, until {_FEWEST} messages that need a model are logged"
    )
    return f"From {found.judged} questions a person gave a route, of the tuning half{team}; {decided}."


def _found(seen: RoutePage, prices: Mapping[str, float]) -> Found:
    said = agreed(said_in(seen.desk, SUITE))
    key = (
        seen.desk.agent.pipeline.config_hash,
        seen.desk.reader.watermark(),
        seen.draft.weights.model_dump_json(),
        seen.live.thresholds.model_dump_json(),
        tuple(sorted(prices.items())),
        tuple(sorted(said.items())),
    )
    return _kept(key, seen, prices, said)


@st.cache_resource(show_spinner="Looking for the cheapest thresholds …", max_entries=16)
def _kept(key: tuple[object, ...], _seen: RoutePage, _prices: Mapping[str, float], _said: Mapping[str, str]) -> Found:
    """Found again where a price, a weight, a label or the traffic is another."""
    judged = judged_questions(_seen.desk)
    weights, traffic, routes = _seen.draft.weights, _seen.traffic, _seen.generate.routes
    logged = points_over(traffic.signals, weights)
    at = [n for n, name in enumerate(traffic.ids) if name in _said and half_of(name) == "tuning"]
    asked = points_over(judged.signals, weights)
    over = np.concatenate([asked, logged[at]])
    labels = [ROUTE_NAMES.index(_said[traffic.ids[n]]) for n in at]
    deserves = np.concatenate([judged.deserves, np.array(labels, dtype=np.int64)])
    must_suffice(deserves, "judged questions")
    chance = chance_of_routes(over, deserves)
    size = min(_DECIDED_ON, len(logged)) if len(logged) >= _FEWEST else 0
    some = np.linspace(0, len(logged) - 1, size).astype(int)
    points = logged[some] if len(some) else asked
    usd = _seen.usd[some] if len(some) else usd_by_route(judged.tokens, routes, price_list())
    fit = RouteFit(over=points, usd=PER * usd, losses=losses_of(routes, _prices), chances=chance.at(points))
    now = thresholds_of(_seen.live.thresholds)
    best = fitted(fit, now)
    places = {name: n for n, name in enumerate(traffic.ids)}
    queue = [places[one.message_id] for one in unsure_routes(_seen.desk.reader.query, traffic, logged, best.best)]
    left = [n for n in queue if traffic.ids[n] not in _said]
    worth = worth_of_labels(fit, best, chance, logged[left] if len(logged) else asked)
    return Found(best=best, worth=worth, judged=len(judged.names), by_team=len(at), decided_on=len(some))
