"""A small operator and turns for the tests of steps."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.knowledge.catalogue import Catalogue, Price, Trek
from agent.knowledge.memory import ListIndex
from agent.llm.offline import OfflineLLM
from agent.ports import Ports
from agent.store.memory import MemoryStore
from agent.turn import Inbound, Parsed, Reply, Turn

OPERATOR: dict[str, Any] = {
    "name": "Ridge",
    "phone": "+919816000142",
    "emergency_phone": "+919816000199",
    "email": "hello@ridge.example",
    "privacy_url": "https://ridge.example/privacy",
    "links": ["https://ridge.example"],
    "currencies": ["INR"],
}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def trek(trek_id: str, name: str, *aliases: str) -> Trek:
    return Trek(
        id=trek_id,
        name=name,
        country="IN",
        region="Himachal Pradesh",
        days=5,
        distance_km=26,
        max_altitude_m=4270,
        highest_point=name,
        difficulty="moderate",
        months=(6,),
        best_months=(6,),
        min_age=12,
        max_age=62,
        group_size_max=18,
        start="Manali",
        end="Manali",
        network="none",
        document="",
        aliases=aliases,
    )


def catalogue(**operator: Any) -> Catalogue:
    treks = (
        trek("hampta-pass", "Hampta Pass", "Hampta", "हम्प्टा"),
        trek("annapurna-circuit", "Annapurna Circuit"),
        trek("pin-parvati", "Pin Parvati Pass", "Pin Parvati"),
        trek("abc", "Annapurna Base Camp", "ABC", "Annapurna"),
    )
    price = Price(
        trek="hampta-pass",
        season="summer",
        currency="INR",
        amount=Decimal(12500),
        starts_from=date(2027, 6, 1),
        starts_to=date(2027, 10, 1),
        booked_until=date(2027, 9, 1),
    )
    return Catalogue(operator={**OPERATOR, **operator}, treks={t.id: t for t in treks}, prices=(price,))


def world(**operator: Any) -> Ports:
    return Ports(
        journal=MemoryJournal(),
        store=MemoryStore(),
        index=ListIndex([], catalogue(**operator)),
        llm=OfflineLLM(),
        channel=Outbox(),
    )


def said(text: str, *, parsed: Parsed | None = None, **message: Any) -> Turn:
    inbound = Inbound(id="m-1", contact="c-1", text=text, sent_at=NOON)
    return Turn(message=replace(inbound, **message), parsed=parsed or Parsed(language="en", intent="trek_info"))


def answered(text: str, reply: str, **parts: Any) -> Turn:
    return replace(said(text), reply=Reply(text=reply, language="en"), **parts)
