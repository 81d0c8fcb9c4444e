import numpy as np
import pytest

from eval.figures.bootstrap import intervals
from eval.figures.by_contact import measured_by_contact, share_by_contact
from eval.figures.shares import share_of


def test_the_value_is_the_plain_share_whoever_wrote() -> None:
    found = share_by_contact([True, False, False, True], ["a", "a", "b", "c"])
    assert (found.value, found.n) == (0.5, 4)


def test_who_writes_much_makes_it_less_sure_than_as_many_people_would() -> None:
    hits = [n % 20 < 10 for n in range(200)]
    of_few = share_by_contact(hits, [f"c-{n // 10}" for n in range(200)])  # each contact is hit always or never
    of_many = share_by_contact(hits, [f"c-{n}" for n in range(200)])
    assert of_few.ci95[1] - of_few.ci95[0] > 2 * (of_many.ci95[1] - of_many.ci95[0])


@pytest.mark.parametrize("hit", [True, False])
def test_none_or_all_is_never_called_sure(hit: bool) -> None:
    found = share_by_contact([hit] * 60, [f"c-{n // 3}" for n in range(60)])
    assert found.ci95 == share_of(np.full(20, float(hit))).ci95
    assert found.ci95[0] < found.ci95[1]
    assert found.value == float(hit)


def test_nobody_wrote() -> None:
    assert share_by_contact([], []).ci95 == (0.0, 1.0)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(2), 0
    for _ in range(150):
        of = rng.beta(1, 3, 60)
        contacts = [f"c-{n}" for n in range(60) for _ in range(4)]
        hits = [bool(rng.random() < of[int(one[2:])]) for one in contacts]
        low, high = share_by_contact(hits, contacts).ci95
        held += low <= 0.25 <= high
    assert 0.88 <= held / 150 <= 0.99


def test_figures_beside_each_other_meet_the_same_draws() -> None:
    values = list(np.linspace(0, 1, 50))
    found = intervals(measured_by_contact({"one": values, "same": values}, [f"c-{n % 9}" for n in range(50)]))
    assert found["one"] == found["same"]
