import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.journal.memory import MemoryJournal
from agent.ports import InboxStatus, PortError
from agent.steps.score_ban_risk import ScoreBanRisk
from eval.figures.report import Floats
from eval.traffic.outcomes import outcomes_of
from eval.tuning.ban_risk import Labelled, point_of, tuned
from eval.tuning.chance import Span, chance_of
from eval.tuning.threshold import Cut, Decided, Scale, Stakes, cut
from eval.tuning.towards_prior import believable, fit_towards

PRIOR = np.array([10.0, 20.0, 20.0])


def sample(n: int, truth: Floats, seed: int = 5) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    columns = rng.random((n, len(truth)))
    odds = columns @ truth - truth.sum() / 2
    return columns, (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)


def cut_of(scores: Floats, spam: Floats, stakes: Stakes, *, now: float, above: bool = False) -> Cut:
    chance = chance_of(scores, spam, Span())
    return cut(chance, Decided.of(scores), stakes, scale=Scale(above=above), now=now)


def test_without_labels_the_weights_are_those_set_by_hand() -> None:
    found = fit_towards(np.zeros((0, 3)), np.zeros(0), PRIOR)
    assert found.weights == pytest.approx(PRIOR)


def test_few_labels_move_weights_little_and_many_move_them_to_the_truth() -> None:
    truth = np.array([6.0, 0.0, 6.0])
    few, many = (fit_towards(*sample(n, truth), PRIOR).weights for n in (12, 20_000))
    assert np.abs(few - PRIOR).max() < 8
    assert many == pytest.approx(truth / truth.sum() * PRIOR.sum(), abs=2)


def test_no_weight_falls_below_zero_and_their_sum_is_kept() -> None:
    columns, labels = sample(5000, np.array([4.0, -6.0, 4.0]))
    weights = fit_towards(columns, labels, PRIOR).weights
    assert weights.min() >= 0
    assert weights.sum() == pytest.approx(PRIOR.sum())


def test_the_interval_of_a_weight_holds_the_truth_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(4), []
    for _ in range(60):
        truth = np.abs(PRIOR + np.maximum(0.5 * PRIOR, 2) * rng.normal(size=3))
        truth = truth / truth.sum() * PRIOR.sum()
        columns = (rng.random((200, 3)) < [0.03, 0.5, 0.5]) * rng.random((200, 3))
        labels = (rng.random(200) < 1 / (1 + np.exp(2 - 0.12 * columns @ truth))).astype(float)
        fit = fit_towards(columns, labels, PRIOR)
        low, high = np.percentile(believable(fit, columns, labels, PRIOR, draws=400, seed=1), [2.5, 97.5], axis=0)
        held += ((low <= truth) & (truth <= high)).tolist()
    assert 0.90 <= np.mean(held) <= 0.99


def test_a_clean_gap_is_all_as_good_as_the_best_and_the_threshold_in_force_stays() -> None:
    scores, spam = np.array([10.0] * 30 + [60.0] * 30), np.array([0.0] * 30 + [1.0] * 30)
    found = cut_of(scores, spam, Stakes(missed=1, false=5), now=25)
    assert found.best == 25
    assert found.band == (11, 60)


def test_above_a_threshold_is_not_at_it() -> None:
    scores, spam = np.array([10.0] * 30 + [60.0] * 30), np.array([0.0] * 30 + [1.0] * 30)
    assert cut_of(scores, spam, Stakes(missed=1, false=5), now=80, above=True).band == (10, 59)


def test_dearer_false_alarms_raise_the_threshold_and_dearer_misses_lower_it() -> None:
    rng = np.random.default_rng(2)
    spam = (rng.random(500) < 0.5).astype(float)
    scores = np.clip(30 + 20 * spam + rng.normal(0, 12, 500), 0, 100)
    dear_miss, even, dear_alarm = (
        cut_of(scores, spam, Stakes(missed=m, false=f), now=25).best for m, f in ((20, 1), (1, 1), (1, 20))
    )
    assert dear_miss < even < dear_alarm


def test_a_price_times_ten_changes_what_is_saved_and_not_what_is_best() -> None:
    rng = np.random.default_rng(2)
    spam = (rng.random(300) < 0.5).astype(float)
    scores = np.clip(30 + 20 * spam + rng.normal(0, 12, 300), 0, 100)
    one, ten = (cut_of(scores, spam, Stakes(missed=300 * k, false=40 * k), now=60) for k in (1, 10))
    assert one.best == ten.best
    assert ten.saving[0] == pytest.approx(10 * one.saving[0])


def labelled(n: int, spam: int) -> Labelled:
    rng = np.random.default_rng(7)
    labels = np.array([1.0] * spam + [0.0] * (n - spam))
    x = np.clip(rng.random((n, 7)) * 0.4 + labels[:, None] * 0.3, 0, 1)
    return Labelled(x, labels, (np.arange(n) % 2).astype(float))


def test_hardly_any_labels_are_refused_and_few_are_warned_of() -> None:
    now = point_of(ScoreBanRisk())
    with pytest.raises(PortError, match="at least 5 are needed"):
        tuned(labelled(40, 4), now, labels="mine")
    assert any("intervals are wide" in warning for warning in tuned(labelled(60, 20), now, labels="mine").warnings)
    assert tuned(labelled(300, 150), now, labels="mine", share=0.5).warnings == ()


def test_the_locked_half_tells_nothing_to_the_fit() -> None:
    rows = labelled(200, 100)
    turned = Labelled(rows.intensities, np.where(rows.tuning == 1, rows.labels, 1 - rows.labels), rows.tuning)
    now = point_of(ScoreBanRisk())
    one, other = tuned(rows, now, labels="mine"), tuned(turned, now, labels="mine")
    assert one.settings == other.settings
    assert one.worth == other.worth
    assert one.held is not None
    assert other.held is not None
    assert one.held.saved.sum() != other.held.saved.sum()


def test_rarer_spam_raises_both_thresholds_and_they_stay_in_order() -> None:
    now = point_of(ScoreBanRisk())
    for share in (0.5, 0.01):
        found = tuned(labelled(400, 200), now, labels="mine", share=share).settings["thresholds_with_weights_in_force"]
        assert found["medium_from"].best <= found["high_above"].best
    even, rare = (
        tuned(labelled(400, 200), now, labels="mine", share=share).settings["thresholds_with_weights_in_force"]
        for share in (0.5, 0.01)
    )
    assert rare["medium_from"].best > even["medium_from"].best


async def test_outcomes_are_refusals_and_opt_outs_that_follow_a_reply() -> None:
    journal, noon = MemoryJournal(), datetime.now(UTC)

    async def sent(message: str, contact: str, kind: str = "answer", state: str = "sent") -> None:
        body = {"reply": {"kind": kind, "text": f"to {message}"}, "delivery": {"state": state}}
        await journal.record("turn", message, contact, body)

    for message, contact in (("fine", "c-1"), ("blocked", "c-2"), ("stopped", "c-3")):
        await sent(message, contact)
    await sent("fixed", "c-4", kind="opt_out")
    await sent("dry", "c-5", state="skipped")
    await journal.record("status", "w1", "c-2", {"message_id": "blocked", "errors": [{"code": 131048}]})
    await journal.record("status", "w2", "c-1", {"message_id": "fine", "errors": [{"code": 131056}]})
    await journal.record("consent", "k", "c-3", {"status": "opted_out", "at": (noon + timedelta(1)).isoformat()})
    found = {one.id: one.harmed for one in outcomes_of(await journal.records_after(0))}
    assert found == {"fine": False, "blocked": True, "stopped": True}


async def test_a_refusal_that_the_journal_received_is_an_outcome() -> None:
    journal = MemoryJournal()
    errors = [{"code": 131049, "title": "held back"}]
    status = InboxStatus(wamid="w", number="1", status="failed", at=datetime.now(UTC), errors=errors)
    await journal.record("turn", "", "c-1", {"reply": {"kind": "answer", "text": "x"}, "delivery": {"state": "sent"}})
    await journal.receive([status])
    assert [one.harmed for one in outcomes_of(await journal.records_after(0))] == [True]


def test_the_command_prints_one_document(tmp_path: Path, shipped_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAIRN_DATA", str(shipped_data))
    rows = [
        {
            "text": f"win prize {n}, earn money from home now" if n % 2 else f"is row {n} of the camp free",
            "label": label,
        }
        for n in range(120)
        for label in [("spam" if n % 2 else "ham")]
    ]
    data = tmp_path / "rows.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    costs = ["--cost", "honest_blocked=40", "--cost", "spam_sent=300"]
    asked = ["tune", "ban-risk", "--data", str(data), *costs, "--json"]
    monkeypatch.setattr("eval.tuning.command.looks_file", lambda folder: tmp_path / "looks.jsonl")
    ran = CliRunner().invoke(app, asked)
    found = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert found["costs"]["spam_sent"] == 300
    assert found["held_out"]["look"] == 1
    assert found["more_labels"]["high_above"]["told"]
    assert found["suite"] == "ban-risk"
    assert set(found["weights"]["emoji"]) == {"now", "best", "ci95"}
    low, high = found["thresholds"]["medium_from"]["indifference_band"]
    assert low <= found["thresholds"]["medium_from"]["best"] <= high
    assert found["n"]["tuning"] + found["n"]["locked"] == 120


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["weather"], "cannot be tuned"),
        (["ban-risk", "--cost", "spam=3"], "no cost is called 'spam'"),
        (["ban-risk", "--cost", "spam_sent=-1"], "a value of 0 or more"),
        (["ban-risk", "--cost", "spam_sent=nan"], "a value of 0 or more"),
        (["ban-risk", "--share", "2"], "between 0 and 1"),
        (["validate", "--outcomes"], "give labels with --data"),
        (["ban-risk", "--outcomes", "--data", "x.jsonl"], "give one of them"),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], said: str) -> None:
    ran = CliRunner().invoke(app, ["tune", *arguments])
    assert ran.exit_code == 2
    assert said in " ".join(ran.stderr.replace("│", " ").split())


def test_without_a_journal_there_are_no_outcomes(tmp_path: Path) -> None:
    from eval.traffic.outcomes import answered_by_meta

    with pytest.raises(PortError, match="not there"):
        asyncio.run(answered_by_meta(tmp_path))
