"""The charts of the page Live: one function each, from rows to a chart whose bars can be clicked."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import altair as alt
import pandas as pd

from workbench.charts import HARM, LIVE, QUIET, axis, names

CLICKED = "clicked"
"""The name of the selection in every chart here."""
HEIGHT = 300
KINDS: Mapping[str, tuple[str, str]] = {
    "answer": ("answered", LIVE),
    "handoff": ("handed to a colleague", "#8e6bbf"),
    "emergency": ("emergency", HARM),
    "opt_out": ("asked for silence", QUIET),
    "silence": ("kept silent", "#b9bec6"),
    "other": ("everything else", "#3f9d8f"),
}
FEELINGS = {"positive": "#3f9d8f", "neutral": "#b9bec6", "negative": HARM}
STAGES = {"initial": "wrote to us", "inquiry": "asked about a trek", "decision": "near a decision", "booked": "booked"}


def flow_chart(rows: pd.DataFrame, zone: str, bucket: str) -> alt.Chart:
    """Messages over time, by what became of them."""
    known = rows.assign(kind=rows["kind"].where(rows["kind"].isin(KINDS), "other"))
    summed = known.groupby(["bar", "kind"], as_index=False).agg({"turns": "sum"})
    summed["what"] = summed["kind"].map({kind: says for kind, (says, _) in KINDS.items()})
    scale = alt.Scale(domain=[says for says, _ in KINDS.values()], range=[colour for _, colour in KINDS.values()])
    return _bars(summed, zone, bucket).encode(
        y=alt.Y("turns:Q", axis=axis("messages", f"a {bucket}", tickMinStep=1)),
        color=alt.Color("what:N", scale=scale, legend=_legend()),
        tooltip=[_when(bucket), alt.Tooltip("what:N", title="what"), alt.Tooltip("turns:Q", title="messages")],
    )


def feelings_chart(rows: pd.DataFrame, zone: str, bucket: str) -> alt.Chart:
    """How messages sound, in shares of all."""
    scale = alt.Scale(domain=list(FEELINGS), range=list(FEELINGS.values()))
    return _bars(rows, zone, bucket).encode(
        y=alt.Y("turns:Q", stack="normalize", axis=axis("share of messages", format="%")),
        color=alt.Color("sentiment:N", scale=scale, legend=_legend()),
        order=alt.Order("sentiment:N", sort="descending"),
        tooltip=[_when(bucket), alt.Tooltip("sentiment:N"), alt.Tooltip("turns:Q", title="messages")],
    )


def spend_chart(rows: pd.DataFrame, zone: str, bucket: str) -> alt.Chart:
    """What models cost over time."""
    short = rows.assign(name=rows["model"].str.rpartition("/")[2])
    return _bars(short, zone, bucket).encode(
        y=alt.Y("cost_usd:Q", axis=axis("cost", "USD", format="$,.4~f")),
        color=alt.Color("name:N", legend=_legend(columns=1)),
        tooltip=[_when(bucket), "model:N", alt.Tooltip("cost_usd:Q", title="USD", format=".4f"), "turns:Q"],
    )


def steps_chart(rows: Sequence[Mapping[str, Any]]) -> alt.LayerChart:
    """The middle and the slow end of each step, and its budget as a tick; red where the slow end is over it."""
    table = pd.DataFrame(rows)
    table["over"] = table["p95"] > table["budget"].astype(float)
    order = [str(row["step"]) for row in rows]
    scale = alt.Scale(type="symlog", constant=1, nice=True)
    where = alt.Y("step:N", sort=order, axis=names())
    base = alt.Chart(table, height=max(HEIGHT, 32 * len(order)))
    pick = alt.selection_point(name=CLICKED, fields=["step"], on="click")
    span = base.mark_bar(height=10, cornerRadius=3).encode(
        x=alt.X("p50:Q", scale=scale, axis=axis("time of a step", "ms", values=[1, 3, 10, 30, 100, 300, 1000, 3000])),
        x2="p95:Q",
        y=where,
        color=alt.condition("datum.over", alt.value(HARM), alt.value(LIVE)),
        tooltip=[
            "step:N",
            *(alt.Tooltip(f"{name}:Q", title=says, format=",.1f") for name, says in _TIMES.items()),
            alt.Tooltip("late:Q", title="late"),
            alt.Tooltip("failed:Q", title="failed"),
        ],
    )
    ticks = base.mark_tick(thickness=2, size=18, color=QUIET).encode(x=alt.X("budget:Q", scale=scale), y=where)
    found: alt.LayerChart = (span.add_params(pick) + ticks).properties(title=_small("bar: 50 % to 95 % · tick: budget"))
    return found


_TIMES = {"p50": "half take up to (ms)", "p95": "95 % (ms)", "p99": "99 % (ms)", "budget": "budget (ms)"}


def funnel_chart(rows: pd.DataFrame) -> alt.LayerChart:
    """People by how far they came, with the share of those before."""
    table = rows.assign(says=rows["stage"].map(STAGES), share=rows["people"] / max(1, int(rows["people"].max())))
    table["told"] = [f"{row.people:,} · {row.share:.0%}" for row in table.itertuples()]
    pick = alt.selection_point(name=CLICKED, fields=["stage"], on="click")
    where = alt.Y("says:N", sort=list(STAGES.values()), axis=names())
    base = alt.Chart(table, height=HEIGHT).encode(y=where)
    bars = base.mark_bar(color=LIVE).encode(
        x=alt.X("people:Q", axis=axis("people", tickMinStep=1), scale=alt.Scale(domainMax=_room(table["people"]))),
        tooltip=[alt.Tooltip("says:N", title="came so far"), "people:Q", alt.Tooltip("share:Q", format=".0%")],
    )
    words = base.mark_text(align="left", dx=5, color=QUIET).encode(x="people:Q", text="told:N")
    found: alt.LayerChart = bars.add_params(pick) + words
    return found


def risk_chart(rows: pd.DataFrame, medium: float, high: float) -> alt.LayerChart:
    """Replies by ban risk, with the thresholds in force."""
    table = rows.assign(top=rows["low"] + 5)
    pick = alt.selection_point(name=CLICKED, fields=["low"], on="click")
    bars = (
        alt.Chart(table, height=HEIGHT)
        .mark_bar(color=LIVE)
        .encode(
            x=alt.X("low:Q", bin="binned", scale=alt.Scale(domain=[0, 100]), axis=axis("ban risk", "points of 100")),
            x2="top:Q",
            y=alt.Y("replies:Q", scale=alt.Scale(type="symlog"), axis=axis("replies", "tens drawn smaller")),
            tooltip=[alt.Tooltip("low:Q", title="from"), alt.Tooltip("top:Q", title="to"), "replies:Q"],
        )
    )
    limits = pd.DataFrame({"x": [medium, high], "says": ["medium", "high"]})
    rules = alt.Chart(limits).mark_rule(strokeWidth=2).encode(x="x:Q", color=_limit_colour())
    words = (
        alt.Chart(limits)
        .mark_text(align="left", dx=4, dy=8, baseline="top")
        .encode(x="x:Q", y=alt.value(0), text="says:N", color=_limit_colour())
    )
    found: alt.LayerChart = bars.add_params(pick) + rules + words
    return found


def refusals_chart(rows: pd.DataFrame) -> alt.Chart:
    """Sends that WhatsApp refused, by code and meaning."""
    pick = alt.selection_point(name=CLICKED, fields=["code"], on="click")
    lines = alt.Axis(title=None, labelExpr="split(datum.label, '|')", labelLimit=240)
    wrapped = rows.assign(lines=["|".join(textwrap.wrap(says, 30)) for says in rows["says"]])
    found: alt.Chart = (
        alt.Chart(wrapped, height=70 + 44 * len(rows))
        .mark_bar(color=HARM)
        .encode(
            x=alt.X("sends:Q", axis=axis("sends", tickMinStep=1)),
            y=alt.Y("lines:N", sort="-x", axis=lines),
            tooltip=["code:N", alt.Tooltip("says:N", title="meaning"), "sends:Q"],
        )
        .add_params(pick)
    )
    return found


def _bars(rows: pd.DataFrame, zone: str, bucket: str) -> alt.Chart:
    """Stacked bars over time; the clicked one is known by its bar and its group."""
    group = next(name for name in ("kind", "sentiment", "model") if name in rows)
    told = rows.assign(at=rows["bar"].astype("datetime64[ms]").dt.strftime("%Y-%m-%d %H:%M:%S"))
    pick = alt.selection_point(name=CLICKED, fields=["at", group], on="click")
    unit = {"minute": "yearmonthdatehoursminutes", "hour": "yearmonthdatehours", "day": "yearmonthdate"}[bucket]
    x = alt.X(f"{unit}(bar):T", axis=axis("time", zone, labelOverlap=True, format=_FORMATS[bucket]))
    found: alt.Chart = alt.Chart(told, height=HEIGHT).mark_bar().encode(x=x).add_params(pick)
    return found


_FORMATS = {"minute": "%H:%M", "hour": "%d %b %H:%M", "day": "%d %b"}


def _when(bucket: str) -> alt.Tooltip:
    return alt.Tooltip("bar:T", title="from", format="%a %d %b" if bucket == "day" else "%a %d %b %H:%M")


def _legend(columns: int = 2) -> alt.Legend:
    """In columns that a phone has room for; names of models need one of their own."""
    return alt.Legend(title=None, orient="top", columns=columns, labelLimit=300 // columns)


def _small(words: str) -> alt.TitleParams:
    return alt.TitleParams(text=words, fontSize=11, fontWeight="normal", color=QUIET, anchor="start")


def _limit_colour() -> alt.Color:
    scale = alt.Scale(domain=["medium", "high"], range=[QUIET, HARM])
    return alt.Color("says:N", scale=scale, legend=None)


def _room(values: pd.Series) -> float:
    """Space for the words at the end of the longest bar."""
    return float(values.max()) * 1.3 or 1.0
