"""What a rewind found: figures with intervals, and the very turns behind them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from agent.rewind.flips import ASPECTS, Compared, Side
from agent.rewind.price import CappedLLM
from eval.figures.bootstrap import intervals
from eval.figures.by_contact import measured_by_contact

PER = 1000
"""Money and hand-offs are told for so many turns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A value with its 95 % interval. `sure`: the interval does not hold 0, so that it is more than chance."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether more than chance."""
        return self.low > 0 or self.high < 0

    def as_dict(self) -> dict[str, Any]:
        return {"value": self.value, "ci95": [self.low, self.high], "sure": self.sure}


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """What models were asked for: nothing where `cap_usd` is 0. `refused`: calls that the cap did not let through."""

    cap_usd: float = 0.0
    spent_usd: float = 0.0
    refused: int = 0

    @classmethod
    def of(cls, capped: CappedLLM) -> "Spending":
        return cls(cap_usd=capped.cap_usd, spent_usd=round(capped.spent_usd, 6), refused=capped.refused)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewound:
    """A stretch of turns under live and draft. `pseudonyms`: the log was read with pseudonyms for people's numbers.

    `left_out`: turns that cannot be compared. `typical_ms`: median time of each step in the log, of `generate` by
    route; from it comes the change in latency, for a machine that runs turns again is not the one that answered them.
    """

    live: str
    draft: str
    turns: Sequence[Compared]
    left_out: int = 0
    stopped: bool = False
    seconds: float = 0.0
    typical_ms: Mapping[str, float] = field(default_factory=dict)
    spending: Spending = Spending()
    pseudonyms: bool = False

    def flipped(self, aspect: str) -> list[Compared]:
        """The turns whose `aspect` is another under the draft."""
        return [one for one in self.turns if one.live.values[aspect] != one.draft.values[aspect]]

    @property
    def ran(self) -> Mapping[str, int]:
        """How many turns ran each step again."""
        return dict(Counter(step for one in self.turns for step in one.ran))

    @property
    def flips(self) -> Mapping[str, int]:
        """Turns that flip, by aspect."""
        return {aspect: len(self.flipped(aspect)) for aspect in ASPECTS}

    def moves(self, aspect: str) -> Mapping[tuple[str, str], int]:
        """How often a value became another, for aspects that are one of few words."""
        pairs = ((one.live.values[aspect], one.draft.values[aspect]) for one in self.flipped(aspect))
        return dict(Counter((str(before), str(after)) for before, after in pairs).most_common())

    def shares(self) -> Mapping[str, Figure]:
        """Share of turns that flip, by aspect, and of those in which anything does."""
        told = {aspect: partial(_flips, aspect) for aspect in ASPECTS}
        return self._figures({**told, "any": _flips_at_all}, self.turns)

    def changes(self, turns: Sequence[Compared] | None = None) -> Mapping[str, Figure]:
        """Draft less live for 1,000 turns: money, hand-offs and hot leads; and ms for one turn."""
        return self._figures(
            {
                "cost_usd": lambda one: PER * (one.draft.cost_usd - one.live.cost_usd),
                "handoffs": lambda one: PER * (float(one.draft.handed_over) - float(one.live.handed_over)),
                "hot_leads": lambda one: PER * (_hot(one.draft) - _hot(one.live)),
                "ms": lambda one: self._ms(one.draft) - self._ms(one.live),
            },
            self.turns if turns is None else turns,
        )

    def by_language(self) -> Mapping[str, Mapping[str, Any]]:
        """The same for each language: a draft should not be better for one by being worse for another."""
        languages = Counter(one.language for one in self.turns)
        return {language: self._language(language, count) for language, count in languages.most_common()}

    def _language(self, language: str, count: int) -> Mapping[str, Any]:
        ours = [one for one in self.turns if one.language == language]
        flipped = self._figures({"any": _flips_at_all}, ours)["any"]
        changes = self.changes(ours)
        return {"n": count, "flipped": flipped.as_dict(), "handoffs": changes["handoffs"].as_dict()}

    def _ms(self, side: Side) -> float:
        route = side.values["route"]
        return sum(self.typical_ms.get(f"{step} {route}", self.typical_ms.get(step, 0.0)) for step in side.steps)

    def _figures(
        self, told: Mapping[str, Callable[[Compared], float]], turns: Sequence[Compared]
    ) -> Mapping[str, Figure]:
        """Means over turns; resampled are contacts, because what one contact writes belongs together."""
        values = {name: [value(one) for one in turns] for name, value in told.items()}
        measured = measured_by_contact(values, [one.contact for one in turns])
        bounds = intervals(measured)
        return {name: _figure(metric.value, bounds.get(name)) for name, metric in measured.metrics.items()}

    @property
    def calls(self) -> Mapping[str, float]:
        """Model calls: answered by log or cassette, new ones, those nobody answered; in USD the most the new ones cost,
        what was spent, and the most that those nobody answered would cost.
        """
        return {
            "known": sum(one.known_calls for one in self.turns),
            "new": sum(one.new_calls for one in self.turns),
            "unasked": sum(one.unasked for one in self.turns),
            "price_usd": round(sum(one.price_usd for one in self.turns), 6),
            "spent_usd": self.spending.spent_usd,
            "left_usd": round(sum(one.left_usd for one in self.turns), 6),
        }

    @property
    def against(self) -> Mapping[str, int]:
        """What the draft was compared with: the log, or the live config run again, and why."""
        return dict(Counter(one.against for one in self.turns))

    def hidden(self, hide: Callable[[str], str]) -> "Rewound":
        """The same with every text and id gone through `hide`: for whoever may not see numbers of people."""
        return replace(self, turns=[_hidden(one, hide) for one in self.turns])

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain JSON values; of each flip the turn, before and after."""
        return {
            "live": self.live,
            "draft": self.draft,
            "n": len(self.turns),
            "left_out": self.left_out,
            "stopped": self.stopped,
            "seconds": round(self.seconds, 3),
            "since": _iso(min((one.at for one in self.turns), default=None)),
            "until": _iso(max((one.at for one in self.turns), default=None)),
            "identical": sum(one.identical for one in self.turns),
            "ran": self.ran,
            "against": self.against,
            "calls": self.calls,
            "spend_cap_usd": self.spending.cap_usd,
            "pseudonyms": self.pseudonyms,
            "flips": self.flips,
            "shares": {name: figure.as_dict() for name, figure in self.shares().items()},
            "changes": {name: figure.as_dict() for name, figure in self.changes().items()},
            "by_language": self.by_language(),
            "moves": {aspect: self._moves(aspect) for aspect in ASPECTS if aspect not in ("answer", "passages")},
            "turns": [_told(one) for one in self.turns if one.flips],
        }

    def _moves(self, aspect: str) -> list[dict[str, Any]]:
        return [{"before": old, "after": new, "n": count} for (old, new), count in self.moves(aspect).items()]


def _told(one: Compared) -> dict[str, Any]:
    return {
        "turn": one.turn,
        "contact": one.contact,
        "at": one.at.isoformat(),
        "language": one.language,
        "flips": {name: {"before": one.live.values[name], "after": one.draft.values[name]} for name in one.flips},
    }


def _flips(aspect: str, one: Compared) -> float:
    return float(one.live.values[aspect] != one.draft.values[aspect])


def _flips_at_all(one: Compared) -> float:
    return float(bool(one.flips))


def _hidden(one: Compared, hide: Callable[[str], str]) -> Compared:
    live, draft = (
        replace(side, values={**side.values, "answer": hide(str(side.values["answer"]))})
        for side in (one.live, one.draft)
    )
    return replace(one, turn=hide(one.turn), text=hide(one.text), live=live, draft=draft)


def _hot(side: Side) -> float:
    return float(side.values["lead"] == "hot")


def _figure(value: float | None, bounds: tuple[float, float] | None) -> Figure:
    low, high = bounds or (0.0, 0.0)
    return Figure(value=value or 0.0, low=low, high=high)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
