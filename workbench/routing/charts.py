"""Pictures of routing: cost against quality, who answers, and what each threshold costs a month."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from agent.llm.route_signals import ROUTE_NAMES
from eval.figures.shares import share_of
from eval.suites.route_judged import Point
from eval.traffic.logged_routes import Places
from workbench.charts import QUIET, axis, names
from workbench.safety.charts import Picture, lines, which

LEAD = "points of lead"
_HEIGHT = 280


def frontier(line: Sequence[Point], marked: Mapping[str, Point], fixed: Mapping[str, Point]) -> Picture:
    """`marked`: live and draft with their intervals; `fixed`: one route for everybody."""
    x = alt.X("usd:Q", axis=axis("Cost", "USD per 1,000 messages"))
    y = alt.Y("served:Q", axis=axis("Got the route they deserve, or a dearer one", format="%"), scale=_FROM_HALF)
    path = pd.DataFrame([{"usd": one.usd, "served": one.served, "order": n} for n, one in enumerate(line)])
    curve = alt.Chart(path).mark_line(color=QUIET).encode(x=x, y=y, order="order:O")
    dots = pd.DataFrame([{"config": name, **_flat(one)} for name, one in marked.items()])
    shown, colour = alt.Chart(dots), which(list(marked))
    across = shown.mark_rule().encode(x="usd_low:Q", x2="usd_high:Q", y=y, color=colour)
    up = shown.mark_rule().encode(y="served_low:Q", y2="served_high:Q", x=x, color=colour)
    points = shown.mark_point(filled=True, size=120).encode(x=x, y=y, color=colour, tooltip=_TOOLTIP)
    others = pd.DataFrame([{"name": name, **_flat(one)} for name, one in fixed.items()])
    alone = alt.Chart(others).mark_point(shape="square", size=70, color=QUIET).encode(x=x, y=y, tooltip=["name", "usd"])
    told = alt.Chart(others).mark_text(dx=-8, dy=-12, align="right", color=QUIET).encode(x=x, y=y, text="name:N")
    return alt.layer(curve, across, up, points, alone, told).properties(height=_HEIGHT)


def shares(live: Places, draft: Places | None) -> Picture:
    """Who answers, in shares of the messages that a model answers, with 95 % intervals."""
    told = [("live", live), *([("draft", draft)] if draft is not None else [])]
    rows = []
    for config, places in told:
        for place, route in enumerate(ROUTE_NAMES):
            found = share_of((places == place).astype(float))
            rows.append(
                {"config": config, "route": route, "share": found.value, "low": found.ci95[0], "high": found.ci95[1]}
            )
    base, colour = alt.Chart(pd.DataFrame(rows)), which([config for config, _ in told])
    where = {
        "y": alt.Y("route:N", axis=names(), sort=list(ROUTE_NAMES)),
        "yOffset": alt.YOffset("config:N", sort=["live"]),
    }
    x = alt.X("share:Q", axis=axis("Share of the messages a model answers", format="%", tickCount=8))
    bars = base.mark_bar(opacity=0.75).encode(x=x, color=colour, tooltip=["config", "route", "share"], **where)
    spread = base.mark_rule(color=QUIET, strokeWidth=2).encode(x="low:Q", x2="high:Q", **where)
    return alt.layer(bars, spread).properties(height=_HEIGHT - 40)


def month(grid: Sequence[float], sums: Sequence[tuple[float, float, float]], live: float, draft: float) -> Picture:
    """USD a month for every value of one threshold, the others as in the draft."""
    frame = pd.DataFrame(sums, columns=["usd", "low", "high"]).assign(at=np.asarray(grid))
    x = alt.X("at:Q", axis=axis("Threshold", LEAD))
    y = alt.Y("usd:Q", axis=axis("Cost", "USD a month"))
    band = alt.Chart(frame).mark_area(opacity=0.18, color=QUIET).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    line = alt.Chart(frame).mark_line(color=QUIET).encode(x=x, y=y, tooltip=["at", "usd", "low", "high"])
    cuts = [("live", "live", live), *([("draft", "draft", draft)] if draft != live else [])]
    return alt.layer(band, line, *lines(cuts)).properties(height=_HEIGHT - 60)


_FROM_HALF = alt.Scale(zero=False)
_TOOLTIP = ["config", "usd", "usd_low", "usd_high", "served", "served_low", "served_high"]


def _flat(one: Point) -> dict[str, float]:
    return {
        "usd": one.usd,
        "usd_low": one.usd_ci95[0],
        "usd_high": one.usd_ci95[1],
        "served": one.served,
        "served_low": one.served_ci95[0],
        "served_high": one.served_ci95[1],
    }
