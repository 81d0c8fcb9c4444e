from pathlib import Path

import numpy as np

from eval.figures.report import Floats
from eval.tuning.looks import BUDGET, Looks

ROWS = [f"row-{n}" for n in range(300)]


def savings(seed: int, lift: float = 0.0) -> Floats:
    rng = np.random.default_rng(seed)
    return np.asarray(rng.choice([-40.0, 0.0, 40.0], p=[0.06, 0.88, 0.06], size=len(ROWS)) + lift)


def test_a_saving_that_is_surely_there_is_told_with_its_interval(tmp_path: Path) -> None:
    found = Looks(tmp_path / "looks.jsonl").look("s", ROWS, "a", savings(1, lift=20.0), worst=40)
    assert found.verdict == "better"
    assert found.saving is not None
    assert found.interval is not None
    assert 0 < found.interval[0] < found.saving < found.interval[1]


def test_noise_tells_no_figure_at_all(tmp_path: Path) -> None:
    found = Looks(tmp_path / "looks.jsonl").look("s", ROWS, "a", savings(1), worst=40)
    assert (found.verdict, found.saving, found.interval) == ("not told apart", None, None)
    assert "Look 1 of 20" in found.told


def test_a_dear_error_too_rare_for_the_rows_is_reckoned_with(tmp_path: Path) -> None:
    looks = Looks(tmp_path / "looks.jsonl")
    saved = np.array([40.0] * 15 + [0.0] * 285)
    assert looks.look("s", ROWS, "cheap", saved, worst=40).verdict == "better"
    assert looks.look("s", ROWS, "dear", saved, worst=3000).verdict == "not told apart"


def test_looks_are_counted_across_processes_and_the_same_settings_only_once(tmp_path: Path) -> None:
    path = tmp_path / "tuning" / "looks.jsonl"
    assert [Looks(path).look("s", ROWS, name, savings(2), worst=40).number for name in "aabcb"] == [1, 1, 2, 3, 2]
    assert Looks(path).used("s", ROWS) == 3
    assert Looks(path).used("another", ROWS) == 0


def test_after_the_budget_nothing_is_measured_and_the_answer_says_what_to_do(tmp_path: Path) -> None:
    looks = Looks(tmp_path / "looks.jsonl")
    for n in range(BUDGET):
        assert looks.look("s", ROWS, str(n), savings(n), worst=40).verdict != "used up"
    late = looks.look("s", ROWS, "late", savings(9, lift=30.0), worst=40)
    assert (late.verdict, late.saving) == ("used up", None)
    assert "add labelled rows" in late.told
    assert looks.used("s", ROWS) == BUDGET


def test_new_rows_give_looks_back_in_proportion(tmp_path: Path) -> None:
    looks = Looks(tmp_path / "looks.jsonl")
    for n in range(8):
        looks.look("s", ROWS, str(n), savings(n), worst=40)
    doubled = [*ROWS, *(f"new-{n}" for n in range(300))]
    assert looks.used("s", doubled) == 4
    assert looks.used("s", doubled[300:]) == 0


def test_of_many_who_try_settings_that_are_no_better_hardly_one_is_told_better(tmp_path: Path) -> None:
    fooled = 0
    for analyst in range(20):
        looks = Looks(tmp_path / f"{analyst}.jsonl")
        tries = [looks.look("s", ROWS, str(n), savings(1000 * analyst + n), worst=40) for n in range(BUDGET)]
        fooled += any(one.verdict == "better" for one in tries)
    assert fooled <= 3
