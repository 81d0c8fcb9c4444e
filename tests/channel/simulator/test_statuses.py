"""What the business hears of its sends, in every order Meta is known to use."""

import asyncio

from agent.channel.simulator import running_simulator
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import NUMBER, PHONE, ask, send, settings, statuses, switch, told, write


async def test_a_message_can_be_read_that_was_never_delivered(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, skip_statuses=["delivered"])
        await send(running)
        await webhook.wait_for(2)
    assert [status.status for status in statuses(webhook)] == ["sent", "read"]
    assert ["pricing" in change["value"]["statuses"][0] for change in told(webhook)] == [True, True]


async def test_a_message_can_fail_after_it_was_sent(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, fail_code=131053)
        await send(running)
        await webhook.wait_for(2)
    assert [status.status for status in statuses(webhook)] == ["sent", "failed"]
    assert statuses(webhook)[1].errors[0]["code"] == 131053
    assert ["contacts" in change["value"] for change in told(webhook)] == [True, False]


async def test_each_status_can_come_several_times_as_webhooks_of_their_own(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, duplicate_statuses=2)
        await send(running)
        await webhook.wait_for(6)
    assert sorted(status.status for status in statuses(webhook)) == ["delivered"] * 2 + ["read"] * 2 + ["sent"] * 2


async def test_statuses_come_in_the_wrong_order_with_their_true_times(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=20)) as running:
        await switch(running, reorder_statuses=True)
        await send(running)
        await webhook.wait_for(3)
    found = statuses(webhook)
    assert [status.status for status in found] == ["read", "delivered", "sent"]
    assert found[0].at >= found[1].at >= found[2].at


async def test_statuses_for_messages_nobody_sent_come_in_between(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, foreign_statuses=True)
        ours = (await send(running)).json()["messages"][0]["id"]
        await webhook.wait_for(6)
    known = [status.wamid == ours for status in statuses(webhook)]
    assert (known.count(True), known.count(False)) == (3, 3)
    assert {status.callback for status in statuses(webhook) if status.wamid != ours} == {""}


async def test_a_voice_message_is_played_too(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await send(running, type="audio", audio={"link": "https://x.example/a.ogg"})
        await webhook.wait_for(4)
    assert [status.status for status in statuses(webhook)] == ["sent", "delivered", "read", "played"]


async def test_one_contact_fails_late_with_its_own_code_and_others_do_not(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, fail_contacts={PHONE: 131026, "34600000888": 131049})
        for phone in (PHONE, "34600000888", "34600000999"):
            assert (await send(running, to=f"+{phone}")).status_code == 200
        await webhook.wait_for(5)
    codes = {status.to: [error["code"] for error in status.errors] for status in statuses(webhook) if status.errors}
    assert codes == {PHONE: [131026], "34600000888": [131049]}
    assert {status.to for status in statuses(webhook) if status.status == "read"} == {"34600000999"}


async def test_the_history_knows_statuses_whose_webhook_was_lost_or_refused(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        first = (await send(running)).json()["messages"][0]["id"]
        await webhook.wait_for(3)
        await asyncio.sleep(0.1)
        await switch(running, drop_statuses=True)
        second = (await send(running)).json()["messages"][0]["id"]
        history = f"/v25.0/{NUMBER}/message_history"
        known = (await ask(running, f"{history}?message_id={first}&fields=id,message_id,events")).json()["data"]
        lost = (await ask(running, f"{history}?message_id={second}")).json()["data"]
        page = (await ask(running, f"{history}?limit=1&fields=id")).json()
        rest = (await ask(running, f"{history}?after={page['paging']['cursors']['after']}")).json()["data"]
        assert (await ask(running, f"{history}?limit=101")).status_code == 400
        assert (await ask(running, f"{history}?message_id=wamid.X")).json()["data"] == []
    events = known[0]["events"]["data"]
    assert [event["delivery_status"] for event in events] == ["SENT", "DELIVERED", "READ"]
    assert {event["webhook_update_state"] for event in events} == {"DELIVERED"}
    assert {event["webhook_update_state"] for event in lost[0]["events"]["data"]} == {"PENDING"}
    assert (page["data"][0]["message_id"], rest[0]["message_id"]) == (first, second)
    assert "events" not in page["data"][0]


async def test_statuses_name_the_customer_as_the_switches_say(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, identity="user_id", skip_statuses=["delivered", "read"])
        await write(running)
        await webhook.wait_for(1)
        user_id = told(webhook)[0]["value"]["messages"][0]["from_user_id"]
        answer = (await send(running, to="", recipient=user_id)).json()
        await webhook.wait_for(2)
    assert answer["contacts"] == [{"input": user_id, "user_id": user_id}]
    (status,) = told(webhook)[1]["value"]["statuses"]
    assert (status["recipient_user_id"], "recipient_id" in status) == (user_id, False)
    assert "wa_id" not in told(webhook)[1]["value"]["contacts"][0]
