"""What the logged traffic says, on turns that can be counted by hand."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.alerts.settings import AlertSettings
from agent.journal.memory import MemoryJournal
from agent.store.memory import MemoryStore
from agent.store.reader import Reader
from agent.store.sources import MemorySource
from agent.traffic import alerts, flow, health
from agent.traffic.behind import Pick, behind
from agent.traffic.span import SPANS, Span, newest

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WEEK = Span.last(SPANS["7d"], NOON, "Asia/Kolkata")


def turn(number: int, ago: timedelta, **more: Any) -> dict[str, Any]:
    """A turn that was answered by the composer in 300 ms, unless told otherwise."""
    return {
        "message": {"id": f"m{number}", "text": f"question {number}", "sent_at": (NOON - ago).isoformat()},
        "parsed": {"language": "en", "intent": "pricing", "sentiment": more.get("sentiment", "neutral")},
        "reply": {
            "kind": more.get("kind", "answer"),
            "text": f"answer {number}",
            "route": "composer",
            "model": more.get("model", ""),
            "cost_usd": more.get("cost", 0.0),
            "handoff": more.get("handoff"),
        },
        "risk": {"reply": {"score": more.get("risk", 3.0)}},
        "compliance": {"ok": True, "flags": more.get("flags", [])},
        "delivery": {"state": "sent", "wamid": f"w{number}"},
        "trace": [
            {"step": "parse", "ms": 100.0, "error": more.get("error")},
            {"step": "send", "ms": more.get("send", 200.0), "error": None},
        ],
    }


TURNS = (
    ("c-1", turn(1, timedelta(hours=1), kind="handoff", handoff="asked", sentiment="negative")),
    ("c-1", turn(2, timedelta(hours=2), model="a/one", cost=0.5)),
    ("c-2", turn(3, timedelta(hours=17), risk=62.0, flags=["spam"], send=900.0)),
    ("c-3", turn(4, timedelta(days=6), error="PortError: no")),
    ("c-3", turn(5, timedelta(days=6), error="over budget: 120 ms of 100")),
    ("c-4", turn(6, timedelta(days=8), model="a/one", cost=9.0)),
)
LEADS = (("c-1", "m1", "decision"), ("c-2", "m3", "booked"), ("c-3", "m4", "initial"))


@pytest.fixture
async def reader() -> Reader:
    journal, store = MemoryJournal(), MemoryStore()
    for contact, body in TURNS:
        await journal.record("turn", body["message"]["id"], contact, body)
    for contact, message, stage in LEADS:
        await journal.record("lead", message, contact, {"message_id": message, "stage": stage, "segment": "warm"})
    failed = {"wamid": "w3", "message_id": "m3", "status": "failed", "at": NOON.timestamp() - 60}
    await journal.record("status", "s1", "c-2", {**failed, "errors": [{"code": 131026}]})
    for number, severity in enumerate(("low", "critical")):
        item = {
            "id": f"r{number}",
            "reason": "asked",
            "severity": severity,
            "state": "open",
            "opened_at": NOON.isoformat(),
        }
        await journal.record("review", f"r{number}", "c-1", item)
    await store.apply(await journal.records_after(0))
    return Reader(lambda: MemorySource(store))


def ids(rows: Any) -> Sequence[str]:
    return [row["message_id"] for row in rows.to_pylist()]


async def test_the_newest_turn_is_known_and_nothing_is_nothing(reader: Reader) -> None:
    assert newest(reader) == NOON - timedelta(hours=1)
    assert newest(Reader(lambda: MemorySource(MemoryStore()))) is None


async def test_a_week_is_summed_up_without_what_came_before(reader: Reader) -> None:
    found = flow.totals(reader, WEEK)

    assert {name: found[name] for name in ("turns", "people", "handoffs", "negative", "risky", "cost_usd")} == {
        "turns": 5,
        "people": 3,
        "handoffs": 1,
        "negative": 1,
        "risky": 1,
        "cost_usd": 0.5,
    }
    assert flow.totals(reader, WEEK.before)["turns"] == 1
    assert flow.totals(reader, Span.last(SPANS["1h"], NOON - timedelta(days=99)))["p95_ms"] is None


async def test_a_day_begins_where_the_operator_is(reader: Reader) -> None:
    days = {
        str(row["bar"])[:10]: row["turns"] for row in flow.flow(reader, WEEK).to_pylist() if row["kind"] == "answer"
    }

    # 19:00 UTC of the 21st is past midnight in Manali.
    assert days == {"2026-11-16": 2, "2026-11-22": 2}


async def test_bars_are_as_wide_as_the_stretch_asks_for() -> None:
    assert [Span.last(length, NOON).bucket for length in SPANS.values()] == ["minute", "hour", "day", "day"]


async def test_people_are_counted_at_every_stage_up_to_their_farthest(reader: Reader) -> None:
    found = {row["stage"]: row["people"] for row in flow.funnel(reader, WEEK).to_pylist()}

    assert found == {"initial": 3, "inquiry": 2, "decision": 2, "booked": 1}


async def test_cohorts_tell_who_came_back_in_a_later_week(reader: Reader) -> None:
    rows = flow.cohorts(reader, Span.last(SPANS["30d"], NOON)).to_pylist()

    assert {(str(row["week"])[:10], row["later"]): row["people"] for row in rows} == {
        ("2026-11-09", 0): 1,
        ("2026-11-16", 0): 3,
    }


async def test_a_step_that_was_late_did_its_work_and_one_that_raised_did_not(reader: Reader) -> None:
    parse, send = health.with_budgets(health.steps(reader, WEEK), {"parse": 100, "send": 200})

    assert (parse["step"], parse["late"], parse["failed"], parse["budget"]) == ("parse", 1, 1, 100)
    assert (send["step"], send["turns"], send["p50"], send["late"]) == ("send", 5, 200.0, 0)
    assert send["p95"] > send["budget"]


async def test_money_risk_refusals_and_what_waits(reader: Reader) -> None:
    assert [row["cost_usd"] for row in health.spend(reader, WEEK).to_pylist()] == [0.5]
    assert {row["low"]: row["replies"] for row in health.risk(reader, WEEK).to_pylist()} == {0.0: 4, 60.0: 1}
    assert health.refusals(reader, WEEK).to_pylist() == [{"code": 131026, "sends": 1}]
    assert [row["severity"] for row in health.waiting(reader).to_pylist()] == ["critical", "low"]


async def test_the_servers_own_rules_judge_what_was_logged(reader: Reader) -> None:
    settings = AlertSettings(window_s=86_400, least=3)
    found = {one.finding.alert: one for one in alerts.judged(reader, NOON, settings)}

    assert {name for name, one in found.items() if one.fires} == {"ban_risk", "refused", "compliance"}
    assert found["refused"].finding.value == pytest.approx(1 / 3)
    assert alerts.judged(reader, NOON, AlertSettings(window_s=86_400, least=4)) == []


@pytest.mark.parametrize(
    ("pick", "messages"),
    [
        ("kind~handoff", ["m1"]),
        ("kind~answer~2026-11-22 00:00:00", ["m2", "m3"]),
        ("sentiment~negative", ["m1"]),
        ("model~a/one", ["m2"]),
        ("stage~decision", ["m1", "m3"]),
        ("risk~60.0", ["m3"]),
        ("code~131026", ["m3"]),
        ("step~send", ["m3"]),
        ("intent~pricing", ["m1", "m2", "m3", "m4", "m5"]),
        ("kind~x' OR '1'='1", []),
        ("kind~answer~no time", []),
        ("risk~much", []),
    ],
)
async def test_each_bar_opens_its_very_messages(reader: Reader, pick: str, messages: list[str]) -> None:
    read = Pick.read(pick)
    assert read is not None
    assert read.text == pick
    found = ids(behind(reader, WEEK, read))
    assert (found[:1] if read.by == "step" else sorted(found)) == messages


@pytest.mark.parametrize("text", ["", "password~x", "contact~c-1", "~~"])
def test_an_address_that_names_no_bar_opens_nothing(text: str) -> None:
    assert Pick.read(text) is None
