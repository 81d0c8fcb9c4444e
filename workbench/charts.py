"""Charts that look alike on every page, in light and in dark, and to people who see few colours."""

from typing import Any

import altair as alt

LIVE, DRAFT, HARM = "#3f7fd0", "#d9730d", "#d64545"
"""Blue is the config in service, orange the draft, red only what does harm; at least 3:1 on white and on near-black."""
QUIET = "#8a8f98"
"""What is there for comparison, and changes smaller than their interval."""
LABEL_PX = 220
"""Names beside bars are never cut off at this width."""


def colours() -> alt.Scale:
    """The colour scale of everything that is drawn for live and draft: field values are those two words."""
    return alt.Scale(domain=["live", "draft"], range=[LIVE, DRAFT])


def axis(title: str, unit: str = "", **more: Any) -> alt.Axis:
    """An axis that names its unit."""
    return alt.Axis(title=f"{title} ({unit})" if unit else title, **more)


def names() -> alt.Axis:
    """The axis of categories: whole names, no title."""
    return alt.Axis(title=None, labelLimit=LABEL_PX, labelOverlap=False)


def threshold(value: float, colour: str = LIVE) -> alt.Chart:
    """A line across at this x: solid for the threshold in force, dashed for the draft's."""
    dash = [6, 4] if colour == DRAFT else [1, 0]
    line: alt.Chart = (
        alt.Chart(alt.InlineData(values=[{"x": value}]))
        .mark_rule(color=colour, strokeWidth=2, strokeDash=dash)
        .encode(x="x:Q")
    )
    return line
