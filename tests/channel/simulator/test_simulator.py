from pathlib import Path
from random import Random
from typing import Any

import pytest

from agent.channel.payload import parse_webhook
from agent.channel.signature import is_signed
from agent.channel.simulator import SimulatorSettings, running_simulator
from agent.channel.simulator.personas import BUILT_IN, personas
from agent.channel.simulator.wire import encode, new_wamid
from agent.ports import InboxMessage
from tests.channel.conftest import Webhook
from tests.channel.simulator.calls import BODY, PATH, PHONE, SECRET, ask, settings, statuses


async def test_a_customers_message_arrives_signed_and_in_metas_spelling(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        answer = await ask(running, "/sim/messages", {"contact": PHONE, "text": "¿Precio? 🏔 a/b", "name": "Ana"})
        await webhook.wait_for(1)
    ((headers, body),) = webhook.received
    assert is_signed(body, headers["x-hub-signature-256"], [SECRET])
    assert body.isascii()
    assert b"\\u00bfPrecio? \\ud83c\\udfd4 a\\/b" in body
    (found,), problems = parse_webhook(body)
    assert isinstance(found, InboxMessage)
    assert (found.id, found.text, found.sender.phone, found.sender.name) == (
        answer.json()["id"],
        "¿Precio? 🏔 a/b",
        PHONE,
        "Ana",
    )
    assert problems == []


async def test_a_webhook_refused_with_503_comes_again_byte_for_byte_until_it_is_taken(webhook: Webhook) -> None:
    webhook.statuses = [503, 500, 302, 201]
    async with running_simulator(settings(webhook)) as running:
        await ask(running, "/sim/messages", {"contact": PHONE, "text": "hello"})
        await webhook.wait_for(5)
    assert len({body for _, body in webhook.received}) == 1
    assert len(webhook.received) == 5


async def test_each_webhook_comes_as_often_as_the_switch_says_also_when_the_first_is_refused(webhook: Webhook) -> None:
    webhook.statuses = [503]
    async with running_simulator(settings(webhook)) as running:
        await ask(running, "/sim/faults", {"duplicate": 3})
        await ask(running, "/sim/messages", {"contact": PHONE, "text": "hello"})
        await webhook.wait_for(4)
    assert len({body for _, body in webhook.received}) == 1


async def test_after_seven_days_of_refusals_a_webhook_is_dropped(webhook: Webhook) -> None:
    webhook.statuses = [503] * 10_000
    fast = SimulatorSettings(webhook=webhook.url, secret=SECRET, speed=5_000_000)
    async with running_simulator(fast) as running:
        await ask(running, "/sim/messages", {"contact": PHONE, "text": "hello"})
        seen = await running.world.events_after(1, 20)
        tried = running.world.courier.attempts
    assert [(event["kind"], event["state"]) for event in seen] == [("tick", "failed")]
    assert tried > 2


async def test_several_messages_share_a_webhook_when_batched(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook, speed=0.05)) as running:
        await ask(running, "/sim/faults", {"batch": 3})
        ids = [(await ask(running, "/sim/messages", {"contact": PHONE, "text": "x"})).json()["id"] for _ in range(3)]
        await webhook.wait_for(1)
    items, _ = parse_webhook(webhook.received[0][1])
    assert [item.id for item in items if isinstance(item, InboxMessage)] == ids


@pytest.mark.parametrize("switch", ["no_signature", "bad_signature"])
async def test_forged_webhooks_can_be_sent(webhook: Webhook, switch: str) -> None:
    async with running_simulator(settings(webhook)) as running:
        await ask(running, "/sim/faults", {switch: True})
        await ask(running, "/sim/messages", {"contact": PHONE, "text": "x"})
        await webhook.wait_for(1)
    headers, body = webhook.received[0]
    assert not is_signed(body, headers.get("x-hub-signature-256"), [SECRET])


async def test_any_payload_a_customer_can_send_goes_out_as_it_is(webhook: Webhook) -> None:
    tap = {"type": "interactive", "interactive": {"type": "button_reply", "button_reply": {"id": "b", "title": "Yes"}}}
    async with running_simulator(settings(webhook)) as running:
        await ask(running, "/sim/messages", {"contact": "ES.42", "payload": tap})
        await webhook.wait_for(1)
    (found,), _ = parse_webhook(webhook.received[0][1])
    assert isinstance(found, InboxMessage)
    assert (found.kind, found.text, found.sender.user_id, found.sender.phone) == ("button_reply", "Yes", "ES.42", "")


@pytest.mark.parametrize(
    "body", [b"", b"[]", {}, {"contact": PHONE}, {"contact": "Ana", "text": "x"}, {"contact": PHONE, "payload": {}}]
)
async def test_a_message_from_nobody_or_without_content_is_refused_with_the_reason(body: Any) -> None:
    async with running_simulator(SimulatorSettings()) as running:
        answer = await ask(running, "/sim/messages", body)
    assert answer.status_code == 400
    assert answer.json()["error"]


async def test_an_accepted_send_is_listed_and_followed_by_its_statuses_with_our_uuid(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        answer = (await ask(running, PATH, BODY)).json()
        await ask(running, PATH, BODY | {"biz_opaque_callback_data": "u-2"})
        sent = (await ask(running, "/sim/sent")).json()
        later = (await ask(running, "/sim/sent?since=1")).json()
        await webhook.wait_for(6)
    assert answer["contacts"] == [{"input": f"+{PHONE}", "wa_id": PHONE}]
    assert set(sent[0]) == {"id", "to", "type", "text", "biz_opaque_callback_data", "at", "body"}
    assert (sent[0]["id"], sent[0]["to"], sent[0]["type"]) == (answer["messages"][0]["id"], PHONE, "text")
    assert sent[1:] == later
    told = [(status.wamid, status.status, status.callback) for status in statuses(webhook)]
    assert sorted(told) == sorted(
        (send["id"], name, send["biz_opaque_callback_data"]) for send in sent for name in ("sent", "delivered", "read")
    )


async def test_statuses_can_come_before_the_answer_in_the_wrong_order_or_not_at_all(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await ask(running, "/sim/faults", {"status_before_answer": True})
        await ask(running, PATH, BODY)
        assert [status.status for status in statuses(webhook)] == ["sent"]
        await webhook.wait_for(3)
        await ask(running, "/sim/faults", {"status_before_answer": False, "drop_statuses": True})
        await ask(running, PATH, BODY)
        await ask(running, "/sim/faults", {"drop_statuses": False, "reorder_statuses": True})
        await ask(running, PATH, BODY)
        await webhook.wait_for(6)
        ticks = [event["state"] for event in running.world.events if event["kind"] == "tick"]
    assert ticks[3:] == ["read", "delivered", "sent"]
    assert len(statuses(webhook)) == 6


async def test_a_send_can_be_taken_and_fail_later(webhook: Webhook) -> None:
    async with running_simulator(settings(webhook)) as running:
        await ask(running, "/sim/faults", {"fail_code": 131047})
        assert (await ask(running, PATH, BODY)).status_code == 200
        await webhook.wait_for(2)
    failed = statuses(webhook)[-1]
    assert (failed.status, failed.errors[0]["code"], failed.callback) == ("failed", 131047, "u-1")


async def test_without_a_token_or_for_an_unknown_number_nothing_is_taken() -> None:
    async with running_simulator(SimulatorSettings(token="right")) as running:
        for header in ("", "Bearer", "Basic right", "Bearer wrong"):
            answer = await ask(running, PATH, BODY, Authorization=header)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)
        other = await ask(running, PATH.replace("100000000000001", "5"), BODY, Authorization="Bearer right")
        assert (other.status_code, other.json()["error"]["error_subcode"]) == (400, 33)
        assert running.world.sends == []


async def test_the_number_tells_who_it_is() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        answer = await ask(running, "/v23.0/100000000000001")
        assert answer.json()["verified_name"] == "Saffron Ridge Treks"
        assert (await ask(running, "/v23.0/5")).status_code == 400


async def test_read_marks_are_only_for_messages_of_customers() -> None:
    mark = {"messaging_product": "whatsapp", "status": "read"}
    async with running_simulator(SimulatorSettings()) as running:
        wamid = (await ask(running, "/sim/messages", {"contact": PHONE, "text": "x"})).json()["id"]
        known = await ask(running, PATH, mark | {"message_id": wamid, "typing_indicator": {"type": "text"}})
        assert known.json() == {"success": True}
        for wrong in ({"message_id": "wamid.?"}, {}, {"status": "seen", "message_id": wamid}):
            assert (await ask(running, PATH, mark | wrong)).json()["error"]["code"] == 131009


async def test_a_switch_nobody_knows_changes_nothing_and_is_named() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        before = (await ask(running, "/sim/faults")).json()
        answer = await ask(running, "/sim/faults", {"duplicate": 2, "gravity": True})
        assert answer.status_code == 400
        assert "gravity" in answer.json()["error"]
        assert (await ask(running, "/sim/faults")).json() == before
        assert (await ask(running, "/sim/faults", {"lose_answer": "drop"})).json()["lose_answer"] == "drop"


async def test_the_same_seed_gives_the_same_ids_and_another_seed_others() -> None:
    async def ids(seed: int) -> list[str]:
        async with running_simulator(SimulatorSettings(seed=seed)) as running:
            inbound = (await ask(running, "/sim/messages", {"contact": PHONE, "text": "x"})).json()["id"]
            return [inbound, (await ask(running, PATH, BODY)).json()["messages"][0]["id"]]

    assert await ids(1) == await ids(1) != await ids(2)


async def test_the_page_waits_for_news_and_gets_only_what_is_new() -> None:
    async with running_simulator(SimulatorSettings()) as running:
        running.world.write(PHONE, {"type": "text", "text": {"body": "one"}})
        first = (await ask(running, "/sim/events?since=0&wait=5")).json()
        running.world.write(PHONE, {"type": "text", "text": {"body": "two"}})
        second = (await ask(running, f"/sim/events?since={first['next']}&wait=5")).json()
        nothing = (await ask(running, f"/sim/events?since={second['next']}")).json()
    assert [event["text"] for event in first["events"]] == ["one"]
    assert [event["text"] for event in second["events"]] == ["two"]
    assert nothing["events"] == []


def test_ids_have_the_form_of_metas_examples() -> None:
    assert len(new_wamid(Random(1), "16505551234", inbound=True)) == len(
        "wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA="
    )
    assert new_wamid(Random(1), "16505551234", inbound=False).startswith("wamid.HBgLMTY1MDU1NTEyMzQVAgARGB")


def test_the_wire_form_is_ascii_with_lower_case_escapes_and_escaped_slashes() -> None:
    assert encode({"t": "é/🏔"}) == b'{"t":"\\u00e9\\/\\ud83c\\udfd4"}'


def test_the_customers_of_the_page_come_from_the_file_one_of_each_language_first(tmp_path: Path) -> None:
    rows = ["contact_id,name,language,phone,user_id"]
    languages = ["en", "en", "hi", "es", "en", "fr", "hi-Latn"]
    rows += [f"c-{n},Name {n},{language},+9190000{n:05d}," for n, language in enumerate(languages)]
    rows += ["c-x,No Phone,en,,IN.5"]
    path = tmp_path / "contacts.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    found = personas(path)
    assert [person.id for person in found] == ["c-0", "c-2", "c-3", "c-5", "c-6"]
    assert found[0].phone == "919000000000"
    assert all(person.suggestions for person in found)


def test_without_the_file_there_are_five_built_in_customers_in_five_languages(tmp_path: Path) -> None:
    assert personas(tmp_path / "missing.csv") == personas(None) == BUILT_IN
    assert {person.language for person in BUILT_IN} == {"en", "hi", "es", "fr", "hi-Latn"}


@pytest.mark.parametrize("wrong", [{"webhook": "http://x/"}, {"webhook": "x", "secret": "s"}, {"speed": 0.0}])
def test_settings_that_cannot_work_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="simulator"):
        SimulatorSettings(**wrong)


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    assert "hush" not in repr(SimulatorSettings(webhook="http://x/", secret="hush", token="hush"))
