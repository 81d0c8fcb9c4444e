from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from agent.ports import InboxEvent, InboxStatus, Ports
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.turn import RiskScore
from tests.steps.safety_world import NOON, answered, world

NUMBER = "106540352242922"


async def fed(ports: Ports) -> Ports:
    await ports.store.apply(await ports.journal.records_after(0))
    return ports


def quality(event: str, *, field: str = "phone_number_quality_update", **value: Any) -> InboxEvent:
    payload = {"entry": "1022", "field": field, "time": 1, "value": {"event": event, **value}}
    return InboxEvent(id=f"{field}{event}{value}", number="", field=field, payload=payload)


def status(wamid: str, code: int = 0) -> InboxStatus:
    errors = [{"code": code, "title": "refused"}] if code else []
    named = "failed" if code else "delivered"
    return InboxStatus(wamid=wamid, number=NUMBER, status=named, at=NOON - timedelta(hours=1), errors=errors)


async def points(ports: Ports, *, number: str = NUMBER, step: ScoreBanRisk | None = None) -> Mapping[str, float]:
    return (await reply_risk(ports, number=number, step=step)).account


async def reply_risk(ports: Ports, *, number: str = NUMBER, step: ScoreBanRisk | None = None) -> RiskScore:
    turn = answered("hi", "Hampta takes 5 days.")
    turn = replace(turn, message=replace(turn.message, number=number))
    after = await (step or ScoreBanRisk(of="reply")).run(turn, ports)
    assert after.risk is not None
    assert after.risk.reply is not None
    return after.risk.reply


async def test_a_quiet_account_adds_nothing() -> None:
    assert await points(await fed(world())) == {"quality": 0, "refused": 0, "sends_today": 0}


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (quality("FLAGGED"), 12),
        (quality("DOWNGRADE"), 6),
        (quality("THROUGHPUT_UPGRADE"), 0),
        (quality("DISABLED_UPDATE", field="account_update", ban_info={"waba_ban_state": "SCHEDULE_FOR_DISABLE"}), 12),
        (quality("ACCOUNT_VIOLATION", field="account_update", violation_info={"violation_type": "SCAM"}), 12),
        (InboxEvent(id="odd", number="", field="account_update", payload={"value": ["no", "mapping"]}), 0),
    ],
)
async def test_what_meta_says_of_the_number_counts(event: InboxEvent, expected: float) -> None:
    ports = world()
    await ports.journal.receive([event])
    assert (await points(await fed(ports)))["quality"] == expected


async def test_the_newest_word_counts() -> None:
    ports = world()
    await ports.journal.receive([quality("FLAGGED"), quality("THROUGHPUT_UPGRADE"), quality("UNFLAGGED")])
    assert (await points(await fed(ports)))["quality"] == 0


async def test_one_block_counts_in_full_and_two_unreachable_of_many_do_not() -> None:
    few, blocked = world(), world()
    await few.journal.receive([*(status(f"w{n}") for n in range(38)), status("x", 131026), status("y", 131049)])
    await blocked.journal.receive([status("w"), status("x", 131048)])
    assert (await points(await fed(few)))["refused"] == 6
    assert (await points(await fed(blocked)))["refused"] == 12


async def test_many_sends_to_one_contact_count_and_only_to_that_contact() -> None:
    ports = world()
    for n in range(60):
        turn = {
            "message": {"id": f"m{n}", "number": NUMBER, "sent_at": (NOON - timedelta(hours=2)).isoformat()},
            "delivery": {"state": "sent" if n % 2 else "failed"},
        }
        await ports.journal.record("turn", f"m{n}", "c-1" if n < 58 else "c-2", turn)
    assert (await points(await fed(ports)))["sends_today"] == pytest.approx(8 * (29 - 19) / (60 - 19), abs=0.01)


async def test_a_dry_run_has_no_account() -> None:
    ports = world()
    await ports.journal.receive([quality("FLAGGED")])
    assert await points(await fed(ports), number="local") == {}


async def test_the_numbers_signals_are_kept_for_some_seconds() -> None:
    ports, step = await fed(world()), ScoreBanRisk(of="reply")
    assert (await points(ports, step=step))["quality"] == 0
    await ports.journal.receive([quality("FLAGGED")])
    await fed(ports)
    assert (await points(ports, step=step))["quality"] == 0
    assert (await points(ports))["quality"] == 12


async def test_a_store_that_is_down_leaves_the_text_score() -> None:
    ports = world()
    await ports.store.aclose()
    risk = await reply_risk(ports)
    assert risk.account == {}
    assert risk.level == "low"


async def test_account_points_alone_block_no_plain_reply() -> None:
    ports = world()
    await ports.journal.receive([quality("FLAGGED"), status("x", 131048)])
    risk = await reply_risk(await fed(ports))
    assert risk.score == pytest.approx(24, abs=1)
    assert risk.factors["spam_patterns"] < 1
    assert risk.level == "low"
