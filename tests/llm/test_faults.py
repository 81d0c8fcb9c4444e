"""Every fault a model can have, over real HTTP and through the whole pipeline: the customer gets a good answer."""

import asyncio
from pathlib import Path

import pytest

from agent.settings import Environment
from benchmarks.faults import Case, Met, cases, meet_all


@pytest.fixture(scope="module")
def met(shipped_data: Path) -> dict[tuple[str, str], Met]:
    environment = Environment().model_copy(update={"cairn_data": shipped_data})
    return {(row.fault, row.rescue): row for row in asyncio.run(meet_all(environment=environment))}


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case[0]} - {case[1]}")
def test_a_customer_is_answered_well_and_in_time(met: dict[tuple[str, str], Met], case: Case) -> None:
    row = met[case[0], case[1]]

    assert row.is_good, (row.turn.reply, row.turn.verdict, row.turn.trace)


@pytest.mark.parametrize("fault", ["empty", "truncated", "wrong language"])
def test_an_answer_nobody_can_use_stays_on_the_bill(met: dict[tuple[str, str], Met], fault: str) -> None:
    for rescue in ("second try", "composer"):
        row = met[fault, rescue]
        assert row.turn.reply is not None
        assert row.turn.reply.cost_usd == pytest.approx(row.billed_usd)


def test_a_server_that_hangs_leaves_time_for_another_model(met: dict[tuple[str, str], Met]) -> None:
    for fault in ("silence", "trickle"):
        row = met[fault, "second try"]
        assert row.turn.reply is not None
        assert row.turn.reply.model == "qwen/qwen-2.5-72b-instruct"
