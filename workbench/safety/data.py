"""What the page on ban risk works with: logged traffic, labels, and the settings of live and draft side by side."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from pydantic import JsonValue

from agent.people.labels import Label, agreed
from agent.safety.factors import FACTORS, Own
from agent.safety.why import Settings, settings_of
from agent.steps.score_ban_risk import ScoreBanRisk, own_of
from eval.figures.report import Floats
from eval.traffic.logged_risk import LoggedRisk, Side, levels, logged_risk
from eval.traffic.risk_labels import RiskLabels, logged_labels, own_labels
from workbench.desk import Workbench
from workbench.labelling.queue import said_in

SUITES: Mapping[Side, str] = {"message": "ban-risk", "reply": "ban-risk-reply"}
OPEN = ("medium_from", "high_above", "spam_patterns", "clickbait", "links", "capitals", "emoji")
FOLDED = ("repeated_keywords", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Weights in the order of the factors, and both thresholds."""

    weights: tuple[float, ...]
    medium_from: float
    high_above: float

    def scores(self, found: LoggedRisk) -> Floats:
        """Of logged messages."""
        return found.scores(self.weights)

    def places(self, found: LoggedRisk) -> Floats:
        """Of logged messages: 0 low, 1 medium, 2 high."""
        return levels(self.scores(found), self.medium_from, self.high_above).astype(float)

    @property
    def settings(self) -> Settings:
        """For one text, without points beside it."""
        named = dict(zip(FACTORS, self.weights, strict=True))
        return settings_of(named, medium_from=self.medium_from, high_above=self.high_above)


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskPage:
    """One run of the page: the side looked at, its step, both configs, traffic and labels."""

    desk: Workbench
    side: Side
    step: str
    live: Config
    draft: Config
    own: Own
    traffic: LoggedRisk
    said: tuple[Label, ...]
    watermark: int

    @property
    def labels(self) -> RiskLabels:
        """The own set's tuning half, and what people said of this traffic."""
        ours = _own_labels(self.side, self.desk.agent.ports.index.version, self.own)
        return ours.joined(logged_labels(self.traffic, agreed(self.said)))

    @property
    def rests_on(self) -> str:
        """Names all that thresholds are fitted from but prices: two pages of one name have the same fit."""
        said = sorted(agreed(self.said).items())
        return repr((self.side, self.watermark, self.live, self.draft.weights, said))

    @property
    def is_moved(self) -> bool:
        """Whether the draft scores or cuts in another way."""
        return self.live != self.draft


def step_of(desk: Workbench, side: Side) -> tuple[str, ScoreBanRisk]:
    """Name and step that scores this side. Raises KeyError where the config has none."""
    for placed in desk.agent.pipeline.steps:
        if isinstance(placed.step, ScoreBanRisk) and placed.step.of == side:
            return placed.name, placed.step
    raise KeyError(f"no score_ban_risk step is in service for the side {side}")


def risk_page(desk: Workbench, side: Side, moved: Mapping[str, JsonValue]) -> RiskPage:
    """`moved`: values of the draft by path."""
    name, step = step_of(desk, side)
    live = Config(weights=tuple(step.factor_weights.values()), medium_from=step.medium_from, high_above=step.high_above)

    def drafted(setting: str) -> float:
        return float(str(moved.get(f"{name}.{setting}", getattr(step, setting))))

    draft = Config(
        weights=tuple(drafted(factor) for factor in FACTORS),
        medium_from=drafted("medium_from"),
        high_above=drafted("high_above"),
    )
    own = own_of(desk.agent.ports.index.catalogue)
    watermark = desk.reader.watermark()
    return RiskPage(
        desk=desk,
        side=side,
        step=name,
        live=live,
        draft=draft,
        own=own,
        traffic=_traffic(side, watermark, desk, own),
        said=said_in(desk, SUITES[side]),
        watermark=watermark,
    )


@st.cache_resource(show_spinner="Reading the logged traffic …", max_entries=2)
def _traffic(side: Side, watermark: int, _desk: Workbench, _own: Own) -> LoggedRisk:
    """Read again when there is news; never changed."""
    return logged_risk(_desk.reader.query, side, _own)


@st.cache_resource(show_spinner=False, max_entries=4)
def _own_labels(side: Side, version: str, _own: Own) -> RiskLabels:
    """By the version of the index: it says what is the operator's own."""
    return own_labels(side, _own)
