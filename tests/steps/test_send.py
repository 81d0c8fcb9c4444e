import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.journal.send_rules import PAGE
from agent.ports import Address, Leaving, Pause, Ports, Receipt, unmarked
from agent.safety.advice import emergency_reply
from agent.sending.dispatcher import Dispatcher
from agent.steps.send import Send
from agent.turn import Delivery, EmergencyKind, Reply, Turn
from tests.steps.safety_world import NOON, said, world

ON_CALL = "+919816000177"
CUSTOMER = Address(phone="919000000001", name="Asha Rao")
LATER = Receipt(state="failed", retryable=True, error="busy")


async def scene(*receipts: Receipt, on_call: Sequence[str] = (ON_CALL,)) -> Ports:
    began = time.monotonic()
    journal = MemoryJournal(now=lambda: NOON.timestamp() + 60 + time.monotonic() - began)
    ports = replace(world(on_call=list(on_call)), channel=Outbox(receipts), journal=journal)
    await ports.journal.enrol("c-1", CUSTOMER)
    return ports


def emergency(kind: EmergencyKind = "injury", text: str = "He fell and\nis unconscious", **message: Any) -> Turn:
    return replace(said(text, **message), reply=emergency_reply(kind, "en", "+919816000199"))


def posts(ports: Ports) -> list[Any]:
    assert isinstance(ports.channel, Outbox)
    return ports.channel.posts


def pages(ports: Ports) -> list[Any]:
    return [post for post in posts(ports) if post.outgoing.message_id.startswith(PAGE)]


async def test_an_emergency_answers_the_customer_and_pages_the_one_on_call() -> None:
    ports = await scene()
    turn = await Send().run(emergency(), ports)
    assert [post.to.phone for post in posts(ports)].count(CUSTOMER.phone) == 1
    (page,) = pages(ports)
    words = page.outgoing.body["text"]["body"]
    assert page.to.phone == ON_CALL.lstrip("+")
    for part in ("injury", "Asha Rao", "…0001", "c-1", "He fell and is unconscious"):
        assert part in words
    assert CUSTOMER.phone not in words
    assert turn.delivery is not None
    assert (turn.delivery.state, [one.state for one in turn.pages]) == ("sent", ["sent"])


async def test_a_turn_that_runs_again_pages_nobody_twice() -> None:
    ports = await scene()
    await Send().run(emergency(), ports)
    again = await Send().run(emergency(), ports)
    assert len(posts(ports)) == 2
    assert [one.state for one in again.pages] == ["sent"]


async def test_everybody_on_call_is_paged() -> None:
    ports = await scene(on_call=[ON_CALL, "+919816000178"])
    await Send().run(emergency(), ports)
    assert {page.to.phone for page in pages(ports)} == {"919816000177", "919816000178"}


async def test_a_follow_up_of_the_same_kind_pages_nobody_and_another_danger_does() -> None:
    ports = await scene()
    await Send().run(emergency(), ports)
    await ports.journal.pause(Pause(contact="c-1", message_id="m-1", reason="emergency", at=NOON))
    soon = NOON + timedelta(minutes=2)
    await Send().run(emergency(text="still not moving", id="m-2", sent_at=soon), ports)
    assert len(pages(ports)) == 1
    await Send().run(emergency("avalanche", "avalanche above us", id="m-3", sent_at=soon), ports)
    assert len(pages(ports)) == 2


async def test_the_page_goes_out_though_the_customer_cannot_be_reached() -> None:
    class Deaf(Outbox):
        async def send(self, outgoing: Any, to: Address, leaving: Leaving = unmarked) -> Receipt:
            if to.phone == CUSTOMER.phone:
                return LATER
            return await super().send(outgoing, to, leaving)

    ports = replace(await scene(), channel=Deaf())
    turn = await Send().run(emergency(), ports)
    assert turn.delivery is not None
    assert turn.delivery.state == "queued"
    assert len(pages(ports)) == 1


async def test_a_page_that_did_not_leave_is_tried_again_until_it_does_and_then_no_more() -> None:
    class Busy(Outbox):
        busy = 2

        async def send(self, outgoing: Any, to: Address, leaving: Leaving = unmarked) -> Receipt:
            if to.phone != CUSTOMER.phone and self.busy:
                self.busy -= 1
                return LATER
            return await super().send(outgoing, to, leaving)

    ports = replace(await scene(), channel=Busy())
    told: list[Delivery] = []
    dispatcher = Dispatcher(ports, unknown_after_s=120, on_page=told.append)
    turn = await Send().run(emergency(), ports)
    assert [one.state for one in turn.pages] == ["queued"]
    async with asyncio.timeout(10):
        while not pages(ports):
            await dispatcher.look()
            await asyncio.sleep(0.02)
    await dispatcher.finish(1)
    assert [one.state for one in told] == ["queued", "sent"]
    await dispatcher.look()
    await dispatcher.finish(1)
    assert len(pages(ports)) == 1


@pytest.mark.parametrize("state", ["failed", "unknown"])
async def test_a_page_that_failed_stands_in_the_review_queue_once(state: Any) -> None:
    class Refusing(Outbox):
        async def send(self, outgoing: Any, to: Address, leaving: Leaving = unmarked) -> Receipt:
            return Receipt(state=state, code=131047, error="window closed")

    ports = replace(await scene(), channel=Refusing())
    await Send().run(emergency(), ports)
    await Dispatcher(ports, unknown_after_s=0).look()
    queue = await ports.journal.reviews()
    assert [(item.severity, item.flags) for item in queue] == [("critical", (f"page:{state}",))]


async def test_without_anybody_on_call_that_is_said_in_the_queue_and_the_log() -> None:
    ports = await scene(on_call=[])
    with capture_logs() as logs:
        turn = await Send().run(emergency(), ports)
    assert turn.pages == ()
    assert [item.flags for item in await ports.journal.reviews()] == [("page:nobody_on_call",)]
    assert any("nobody is on call" in line["event"] for line in logs)


async def test_the_alert_line_holds_nothing_personal() -> None:
    ports = await scene()
    with capture_logs() as logs:
        await Send().run(emergency(), ports)
    (alert,) = [line for line in logs if line["event"] == "emergency"]
    assert alert["log_level"] == "critical"
    assert alert["kind"] == "injury"
    for private in ("Asha", CUSTOMER.phone, "fell", ON_CALL.lstrip("+")):
        assert private not in str(alert)


async def test_with_a_template_the_page_opens_the_conversation_and_its_parameters_are_one_line_each() -> None:
    ports = await scene()
    await Send(page_template="emergency_page", page_language="en").run(emergency(text="a\n\n  b " * 400), ports)
    template = pages(ports)[0].outgoing.body["template"]
    assert (template["name"], template["language"]) == ("emergency_page", {"code": "en"})
    texts = [one["text"] for one in template["components"][0]["parameters"]]
    assert len(texts) == 4
    assert all("\n" not in text and "    " not in text for text in texts)
    assert sum(map(len, texts)) < 900


async def test_an_ordinary_answer_pages_nobody() -> None:
    ports = await scene()
    await Send().run(replace(said("hello"), reply=Reply(text="Hello", language="en")), ports)
    assert pages(ports) == []


async def test_a_send_refused_at_once_because_marketing_was_stopped_is_written_down() -> None:
    ports = await scene(Receipt(state="failed", code=131050, error="stopped"))
    await Send().run(replace(said("hello"), reply=Reply(text="Hello", language="en")), ports)
    entry = await ports.journal.consent("c-1")
    assert entry is not None
    assert (entry.status, entry.scope, entry.source) == ("opted_out", "marketing", "refused")
