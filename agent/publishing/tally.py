"""A canary's running figures: contacts harmed in each arm, how sure that makes us, and whether it must end."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from agent.publishing.always_valid import Ratio, evidence_of_harm, ratio_of
from agent.publishing.canary import Canary
from agent.publishing.harm import HARMS, Harm

FALSE_ALARM = 0.05
"""The chance that a draft no worse than live is taken back, over the whole life of a canary and all its figures."""


@dataclass(slots=True)
class _Seen:
    """What is known of one contact."""

    in_canary: bool
    turns: int = 0
    harms: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One harm in both arms. `ratio`: how many times as often contacts of the canary are harmed.

    `is_harmful`: the lower bound is above 1, at the level at which a canary ends; never for a figure that is accepted.
    """

    harm: Harm
    harmed_live: int
    contacts_live: int
    harmed_canary: int
    contacts_canary: int
    ratio: Ratio
    is_harmful: bool
    is_accepted: bool

    @property
    def says(self) -> str:
        """One sentence for people."""
        return (
            f"{self.harmed_canary} of {self.contacts_canary} contacts of the canary {self.harm.title}, "
            f"{self.harmed_live} of {self.contacts_live} of the others"
        )

    def as_dict(self) -> dict[str, JsonValue]:
        """JSON values; a bound that is not known is null."""
        return {
            "name": self.harm.name,
            "title": self.harm.title,
            "harmed_live": self.harmed_live,
            "contacts_live": self.contacts_live,
            "harmed_canary": self.harmed_canary,
            "contacts_canary": self.contacts_canary,
            "ratio": _finite(self.ratio.best),
            "ratio_low": _finite(self.ratio.low),
            "ratio_high": _finite(self.ratio.high),
            "harmful": self.is_harmful,
            "accepted": self.is_accepted,
        }


class Tally:
    """Fed line by line, in the order in which things happened. Lines are what `line_of` makes."""

    def __init__(self, canary: Canary) -> None:
        self.canary = canary
        self._seen: dict[str, _Seen] = {}
        self._first: dict[str, list[tuple[int, bool]]] = {name: [] for name in HARMS}
        self._inside = dict.fromkeys(HARMS, 0)
        self._on: list[str] = []
        self.turns_live = 0
        self.turns_canary = 0

    @property
    def alpha(self) -> float:
        """The level of one figure: the chance of a false alarm is shared out among those that may end the canary."""
        return FALSE_ALARM / max(1, len(HARMS) - len(self.canary.accepts))

    def add(self, line: Mapping[str, Any]) -> None:
        """Count a line."""
        seen = self._seen.setdefault(str(line["k"]), _Seen(bool(line["d"])))
        if line["t"]:
            seen.turns += 1
            self.turns_canary += seen.in_canary
            self.turns_live += not seen.in_canary
        for name in line["h"]:
            self._harmed(seen, str(name))

    def _harmed(self, seen: _Seen, name: str) -> None:
        """Each contact counts once per harm: what follows is of the same cause."""
        if name not in HARMS or name in seen.harms or (HARMS[name].reaction and seen.turns < 2):
            return
        seen.harms.add(name)
        self._first[name].append((self.turns_live + self.turns_canary, seen.in_canary))
        self._inside[name] += seen.in_canary
        if name not in self._on and self._is_on(name):
            self._on.append(name)

    def figures(self) -> Sequence[Figure]:
        """All harms as they stand now."""
        return [self._figure(harm) for harm in HARMS.values()]

    def harmful(self) -> Figure | None:
        """The figure that ends the canary, if one does: what was on once stays on, though more contacts come."""
        return self._figure(HARMS[self._on[0]]) if self._on else None

    def path(self, name: str, most: int = 200) -> Sequence[tuple[int, Ratio]]:
        """How the ratio and its bounds went, by the number of turns; at most so many points, the last among them."""
        first = self._first[name]
        step = max(1, math.ceil(len(first) / most))
        places = [*range(len(first), 0, -step)][::-1]
        inside = [0, *_running(in_canary for _, in_canary in first)]
        return [(first[n - 1][0], ratio_of(n, inside[n], self.canary.share, self.alpha)) for n in places]

    def as_dict(self) -> dict[str, JsonValue]:
        """JSON values: the evidence a canary leaves."""
        return {
            "canary": self.canary.number,
            "share": self.canary.share,
            "turns_live": self.turns_live,
            "turns_canary": self.turns_canary,
            "alpha": FALSE_ALARM,
            "figures": [figure.as_dict() for figure in self.figures()],
        }

    def _is_on(self, name: str) -> bool:
        if name in self.canary.accepts:
            return False
        evidence = evidence_of_harm(len(self._first[name]), self._inside[name], self.canary.share)
        return evidence >= -math.log(self.alpha)

    def _figure(self, harm: Harm) -> Figure:
        harmed, inside = len(self._first[harm.name]), self._inside[harm.name]
        could = [seen for seen in self._seen.values() if seen.turns > 1 or not harm.reaction]
        return Figure(
            harm=harm,
            harmed_live=harmed - inside,
            contacts_live=sum(not seen.in_canary for seen in could),
            harmed_canary=inside,
            contacts_canary=sum(seen.in_canary for seen in could),
            ratio=ratio_of(harmed, inside, self.canary.share, self.alpha),
            is_harmful=harm.name in self._on,
            is_accepted=harm.name in self.canary.accepts,
        )


def line_of(canary: Canary, contact: str, harms: Iterable[str], *, is_turn: bool = True) -> dict[str, JsonValue]:
    """What is logged of a turn, or of what became known of an earlier one."""
    told: list[JsonValue] = [*sorted(harms)]
    return {"k": canary.mark(contact), "d": canary.serves(contact), "t": int(is_turn), "h": told}


def _running(values: Iterable[bool]) -> Iterable[int]:
    total = 0
    for value in values:
        total += value
        yield total


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
