"""Which route answers: the composer where facts settle it, else the model whose price the question deserves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field

from agent.llm.route_signals import ROUTE_NAMES, TO, RouteName, Signals, signals_of
from agent.ports import Price
from agent.strict import Strict
from agent.turn import Turn

Effort = Literal["", "none", "minimal", "low", "medium", "high"]
"""OpenRouter's `reasoning.effort`."""


class Route(Strict):
    """Models behind a route, and what a call may take."""

    models: list[str] = Field(min_length=1, max_length=3, description="OpenRouter model ids, the preferred one first.")
    timeout_s: float = Field(default=12.0, gt=0, le=60, description="Seconds for the call, retries included.")
    max_tokens: int = Field(
        default=500, ge=50, le=4000, description="Longest answer, in tokens; what the model thinks counts as answer."
    )
    reasoning: Effort = Field(
        default="", description="How hard a model that thinks is to think; empty leaves it to the model."
    )
    web_results: int = Field(default=0, ge=0, le=10, description="Web pages looked up for the model; 0 searches none.")
    usd_per_web_result: float = Field(default=0.004, ge=0, le=1, description="Price of one of them, in USD.")
    temperature: float = Field(default=0.2, ge=0, le=2, description="0 for always the same words.")
    usd_per_million_in: float = Field(ge=0, description="Price of a million prompt tokens, in USD.")
    usd_per_million_out: float = Field(ge=0, description="Price of a million answer tokens, in USD.")

    @property
    def price(self) -> Price:
        """What a call is expected to cost, for the budget and for answers that tell no cost."""
        return Price(
            usd_per_million_in=self.usd_per_million_in,
            usd_per_million_out=self.usd_per_million_out,
            usd_per_call=self.web_results * self.usd_per_web_result,
        )


class Routes(Strict):
    """The four routes."""

    simple: Route = Field(
        default_factory=lambda: Route(
            models=["qwen/qwen3-30b-a3b-instruct-2507", "qwen/qwen-2.5-72b-instruct"],
            timeout_s=12.0,
            usd_per_million_in=0.10,
            usd_per_million_out=0.30,
        ),
        description="One plain question.",
    )
    complex: Route = Field(
        default_factory=lambda: Route(
            models=["moonshotai/kimi-k2", "qwen/qwen3-235b-a22b-2507"],
            timeout_s=20.0,
            usd_per_million_in=0.50,
            usd_per_million_out=2.40,
        ),
        description="Comparisons and several questions at once.",
    )
    live: Route = Field(
        default_factory=lambda: Route(
            models=["x-ai/grok-4", "moonshotai/kimi-k2"],
            timeout_s=20.0,
            max_tokens=1500,
            reasoning="low",
            usd_per_million_in=3.0,
            usd_per_million_out=15.0,
        ),
        description="Weather, roads and other things that change by the day.",
    )
    quality: Route = Field(
        default_factory=lambda: Route(
            models=["anthropic/claude-sonnet-4.5", "moonshotai/kimi-k2"],
            timeout_s=20.0,
            usd_per_million_in=3.0,
            usd_per_million_out=15.0,
        ),
        description="Upset customers and valuable leads.",
    )

    def named(self, name: RouteName) -> Route:
        """The route of that name."""
        route: Route = getattr(self, name)
        return route


class RoutingWeights(Strict):
    """Points a signal gives to its route when it is fully there."""

    several_treks: float = Field(default=1.8, ge=0, le=10, description="To complex: two or more treks in question.")
    compared: float = Field(default=0.6, ge=0, le=10, description="To complex: the message asks to compare.")
    several_questions: float = Field(default=2.5, ge=0, le=10, description="To complex: three questions or topics.")
    conditions: float = Field(default=1.8, ge=0, le=10, description="To complex: ifs, limits, totals and choices.")
    details: float = Field(default=1.3, ge=0, le=10, description="To complex: people, ages, days, sums, dates to fit.")
    long: float = Field(default=1.6, ge=0, le=10, description="To complex: a message of `long_words` words or more.")
    unsure_retrieval: float = Field(default=0.2, ge=0, le=10, description="To complex: no passage surely answers.")
    like_complex: float = Field(default=5.1, ge=0, le=10, description="To complex: how like its examples it is.")
    near_dates: float = Field(default=1.1, ge=0, le=10, description="To live: a date within `near_days`.")
    live_topic: float = Field(default=0.6, ge=0, le=10, description="To live: now, today or a forecast.")
    live_words: float = Field(default=3.9, ge=0, le=10, description="To live: roads, weather or strikes, as of now.")
    like_live: float = Field(default=4.0, ge=0, le=10, description="To live: how like its examples it is.")
    negative: float = Field(default=1.4, ge=0, le=10, description="To quality: an unhappy customer.")
    complaint: float = Field(default=2.4, ge=0, le=10, description="To quality: a complaint, as sure as it is one.")
    threat: float = Field(default=1.9, ge=0, le=10, description="To quality: law, press, or leaving us.")
    accusation: float = Field(default=2.7, ge=0, le=10, description="To quality: anger about us.")
    delicate: float = Field(default=3.1, ge=0, le=10, description="To quality: grief, illness, harassment, shame.")
    bargaining: float = Field(default=3.4, ge=0, le=10, description="To quality: a price that is haggled for.")
    large_group: float = Field(default=2.5, ge=0, le=10, description="To quality: ten people or more.")
    lead: float = Field(default=0.5, ge=0, le=10, description="To quality: lead score of 100; less in proportion.")
    decision: float = Field(default=0.4, ge=0, le=10, description="To quality: about to decide, or with a booking.")
    like_quality: float = Field(default=3.0, ge=0, le=10, description="To quality: how like its examples it is.")
    usual: float = Field(default=1.7, ge=0, le=10, description="To simple: asked about every year, not about now.")
    like_simple: float = Field(default=2.3, ge=0, le=10, description="To simple: how like its examples it is.")


class RoutingThresholds(Strict):
    """How far a route's points must lie above those of simple; the highest above its own threshold wins."""

    complex: float = Field(default=3.0, ge=0, le=10, description="Lead over simple, in points, that complex needs.")
    live: float = Field(default=2.4, ge=0, le=10, description="Lead over simple, in points, that live needs.")
    quality: float = Field(default=1.8, ge=0, le=10, description="Lead over simple, in points, that quality needs.")
    long_words: int = Field(default=35, ge=5, le=500, description="Words that make a message long.")
    near_days: int = Field(default=7, ge=0, le=60, description="Days ahead that count as near.")
    sure_score: float = Field(default=0.5, ge=0, le=1, description="Answer score from which retrieval counts as sure.")


@dataclass(frozen=True, slots=True)
class Choice:
    """The route taken, the points of each, and the signals they come from; `reasons` are signals, strongest first."""

    route: RouteName
    reasons: tuple[str, ...]
    points: Mapping[str, float]
    signals: Signals


def choose_route(
    turn: Turn, weights: RoutingWeights, thresholds: RoutingThresholds, today: date, learnt: Signals | None = None
) -> Choice:
    """The route with the most points above its threshold, else simple. `learnt`: what `RouteModel.signals` gave."""
    limits = {name: getattr(thresholds, name) for name in ("near_days", "long_words", "sure_score")}
    return weighed({**signals_of(turn, today, **limits), **(learnt or {})}, weights, thresholds)


def weighed(signals: Signals, weights: RoutingWeights, thresholds: RoutingThresholds) -> Choice:
    """The choice that these signals make."""
    given = {name: strength * float(getattr(weights, name)) for name, strength in signals.items()}
    points: dict[str, float] = dict.fromkeys(ROUTE_NAMES, 0.0)
    for name, worth in given.items():
        points[TO[name]] += worth
    over = {name: points[name] - points["simple"] - float(getattr(thresholds, name)) for name in _DEARER}
    best = max(_DEARER, key=lambda name: over[name])
    felt = sorted((name for name in signals if given[name] > 0), key=lambda name: -given[name])
    return Choice(
        route="simple" if over[best] < 0 else best,
        reasons=tuple(f"{name} {signals[name]:.2f}" for name in felt),
        points={name: round(worth, 4) for name, worth in points.items()},
        signals=signals,
    )


_DEARER: tuple[RouteName, ...] = ("complex", "live", "quality")
