"""Pictures of ban risk: where scores fall, how well they tell spam apart, what each score means, what a cut costs."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from eval.figures.report import Floats
from eval.figures.roc import curve
from eval.figures.shares import share_of
from eval.tuning.boundary import Scored
from eval.tuning.chance import Chance
from eval.tuning.found import Setting
from workbench.charts import DRAFT, LIVE, QUIET, axis, colours

_BIN = 2.0
Picture = alt.LayerChart | alt.FacetChart
_HEIGHT = 280


def which(shown: Sequence[str]) -> alt.Color:
    """The colour of live and draft; a legend names only what is drawn, and nothing where it is live alone."""
    legend = alt.Legend(orient="top", values=list(shown)) if len(shown) > 1 else None
    return alt.Color("config:N", scale=colours(), title=None, legend=legend)


def histogram(live: Floats, draft: Floats, cuts: Sequence[tuple[str, str, float]]) -> Picture:
    """`cuts`: config, name and value of each threshold. The count is drawn by its root: most messages score nothing."""
    edges = np.arange(0.0, 100.0 + _BIN, _BIN)
    told = [("live", live)] if np.array_equal(live, draft) else [("live", live), ("draft", draft)]
    rows = [
        {"config": name, "score": float(left), "to": float(left + _BIN), "messages": int(count)}
        for name, scores in told
        for left, count in zip(edges, np.histogram(scores, np.append(edges[:-1], 100.001))[0], strict=False)
    ]
    bars = (
        alt.Chart(pd.DataFrame(rows).assign(none=0))
        .mark_rect(opacity=0.55)
        .encode(
            x=alt.X("score:Q", axis=axis("Ban risk", "points"), scale=alt.Scale(domain=[0, 100])),
            x2="to:Q",
            y=alt.Y("messages:Q", axis=axis("Messages", "root scale"), scale=alt.Scale(type="sqrt", domainMin=0)),
            y2="none:Q",
            color=which([name for name, _ in told]),
            tooltip=["config", "score", "to", "messages"],
        )
    )
    return alt.layer(bars, *lines(cuts)).properties(height=_HEIGHT)


def lines(cuts: Sequence[tuple[str, str, float]]) -> list[alt.Chart]:
    """A named line for each threshold: solid for live, dashed for the draft; names of the two stand apart."""
    made = []
    for config, name, value in cuts:
        colour, dash, y = (DRAFT, [6, 4], 24) if config == "draft" else (LIVE, [1, 0], 6)
        data = alt.InlineData(values=[{"x": value, "name": f"{name} {value:g}"}])
        side = "right" if value > 80 else "left"
        text: dict[str, Any] = {"align": side, "dx": -4 if value > 80 else 4, "baseline": "top", "fontWeight": 600}
        made.append(alt.Chart(data).mark_rule(color=colour, strokeWidth=2, strokeDash=dash).encode(x="x:Q"))
        made.append(alt.Chart(data).mark_text(color=colour, y=y, **text).encode(x="x:Q", text="name:N"))
    return made


def roc(sides: Sequence[tuple[str, Scored, float]]) -> Picture:
    """`sides`: config, labelled scores, the threshold in force, which is the dot."""
    frames, dots = [], []
    for config, rows, cut in sides:
        found = curve(list(rows.scores), [bool(one) for one in rows.bad])
        frames.append(
            pd.DataFrame(
                {"honest": found.false_alarms, "spam": found.recall, "from": found.thresholds, "config": config}
            )
        )
        reached = (rows.scores >= cut).astype(float)
        dots.append({"config": config, "honest": _share(reached, 1 - rows.bad), "spam": _share(reached, rows.bad)})
    return _curves(pd.concat(frames), pd.DataFrame(dots), ("honest", "Honest texts flagged"), ("spam", "Spam flagged"))


def precision(sides: Sequence[tuple[str, Scored, float]]) -> Picture:
    """The share of what is flagged that is spam, for every share of spam that is flagged."""
    frames, dots = [], []
    for config, rows, cut in sides:
        steps = np.unique(rows.scores)
        frames.append(pd.DataFrame([_flagged(rows, float(step), config) for step in steps]))
        dots.append(_flagged(rows, cut, config))
    told = ("spam", "Spam flagged"), ("right", "Flagged that is spam")
    return _curves(pd.concat(frames), pd.DataFrame(dots), *told)


def reliability(rows: Scored, chance: Chance) -> Picture:
    """The chance that a text with so many points is spam, with its band, and the share seen in the labels."""
    grid = np.arange(0.0, 101.0)
    low, middle, high = np.percentile(chance.at(grid), [2.5, 50, 97.5], axis=0)
    line = pd.DataFrame({"score": grid, "chance": middle, "low": low, "high": high})
    x = alt.X("score:Q", axis=axis("Ban risk", "points"), scale=alt.Scale(domain=[0, 100]))
    y = alt.Y("chance:Q", axis=axis("Chance of being spam", format="%"), scale=alt.Scale(domain=[0, 1]))
    band = alt.Chart(line).mark_area(opacity=0.2, color=DRAFT).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    middle_line = alt.Chart(line).mark_line(color=DRAFT).encode(x=x, y=y, tooltip=["score", "chance", "low", "high"])
    seen = pd.DataFrame(_seen(rows))
    where = {"x": alt.X("score:Q"), "tooltip": ["texts", "share", "low", "high"]}
    bars = alt.Chart(seen).mark_rule(color=QUIET).encode(y="low:Q", y2="high:Q", **where)
    dots = alt.Chart(seen).mark_circle(color=QUIET, opacity=1).encode(y="share:Q", size=_SIZE, **where)
    return alt.layer(band, middle_line, bars, dots).properties(height=_HEIGHT)


def costs(grid: Floats, drawn: Floats, found: Setting, draft: float, unit: str = "points") -> Picture:
    """Money for 1,000 messages at every threshold, the band it lies in, and the values that are as good as the best.

    `drawn` [draws, values of the grid].
    """
    low, high = np.percentile(drawn, [5, 95], axis=0)
    frame = pd.DataFrame({"at": grid, "cost": drawn.mean(axis=0), "low": low, "high": high})
    x = alt.X("at:Q", axis=axis("Threshold", unit))
    y = alt.Y("cost:Q", axis=axis("Cost per 1,000 messages"), scale=alt.Scale(zero=False))
    as_good = found.band or found.ci95
    good = alt.Chart(alt.InlineData(values=[{"from": as_good[0], "to": as_good[1]}]))
    shade = good.mark_rect(opacity=0.12, color=QUIET).encode(x="from:Q", x2="to:Q")
    band = alt.Chart(frame).mark_area(opacity=0.18, color=QUIET).encode(x=x, y=alt.Y("low:Q"), y2="high:Q")
    line = alt.Chart(frame).mark_line(color=QUIET).encode(x=x, y=y, tooltip=["at", "cost", "low", "high"])
    cuts = [("live", "live", found.now), *([("draft", "draft", draft)] if draft != found.now else [])]
    place = int(np.abs(grid - found.best).argmin())
    best = pd.DataFrame({"at": [found.best], "cost": [float(drawn[:, place].mean())]})
    dot = alt.Chart(best).mark_point(filled=True, size=110, color=DRAFT, shape="diamond").encode(x=x, y=y)
    return alt.layer(shade, band, line, dot, *lines(cuts)).properties(height=_HEIGHT)


_SIZE = alt.Size("texts:Q", title="texts", legend=alt.Legend(orient="top"), scale=alt.Scale(range=[40, 300]))


def _curves(frame: pd.DataFrame, dots: pd.DataFrame, across: tuple[str, str], up: tuple[str, str]) -> Picture:
    colour = which(list(dots["config"]))
    unit = alt.Scale(domain=[0, 1])
    x = alt.X(f"{across[0]}:Q", axis=axis(across[1], format="%"), scale=unit)
    y = alt.Y(f"{up[0]}:Q", axis=axis(up[1], format="%"), scale=unit)
    line = (
        alt.Chart(frame).mark_line().encode(x=x, y=y, color=colour, order="from:Q", tooltip=[across[0], up[0], "from"])
    )
    mark = alt.Chart(dots).mark_point(filled=True, size=110).encode(x=x, y=y, color=colour)
    return alt.layer(line, mark).properties(height=_HEIGHT)


def _flagged(rows: Scored, cut: float, config: str) -> dict[str, Any]:
    reached = (rows.scores >= cut).astype(float)
    right = float((reached * rows.bad).sum() / max(reached.sum(), 1e-9)) if reached.any() else 1.0
    return {"config": config, "from": cut, "spam": _share(reached, rows.bad), "right": right}


def _share(hits: Floats, among: Floats) -> float:
    return float((hits * among).sum() / max(float(among.sum()), 1e-9))


def _seen(rows: Scored) -> list[dict[str, float]]:
    """Ten bins of equal width; empty ones are left out."""
    bins = np.minimum((rows.scores // 10).astype(int), 9)
    found = []
    for place in np.unique(bins):
        inside = bins == place
        share = share_of(rows.bad[inside])
        middle = float(rows.scores[inside].mean())
        found.append(
            {"score": middle, "share": share.value, "low": share.ci95[0], "high": share.ci95[1], "texts": share.n}
        )
    return found
