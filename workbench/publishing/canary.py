"""The canary that runs: how often its contacts are harmed against all others, in pictures, and the messages."""

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from agent.ports import PortError
from agent.publishing.always_valid import Ratio
from agent.publishing.canary import Canary
from agent.publishing.harm import HARMS
from agent.publishing.reach import messages_behind
from agent.publishing.tally import FALSE_ALARM, Figure, Tally
from agent.publishing.telling import words_of_ratio
from workbench.charts import DRAFT, HARM, QUIET
from workbench.desk import Workbench

_LEAST, _MOST = 0.05, 50.0
"""The axis ends here; what lies beyond is drawn at its end."""
_TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50]


@st.fragment(run_every="5s")
def show_figures(desk: Workbench, canary: Canary) -> None:
    """Refreshed by itself; nothing else of the page is drawn anew."""
    tally = desk.publishing.tally(canary)
    total = tally.turns_canary + tally.turns_live
    st.caption(
        f"{tally.turns_canary} messages of its contacts so far, {tally.turns_live} of all others. It ends by itself as "
        f"soon as a bar lies wholly right of 1×: that happens to a draft that does no harm in {FALSE_ALARM:.0%} of "
        "canaries at most, however often one looks."
    )
    if not total:
        st.info("No message yet since it began. The figures appear here by themselves, seconds after each answer.")
        return
    figures = tally.figures()
    st.altair_chart(picture(figures), use_container_width=True)
    with st.expander("The same as a table"):
        st.dataframe(table(figures), hide_index=True)
    _show_one(desk, canary, tally)


def _show_one(desk: Workbench, canary: Canary, tally: Tally) -> None:
    """One figure over time, and the messages behind it."""
    chosen = st.selectbox(
        "Look closer at contacts",
        list(HARMS),
        format_func=lambda name: HARMS[name].title,
        key="harm",
    )
    path = tally.path(chosen)
    if not path:
        st.caption("This happened to nobody yet, in neither arm.")
        return
    st.caption("How often against live, with its bounds, after each contact it happened to first:")
    st.altair_chart(over_time(path), use_container_width=True)
    try:
        behind = messages_behind(desk.reader, chosen, canary.hash, canary.since)
    except PortError as error:
        st.caption("The messages behind it cannot be read now.")
        st.code(str(error), language=None, wrap_lines=True)
        return
    st.caption(
        "The newest messages behind it that the draft answered:" if behind else "No logged message behind it yet."
    )
    if behind:
        st.dataframe(pd.DataFrame(behind), hide_index=True, height=220)


def picture(figures: Sequence[Figure]) -> alt.LayerChart | alt.FacetChart:
    """A bar from the lower to the upper bound for each harm; 1× is as often as with the live config."""
    rows = pd.DataFrame([_row(figure) for figure in figures])
    order = [figure.harm.title for figure in figures]
    y = alt.Y("harm:N", sort=order, axis=_names_above())
    colour = alt.Color(
        "state:N",
        scale=alt.Scale(domain=["does harm", "no harm known", "meant to rise"], range=[HARM, DRAFT, QUIET]),
        legend=alt.Legend(title=None, orient="bottom", direction="vertical"),
    )
    base = alt.Chart(rows).encode(y=y, color=colour, tooltip=["harm", "canary", "others", "told"])
    scale = alt.Scale(type="log", domain=[_LEAST, _MOST], clamp=True)
    axis = alt.Axis(title="times as often as live", values=_TICKS, format="~g")
    bars = base.mark_bar(height=8, cornerRadius=4, opacity=0.45)
    bars = bars.encode(x=alt.X("low:Q", scale=scale, axis=axis), x2="high:Q")
    points = base.transform_filter("isValid(datum.best)").mark_point(filled=True, size=70)
    points = points.encode(x=alt.X("best:Q", scale=scale))
    return alt.layer(_one(), bars, points).properties(height=alt.Step(36))


def over_time(path: Sequence[tuple[int, Ratio]]) -> alt.LayerChart | alt.FacetChart:
    """The bounds after each harmed contact."""
    rows = pd.DataFrame(
        [
            {"messages": turns, "low": _within(ratio.low), "high": _within(ratio.high), "best": _within(ratio.best)}
            for turns, ratio in path
        ]
    )
    scale = alt.Scale(type="log", domain=[_LEAST, _MOST], clamp=True)
    x = alt.X("messages:Q", axis=alt.Axis(title="messages since it began", tickMinStep=1))
    y_axis = alt.Axis(title="times as often", values=_TICKS, format="~g")
    band = alt.Chart(rows).mark_area(color=DRAFT, opacity=0.25, interpolate="step-after")
    line = alt.Chart(rows).mark_line(color=DRAFT, interpolate="step-after")
    rule = alt.Chart(pd.DataFrame({"y": [1]})).mark_rule(color=QUIET, strokeWidth=2).encode(y="y:Q")
    return alt.layer(
        band.encode(x=x, y=alt.Y("low:Q", scale=scale, axis=y_axis), y2="high:Q"),
        rule,
        line.encode(x=x, y=alt.Y("best:Q", scale=scale)),
    ).properties(height=200)


def table(figures: Sequence[Figure]) -> pd.DataFrame:
    """Contacts by contacts."""
    rows = [
        {
            "Contacts": figure.harm.title,
            "Canary": f"{figure.harmed_canary} of {figure.contacts_canary}",
            "All others": f"{figure.harmed_live} of {figure.contacts_live}",
            "Times as often": words_of_ratio(figure.ratio),
            "May rise": "yes" if figure.is_accepted else "",
        }
        for figure in figures
    ]
    return pd.DataFrame(rows)


def _names_above() -> alt.Axis:
    """Whole names over their bars: beside them they would leave a phone no room for the bars."""
    return alt.Axis(
        title=None,
        labelAlign="left",
        labelBaseline="bottom",
        labelOffset=-7,
        labelPadding=-4,
        labelLimit=340,
        ticks=False,
        domain=False,
        grid=False,
    )


def _one() -> alt.Chart:
    rule: alt.Chart = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=QUIET, strokeWidth=2).encode(x=alt.X("x:Q"))
    return rule


def _row(figure: Figure) -> dict[str, Any]:
    state = "meant to rise" if figure.is_accepted else "does harm" if figure.is_harmful else "no harm known"
    return {
        "harm": figure.harm.title,
        "low": _within(figure.ratio.low),
        "high": _within(figure.ratio.high),
        "best": None if math.isnan(figure.ratio.best) else _within(figure.ratio.best),
        "canary": f"{figure.harmed_canary} of {figure.contacts_canary}",
        "others": f"{figure.harmed_live} of {figure.contacts_live}",
        "told": words_of_ratio(figure.ratio),
        "state": state,
    }


def _within(value: float) -> float:
    return min(max(value, _LEAST), _MOST)
