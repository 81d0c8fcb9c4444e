"""Labelled texts for the figures of ban risk: the own set's tuning half, and what people said of logged messages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.safety.factors import FACTORS, Own
from agent.settings import find
from eval.figures.report import Floats
from eval.rows import read_rows
from eval.split import half_of
from eval.suites.ban_risk import OWN, RiskRow
from eval.traffic.logged_risk import LoggedRisk, Side
from eval.tuning.boundary import Scored


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskLabels:
    """Strengths of the factors [texts, factors] and 1 where a text is spam; none of the locked half."""

    names: Sequence[str]
    texts: Sequence[str]
    intensities: Floats
    spam: Floats

    def scored(self, weights: Sequence[float]) -> Scored:
        """With the scores of these weights."""
        points = np.round(self.intensities * np.asarray(weights, dtype=np.float64), 2).sum(axis=1)
        scores = np.round(np.minimum(100.0, points), 2)
        return Scored(self.names, self.texts, scores, self.spam, np.ones(len(self.spam)))

    def joined(self, other: "RiskLabels") -> "RiskLabels":
        """Both, these first."""
        return RiskLabels(
            names=[*self.names, *other.names],
            texts=[*self.texts, *other.texts],
            intensities=np.concatenate([self.intensities, other.intensities]),
            spam=np.concatenate([self.spam, other.spam]),
        )


def own_labels(side: Side, own: Own) -> RiskLabels:
    """The rows of the own set one may look at: the tuning half of that side."""
    rows = [row for row in read_rows(find(OWN), RiskRow) if row.side == side and half_of(row.name) == "tuning"]
    return RiskLabels(
        names=[row.name for row in rows],
        texts=[row.text for row in rows],
        intensities=np.array(
            [[round(factor(row.text, own).intensity, 6) for factor in FACTORS.values()] for row in rows]
        ),
        spam=np.array([float(row.label == "spam") for row in rows]),
    )


def logged_labels(found: LoggedRisk, said: Mapping[str, str]) -> RiskLabels:
    """Logged messages that people labelled, by message id; the locked half of them stays locked."""
    at = [n for n, name in enumerate(found.ids) if name in said and half_of(name) == "tuning"]
    return RiskLabels(
        names=[found.ids[n] for n in at],
        texts=["" for _ in at],
        intensities=found.intensities[at],
        spam=np.array([float(said[found.ids[n]] == "spam") for n in at]),
    )


def unlabelled(found: LoggedRisk, said: Mapping[str, str]) -> list[int]:
    """Places of messages nobody has labelled yet."""
    return [n for n, name in enumerate(found.ids) if name not in said]
