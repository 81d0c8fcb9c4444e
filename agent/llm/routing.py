"""Which route answers: the composer where facts settle it, else the model whose price the question deserves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.language.window import windows_of
from agent.llm.topics import topics_in
from agent.turn import Turn

RouteName = Literal["simple", "complex", "live", "quality"]
ROUTE_NAMES: tuple[RouteName, ...] = ("simple", "complex", "live", "quality")


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Route(_Settings):
    """Models behind a route, and what a call may take."""

    models: list[str] = Field(min_length=1, max_length=3, description="OpenRouter model ids, the preferred one first.")
    timeout_s: float = Field(default=12.0, gt=0, le=60, description="Seconds for the call, retries included.")
    max_tokens: int = Field(default=500, ge=50, le=4000, description="Longest answer, in tokens.")
    temperature: float = Field(default=0.2, ge=0, le=2, description="0 for always the same words.")
    usd_per_million_in: float = Field(ge=0, description="Price of a million prompt tokens, in USD.")
    usd_per_million_out: float = Field(ge=0, description="Price of a million answer tokens, in USD.")

    def cost_usd(self, tokens_in: int, tokens_out: int) -> float:
        """Cost from the price list, for answers that came without one."""
        return (tokens_in * self.usd_per_million_in + tokens_out * self.usd_per_million_out) / 1_000_000


class Routes(_Settings):
    """The four routes."""

    simple: Route = Field(
        default_factory=lambda: Route(
            models=["qwen/qwen3-30b-a3b-instruct-2507", "qwen/qwen-2.5-72b-instruct"],
            timeout_s=8.0,
            usd_per_million_in=0.10,
            usd_per_million_out=0.30,
        ),
        description="One plain question.",
    )
    complex: Route = Field(
        default_factory=lambda: Route(
            models=["moonshotai/kimi-k2", "qwen/qwen3-235b-a22b-2507"],
            timeout_s=12.0,
            usd_per_million_in=0.50,
            usd_per_million_out=2.40,
        ),
        description="Comparisons and several questions at once.",
    )
    live: Route = Field(
        default_factory=lambda: Route(
            models=["x-ai/grok-4", "moonshotai/kimi-k2"],
            timeout_s=14.0,
            usd_per_million_in=3.0,
            usd_per_million_out=15.0,
        ),
        description="Weather, roads and other things that change by the day.",
    )
    quality: Route = Field(
        default_factory=lambda: Route(
            models=["anthropic/claude-sonnet-4.5", "moonshotai/kimi-k2"],
            timeout_s=14.0,
            usd_per_million_in=3.0,
            usd_per_million_out=15.0,
        ),
        description="Upset customers and valuable leads.",
    )

    def named(self, name: RouteName) -> Route:
        """The route of that name."""
        route: Route = getattr(self, name)
        return route


class RoutingWeights(_Settings):
    """Points a signal gives to its route when it is fully there."""

    several_treks: float = Field(default=1.0, ge=0, le=5, description="To complex: two or more treks in question.")
    compared: float = Field(default=0.6, ge=0, le=5, description="To complex: the message asks to compare.")
    several_questions: float = Field(
        default=0.6, ge=0, le=5, description="To complex: per question or topic after the first."
    )
    long: float = Field(default=0.5, ge=0, le=5, description="To complex: a message of `long_words` words or more.")
    unsure_retrieval: float = Field(default=0.4, ge=0, le=5, description="To complex: the best passage scores low.")
    near_dates: float = Field(default=0.6, ge=0, le=5, description="To live: a date within `near_days`.")
    live_topic: float = Field(default=0.8, ge=0, le=5, description="To live: weather, roads or news now.")
    negative: float = Field(default=0.8, ge=0, le=5, description="To quality: an unhappy customer.")
    complaint: float = Field(default=1.0, ge=0, le=5, description="To quality: a complaint.")
    lead: float = Field(default=0.8, ge=0, le=5, description="To quality: lead score of 100; less in proportion.")
    decision: float = Field(
        default=0.3, ge=0, le=5, description="To quality: a customer about to decide, or with a booking."
    )


class RoutingThresholds(_Settings):
    """Points from which a route other than simple is taken; the highest above its own wins."""

    complex: float = Field(default=0.9, ge=0, le=10, description="Points for complex.")
    live: float = Field(default=0.8, ge=0, le=10, description="Points for live.")
    quality: float = Field(default=0.9, ge=0, le=10, description="Points for quality.")
    long_words: int = Field(default=35, ge=5, le=500, description="Words that make a message long.")
    near_days: int = Field(default=7, ge=0, le=60, description="Days ahead that count as near.")
    sure_score: float = Field(default=0.5, ge=0, le=1, description="Passage score from which retrieval counts as sure.")


@dataclass(frozen=True, slots=True)
class Choice:
    """The route taken, why, and the points of each."""

    route: RouteName
    reasons: tuple[str, ...]
    points: Mapping[str, float]


def choose_route(turn: Turn, weights: RoutingWeights, thresholds: RoutingThresholds, today: date) -> Choice:
    """The route with the most points above its threshold, else simple."""
    signals = _signals(turn, thresholds, today)
    points: dict[str, float] = dict.fromkeys(ROUTE_NAMES, 0.0)
    for signal, strength in signals.items():
        points[_TO[signal]] += strength * float(getattr(weights, signal))
    over = {name: points[name] - float(getattr(thresholds, name)) for name in ("complex", "live", "quality")}
    best = max(over, key=lambda name: over[name])
    route: RouteName = "simple" if over[best] < 0 else best  # type: ignore[assignment]
    felt = sorted(signals, key=lambda signal: -signals[signal] * float(getattr(weights, signal)))
    return Choice(route, tuple(f"{s} {signals[s]:.2f}" for s in felt if signals[s] > 0), points)


_TO: dict[str, RouteName] = {
    "several_treks": "complex",
    "compared": "complex",
    "several_questions": "complex",
    "long": "complex",
    "unsure_retrieval": "complex",
    "near_dates": "live",
    "live_topic": "live",
    "negative": "quality",
    "complaint": "quality",
    "lead": "quality",
    "decision": "quality",
}


def _signals(turn: Turn, thresholds: RoutingThresholds, today: date) -> dict[str, float]:
    """Strength of each signal; most lie in 0–1."""
    topics = topics_in(turn.message.text)
    return {**_of_question(turn, topics, thresholds, today), **_of_person(turn)}


def _of_question(turn: Turn, topics: tuple[str, ...], thresholds: RoutingThresholds, today: date) -> dict[str, float]:
    text = turn.message.text
    named = len(turn.parsed.values("trek")) if turn.parsed else 0
    best = max((passage.score for passage in turn.evidence), default=0.0)
    questions = max(text.count("?"), sum(topic not in _NO_QUESTION for topic in topics))
    return {
        "several_treks": float(named > 1),
        "compared": float("compare" in topics),
        "several_questions": min(max(questions - 1, 0), 2) * 1.0,
        "long": min(len(text.split()) / thresholds.long_words, 1.0) if text else 0.0,
        "unsure_retrieval": float(best < thresholds.sure_score),
        "near_dates": float(_near(turn, today, thresholds.near_days)),
        "live_topic": float("now" in topics),
    }


_NO_QUESTION = ("compare", "general", "thanks", "now", "person")


def _near(turn: Turn, today: date, days: int) -> bool:
    return any(w.one_day and today <= w.first <= today + timedelta(days=days) for w in windows_of(turn))


def _of_person(turn: Turn) -> dict[str, float]:
    customer, parsed = turn.customer, turn.parsed
    return {
        "negative": float(bool(parsed and parsed.sentiment == "negative")),
        "complaint": float(bool(parsed and parsed.intent == "complaint")),
        "lead": customer.lead_score / 100 if customer else 0.0,
        "decision": float(bool(customer and customer.stage in ("decision", "booked"))),
    }
