"""`python -m eval.fitting.confidence`: weighted parts of a reply → the share of good ones, fitted anew and kept.

Needed after the weights of `validate`, its parts or the composer's phrases have changed. The pairs are questions with
the reply that was composed for them, whole or without its last paragraph, which is good, and with replies that are
not: composed for another question or trek, in another language, pressing the customer, or changed in one place
without the ledger noticing. Where it notices, the reply is stopped whatever its confidence, so such pairs are left out.
Good and bad pairs weigh the same.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import yaml
from rich.console import Console
from sklearn.isotonic import IsotonicRegression

from agent.bootstrap import DEFAULT_CONFIG
from agent.compose.reading.times import today_of
from agent.facts.confidence import FILE
from agent.facts.judge import judge
from agent.pipeline import Pipeline
from agent.settings import find
from agent.steps.validate import Validate
from agent.turn import Reply
from eval.figures.calibration import calibration_error, reliability
from eval.split import Half, half_of
from eval.suites.composed import ComposedReply, composed_replies
from eval.suites.corrupt import corruptions

_DIGITS = 3
_HEADING = (
    "# Written by `python -m eval.fitting.confidence`: weighted parts of a reply, and the share of labelled replies"
    " like it that were good.\n"
)
_PRESSURE = {
    "en": "Hurry, last chance!",
    "hi": "जल्दी करें, आखिरी मौका!",
    "es": "¡Última oportunidad, dese prisa!",
    "fr": "Dernière chance, dépêchez-vous !",
    "hi-Latn": "Jaldi karo, aakhri mauka!",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair: the weighted mean of its parts, 0–1, its confidence of today, and whether the reply is good."""

    raw: float
    confidence: int
    good: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reply with the question it belongs to as its name, and whether it is good."""

    name: str
    text: str
    confidence: int
    good: bool


def labelled(step: Validate) -> list[Labelled]:
    """All pairs as this step judges them, each once; those of one question share a name, and so a half."""
    replies = list(composed_replies())
    found = []
    for half in ("tuning", "test"):
        own = [one for one in replies if half_of(one.name) == half]
        pairs = ((one, text, good, _judged(step, one, text, good)) for one in own for text, good in _pairs(one, own))
        found += [Labelled(one.name, text, pair.confidence, good) for one, text, good, pair in pairs if pair]
    return found


def main() -> None:
    """Fit on the tuning half of the questions, say how it does on the other, and keep it."""
    console = Console()
    tuning, test = judged("tuning"), judged("test")
    points = fitted(tuning)
    FILE.write_text(_HEADING + yaml.safe_dump({"points": points}, default_flow_style=None, width=110), encoding="utf-8")
    raw, right = [one.raw for one in test], [one.good for one in test]
    told = np.interp(raw, [one for one, _ in points], [share for _, share in points])
    console.print("gap before", calibration_error(raw, right).value)
    console.print("gap after ", calibration_error(told.tolist(), right).value)
    console.print(points)


def judged(half: Half) -> list[Judged]:
    """All pairs about the questions of one half, by the shipped weights."""
    step = _step()
    replies = [one for one in composed_replies() if half_of(one.name) == half]
    pairs = (_judged(step, one, text, good) for one in replies for text, good in _pairs(one, replies))
    return _balanced([pair for pair in pairs if pair])


def _balanced(pairs: Sequence[Judged]) -> list[Judged]:
    """As many good as bad ones, drawn again where there are fewer."""
    sides = [pair for pair in pairs if pair.good], [pair for pair in pairs if not pair.good]
    most = max(map(len, sides))
    return [side[place % len(side)] for side in sides for place in range(most)]


def fitted(pairs: Sequence[Judged]) -> list[list[float]]:
    """Isotonic regression (Barlow 1972): the rising steps nearest to what was seen, as points."""
    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip")
    model.fit([one.raw for one in pairs], [float(one.good) for one in pairs])
    points = zip(model.X_thresholds_, model.y_thresholds_, strict=True)
    return [[round(float(raw), _DIGITS), round(float(share), _DIGITS)] for raw, share in points]


def curve(pairs: Sequence[Judged]) -> list[dict[str, float]]:
    """Bins of confidence with the share that was good, for the reliability plot."""
    bins = reliability([one.confidence / 100 for one in pairs], [one.good for one in pairs])
    return [{"sure": one.sure, "right": one.right, "n": one.n} for one in bins]


def _step() -> Validate:
    pipeline = Pipeline.load(find(str(DEFAULT_CONFIG)))
    return next(placed.step for placed in pipeline.steps if isinstance(placed.step, Validate))


def _judged(step: Validate, asked: ComposedReply, text: str, good: bool) -> Judged | None:
    reply = Reply(text=text, language=asked.language, route="simple")
    found = judge(
        asked.turn,
        reply,
        asked.ledger,
        today_of(asked.turn, asked.ledger.catalogue),
        weights=step.weights.model_dump(),
        strict=step.must_be_supported,
    )
    return None if found.false else Judged(found.raw, found.confidence, good)


def _pairs(asked: ComposedReply, others: Sequence[ComposedReply]) -> Iterator[tuple[str, bool]]:
    """Good replies, and one of each kind that is not."""
    random = Random(asked.name)
    own = [one.text for one in others if one.language == asked.language and one.text != asked.text]
    yield asked.text, True
    if "\n\n" in asked.text:
        yield asked.text.rpartition("\n\n")[0], True
    yield random.choice([one.text for one in others if one.language != asked.language]), False
    yield random.choice(own), False
    yield f"{_PRESSURE[asked.language]} {asked.text}", False
    changed = list(corruptions(asked.text, asked.language, seed=asked.name, expired=asked.expired))
    if changed:
        yield random.choice(changed)[1], False


if __name__ == "__main__":
    main()
