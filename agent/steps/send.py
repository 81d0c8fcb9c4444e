"""Step 9: send the reply, once, and in an emergency the page of those on call."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from agent.channel.error_codes import WINDOW_CLOSED
from agent.channel.format import body_for
from agent.people.paging import PageForm, page_on_call
from agent.ports import Address, Outgoing, Ports
from agent.sending.attempt import attempt, delivery_of
from agent.sending.late import Parameter, late_body
from agent.sending.restriction import is_usable, may_begin, template_may_leave
from agent.step import Step
from agent.turn import Delivery, Reply, Turn


class Send(Step):
    """Opens the outbox row, posts, and writes down how it ended.

    A message that already has an outbox row is not sent again here: what is still to be done is the dispatcher's. Once
    24 hours have gone by since the customer wrote, only a template may be sent.
    In an emergency those on call are paged side by side with the answer: neither waits for the other.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "reply", "compliance"})
    writes: ClassVar[frozenset[str]] = frozenset({"delivery", "pages"})
    interruptible: ClassVar[bool] = False

    page_template: str = Field(
        default="",
        max_length=512,
        pattern=r"^[a-z0-9_]*$",
        description="Approved template of pages (kind, name, contact, words); without one only an open chat gets them.",
    )
    page_language: str = Field(
        default="en", pattern=r"^[a-z]{2,3}(_[A-Z]{2})?$", description="Language of that template."
    )

    late_template: str = Field(
        default="",
        max_length=512,
        pattern=r"^[a-z0-9_]*$",
        description="Approved template for answers after the 24 hours; without one a person gets them.",
    )
    late_languages: dict[str, str] = Field(
        default={"en": "en", "hi": "hi", "es": "es", "fr": "fr", "hi-Latn": "en"},
        description="Language code of that template for each language of ours; one left out is answered in English.",
    )
    late_parameters: list[Parameter] = Field(
        default=["name", "reply"], max_length=2, description="What fills its places in order: name, reply."
    )

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        assert turn.reply is not None  # the pipeline runs this step only then
        if turn.reply.kind == "silence":
            return replace(turn, delivery=Delivery(id="", state="skipped"))
        if turn.reply.handoff != "emergency":
            return replace(turn, delivery=await self._deliver(turn, ports))
        # Where no template may leave, plain text reaches who of them wrote within 24 hours; else a person is told.
        begins = await may_begin(turn.message.number, ports.journal)
        begins = begins and await is_usable(self.page_template, self.page_language, ports.journal)
        form = PageForm(template=self.page_template if begins else "", language=self.page_language)
        paged, delivered = await asyncio.gather(
            page_on_call(turn, ports, form), self._deliver(turn, ports), return_exceptions=True
        )
        if isinstance(paged, BaseException):
            raise paged
        if isinstance(delivered, BaseException):
            raise delivered
        return replace(turn, delivery=delivered, pages=paged)

    def note(self, turn: Turn) -> str:
        """Why the answer is not on its way, where it is not."""
        return turn.delivery.error if turn.delivery else ""

    async def _deliver(self, turn: Turn, ports: Ports) -> Delivery:
        older = await ports.journal.outbox(turn.message.id)
        if older is not None:
            return await _settle_older(older, ports, in_need=_in_need(turn))
        message = turn.message
        left_s = await ports.journal.window_left_s(message.contact, message.number, message.sent_at)
        if left_s <= 0:
            return await _after_the_window(turn, await self._late_body(turn, ports), ports)
        draft = _draft(turn, body_for(_reply(turn)), await self._late_body(turn, ports))
        return await _post(draft, ports, in_need=_in_need(turn))

    async def _late_body(self, turn: Turn, ports: Ports) -> Mapping[str, Any]:
        return await self.late_body(_reply(turn), turn.message.contact, turn.message.number, ports)

    async def late_body(self, reply: Reply, contact: str, number: str, ports: Ports) -> Mapping[str, Any]:
        """The template in the answer's place; empty where there is none, or WhatsApp would not take it."""
        if not self.late_template:
            return {}
        person = await ports.journal.address(contact) or Address()
        body = late_body(reply, person.name, self.late_template, self.late_languages, self.late_parameters)
        return body if body and await template_may_leave(body, contact, number, ports.journal) else {}


def _reply(turn: Turn) -> Reply:
    assert turn.reply is not None
    return turn.reply


def _in_need(turn: Turn) -> bool:
    """The pause of an emergency is made only after its first reply."""
    return _reply(turn).handoff == "emergency"


async def _settle_older(older: Outgoing, ports: Ports, *, in_need: bool) -> Delivery:
    """An attempt cut off between POST and answer is unknown: a status webhook settles it, or a person."""
    if older.state == "sending" and not older.left:
        return delivery_of(await attempt(older, ports, in_need=in_need))
    if older.state == "sending":
        older = await ports.journal.close_send(older.id, "unknown", error="the server stopped before the answer came")
    return delivery_of(older)


async def _after_the_window(turn: Turn, template: Mapping[str, Any], ports: Ports) -> Delivery:
    """Only a template may go out; without one a person is told, but for what needs no answer any more."""
    if template:
        return await _post(_draft(turn, template, {}), ports, in_need=_in_need(turn))
    if _reply(turn).kind in ("opt_out", "opt_in"):
        return Delivery(id="", state="skipped", error="outside the 24 hours: the wish is kept, not confirmed")
    opened = await ports.journal.open_send(turn.message.contact, _draft(turn, body_for(_reply(turn)), {}))
    why = "outside the 24 hours after the customer's message, and no template is set: a person is told"
    return delivery_of(
        await ports.journal.close_send(opened.id, "failed", error=why, code=WINDOW_CLOSED, counted=False)
    )


async def _post(draft: Outgoing, ports: Ports, *, in_need: bool) -> Delivery:
    """Now, or by the dispatcher where the number is stopped or the contact waits for an older send."""
    opened = await ports.journal.open_send(draft.contact, draft)
    return delivery_of(await attempt(opened, ports, in_need=in_need) if opened.state == "sending" else opened)


def _draft(turn: Turn, body: Mapping[str, Any], fallback: Mapping[str, Any]) -> Outgoing:
    message = turn.message
    return Outgoing(
        # One message, one uuid: the same turn run again (replay, recovery) names the same send.
        id=str(uuid5(NAMESPACE_URL, f"cairn:{message.number}:{message.id}")),
        message_id=message.id,
        contact=message.contact,
        body=body,
        state="sending",
        number=message.number,
        fallback=fallback,
    )
