"""Turns about the sample operator, on a fixed day."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from agent.facts.dates import dates_in
from agent.facts.mentions import Mentions
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import load_catalogue
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
    """A turn as the earlier steps leave it; treks and dates have their true spans where the text spells them out."""
    treks = (trek,) if isinstance(trek, str) else trek
    named = Mentions.of(catalogue()).find(text)
    found = [Entity(type="trek", text="t", start=0, end=0, value=value) for value in treks]
    found += [Entity(type="trek", text="t", start=m.start, end=m.end, value=m.trek) for m in named if m.trek in treks]
    if when:
        spans = [(claim.start, claim.end) for claim in dates_in(text)[0]] or [(0, 0)]
        found += [Entity(type="date", text="d", start=start, end=end, value=when) for start, end in spans[:1]]
    if people:
        found.append(Entity(type="people", text="p", start=0, end=0, value=people))
    if age:
        found.append(Entity(type="age", text="a", start=0, end=0, value=age))
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


FEW_ROUTES = "tests/llm/few_routes.jsonl"
"""Examples of the routes that are learnt in a moment; the shipped ones take seconds, and are judged elsewhere."""
