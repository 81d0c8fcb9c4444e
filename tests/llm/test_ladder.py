"""The degradation ladder: down at once, up after calm, never to and fro."""

import pytest
from pydantic import ValidationError

from agent.llm.ladder import Ladder, percentile_95
from agent.llm.settings import LadderSettings

SETTINGS = LadderSettings(least_calls=4, window_s=100, recover_s=30, handoffs_per_hour=10)


class World:
    """What the ladder looks at."""

    def __init__(self) -> None:
        self.now = 0.0
        self.spent = 0.0
        self.breakers: dict[str, str] = {}
        self.ladder = Ladder(SETTINGS, spent=lambda: self.spent, breakers=lambda: self.breakers, clock=lambda: self.now)

    def asked(self, times: int, seconds: float = 1.0, *, ok: bool = True) -> None:
        for _ in range(times):
            self.ladder.note(seconds, ok=ok)

    def after(self, seconds: float) -> str:
        """The rung after a while in which it was looked at every five seconds."""
        for _ in range(int(seconds / 5)):
            self.now += 5
            _ = self.ladder.rung
        return self.ladder.rung.mode


@pytest.fixture
def world() -> World:
    return World()


def test_it_begins_on_the_normal_rung_without_a_reason(world: World) -> None:
    assert (world.ladder.rung.mode, world.ladder.rung.reason) == ("normal", "")


@pytest.mark.parametrize(("spent", "mode"), [(0.69, "normal"), (0.7, "cheaper"), (0.95, "composer"), (1.2, "composer")])
def test_money_that_runs_out_leads_down(world: World, spent: float, mode: str) -> None:
    world.spent = spent

    assert world.ladder.rung.mode == mode
    assert ("budget" in world.ladder.rung.reason) == (mode != "normal")


@pytest.mark.parametrize(("bad", "mode"), [(2, "normal"), (3, "cheaper"), (6, "composer")])
def test_questions_that_fail_lead_down(world: World, bad: int, mode: str) -> None:
    world.asked(10 - bad)
    world.asked(bad, ok=False)

    assert world.ladder.rung.mode == mode


@pytest.mark.parametrize(("seconds", "mode"), [(9.0, "normal"), (10.0, "cheaper"), (17.0, "composer")])
def test_waiting_leads_down(world: World, seconds: float, mode: str) -> None:
    world.asked(20, seconds)

    assert world.ladder.rung.mode == mode


def test_few_questions_are_not_judged(world: World) -> None:
    world.asked(3, 30.0, ok=False)

    assert world.ladder.rung.mode == "normal"


def test_every_model_cut_off_leaves_the_composer_and_half_of_them_the_cheap_route(world: World) -> None:
    world.breakers = {"a": "open", "b": "closed"}
    assert world.after(0) == "cheaper"
    world.breakers = {"a": "open", "b": "open"}
    assert world.after(0) == "composer"
    assert "cut off" in world.ladder.rung.reason


def test_it_recovers_by_itself_one_rung_at_a_time(world: World) -> None:
    world.asked(10, ok=False)
    assert world.ladder.rung.mode == "composer"

    assert world.after(100) == "composer"  # the failures still count
    assert world.after(35) == "cheaper"
    assert world.ladder.rung.reason == "recovering"
    assert world.after(20) == "cheaper"
    assert world.after(15) == "normal"


def test_a_relapse_on_the_way_up_leads_down_again(world: World) -> None:
    world.asked(10, ok=False)
    _ = world.ladder.rung
    assert world.after(140) == "cheaper"

    world.asked(6, ok=False)

    assert world.ladder.rung.mode == "composer"
    assert world.after(30) == "composer"


def test_a_measure_just_below_its_threshold_holds_the_rung(world: World) -> None:
    world.spent = 0.7
    assert world.ladder.rung.mode == "cheaper"
    world.spent = 0.65
    assert world.after(300) == "cheaper"
    world.spent = 0.5
    assert world.after(40) == "normal"


def test_a_measure_that_swings_around_its_threshold_does_not_swing_the_ladder(world: World) -> None:
    modes = []
    for step in range(40):
        world.spent = 0.71 if step % 2 else 0.69
        modes.append(world.after(5))

    assert modes.count("normal") <= 1


def test_no_colleague_is_promised_once_the_hour_is_full_until_there_is_clearly_room(world: World) -> None:
    for _ in range(10):
        world.ladder.note_handoff()
        world.now += 60
    assert world.ladder.handoffs_full
    world.now = 3600 + 61  # two of ten are over an hour old: eight are not yet clearly below ten
    assert world.ladder.handoffs == 8
    assert world.ladder.handoffs_full
    world.now += 60
    assert not world.ladder.handoffs_full


def test_hand_offs_of_before_a_restart_count(world: World) -> None:
    world.ladder.note_handoff(ago_s=3500)
    world.ladder.note_handoff(ago_s=10)
    assert world.ladder.handoffs == 2
    world.now = 200
    assert world.ladder.handoffs == 1


def test_a_ladder_upside_down_is_refused() -> None:
    with pytest.raises(ValidationError, match="composer_at_spent"):
        LadderSettings(cheaper_at_spent=0.9, composer_at_spent=0.5)


@pytest.mark.parametrize(("values", "expected"), [([], 0.0), ([3.0], 3.0), (list(map(float, range(1, 101))), 95.0)])
def test_the_95th_percentile_by_nearest_rank(values: list[float], expected: float) -> None:
    assert percentile_95(values) == expected
