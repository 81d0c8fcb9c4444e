"""Budgets cut off what waits for others; what computes cannot be cut off, so its late result is kept."""

from inspect import iscoroutinefunction

import pytest

from agent.steps import STEPS


@pytest.mark.parametrize("step", STEPS)
def test_the_result_of_a_step_that_computes_is_not_thrown_away_for_being_late(step: str) -> None:
    waits = iscoroutinefunction(STEPS[step].run)

    assert waits or not STEPS[step].interruptible
