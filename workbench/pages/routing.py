"""Routing: what answering costs, who answers, what each threshold costs a month, and who would be answered anew."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from agent.llm.prices import price_list
from agent.llm.route_signals import ROUTE_NAMES
from eval.figures.report import Floats
from eval.suites.route_judged import Judged, frontier_of, point_of
from eval.traffic.label_queue import Waiting, unsure_routes
from eval.traffic.logged_risk import texts_of
from eval.traffic.logged_routes import DEARER, Places, chosen, points_over, thresholds_of
from workbench.bubbles import plain
from workbench.clickable import clicked_row
from workbench.controls import controls
from workbench.desk import Workbench
from workbench.labelling.view import choose_suite, show_label_queue, waiting_for
from workbench.logged_message import show_logged
from workbench.routing import charts as route_charts
from workbench.routing.costs import show_costs
from workbench.routing.data import OPEN, WEIGHTS, RoutePage, costs_of, judged_questions, names, route_page, step_of
from workbench.sample_month import show_nothing_yet
from workbench.studio import show_metric

_MOST_SHOWN = 300
WILL_BE = "Here you will see who answers and what a month costs. The frontier, on judged answers, works already."
_GRID = np.arange(0.0, 10.01, 0.25)


def page(desk: Workbench) -> None:
    """Controls at the left; figures and one view at the right."""
    st.markdown("### Routing")
    left, right = st.columns([0.3, 0.7], gap="large")
    with left:
        name, _ = step_of(desk)
        moved = controls(desk, [f"{name}.{setting}" for setting in OPEN])
        with st.expander("Points of each signal"):
            moved = {**moved, **controls(desk, [f"{name}.{setting}" for setting in WEIGHTS])}
    seen = route_page(desk, moved)
    with right:
        show_figures(seen)
        show_view(seen)


def show_figures(seen: RoutePage) -> None:
    """USD a month of live and draft, and how many messages would be answered by somebody else."""
    if not len(seen.traffic.ids):
        if not show_nothing_yet(seen.desk, WILL_BE):
            st.info("No logged message needed a model yet. The frontier below works already.")
        return
    live, draft = seen.live.places(seen.traffic), seen.draft.places(seen.traffic)
    before, after = costs_of(seen.usd, live), costs_of(seen.usd, draft)
    (now, *now_ci), (then, *_), (change, low, high) = seen.months.of_each(np.stack([before, after, after - before], 1))
    columns = st.columns(3)
    with columns[0]:
        words = f"{change:+.2f} USD ({low:+.2f} to {high:+.2f})"
        told = "Messages a model answers, at list prices, for 30 days such as those logged."
        moved = f"{then:.2f} USD" if seen.is_moved else ""
        show_metric(
            "Models, a month",
            f"{now:.2f} USD",
            moved,
            interval=f"{now_ci[0]:.2f} to {now_ci[1]:.2f} USD",
            change=words,
            told_apart=low > 0 or high < 0,
            help_text=told,
        )
    with columns[1]:
        st.metric("Answered differently", f"{int((live != draft).sum()):,}", border=True, help="By another route.")
        st.caption(f"of {len(live):,} messages that a model answers")
    with columns[2]:
        total = len(live) + seen.traffic.settled
        st.metric("Answered without a model", f"{seen.traffic.settled / max(total, 1):.0%}", border=True, help=_SETTLED)
        st.caption(f"{seen.traffic.settled:,} of {total:,}, in {seen.traffic.days:.0f} days")


_SETTLED = "Facts settle it, or a person takes over: no threshold of this page changes that."


def show_view(seen: RoutePage) -> None:
    """One view at a time: each is drawn when it is looked at."""
    views: dict[str, Callable[[RoutePage], None]] = {
        "Who answers": show_shares,
        "Cost and quality": show_frontier,
        "Cost a month": show_months,
        "Costs of errors": show_costs,
        "Answered differently": show_moved,
        "Label": show_labels,
    }
    picked = st.segmented_control(
        "View",
        list(views),
        default="Who answers",
        key="route_view",
        bind="query-params",
        label_visibility="collapsed",
        wrap=True,
    )
    views[str(picked or "Who answers")](seen)


def show_shares(seen: RoutePage) -> None:
    """Share per route, and the messages of one."""
    if not len(seen.traffic.ids):
        return
    live, draft = seen.live.places(seen.traffic), seen.draft.places(seen.traffic)
    st.altair_chart(route_charts.shares(live, draft if seen.is_moved else None))
    st.caption("Choose a route to read its messages.")
    route = st.segmented_control(
        "Route", list(ROUTE_NAMES), key="route", bind="query-params", label_visibility="collapsed", wrap=True
    )
    if route:
        _show_messages(seen, np.flatnonzero(draft == ROUTE_NAMES.index(str(route))), "route table")


def show_frontier(seen: RoutePage) -> None:
    """Cost against quality on judged questions; every threshold moved together makes the line."""
    found = judged_questions(seen.desk)
    routes, prices = seen.generate.routes, price_list()
    over = points_over(found.signals, seen.draft.weights)
    line = frontier_of(found, over, thresholds_of(seen.draft.thresholds), routes, prices)
    marked = {"live": point_of(found, _places(found, seen, live=True), routes, prices)}
    if seen.is_moved:
        marked["draft"] = point_of(found, _places(found, seen, live=False), routes, prices)
    every = np.full(len(found.names), 0)
    fixed = {
        "always simple": point_of(found, every, routes, prices),
        "always quality": point_of(found, every + ROUTE_NAMES.index("quality"), routes, prices),
    }
    st.altair_chart(route_charts.frontier(line, marked, fixed))
    st.caption(
        plain(
            f"{len(found.names)} questions a person gave a route, of the tuning half; prices of {prices.as_of}. The "
            "line moves all three thresholds together. A point above and left of it is better."
        )
    )


def show_months(seen: RoutePage) -> None:
    """For each threshold what every value of it would cost."""
    if not len(seen.traffic.ids):
        return
    over, at = points_over(seen.traffic.signals, seen.draft.weights), thresholds_of(seen.draft.thresholds)
    sums = seen.months.of_thresholds(over, seen.usd, at, _GRID)
    for column, route, along in zip(st.columns(3), DEARER, sums, strict=True):
        with column:
            st.markdown(f"**{route}**")
            live, draft = (float(getattr(one.thresholds, route)) for one in (seen.live, seen.draft))
            st.altair_chart(route_charts.month(list(_GRID), along, live, draft))
    st.caption(
        plain(
            "The band is the 95 % interval: contacts are drawn again. Tokens of messages that no model answered so far "
            f"are estimated from prompts built for a sample of them; prices of {price_list().as_of}."
        )
    )


def show_moved(seen: RoutePage) -> None:
    """Messages the draft gives another route."""
    if not seen.is_moved:
        st.info("Your draft routes as the config in service. Move a threshold and see who is answered differently.")
        return
    live, draft = seen.live.places(seen.traffic), seen.draft.places(seen.traffic)
    at = np.flatnonzero(live != draft)
    if not len(at):
        st.info("No logged message gets another route.")
        return
    _show_messages(seen, at, "moved table")


def show_labels(seen: RoutePage) -> None:
    """The message whose route, or whose intent, hangs by the least."""
    suite = choose_suite(("route", "intent"), "route_label")
    show_label_queue(seen.desk, suite, _near_another_route(seen) if suite == "route" else waiting_for(seen.desk, suite))


def _near_another_route(seen: RoutePage) -> list[Waiting]:
    over = points_over(seen.traffic.signals, seen.live.weights)
    return unsure_routes(seen.desk.reader.query, seen.traffic, over, thresholds_of(seen.live.thresholds))


def _show_messages(seen: RoutePage, at: Places, key: str) -> None:
    """A table of these; the clicked one opens as bubbles with what chose its route."""
    shown = at[:_MOST_SHOWN]
    ids = [seen.traffic.ids[int(n)] for n in shown]
    told = texts_of(seen.desk.reader.query, "message", ids)
    live, draft = seen.live.places(seen.traffic)[shown], seen.draft.places(seen.traffic)[shown]
    frame = pd.DataFrame(
        {
            "Message": [told.get(one, "") for one in ids],
            "Live": names(live),
            "Draft": names(draft),
            "USD": np.round(costs_of(seen.usd[shown], draft), 5),
        }
    )
    if len(at) > len(shown):
        st.caption(f"The newest {len(shown)} of {len(at):,}.")
    row = clicked_row(
        frame if seen.is_moved else frame.drop(columns="Draft"),
        key=key,
        height=min(320, 38 + 35 * len(frame)),
        columns={"Message": st.column_config.TextColumn(width="large")},
    )
    if row is not None:
        _show_message(seen, ids[row], int(shown[row]))


def _show_message(seen: RoutePage, message_id: str, place: int) -> None:
    if show_logged(seen.desk, message_id) is None:
        return
    over = points_over(seen.traffic.signals[[place]], seen.draft.weights)[0]
    limits = thresholds_of(seen.draft.thresholds)
    rows = [
        {
            "Route": route,
            "Lead over simple (points)": round(float(over[n]), 2),
            "Needs": float(limits[n]),
            "Over by": _over(over, limits, n),
        }
        for n, route in enumerate(DEARER)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.caption("The route furthest over what it needs answers; simple where none is.")


def _over(over: Floats, limits: Floats, n: int) -> float:
    return round(float(over[n] - limits[n]), 2)


def _places(found: Judged, seen: RoutePage, *, live: bool) -> Places:
    config = seen.live if live else seen.draft
    return chosen(points_over(found.signals, config.weights), thresholds_of(config.thresholds))
