"""What each alert is judged by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from agent.alerts.rules import RULES, Finding, Sight, findings
from agent.alerts.settings import AlertSettings
from agent.alerts.traffic import Traffic
from agent.health import Component
from agent.ports import InboxStatus, ModelState, Receipt
from agent.settings import ROOT
from agent.turn import Compliance, Risk, RiskScore, StepRun, Turn

SETTINGS = AlertSettings(least=5)
WELL = (Component(name="journal"), Component(name="disk"))


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def judged(traffic: Traffic | None = None, **sight: object) -> Mapping[str, Finding]:
    plain = Sight(traffic=traffic or Traffic(), depth={}, models=ModelState(), components=WELL)
    return {found.alert: found for found in findings(replace(plain, **sight), SETTINGS)}  # type: ignore[arg-type]


def firing(found: Mapping[str, Finding]) -> set[str]:
    return {name for name, one in found.items() if one.value is not None and one.value > one.threshold}


def high(turn: Turn) -> Turn:
    return replace(turn, risk=Risk(reply=RiskScore(score=80, level="high", factors={})))


def low(turn: Turn) -> Turn:
    return replace(turn, risk=Risk(reply=RiskScore(score=1, level="low", factors={})))


def test_nothing_happens_and_nothing_fires() -> None:
    assert firing(judged()) == set()


def test_failed_steps_and_stopped_turns_are_errors_and_late_ones_are_not(turn: Turn) -> None:
    traffic = Traffic()
    late = replace(turn, trace=(StepRun(step="parse", ms=500, error="over budget: 500 of 100 ms"),))
    broken = replace(turn, trace=(StepRun(step="retrieve", ms=5, error="PortError: the index is gone"),))
    for _ in range(18):
        traffic.turn(late, 0.5)
    assert firing(judged(traffic)) == set()
    traffic.turn(broken, 0.5)
    traffic.stopped()

    assert judged(traffic)["errors"].value == pytest.approx(0.1)
    assert firing(judged(traffic)) == {"errors"}


def test_few_turns_prove_nothing(turn: Turn) -> None:
    traffic = Traffic()
    for _ in range(4):
        traffic.stopped()

    assert judged(traffic)["errors"].value is None


def test_slow_is_the_95th_percentile(turn: Turn) -> None:
    traffic = Traffic()
    for n in range(100):
        traffic.turn(turn, 10.0 if n < 5 else 1.0)
    assert judged(traffic)["slow"].value == 1.0
    traffic.turn(turn, 10.0)

    assert firing(judged(traffic)) == {"slow"}


def test_what_is_older_than_the_window_no_longer_counts(turn: Turn) -> None:
    clock = Clock()
    traffic = Traffic(60.0, now=clock)
    for _ in range(10):
        traffic.stopped()
    clock.seconds = 61.0

    assert judged(traffic)["errors"].value is None


def test_replies_at_high_risk_and_flagged_turns(turn: Turn) -> None:
    traffic = Traffic()
    for _ in range(9):
        traffic.turn(low(turn), 0.1)
    flagged = replace(high(turn), compliance=Compliance(ok=True, flags=("personal_data",)))
    for _ in range(3):
        traffic.turn(flagged, 0.1)

    assert firing(judged(traffic)) == {"ban_risk", "compliance"}
    assert "25%" in judged(traffic)["ban_risk"].says


def test_sends_refused_at_once_or_later_are_one_share() -> None:
    traffic = Traffic()
    for _ in range(9):
        traffic.receipt(Receipt(state="sent", wamid="w"))
    traffic.receipt(Receipt(state="failed", held=True))
    traffic.receipt(Receipt(state="failed", code=131048))
    later = InboxStatus(
        wamid="w", number="1", status="failed", at=datetime(2026, 11, 26, tzinfo=UTC), errors=[{"code": 131026}]
    )
    traffic.item(later)
    traffic.item(replace(later, errors=[{"code": 131047}]))

    assert judged(traffic)["refused"].value == pytest.approx(0.2)


def test_webhooks_that_could_not_be_kept() -> None:
    traffic = Traffic()
    for status in [200] * 50 + [401] * 10 + [503]:
        traffic.webhook(status)

    assert firing(judged(traffic)) == {"webhooks"}


def test_a_flood_of_webhooks_shortens_no_window() -> None:
    clock = Clock()
    traffic = Traffic(900, now=clock)
    for _ in range(10_000):
        traffic.webhook(503)
    clock.seconds = 890.0
    for _ in range(250_000):
        traffic.webhook(200)
    assert judged(traffic)["webhooks"].value == pytest.approx(10_000 / 260_000)

    clock.seconds = 905.0
    assert judged(traffic)["webhooks"].value == 0.0


def test_templates_that_wait_for_the_messaging_limit() -> None:
    assert firing(judged(depth={"limited_sends": 0.0})) == set()
    assert firing(judged(depth={"limited_sends": 1.0})) == {"messaging_limit"}


def test_what_waits_in_the_journal_and_the_money_of_the_day() -> None:
    depth = {"oldest_waiting_s": 300.0, "unknown_sends": 1.0}
    found = judged(depth=depth, models=ModelState(spent_usd=17.0, day_usd=20.0))

    assert firing(found) == {"queue_age", "unknown_sends", "budget"}
    assert "300 s" in found["queue_age"].says


def test_each_component_that_is_not_well_is_an_alert_of_its_own() -> None:
    unwell = Component(name="clock", state="degraded", says="90 s ahead", remedy="set it")
    found = judged(components=(*WELL, unwell))

    assert firing(found) == {"clock"}
    assert (found["clock"].says, found["clock"].remedy) == ("90 s ahead", "set it")


def test_every_alert_has_a_line_in_the_docs() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")

    assert [rule.name for rule in RULES if f"| `{rule.name}` |" not in page] == []
