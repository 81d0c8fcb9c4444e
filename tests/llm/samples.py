"""Turns about the sample operator, on a fixed day."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from agent.knowledge.catalogue import Catalogue, load_catalogue
from agent.turn import Customer, Entity, Inbound, Intent, Language, Parsed, Passage, Sentiment, Turn

TODAY = date(2026, 11, 22)
DATA = Path(__file__).parents[2] / "data"
LANGUAGES: tuple[Language, ...] = ("en", "hi", "es", "fr", "hi-Latn")


@cache
def catalogue() -> Catalogue:
    """The sample operator's catalogue."""
    return load_catalogue(DATA)


def asked(
    text: str,
    language: Language = "en",
    intent: Intent = "trek_info",
    *,
    trek: str | tuple[str, ...] = (),
    when: str = "",
    people: int = 0,
    age: int = 0,
    customer: Customer | None = None,
    evidence: tuple[Passage, ...] = (),
    sentiment: Sentiment = "neutral",
) -> Turn:
    """A turn as the earlier steps leave it; entity spans play no role here."""
    treks = (trek,) if isinstance(trek, str) else trek
    found = [Entity(type="trek", text="t", start=0, end=1, value=value) for value in treks]
    if when:
        found.append(Entity(type="date", text="d", start=0, end=1, value=when))
    if people:
        found.append(Entity(type="people", text="p", start=0, end=1, value=people))
    if age:
        found.append(Entity(type="age", text="a", start=0, end=1, value=age))
    return Turn(
        message=Inbound(id="m-1", contact="c-1", text=text, sent_at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC)),
        parsed=Parsed(
            language=language,
            language_confidence=0.9,
            intent=intent,
            intent_confidence=0.9,
            sentiment=sentiment,
            entities=tuple(found),
        ),
        customer=customer,
        evidence=evidence,
    )
