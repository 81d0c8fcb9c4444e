"""Two independent readers of our simulator's webhooks, and two independent writers to it: ours, and pywa."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from pywa import WhatsApp
from pywa.errors import WhatsAppError
from pywa.types import (
    Button,
    CallPermissionRequestButton,
    Contact,
    FlowActionType,
    FlowButton,
    ImageCarouselCard,
    ProductsSection,
    Section,
    SectionList,
    SectionRow,
    URLButton,
    VoiceCallButton,
)
from pywa.types.templates import TemplateLanguage

from agent.channel.payload import parse_webhook
from agent.channel.signature import sign
from agent.channel.simulator import SimulatorSettings, running_simulator
from agent.channel.simulator.wire import encode
from agent.channel.simulator.world import World
from agent.ports import InboxEvent, InboxItem, InboxMessage, InboxStatus
from tests.channel.conftest import Webhook
from tests.contract.examples import PHONE, Example, own_examples, read
from tests.contract.second_reader import SECRET, Reader, client, kinds

WHO = frozenset({"id", "from", "from_user_id", "from_parent_user_id", "contact"})
NO_CONTACTS = "KeyError('contacts')"
LIMITS = {
    "text_with_the_user_id_in_from": "KeyError('user_id')",
    "form_without_a_token": "without flow token",
    "form_whose_answer_is_no_object": "TypeError",
    "interactive_of_a_kind_to_come": "Unknown interactive message type",
    "user_id_changed": "KeyError('from')",
    "ephemeral": "Unknown MessageType value",
    "type_of_next_year": "Unknown MessageType value",
    "status_sent_in_the_old_model": "Unknown PricingCategory value",
    "status_deleted": "Unknown MessageStatusType value",
    "status_failed": NO_CONTACTS,
    "status_failed_in_the_old_form": NO_CONTACTS,
    "status_failed_ecosystem": NO_CONTACTS,
    "status_read_in_a_group": NO_CONTACTS,
    "statuses_of_several_in_a_group": NO_CONTACTS,
    "number_errors": "unrecognized shape",
}
"""What pywa 4.5 does not read, or says it does not know, with a part of what it says. Meta's pages describe failed
statuses without `contacts`; the rest are shapes seen in the wild, or of next year."""


def settings(webhook: Webhook) -> SimulatorSettings:
    return SimulatorSettings(webhook=webhook.url, secret=SECRET, speed=200)


async def test_pywa_sends_text_buttons_and_lists_to_the_simulator_and_marks_what_it_read() -> None:
    async with running_simulator(SimulatorSettings(secret=SECRET)) as running:
        asked = running.world.write(PHONE, {"type": "text", "text": {"body": "Hello?"}})
        choice = SectionList("Choose", [Section("June", [SectionRow("14 June", "d-14", "6 places")])])

        with client(running.url) as pywa:
            text = await asyncio.to_thread(pywa.send_message, PHONE, "Namaste 🏔", tracker="u-1")
            buttons = [Button("Yes", "yes"), Button("No", "no")]
            tap = await asyncio.to_thread(pywa.send_message, PHONE, "Shall I hold it?", buttons=buttons)
            pick = await asyncio.to_thread(pywa.send_message, PHONE, "Which day?", buttons=choice)
            marked = await asyncio.to_thread(pywa.mark_message_as_read, asked)
            typing = await asyncio.to_thread(pywa.indicate_typing, asked)

        sends = running.world.sends
    assert [send["id"] for send in sends] == [text.id, tap.id, pick.id]
    assert [(send["type"], send["to"]) for send in sends] == [("text", PHONE), *[("interactive", PHONE)] * 2]
    assert (sends[0]["text"], sends[0]["biz_opaque_callback_data"]) == ("Namaste 🏔", "u-1")
    assert (marked.success, typing.success) == (True, True)
    assert [line["typing"] for line in running.world.log if line["kind"] == "read_mark"] == [False, True]


LINK = "https://saffronridge.example/pass"
OPEN = URLButton("Open", LINK)
FORM = FlowButton(
    title="Fill in", flow_id="1", flow_token="t", flow_action_type=FlowActionType.NAVIGATE, flow_action_screen="S"
)
CARD_OF_PASS = ImageCarouselCard(image=LINK, body="The pass", buttons=OPEN)
CARD = Contact(name=Contact.Name(formatted_name="Asha Rao", first_name="Asha"))
SENT_BY_PYWA: dict[str, Callable[[WhatsApp, str], Any]] = {
    "text, as an answer": lambda pywa, asked: pywa.send_message(PHONE, "Hi", reply_to_message_id=asked),
    "link": lambda pywa, _: pywa.send_message(PHONE, "See", header="Pass", footer="India", buttons=OPEN),
    "form": lambda pywa, _: pywa.send_message(PHONE, "Who comes?", buttons=FORM),
    "call": lambda pywa, _: pywa.send_message(PHONE, "Call us", buttons=VoiceCallButton("Call", ttl_minutes=10)),
    "leave to call": lambda pywa, _: pywa.send_message(PHONE, "May we?", buttons=CallPermissionRequestButton()),
    "image": lambda pywa, _: pywa.send_image(PHONE, LINK, caption="The pass"),
    "image with buttons": lambda pywa, _: pywa.send_image(PHONE, LINK, caption="?", buttons=[Button("Yes", "yes")]),
    "video": lambda pywa, _: pywa.send_video(PHONE, LINK),
    "document": lambda pywa, _: pywa.send_document(PHONE, LINK, filename="pass.pdf"),
    "audio": lambda pywa, _: pywa.send_audio(PHONE, LINK),
    "voice": lambda pywa, _: pywa.send_voice(PHONE, LINK),
    "sticker": lambda pywa, _: pywa.send_sticker(PHONE, LINK),
    "carousel": lambda pywa, _: pywa.send_carousel(PHONE, body="Two", cards=[CARD_OF_PASS] * 2),
    "location": lambda pywa, _: pywa.send_location(PHONE, 32.24, 77.19, "Manali", "Mall Road"),
    "where": lambda pywa, _: pywa.request_location(PHONE, "Where are you?"),
    "who": lambda pywa, _: pywa.request_contact_info(PHONE, "Who are you?"),
    "contact": lambda pywa, _: pywa.send_contact(PHONE, CARD),
    "reaction": lambda pywa, asked: pywa.send_reaction(PHONE, "👍", asked),
    "reaction taken back": lambda pywa, asked: pywa.remove_reaction(PHONE, asked),
    "catalog": lambda pywa, _: pywa.send_catalog(PHONE, "All treks"),
    "product": lambda pywa, _: pywa.send_product(PHONE, "c-1", "pass"),
    "products": lambda pywa, _: pywa.send_products(PHONE, "c-1", [ProductsSection("June", ["pass"])], "Treks", "Two"),
    "template": lambda pywa, _: pywa.send_template(PHONE, "hello_world", TemplateLanguage.ENGLISH_US, []),
}


async def test_the_simulator_takes_every_kind_of_message_that_pywa_can_send_to_a_person() -> None:
    async with running_simulator(SimulatorSettings(secret=SECRET)) as running:
        asked = running.world.write(PHONE, {"type": "text", "text": {"body": "Hello?"}})
        with client(running.url) as pywa:
            told = {name: await asyncio.to_thread(send, pywa, asked) for name, send in SENT_BY_PYWA.items()}
        sends = running.world.sends
    assert [send["id"] for send in sends] == [one.id for one in told.values()]
    assert {send["type"] for send in sends} == {
        *("text", "interactive", "image", "video", "document", "audio", "sticker"),
        *("location", "contacts", "reaction", "template"),
    }


async def test_pywa_hears_why_the_simulator_refuses() -> None:
    async with running_simulator(SimulatorSettings(secret=SECRET)) as running:
        running.world.set_faults({"error_code": 131056})
        with client(running.url) as pywa, pytest.raises(WhatsAppError, match="131056"):
            await asyncio.to_thread(pywa.send_message, PHONE, "Too fast")
        assert running.world.sends == []


async def everything(world: World, webhook: Webhook) -> int:
    """Every kind of webhook the simulator can post; how many."""
    world.set_faults({"identity": "both"})
    count = _written(world) + _announced(world)
    world.set_faults({"identity": "user_id", "usernames": True})
    world.write("34600000777", {"type": "text", "text": {"body": "My number is hidden"}}, name="Ana")
    await webhook.wait_for(count + 1)
    return await _sent(world, webhook, count + 1)


def _written(world: World) -> int:
    """Customers write all there is to write, move, and choose."""
    told = {name: message for name, message in read("messages").items() if name not in LIMITS}
    for message in told.values():
        world.write(PHONE, {key: part for key, part in message.items() if key not in WHO})
    world.move("919000000130", phone="919000000131")
    world.move("919000000132", phone="919000000133", old_form=True)
    world.prefer(PHONE, "stop")
    world.prefer(PHONE, "resume")
    return len(told) + 4


def _announced(world: World) -> int:
    """News of the account, its number and its templates."""
    fields = [told for told in read("fields").values() if not told.get("number")]
    for told in fields:
        world.news.tell(told["field"], told["value"])
    return len(fields)


async def _sent(world: World, webhook: Webhook, before: int) -> int:
    """A send that is read, and one that fails."""
    body = {"messaging_product": "whatsapp", "to": f"+{PHONE}", "type": "text", "text": {"body": "Hi"}}
    await world.take({**body, "biz_opaque_callback_data": "u-1"})
    await webhook.wait_for(before + 3)
    world.set_faults({"fail_code": 131047})
    await world.take({**body, "biz_opaque_callback_data": "u-2"})
    await webhook.wait_for(before + 5)
    return before + 5


async def test_every_webhook_of_the_simulator_is_read_by_both_in_the_same_way(webhook: Webhook) -> None:
    reader = Reader()
    async with running_simulator(settings(webhook)) as running:
        count = await everything(running.world, webhook)
    assert len(webhook.received) == count

    theirs = [reader.take(headers, body) for headers, body in webhook.received]
    ours = [parse_webhook(body) for _, body in webhook.received]

    assert [LIMITS["status_failed"] in complaint for complaint in reader.complaints] == [True]
    assert [problem for _, problems in ours for problem in problems] == []
    for (items, _), updates in zip(ours, theirs, strict=True):
        assert disagreements(items, updates) == []
    assert kinds(reader.read) >= {"Message", "MessageStatus", "CallbackButton", "CallbackSelection", "FlowCompletion"}
    assert kinds(reader.read) >= {"PhoneNumberChange", "IdentityChange", "EditedMessage", "DeletedMessage"}
    assert kinds(reader.read) >= {"TemplateStatusUpdate", "TemplateQualityUpdate", "UserMarketingPreferences"}
    assert kinds(reader.read) >= {"AccountUpdate", "CallPermissionUpdate"}


def disagreements(items: Sequence[InboxItem], updates: Sequence[Any]) -> list[str]:
    """What the two read differently in one webhook."""
    if not updates or isinstance(items[0], InboxEvent):
        return []
    item, update = items[0], updates[0]
    found = {"id": (getattr(item, "id", "") or getattr(item, "wamid", ""), update.id)}
    if isinstance(item, InboxMessage):
        found |= {"time": (item.sent_at, update.timestamp), "words": words(item, update)}
    if isinstance(item, InboxStatus):
        found |= {
            "status": (item.status, str(update.status.value).lower()),
            "uuid": (item.callback, update.tracker or ""),
        }
    return [f"{name}: ours {one!r}, theirs {other!r}" for name, (one, other) in found.items() if one != other]


def words(item: InboxMessage, update: Any) -> tuple[Any, Any]:
    """The customer's words where pywa has a place for them."""
    theirs = getattr(update, "text", None) or getattr(update, "caption", None)
    return (item.text, theirs) if item.kind == "text" else ("", "")


@pytest.mark.parametrize("example", own_examples(), ids=str)
def test_our_own_examples_are_as_pywa_expects_such_webhooks(example: Example) -> None:
    reader = Reader()
    body = encode(example.webhook)
    reader.take({"x-hub-signature-256": sign(body, SECRET)}, body)
    limit = LIMITS.get(example.name.removeprefix("own/"))

    assert len(reader.complaints) == (limit is not None)
    assert limit is None or limit in reader.complaints[0]
