import numpy as np
import pytest

from eval.figures.report import Floats
from eval.tuning.search import Axis, lines_of, search, walk

AXES = [Axis(name, np.round(np.arange(0.0, 10.01, 0.1), 1)) for name in "abc"]


def bowl(points: Floats) -> Floats:
    return np.asarray(((points - [2.0, 7.5, 4.3]) ** 2).sum(axis=1))


def ridged(points: Floats) -> Floats:
    """Two valleys, the deeper one far from where the walk would go."""
    near, far = ((points - 2.0) ** 2).sum(axis=1) / 10, ((points - 8.0) ** 2).sum(axis=1) / 4 - 3
    return np.asarray(np.minimum(near, far))


def test_the_least_loss_in_three_dimensions_is_found_to_the_grid() -> None:
    assert search(bowl, AXES, np.array([5.0, 5.0, 5.0])) == pytest.approx([2.0, 7.5, 4.3])


def test_a_deeper_valley_elsewhere_is_found_where_a_walk_alone_would_stay() -> None:
    start = np.array([1.0, 1.0, 1.0])
    assert walk(lines_of(ridged, AXES), AXES, start) == pytest.approx([2.0, 2.0, 2.0])
    assert search(ridged, AXES, start) == pytest.approx([8.0, 8.0, 8.0])


def test_the_same_seed_finds_the_same_point() -> None:
    start = np.array([9.0, 9.0, 9.0])
    assert np.array_equal(search(ridged, AXES, start, trials=20), search(ridged, AXES, start, trials=20))


def test_where_nothing_is_gained_the_point_in_force_stays() -> None:
    start = np.array([3.3, 3.3, 3.3])
    assert np.array_equal(search(lambda points: np.ones(len(points)), AXES, start), start)


def test_a_setting_that_changes_nothing_stays_where_it_is_in_force() -> None:
    found = search(lambda points: np.asarray((points[:, 0] - 2.0) ** 2), AXES, np.array([5.0, 6.1, 0.7]))
    assert found == pytest.approx([2.0, 6.1, 0.7])
