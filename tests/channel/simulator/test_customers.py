"""How customers are named, and what changes about them mid-conversation."""

import pytest

from agent.channel.simulator import running_simulator
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import (
    BODY,
    PATH,
    PHONE,
    ask,
    messages,
    news,
    send,
    settings,
    statuses,
    switch,
    told,
    write,
)


@pytest.mark.parametrize(
    ("identity", "keys"),
    [
        ("known", {"from"}),
        ("both", {"from", "from_user_id"}),
        ("user_id", {"from_user_id"}),
        ("user_id_in_from", {"from"}),
    ],
)
async def test_customers_are_named_by_phone_user_id_or_both(webhook: Webhook, identity: str, keys: set[str]) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, identity=identity, usernames=True)
        await write(running, name="Ana Ruiz")
        await write(running)
        await webhook.wait_for(2)
    found = [change["value"]["messages"][0] for change in told(webhook)]
    assert {key for key in found[0] if key.startswith("from")} == keys
    assert [found[0][key] for key in keys] == [found[1][key] for key in keys]
    assert told(webhook)[0]["value"]["contacts"][0]["profile"] == {"name": "Ana Ruiz", "username": "ana.ruiz"}
    sender = messages(webhook)[0].sender
    assert (sender.phone == PHONE, sender.user_id.startswith("ES.")) == {
        "known": (True, False),
        "both": (True, True),
    }.get(identity, (False, True))


async def test_a_customer_moves_to_another_number_and_gets_another_user_id(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, identity="both")
        await write(running, name="Ana")
        await webhook.wait_for(1)
        moved = (await ask(running, "/sim/moves", {"contact": PHONE, "phone": "+34 600000778".replace(" ", "")})).json()
        await webhook.wait_for(2)
        await write(running, "it is me", contact="34600000778")
        await webhook.wait_for(3)
        assert (await send(running)).status_code == 200
        await webhook.wait_for(4)
    before, after = (told(webhook)[n]["value"] for n in (0, 2))
    (system,) = told(webhook)[1]["value"]["messages"]
    assert "contacts" not in told(webhook)[1]["value"]
    assert (system["from"], system["system"]["wa_id"], system["system"]["type"]) == (
        PHONE,
        "34600000778",
        "user_changed_number",
    )
    assert system["system"]["user_id"] == moved["user_id"] == after["contacts"][0]["user_id"]
    assert before["contacts"][0]["user_id"] != moved["user_id"]
    assert after["contacts"][0]["profile"]["name"] == "Ana"
    assert [error["code"] for status in statuses(webhook) for error in status.errors] == [131026]


async def test_a_user_id_can_change_alone_and_old_payloads_spell_a_move_otherwise(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await switch(running, identity="known")
        await write(running, contact="ES.42")
        await ask(running, "/sim/moves", {"contact": "ES.42"})
        await write(running)
        await ask(running, "/sim/moves", {"contact": PHONE, "phone": "34600000778", "old_form": True})
        await webhook.wait_for(4)
        nowhere = await ask(running, "/sim/moves", {"contact": "34600000778"})
        assert (nowhere.status_code, "phone" in nowhere.json()["error"]) == (400, True)
    systems = [m["system"] for change in told(webhook) for m in change["value"]["messages"] if m["type"] == "system"]
    assert systems[0]["type"] == "user_changed_user_id"
    assert systems[0]["user_id"] != "ES.42"
    assert (systems[1]["type"], systems[1]["new_wa_id"]) == ("customer_changed_number", "34600000778")


async def test_who_stops_marketing_is_announced_and_gets_no_marketing_template(webhook: Webhook) -> None:
    template = {"type": "template", "template": {"name": "offer", "language": {"code": "en"}}}
    async with running_simulator(settings(webhook)) as running:
        await ask(running, "/sim/templates", {"name": "offer", "category": "MARKETING"})
        await ask(running, "/sim/preferences", {"contact": PHONE, "value": "stop"})
        await ask(running, PATH, {**BODY, **template})
        await webhook.wait_for(3)
        await ask(running, "/sim/preferences", {"contact": PHONE, "value": "resume"})
        await switch(running, skip_statuses=["delivered", "read"])
        await ask(running, PATH, {**BODY, **template})
        await webhook.wait_for(5)
    preferences = [event.marketing for event in news(webhook) if event.field == "user_preferences"]
    assert [choice is not None for choice in preferences] == [True, True]
    assert [(s.status, [e["code"] for e in s.errors]) for s in statuses(webhook)] == [
        ("failed", [131050]),
        ("sent", []),
    ]
