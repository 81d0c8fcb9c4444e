"""Whole conversations in five languages, through the shipped pipeline: what sales is told at their end."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.channel.memory import Outbox
from agent.intake.recall import recalled
from agent.journal.memory import MemoryJournal
from agent.knowledge.faiss_index import FaissIndex
from agent.llm.offline import OfflineLLM
from agent.pipeline import Pipeline
from agent.ports import Address, Index, Journal, Ports
from agent.settings import ROOT
from agent.store.memory import MemoryStore
from agent.turn import Inbound, Lead, Turn

START = datetime(2026, 11, 23, 6, tzinfo=UTC)
PIPELINE = Pipeline.load(ROOT / "config/pipeline.yaml")


@pytest.fixture(scope="module")
def index(shipped_data: Path) -> Iterator[Index]:
    found = FaissIndex.open(shipped_data, PIPELINE.config.ports.index)
    asyncio.run(PIPELINE.warm_up(ports_over(found, MemoryJournal())))
    yield found
    asyncio.run(found.aclose())


def ports_over(index: Index, journal: Journal) -> Ports:
    return Ports(journal=journal, store=MemoryStore(), index=index, llm=OfflineLLM(), channel=Outbox())


async def lead_after(index: Index, lines: tuple[str, ...], *, days_between: float = 0.01) -> Lead:
    """Each message on what the store knows of the ones before it, answered as it comes."""
    at = START
    ports = ports_over(index, MemoryJournal(now=lambda: at.timestamp()))
    await ports.journal.enrol("c-1", Address(phone="919000000001"))
    turn = None
    for number, text in enumerate(lines):
        at = START + timedelta(days=number * days_between)
        message = Inbound(id=f"m{number}", contact="c-1", text=text, sent_at=at)
        turn = await PIPELINE.run(Turn(message=await recalled(message, ports.store)), ports)
        await ports.store.apply(await ports.journal.records_after(await ports.store.watermark()))
    assert turn is not None
    assert turn.lead is not None
    return turn.lead


READY = {
    "en": (
        "Hi!",
        "Tell me about Hampta Pass",
        "We are 4 people, what does it cost in June?",
        "How do we pay the deposit to book it?",
    ),
    "hi": ("नमस्ते", "हम्पता पास के बारे में बताइए", "हम 4 लोग हैं, जून में कितना खर्च आएगा?", "बुक करना है, एडवांस कैसे देना है?"),
    "es": (
        "¡Hola!",
        "Cuénteme sobre Hampta Pass",
        "Somos 4 personas, ¿cuánto cuesta en junio?",
        "Queremos reservar, ¿cómo pagamos el depósito?",
    ),
    "fr": (
        "Bonjour !",
        "Parlez-moi du Hampta Pass",
        "Nous sommes 4 personnes, combien ça coûte en juin ?",
        "Nous voulons réserver, comment payer l'acompte ?",
    ),
    "hi-Latn": (
        "namaste",
        "hampta pass ke baare mein batao",
        "hum 4 log hain, june mein kitna lagega?",
        "book karna hai, advance payment kaise karein?",
    ),
}


@pytest.mark.parametrize("language", READY)
async def test_a_group_that_asks_how_to_pay_is_hot_in_every_language(index: Index, language: str) -> None:
    lead = await lead_after(index, READY[language])
    assert (lead.segment, lead.stage, lead.follow_up) == ("hot", "decision", True)
    assert lead.reasons[0].startswith("asked how to pay for Hampta Pass in June 2027, 4 people, about ₹")


CURIOUS = {
    "en": ("Hi", "How hard is Kedarkantha?"),
    "hi": ("नमस्ते", "केदारकांठा कितना मुश्किल है?"),
    "es": ("Hola", "¿Es difícil Kedarkantha?"),
    "fr": ("Bonjour", "Kedarkantha est-il difficile ?"),
    "hi-Latn": ("hello", "kedarkantha kitna mushkil hai?"),
}


@pytest.mark.parametrize("language", CURIOUS)
async def test_a_question_about_a_trek_is_an_inquiry_and_cold(index: Index, language: str) -> None:
    lead = await lead_after(index, CURIOUS[language])
    assert (lead.segment, lead.stage) == ("cold", "inquiry")
    assert lead.reasons[0] == "asked about Kedarkantha"


async def test_many_messages_alone_are_no_stage(index: Index) -> None:
    lead = await lead_after(index, ("hi", "ok", "thanks", "👍", "hello", "ok"))
    assert (lead.segment, lead.stage) == ("cold", "initial")


async def test_weeks_between_the_messages_leave_a_lead_cooler(index: Index) -> None:
    quick = await lead_after(index, READY["en"])
    slow = await lead_after(index, READY["en"], days_between=14)
    assert slow.score < quick.score


async def test_a_person_who_takes_over_leaves_sales_nothing_to_follow_up(index: Index) -> None:
    lead = await lead_after(index, (*READY["en"][1:], "I want to talk to a human please"))
    assert (lead.segment, lead.follow_up) == ("hot", False)
