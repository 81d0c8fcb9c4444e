"""Pictures of a rewind: what flips, and from what to what."""

from typing import Any

import altair as alt
import pandas as pd

from agent.rewind import Rewound
from agent.rewind.flips import ASPECTS
from agent.rewind.show import WORDS
from workbench.charts import DRAFT, QUIET, axis, names

_ROW_PX = 26


def flips_chart(found: Rewound) -> alt.LayerChart:
    """Share of turns that flip, by what is decided, with the 95 % interval; grey where it may be none."""
    shares = found.shares()
    rows = pd.DataFrame(
        {
            "what": WORDS[aspect],
            "turns": count,
            "percent": 100 * shares[aspect].value,
            "low": 100 * shares[aspect].low,
            "high": 100 * shares[aspect].high,
            "colour": DRAFT if shares[aspect].low > 0 else QUIET,
        }
        for aspect, count in found.flips.items()
    )
    what = alt.Y("what:N", sort=[WORDS[aspect] for aspect in ASPECTS], axis=names())
    told = ["what:N", "turns:Q", alt.Tooltip("percent:Q", format=".2f"), alt.Tooltip("low:Q", format=".2f"),
            alt.Tooltip("high:Q", format=".2f")]  # fmt: skip
    base = alt.Chart(rows, height=_ROW_PX * len(rows))
    bars = base.mark_bar().encode(
        x=alt.X("percent:Q", axis=axis("Turns that flip", "%")),
        y=what,
        color=alt.Color("colour:N", scale=None),
        tooltip=told,
    )
    spans = base.mark_rule(strokeWidth=2, color=QUIET).encode(x="low:Q", x2="high:Q", y=what, tooltip=told)
    counts = base.mark_text(align="left", dx=6, color=QUIET).encode(x="high:Q", y=what, text="turns:Q")
    chart: alt.LayerChart = bars + spans + counts
    return chart


def moves_chart(found: Rewound, aspect: str) -> Any:
    """How often a value became another: live down, draft across."""
    rows = pd.DataFrame(
        {"live": old or "none", "draft": new or "none", "turns": count}
        for (old, new), count in found.moves(aspect).items()
    )
    wide, high = 170 + 90 * rows["draft"].nunique(), 90 + 30 * rows["live"].nunique()  # axes and titles, then cells
    base = alt.Chart(rows, width=wide, height=high).encode(
        x=alt.X("draft:N", axis=axis("Under the draft", labelAngle=0, labelLimit=160)),
        y=alt.Y("live:N", axis=alt.Axis(title="Live", labelLimit=160)),
    )
    cells = base.mark_rect().encode(
        color=alt.Color("turns:Q", scale=alt.Scale(range=["#f3d9c0", DRAFT], domainMin=0), legend=None),
        tooltip=["live:N", "draft:N", "turns:Q"],
    )
    return cells + base.mark_text(color="#1d1d1f", fontWeight="bold").encode(text="turns:Q")
