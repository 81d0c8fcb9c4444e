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
from eval.bootstrap import draws
from eval.outcomes import outcomes_of
from eval.report import Floats
from eval.threshold import GRID, cut
from eval.towards_prior import fit_towards
from eval.tune_ban_risk import Labelled, point_of, tuned

PRIOR = np.array([10.0, 20.0, 20.0])


def sample(n: int, truth: Floats, seed: int = 5) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    columns = rng.random((n, len(truth)))
    odds = columns @ truth - truth.sum() / 2
    return columns, (rng.random(n) < 1 / (1 + np.exp(-odds))).astype(float)


def drawn(n: int) -> Floats:
    return np.concatenate(list(draws(n, resamples=200)))


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


def test_a_clean_gap_is_all_as_good_as_the_best_and_the_threshold_in_force_stays() -> None:
    scores, spam = np.array([10.0] * 30 + [60.0] * 30), np.array([0.0] * 30 + [1.0] * 30)
    found = cut(scores, spam, drawn(60), dear=5, now=25)
    assert found.best == 25
    assert found.band == (11, 60)


def test_dearer_false_alarms_raise_the_threshold() -> None:
    rng = np.random.default_rng(2)
    spam = (rng.random(500) < 0.5).astype(float)
    scores = np.clip(30 + 20 * spam + rng.normal(0, 12, 500), 0, 100)
    cheap, dear = (cut(scores, spam, drawn(500), dear=cost, now=25).best for cost in (1, 20))
    assert cheap < dear
    assert set(GRID) >= {cheap, dear}


def labelled(n: int, spam: int) -> Labelled:
    rng = np.random.default_rng(7)
    labels = np.array([1.0] * spam + [0.0] * (n - spam))
    x = np.clip(rng.random((n, 7)) * 0.4 + labels[:, None] * 0.3, 0, 1)
    return Labelled(x, labels, (np.arange(n) % 2).astype(float))


def test_hardly_any_labels_are_refused_and_few_are_warned_of() -> None:
    now = point_of(ScoreBanRisk())
    with pytest.raises(PortError, match="at least 5 are needed"):
        tuned(labelled(40, 4), now, labels="mine", resamples=8)
    assert any(
        "mostly those in force" in warning
        for warning in tuned(labelled(60, 20), now, labels="mine", resamples=8).warnings
    )
    assert tuned(labelled(300, 150), now, labels="mine", resamples=8).warnings == ()


def test_the_locked_half_tells_nothing_to_the_fit() -> None:
    rows = labelled(200, 100)
    turned = Labelled(rows.intensities, np.where(rows.tuning == 1, rows.labels, 1 - rows.labels), rows.tuning)
    now = point_of(ScoreBanRisk())
    one, other = tuned(rows, now, labels="mine", resamples=8), tuned(turned, now, labels="mine", resamples=8)
    assert one.settings == other.settings
    assert one.held_out["auc"].best > 0.5 > other.held_out["auc"].best


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
    ran = CliRunner().invoke(app, ["tune", "ban-risk", "--data", str(data), "--json"])
    found = json.loads(ran.stdout)
    assert ran.exit_code == 0
    assert found["suite"] == "ban-risk"
    assert set(found["weights"]["emoji"]) == {"now", "best", "ci95"}
    low, high = found["thresholds"]["medium_from"]["indifference_band"]
    assert low <= found["thresholds"]["medium_from"]["best"] <= high
    assert found["n"]["tuning"] + found["n"]["test"] == 120


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["retrieval"], "cannot be tuned"),
        (["ban-risk", "--outcomes", "--data", "x.jsonl"], "give one of them"),
    ],
)
def test_wrong_use_ends_with_2(arguments: list[str], said: str) -> None:
    ran = CliRunner().invoke(app, ["tune", *arguments])
    assert ran.exit_code == 2
    assert said in " ".join(ran.stderr.split())


def test_without_a_journal_there_are_no_outcomes(tmp_path: Path) -> None:
    from eval.outcomes import answered_by_meta

    with pytest.raises(PortError, match="not there"):
        asyncio.run(answered_by_meta(tmp_path))
