"""Do people who label agree? Cohen's kappa for two (1960), Fleiss' for any number (1971), with an interval."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.people.labels import UNSURE, Label
from eval.figures.bootstrap import Interval, draws
from eval.figures.report import Floats

_RESAMPLES = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """`kappa`: 1 for one voice, 0 for chance, over the messages that at least two people labelled.

    None where nobody doubled anybody, or everything is of one kind: agreement then says nothing.
    """

    kind: str
    kappa: float | None
    ci95: Interval | None
    messages: int
    labellers: int
    disputed: tuple[str, ...]

    @property
    def told(self) -> str:
        """One sentence for people."""
        if self.kappa is None or self.ci95 is None:
            return (
                f"{self.messages} messages have two labels or more: too few or too alike to tell how far people agree."
            )
        low, high = self.ci95
        return (
            f"Agreement beyond chance ({self.kind}): {self.kappa:.2f} ({low:.2f} to {high:.2f}) on {self.messages} "
            f"messages that {self.labellers} people labelled; {len(self.disputed)} are disputed."
        )


def agreement(labels: Sequence[Label]) -> Agreement:
    """Of the labels of one suite; who was unsure says nothing."""
    told = [one for one in labels if one.label != UNSURE]
    by_message: dict[str, dict[str, str]] = {}
    for one in told:
        by_message.setdefault(one.message_id, {})[one.labeller] = one.label
    doubled = {message: said for message, said in by_message.items() if len(said) > 1}
    people = sorted({person for said in doubled.values() for person in said})
    kinds = sorted({label for said in doubled.values() for label in said.values()})
    two = len(people) == 2
    figures = _cohen(doubled.values(), people, kinds) if two else _fleiss(doubled.values(), kinds)
    kappa, interval = _with_interval(figures)
    return Agreement(
        kind="Cohen's kappa" if two else "Fleiss' kappa",
        kappa=kappa,
        ci95=interval,
        messages=len(doubled),
        labellers=len(people),
        disputed=tuple(message for message, said in doubled.items() if len(set(said.values())) > 1),
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """By message: share of pairs that agree, and how often each of the voices says each kind [messages, voices, kinds].

    Chance agreement is the sum over kinds of the product of two voices' shares: two people, or all people twice.
    """

    agreeing: Floats
    voices: Floats

    def kappa(self, times: Floats) -> Floats:
        """[resamples]."""
        totals = times.sum(axis=1)
        seen = times @ self.agreeing / totals
        shares = np.einsum("rm,mvk->rvk", times, self.voices)
        shares = shares / np.maximum(shares.sum(axis=2, keepdims=True), 1e-12)
        chance = (shares[:, 0] * shares[:, 1]).sum(axis=1)
        undefined = np.full(len(seen), np.nan)
        return np.asarray(np.divide(seen - chance, 1 - chance, out=undefined, where=chance < 1 - 1e-9))


def _cohen(said: Collection[Mapping[str, str]], people: Sequence[str], kinds: Sequence[str]) -> _Counted:
    rows = [[words[person] for person in people] for words in said]
    voices = np.array([[[float(word == kind) for kind in kinds] for word in row] for row in rows])
    return _Counted(np.array([float(one == other) for one, other in rows]), voices.reshape(len(rows), 2, len(kinds)))


def _fleiss(said: Collection[Mapping[str, str]], kinds: Sequence[str]) -> _Counted:
    counts = np.array([[float(list(words.values()).count(kind)) for kind in kinds] for words in said])
    counts = counts.reshape(-1, max(1, len(kinds)))
    raters = counts.sum(axis=1)
    agreeing = (counts * (counts - 1)).sum(axis=1) / np.maximum(raters * (raters - 1), 1)
    return _Counted(agreeing, np.stack([counts, counts], axis=1))


def _with_interval(counted: _Counted) -> tuple[float | None, Interval | None]:
    n = len(counted.agreeing)
    if n < 2:
        return None, None
    value = float(counted.kappa(np.ones((1, n)))[0])
    if np.isnan(value):
        return None, None
    drawn = np.concatenate([counted.kappa(block) for block in draws(n, resamples=_RESAMPLES)])
    low, high = np.nanpercentile(drawn, [2.5, 97.5])
    return value, (float(low), float(high))
