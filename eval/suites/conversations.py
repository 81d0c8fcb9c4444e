"""Whole conversations through the pipeline, on dry ports: the customers of the data folder, no model, no sending."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import repeat
from pathlib import Path

from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.llm.offline import OfflineLLM
from agent.pipeline import Pipeline
from agent.ports import Address, Index, Ports, Receipt
from agent.store.customers import import_customers
from agent.store.memory import MemoryStore
from agent.turn import Inbound, Turn, Utterance

_ALL = 1_000_000
_APART = timedelta(minutes=1)


async def fresh_ports(index: Index, customers: Path) -> Ports:
    """What is known before anybody writes: the sample customers, their bookings and consent."""
    journal, store = MemoryJournal(), MemoryStore()
    await import_customers(customers, journal)
    await store.apply(await journal.records_after(0, limit=_ALL))
    channel = Outbox(repeat(Receipt(state="skipped")))
    return Ports(journal=journal, store=store, index=index, llm=OfflineLLM(), channel=channel)


async def converse(
    pipeline: Pipeline, ports: Ports, *, contact: str, messages: Sequence[str], sent_at: datetime
) -> Turn:
    """The last turn of a conversation in which each message is answered before the next one comes.

    `sent_at` is when the last message comes. Raises TurnStoppedError where a step that may not be skipped fails.
    """
    if await ports.journal.address(contact) is None:
        await ports.journal.enrol(contact, Address(user_id=f"local.{contact}"))
    first = _aware(sent_at) - _APART * (len(messages) - 1)
    told: tuple[Utterance, ...] = ()
    turn: Turn | None = None
    for number, text in enumerate(messages):
        at = first + _APART * number
        message = Inbound(id=f"eval.{number}", contact=contact, text=text, sent_at=at, number="local", history=told)
        turn = await pipeline.run(Turn(message=message), ports)
        told = (*told, Utterance(speaker="U", text=text, at=at), *_answer(turn, at))
    assert turn is not None  # a row has at least one message
    return turn


def _answer(turn: Turn, at: datetime) -> tuple[Utterance, ...]:
    said = Utterance(speaker="S", text=turn.reply.text, at=at) if turn.reply and turn.reply.text else None
    return (said,) if said else ()


def _aware(at: datetime) -> datetime:
    """A time without a zone is UTC."""
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
