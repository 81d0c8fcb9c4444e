import numpy as np
import pytest
from sklearn.metrics import f1_score

from eval.figures.bootstrap import compare, draws, intervals
from eval.figures.classes import accuracy, accuracy_within, macro_f1, precision, recall
from eval.figures.report import Measured, mean_of

RNG = np.random.default_rng(3)
LABELS = ("price", "dates", "other", "rare")
TRUTH = [str(label) for label in RNG.choice(LABELS, size=200, p=[0.4, 0.3, 0.27, 0.03])]
GOOD = [label if keep else "other" for label, keep in zip(TRUTH, RNG.random(200) < 0.9, strict=True)]
POOR = [label if keep else "price" for label, keep in zip(TRUTH, RNG.random(200) < 0.5, strict=True)]


def told(predicted: list[str]) -> Measured:
    return Measured(200, {"accuracy": accuracy(TRUTH, predicted), "macro_f1": macro_f1(TRUTH, predicted)})


def test_the_interval_holds_the_figure_and_is_as_wide_as_theory_says() -> None:
    hits = np.array([1.0] * 300 + [0.0] * 100)

    low, high = intervals(Measured(400, {"mean": mean_of(hits)}))["mean"]

    assert low < 0.75 < high
    wald = 1.96 * np.sqrt(0.75 * 0.25 / 400)
    assert (low, high) == pytest.approx((0.75 - wald, 0.75 + wald), abs=0.01)


def test_items_that_all_agree_leave_no_doubt() -> None:
    assert intervals(Measured(50, {"mean": mean_of(np.ones(50))})) == {"mean": (1.0, 1.0)}


def test_the_same_seed_draws_the_same_resamples_and_each_has_as_many_items() -> None:
    first, again = np.vstack(list(draws(30, resamples=600))), np.vstack(list(draws(30, resamples=600)))

    assert first.shape == (600, 30)
    assert (first == again).all()
    assert (first.sum(axis=1) == 30).all()
    assert not (first == 1).all(axis=1).any()


def test_a_config_compared_with_itself_differs_by_nothing() -> None:
    found = compare(told(GOOD), told(GOOD))

    assert {name: (one.mean, one.ci95, one.p) for name, one in found.items()} == {
        "accuracy": (0.0, (0.0, 0.0), 1.0),
        "macro_f1": (0.0, (0.0, 0.0), 1.0),
    }


def test_a_much_worse_config_is_told_apart_with_its_sign() -> None:
    ours, theirs = compare(told(GOOD), told(POOR)), compare(told(POOR), told(GOOD))

    assert ours["accuracy"].mean == pytest.approx(-theirs["accuracy"].mean)
    assert ours["accuracy"].ci95[0] > 0
    assert 0 < ours["accuracy"].p < 0.01


def test_pairing_sees_what_two_separate_intervals_hide() -> None:
    """Two configs that share their hard questions: one is a little better on nearly all of them."""
    hard = RNG.random(300)
    ours, theirs = mean_of(hard), mean_of(hard - 0.02 + 0.01 * RNG.random(300))

    one, two = intervals(Measured(300, {"m": ours})), intervals(Measured(300, {"m": theirs}))
    found = compare(Measured(300, {"m": ours}), Measured(300, {"m": theirs}))["m"]

    assert one["m"][0] < two["m"][1], "the intervals overlap"
    assert found.ci95[0] > 0


def test_different_items_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="2 items against 3"):
        compare(Measured(2, {"m": mean_of(np.ones(2))}), Measured(3, {"m": mean_of(np.ones(3))}))


def test_every_resample_is_scored_as_scikit_learn_scores_it() -> None:
    metric = macro_f1(TRUTH, POOR)
    drawn = next(iter(draws(200, resamples=20)))
    expected = []
    for counts in drawn.astype(int):
        rows = np.repeat(np.arange(200), counts)
        resample = [TRUTH[n] for n in rows], [POOR[n] for n in rows]
        expected.append(f1_score(*resample, average="macro", zero_division=0.0))

    assert metric.resampled(drawn) == pytest.approx(expected)
    assert metric.value == pytest.approx(metric.resampled(np.ones((1, 200)))[0])


def test_figures_of_one_class_look_at_that_class_only() -> None:
    truth = ["a", "a", "out", "out", "out", "b"]
    predicted = ["a", "out", "out", "a", "out", "b"]

    assert recall(truth, predicted, "out").value == pytest.approx(2 / 3)
    assert precision(truth, predicted, "out").value == pytest.approx(2 / 3)
    assert accuracy_within(truth, predicted, outside="out").value == pytest.approx(2 / 3)


def test_a_figure_about_nothing_is_not_defined_and_has_no_interval() -> None:
    measured = Measured(3, {"oos_recall": recall(["a", "b", "a"], ["a", "b", "b"], "out")})

    assert measured.metrics["oos_recall"].value is None
    assert intervals(measured) == {}


def test_no_items_give_no_figures() -> None:
    assert intervals(Measured(0, {"accuracy": accuracy([], [])})) == {}
    assert accuracy([], []).value is None


@pytest.mark.filterwarnings("error")
def test_a_class_of_one_item_is_missing_in_some_resamples_without_harm() -> None:
    measured = Measured(3, {"oos_recall": recall(["out", "b", "a"], ["out", "b", "b"], "out")})

    assert intervals(measured)["oos_recall"] == (1.0, 1.0)
