"""The composer's own replies about the sample operator: treks, questions and languages, with what they rest on."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from agent.compose.composer import compose
from agent.compose.reading.times import today_of
from agent.compose.told.wording import Wording
from agent.facts.judge import claims_of
from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import load_catalogue
from agent.settings import find
from agent.turn import Claim, Entity, Intent, Language, Parsed, Reply, Turn
from eval.rows import inbound

_LANGUAGES: tuple[Language, ...] = ("en", "hi", "es", "fr", "hi-Latn")
_QUESTIONS: tuple[tuple[str, Intent], ...] = (
    ("price", "pricing"),
    ("dates", "availability"),
    ("tell me about", "trek_info"),
    ("itinerary", "trek_info"),
    ("altitude duration distance age group size season temperature", "trek_info"),
    ("book", "booking"),
    ("cancel", "cancellation"),
)
_EVERY = 6  # trek of the catalogue
_WHEN = "2027-06"


@dataclass(frozen=True, slots=True)
class ComposedReply:
    """A reply of the composer. `sources` is what the baseline may look its numbers up in.

    `expired` maps prices in it to those of the last season.
    """

    name: str
    text: str
    language: Language
    turn: Turn
    ledger: Ledger
    sources: tuple[str, ...]
    expired: Mapping[str, str] = field(default_factory=dict)

    def claims(self, text: str) -> tuple[Claim, ...]:
        """Rulings on a text in the place of the reply's own."""
        reply = Reply(text=text, language=self.language)
        return claims_of(self.turn, reply, self.ledger, today_of(self.turn, self.ledger.catalogue))


def composed_replies() -> Iterator[ComposedReply]:
    """One for each question, trek and language; two treks side by side for the comparisons."""
    catalogue = load_catalogue(find("data/operator.yaml").parent)
    ledger = Ledger(catalogue)
    treks = list(catalogue.treks)[::_EVERY]
    for language in _LANGUAGES:
        for trek in treks:
            for text, intent in _QUESTIONS:
                yield _composed(ledger, text, intent, language, (trek,))
        for one, other in itertools.pairwise(treks):
            yield _composed(ledger, "price, compare", "pricing", language, (one, other))


def _composed(ledger: Ledger, text: str, intent: Intent, language: Language, treks: Sequence[str]) -> ComposedReply:
    turn = _turn(text, intent, language, treks)
    catalogue = ledger.catalogue
    reply = compose(turn, catalogue, today_of(turn, catalogue))
    return ComposedReply(
        name=f"{language} {' '.join(treks)} {text}",
        text=reply.text,
        language=language,
        turn=turn,
        ledger=ledger,
        sources=_facts(catalogue),
        expired=_expired(catalogue, treks[0], language),
    )


def _turn(text: str, intent: Intent, language: Language, treks: Sequence[str]) -> Turn:
    entities = [Entity(type="trek", text="", start=0, end=0, value=trek) for trek in treks]
    parsed = Parsed(
        language=language, language_confidence=1, intent=intent, intent_confidence=1, entities=tuple(entities)
    )
    return Turn(message=inbound(text), parsed=parsed)


@cache
def _facts(catalogue: Catalogue) -> tuple[str, ...]:
    """Every row of the catalogue as text: the numbers that there are."""
    rows = (*catalogue.treks.values(), *catalogue.prices, *catalogue.offers, *catalogue.departures)
    return (*(str(row) for row in rows), str(dict(catalogue.operator)))


def _expired(catalogue: Catalogue, trek: str, language: Language) -> dict[str, str]:
    """Prices one can book today, as written, to those of rows that are over in the same currency."""
    wording, day = Wording(language), inbound("").sent_at.date()
    rows = [row for row in catalogue.prices if row.trek == trek]
    over = {row.currency: row.amount for row in rows if row.booked_until < day}
    current = [row for row in rows if row.booked_until >= day and over.get(row.currency, row.amount) != row.amount]
    return {wording.money(row.amount, row.currency): wording.money(over[row.currency], row.currency) for row in current}
