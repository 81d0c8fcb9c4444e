"""The loop: order, skipping, budgets, errors, trace."""

import asyncio

import pytest

from agent.pipeline import TurnStoppedError
from agent.ports import Ports
from agent.turn import Reply, Turn
from tests.conftest import Load
from tests.sample_steps import TABLE


async def test_steps_run_in_the_order_of_the_file_and_the_trace_says_what_each_changed(
    load: Load, ports: Ports, turn: Turn
) -> None:
    after = await load("steps: [read, look, answer, shout]", TABLE).run(turn, ports)

    assert after.reply is not None
    assert after.reply.text == "HI"
    assert [(run.step, run.changed) for run in after.trace] == [
        ("read", ("parsed",)),
        ("look", ("customer",)),
        ("answer", ("reply",)),
        ("shout", ("reply",)),
    ]


async def test_what_else_is_due_may_come_before_each_stage(load: Load, ports: Ports, turn: Turn) -> None:
    seen: list[str] = []

    async def before() -> None:
        seen.append("other work")

    await load("steps: [read, [look, answer], shout]", TABLE).run(turn, ports, before)

    assert seen == ["other work"] * 3


async def test_once_there_is_a_reply_only_steps_that_read_it_run(load: Load, ports: Ports, turn: Turn) -> None:
    after = await load("steps: [answer, read, shout]", TABLE).run(turn, ports)

    assert [run.step for run in after.trace] == ["answer", "shout"]


async def test_a_turn_carries_the_hash_of_its_config(load: Load, ports: Ports, turn: Turn) -> None:
    pipeline = load("steps: [answer]", TABLE)

    assert (await pipeline.run(turn, ports)).config_hash == pipeline.config_hash


async def test_the_turn_given_is_left_as_it_was(load: Load, ports: Ports, turn: Turn) -> None:
    await load("steps: [answer, shout]", TABLE).run(turn, ports)

    assert turn.reply is None
    assert turn.trace == ()


async def test_steps_side_by_side_both_leave_their_fields(load: Load, ports: Ports, turn: Turn) -> None:
    after = await load("steps: [read, [look, answer]]", TABLE).run(turn, ports)

    assert after.customer is not None
    assert after.reply is not None


async def test_steps_side_by_side_wait_together(load: Load, ports: Ports, turn: Turn) -> None:
    text = "steps: [[{step: sleep, budget_ms: 200, on_error: continue}, {step: answer}]]"

    started = asyncio.get_running_loop().time()
    after = await load(text, TABLE).run(turn, ports)

    assert asyncio.get_running_loop().time() - started < 5
    assert after.reply == Reply(text="hi", language="en")


async def test_a_step_that_raises_is_in_the_trace_and_the_customer_gets_a_human(
    load: Load, ports: Ports, turn: Turn
) -> None:
    after = await load("steps: [{step: break, on_error: fallback}]", TABLE).run(turn, ports)

    assert after.trace[0].error == "ValueError: the disk is on fire"
    assert after.reply is not None
    assert after.reply.kind == "handoff"


async def test_after_an_error_with_continue_the_rest_goes_on(load: Load, ports: Ports, turn: Turn) -> None:
    after = await load("steps: [{step: break, on_error: continue}, answer]", TABLE).run(turn, ports)

    assert after.reply == Reply(text="hi", language="en")


async def test_where_nothing_answered_the_steps_that_read_replies_find_a_human_taking_over(
    load: Load, ports: Ports, turn: Turn
) -> None:
    after = await load("steps: [{step: break, on_error: continue}, shout]", TABLE).run(turn, ports)

    assert after.reply is not None
    assert after.reply.kind == "handoff"


async def test_after_an_error_with_stop_the_message_is_tried_again_by_the_caller(
    load: Load, ports: Ports, turn: Turn
) -> None:
    with pytest.raises(TurnStoppedError) as stopped:
        await load("steps: [{step: break, on_error: stop}, answer]", TABLE).run(turn, ports)

    assert stopped.value.step == "break"
    assert stopped.value.turn.trace[0].error is not None


async def test_a_step_that_overruns_its_budget_is_cut_off(load: Load, ports: Ports, turn: Turn) -> None:
    after = await load("steps: [{step: sleep, budget_ms: 20, on_error: continue}, answer]", TABLE).run(turn, ports)

    assert after.trace[0].error == "over budget: cut off at 20 ms"
    assert after.customer is None


async def test_a_step_that_changes_what_it_does_not_declare_is_refused(load: Load, ports: Ports, turn: Turn) -> None:
    after = await load("steps: [{step: overstep, on_error: continue}, answer]", TABLE).run(turn, ports)

    assert after.trace[0].error == "StepError: overstep changed customer, which is not in its writes"
    assert after.customer is None


async def test_a_step_that_returns_nothing_is_told_so(load: Load, ports: Ports, turn: Turn) -> None:
    after = await load("steps: [{step: forget, on_error: continue}, answer]", TABLE).run(turn, ports)

    assert "is a return missing?" in (after.trace[0].error or "")
