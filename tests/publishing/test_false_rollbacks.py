"""Whole canaries of a draft that makes no difference, with customers as they are: how many would be taken back."""

import math
import random
from datetime import UTC, datetime

from agent.publishing.canary import Canary
from agent.publishing.harm import HARMS
from agent.publishing.tally import FALSE_ALARM, Tally, line_of

CANARIES, CONTACTS, TURNS = 400, 150, 300


def one_canary(seed: int) -> Tally:
    """Some customers are harder than others, write more, and have bad days together; the draft changes nothing."""
    rng = random.Random(seed)
    canary = Canary(
        number=1,
        hash="a",
        text_hash="b",
        base="c",
        share=0.2,
        salt=f"{rng.random()}",
        author="asha",
        reason="no reason at all",
        since=datetime.now(UTC),
    )
    tally = Tally(canary)
    hard = [rng.betavariate(0.3, 2.0) for _ in range(CONTACTS)]
    talkative = [rng.paretovariate(1.2) for _ in range(CONTACTS)]
    for turn in range(TURNS):
        contact = rng.choices(range(CONTACTS), talkative)[0]
        bad_day = 2.0 if 100 <= turn < 160 else 1.0
        harms = [name for name in HARMS if rng.random() < min(1.0, hard[contact] * bad_day)]
        tally.add(line_of(canary, f"c-{contact}", harms))
        if tally.harmful():
            break
    return tally


def test_a_draft_that_makes_no_difference_is_taken_back_less_often_than_promised() -> None:
    wrong = sum(one_canary(seed).harmful() is not None for seed in range(CANARIES))

    assert wrong / CANARIES <= FALSE_ALARM + 2 * math.sqrt(FALSE_ALARM * (1 - FALSE_ALARM) / CANARIES)
