"""One threshold from labelled scores: the cut, what it saves, whether more labels would decide, and which."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from agent.ports import PortError
from eval.figures.report import Floats
from eval.split import half_of
from eval.tuning.chance import Chance, chance_of, share_shift
from eval.tuning.found import Held, Setting, ToLabel
from eval.tuning.threshold import PER, Cut, Decided, Scale, Stakes, cut
from eval.tuning.worth import CANDIDATES, Worth, in_order, worth_of

FEWEST, FEW = 5, 40
_MOST_NAMED = 20
METHOD = (
    "chance of being bad by score: Bayesian P-spline; best threshold: least expected cost; interval: 95 % of the "
    "posterior; as good: cheaper than the best with at least 5 % probability; the locked half is looked at by a ladder"
)


@dataclass(frozen=True, slots=True)
class Scored:
    """Labelled texts: names, scores, 1 where bad, and 1 where they are of the tuning half."""

    names: Sequence[str]
    texts: Sequence[str]
    scores: Floats
    bad: Floats
    tuning: Floats

    @classmethod
    def of(cls, told: Sequence[tuple[str, str, bool]], scores: Sequence[float]) -> "Scored":
        """`told`: name, text, whether it is bad; the half goes by the name."""
        halves = [float(half_of(name) == "tuning") for name, _, _ in told]
        return cls(
            [name for name, _, _ in told],
            [text for _, text, _ in told],
            np.array(scores, dtype=np.float64),
            np.array([float(bad) for _, _, bad in told]),
            np.array(halves),
        )

    def half(self, *, tuning: bool) -> "Scored":
        """The rows one may fit on, or the locked ones."""
        at = np.flatnonzero(self.tuning == float(tuning))
        return Scored(
            [self.names[int(n)] for n in at],
            [self.texts[int(n)] for n in at],
            self.scores[at],
            self.bad[at],
            self.tuning[at],
        )

    @property
    def fewer(self) -> int:
        """How many there are of the rarer kind."""
        return int(min(self.bad.sum(), len(self.bad) - self.bad.sum()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A cut with the chance it rests on, and what it means."""

    cut: Cut
    chance: Chance
    stakes: Stakes
    decided: Decided

    @property
    def setting(self) -> Setting:
        found = self.cut
        return Setting(now=found.now, best=found.best, ci95=found.ci95, band=found.band, saving=found.saving)

    def moved(self, best: float) -> "Fitted":
        """The same where something else than its own cost sets the best."""
        return replace(self, cut=replace(self.cut, best=best))

    def worth(self, queue: Floats, values: Floats | None = None) -> Worth:
        """`queue`: scores of messages without a label, in any order; `values` of each in money, 1 where left out."""
        most = CANDIDATES[-1]
        order = in_order(self.cut, self.chance, self.stakes, queue, _ones(queue, values), most)
        return worth_of(self.cut, self.chance, queue[order])

    def to_label(self, rows: Scored, values: Floats | None = None, *, most: int = _MOST_NAMED) -> tuple[ToLabel, ...]:
        """The first of the queue."""
        order = in_order(self.cut, self.chance, self.stakes, rows.scores, _ones(rows.scores, values), most)
        return tuple(
            ToLabel(
                name=rows.names[n],
                text=rows.texts[n],
                score=float(rows.scores[n]),
                away=float(rows.scores[n] - self.cut.best),
            )
            for n in order
        )


def fit_boundary(
    seen: Scored,
    stakes: Stakes,
    *,
    scale: Scale,
    now: float,
    share: float | None = None,
    traffic: Decided | None = None,
    chance: Chance | None = None,
) -> Fitted:
    """From the tuning half. `share` of bad ones in traffic, where labels hold another one; `traffic`: messages as they
    come, where they are known. `chance`: the one fitted already to these labels.

    Raises PortError where there are hardly any labels: figures from nothing would be believed.
    """
    must_suffice(seen)
    known = chance or chance_by(seen, scale, share)
    decided = traffic if traffic is not None and len(traffic.scores) else as_in_traffic(seen, share)
    return Fitted(cut=cut(known, decided, stakes, scale=scale, now=now), chance=known, stakes=stakes, decided=decided)


def chance_by(seen: Scored, scale: Scale, share: float | None) -> Chance:
    """What the labels say of each score, where `share` of the messages are bad."""
    shift = 0.0 if share is None else share_shift(float(seen.bad.mean()), share)
    return chance_of(seen.scores, seen.bad, scale.span, shift=shift)


def as_in_traffic(seen: Scored, share: float | None) -> Decided:
    """The labelled scores themselves, bad ones counting as often as they come."""
    return Decided(seen.scores, counts_by(seen.bad, share))


def counts_by(bad: Floats, share: float | None) -> Floats:
    """How often each labelled row counts so that `share` of them is bad; 1 on average."""
    held = float(bad.mean()) if len(bad) else 0.0
    if share is None or not 0 < held < 1:
        return np.ones(len(bad))
    return np.where(bad > 0, share / held, (1 - share) / (1 - held))


def must_suffice(seen: Scored, labels: str = "labels") -> None:
    """Raises PortError below `FEWEST` of either kind."""
    if seen.fewer < FEWEST:
        raise PortError(
            f"{labels}: only {seen.fewer} of one kind in the tuning half; at least {FEWEST} are needed to tune; "
            "label messages of your traffic and give them with --data"
        )


def spent(scores: Floats, bad: Floats, stakes: Stakes, scale: Scale, threshold: float) -> Floats:
    """Money that each row costs, for 1,000 of them."""
    reached = scores > threshold if scale.above else scores >= threshold
    return np.asarray(PER * np.where(reached, (1 - bad) * stakes.false, bad * stakes.missed))


def held_of(locked: Scored, share: float | None, before: Floats, after: Floats, worst: float) -> Held:
    """`before` and `after`: what each locked row costs with the settings in force and with the best."""
    counts = counts_by(locked.bad, share)
    most = PER * worst * float(counts.max(initial=0.0))
    return Held(rows=locked.names, saved=counts * (before - after), worst=most)


def warnings_of(found: Scored, share: float | None, kind: str) -> tuple[str, ...]:
    """Why to be careful with a fit to these labels. `kind`: what bad ones are called."""
    seen, locked = found.half(tuning=True), found.half(tuning=False)
    told = []
    if seen.fewer < FEW:
        told.append(f"only {seen.fewer} labels of one kind to tune on: below {FEW} intervals are wide, and rightly so")
    if locked.fewer == 0:
        told.append("the locked half lacks one kind: nothing says how the new settings do elsewhere")
    if share is None:
        told.append(f"{seen.bad.mean():.0%} of the labels are {kind}; if your traffic has fewer, say so with --share")
    return tuple(told)


def _ones(scores: Floats, values: Floats | None) -> Floats:
    return np.ones(len(scores)) if values is None else values
