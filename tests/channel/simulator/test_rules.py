"""Meta's rules: the window, the limits, the locks, templates."""

from typing import Any

import pytest

from agent.channel.simulator import RunningSimulator, SimulatorSettings, running_simulator
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import (
    BODY,
    NUMBER,
    ask,
    code_of,
    news,
    send,
    settings,
    statuses,
    switch,
    write,
)

TEMPLATE = {"type": "template", "template": {"name": "hello", "language": {"code": "en"}}}


async def failures(running: RunningSimulator, n: int) -> list[int]:
    """Codes of the last n sends, 0 for one that arrives."""
    codes = {line["id"]: line["code"] for line in running.world.log if line["kind"] == "status" and line["code"]}
    return [codes.get(found["id"], 0) for found in running.world.sends[-n:]]


async def test_a_day_after_the_customer_wrote_only_templates_arrive(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=20)) as running:
        await write(running)
        await send(running)
        await ask(running, "/sim/clock", {"jump_s": 86_500})
        assert (await send(running)).status_code == 200
        await send(running, **TEMPLATE)
        assert await failures(running, 3) == [0, 131047, 0]
        await write(running)
        await send(running)
        assert await failures(running, 1) == [0]
        await webhook.wait_for(2 + 3 + 1 + 3 + 3)
    assert [s.errors[0]["code"] for s in statuses(webhook) if s.errors] == [131047]


async def test_a_message_that_comes_a_day_late_opens_no_window() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        await write(running, age_s=86_500)
        await send(running)
        assert await failures(running, 1) == [131047]
        await switch(running, window="off")
        await send(running)
        assert await failures(running, 1) == [0]


async def test_who_was_never_heard_from_is_outside_the_window_only_where_it_is_strict() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        await send(running)
        await switch(running, window="strict")
        await send(running)
        assert await failures(running, 2) == [0, 131047]


async def test_one_customer_gets_45_at_once_then_one_in_six_seconds() -> None:
    async with running_simulator(SimulatorSettings(speed=0.0001)) as running:
        await switch(running, throughput=0)
        codes = [code_of(await send(running)) for _ in range(47)]
        assert codes == [0] * 45 + [131056] * 2
        assert code_of(await send(running, to="+34600000778")) == 0
        await ask(running, "/sim/clock", {"jump_s": 6.5})
        assert [code_of(await send(running)) for _ in range(2)] == [0, 131056]
        await switch(running, pair_limit=False)
        assert code_of(await send(running)) == 0


async def test_a_number_sends_so_many_a_second_counting_what_customers_write() -> None:
    async with running_simulator(SimulatorSettings(speed=0.0001)) as running:
        await switch(running, throughput=10)
        for n in range(4):
            await write(running, contact=f"3460000010{n}")
        codes = [code_of(await send(running, to=f"+3460000020{n}")) for n in range(8)]
        assert codes == [0] * 6 + [130429] * 2
        await ask(running, "/sim/clock", {"jump_s": 1})
        assert code_of(await send(running)) == 0


async def test_templates_reach_so_many_people_outside_the_window_in_24_hours_and_who_wrote_is_none_of_them() -> None:
    async with running_simulator(SimulatorSettings(speed=0.0001)) as running:
        await switch(running, messaging_limit=2)
        await write(running, contact="34600000109")
        people = [f"+3460000010{n}" for n in (1, 2, 3, 1, 9)]
        codes = [code_of(await send(running, to=person, **TEMPLATE)) for person in people]
        assert codes == [0, 0, 131048, 0, 0]
        await ask(running, "/sim/clock", {"jump_s": 86_401})
        assert code_of(await send(running, to=people[2], **TEMPLATE)) == 0


async def test_a_number_can_be_upgraded_and_says_so(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        before = (await ask(running, f"/v25.0/{NUMBER}")).json()
        await switch(running, throughput=1000, quality="RED")
        after = (await ask(running, f"/v25.0/{NUMBER}")).json()
        await webhook.wait_for(1)
    assert (before["throughput"], before["quality_rating"]) == ({"level": "STANDARD"}, "GREEN")
    assert (after["throughput"], after["quality_rating"]) == ({"level": "HIGH"}, "RED")
    assert news(webhook)[0].payload["value"]["event"] == "THROUGHPUT_UPGRADE"


async def test_hammering_a_number_locked_for_spam_keeps_it_locked() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        await switch(running, spam_lock_s=3600)
        assert code_of(await send(running)) == 131048
        await ask(running, "/sim/clock", {"jump_s": 3000})
        assert code_of(await send(running)) == 131048
        await ask(running, "/sim/clock", {"jump_s": 3000})
        assert code_of(await send(running)) == 131048
        await ask(running, "/sim/clock", {"jump_s": 3601})
        assert code_of(await send(running)) == 0


@pytest.mark.parametrize(
    ("restriction", "event", "reply", "template"),
    [
        ("RESTRICTED_BIZ_INITIATED_MESSAGING", "ACCOUNT_RESTRICTION", 0, 368),
        ("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "ACCOUNT_RESTRICTION", 368, 368),
        ("DISABLED", "DISABLED_UPDATE", 131031, 131031),
    ],
)
async def test_a_restriction_is_announced_and_holds(
    webhook: Webhook, restriction: str, event: str, reply: int, template: int
) -> None:
    async with running_simulator(settings(webhook)) as running:
        await write(running)
        await webhook.wait_for(1)
        await switch(running, restriction=restriction)
        await webhook.wait_for(2)
        assert code_of(await send(running)) == reply
        assert code_of(await send(running, to="+34600000778", **TEMPLATE)) == template
        await switch(running, restriction="")
        assert code_of(await send(running)) == 0
    (told,) = [found for found in news(webhook) if found.field == "account_update"]
    assert told.payload["value"]["event"] == event


@pytest.mark.parametrize(
    ("news_of_it", "code"),
    [
        ({"event": "APPROVED"}, 0),
        ({"event": "PAUSED", "reason": "LOW_QUALITY", "title": "FIRST_PAUSE"}, 132015),
        ({"event": "DISABLED", "title": "DISABLED"}, 132016),
        ({"event": "REJECTED", "reason": "INVALID_FORMAT"}, 132001),
        ({"event": "APPROVED", "parameters": 2}, 132000),
        ({"event": "APPROVED", "language": "es"}, 132001),
    ],
)
async def test_a_template_is_taken_as_its_latest_status_says(
    webhook: Webhook, news_of_it: dict[str, Any], code: int
) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, known_templates_only=True)
        listed = (await ask(running, "/sim/templates", {"name": "hello", **news_of_it})).json()
        await webhook.wait_for(1)
        answer = await send(running, **TEMPLATE)
        assert code_of(answer) == code
    value = news(webhook)[0].payload["value"]
    assert (value["message_template_name"], value["event"]) == ("hello", news_of_it["event"])
    assert [template["name"] for template in listed] == ["hello"]


async def test_a_template_with_all_its_parameters_is_taken() -> None:
    body = [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}]}]
    node = {"name": "hello", "language": {"code": "en"}, "components": body}
    async with running_simulator(SimulatorSettings()) as running:
        await ask(running, "/sim/templates", {"name": "hello", "parameters": 1})
        assert code_of(await send(running, type="template", template=node)) == 0
        assert (await ask(running, "/sim/templates", {"name": "hello", "event": "EATEN"})).status_code == 400


async def test_nobody_writes_to_the_business_number_itself() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        assert code_of(await send(running, to="+15550100200")) == 131021
        assert running.world.sends == []
        assert running.world.log[-1]["callback"] == BODY["biz_opaque_callback_data"]


async def test_a_held_template_goes_out_later_and_a_paused_one_never(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, template_status="paused")
        paused = (await send(running, **TEMPLATE)).json()["messages"][0]
        await switch(running, template_status="held_for_quality_assessment", template_held_s=5)
        held = (await send(running, **TEMPLATE)).json()["messages"][0]
        await webhook.wait_for(3)
    assert (paused["message_status"], held["message_status"]) == ("paused", "held_for_quality_assessment")
    assert {status.wamid for status in statuses(webhook)} == {held["id"]}
