"""What claims are checked against: the catalogue on a day, and the documents found for the question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from agent.facts.found import Found
from agent.knowledge.catalogue import Catalogue, Departure, Offer, Price, Trek
from agent.turn import ClaimStatus


@dataclass(frozen=True, slots=True)
class Ruling:
    """The status of a claim and the row or passage that decides it."""

    status: ClaimStatus
    source: str = ""


Check = Callable[[Found, str, Sequence[Found], "Ground"], Ruling]
"""Rules on a claim in a line of text, with the other claims of that line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """`documents` are the rulings of the passages on each claim; `said` is what the customer said.

    `people` are party sizes in play, for group totals; `treks` those that the turn is about; `text` is the reply.
    """

    catalogue: Catalogue
    today: date
    documents: Mapping[Found, Ruling] = field(default_factory=dict)
    said: frozenset[tuple[str, str]] = frozenset()
    people: frozenset[int] = frozenset()
    treks: tuple[str, ...] = ()
    text: str = ""

    def documented(self, claim: Found) -> Ruling | None:
        """The ruling of a passage with this very claim; None where no passage has it."""
        ruling = self.documents.get(claim)
        return ruling if ruling and ruling.status in ("supported", "stale") else None

    def denied(self, claim: Found, source: str, *, known: bool) -> Ruling:
        """Contradicted where the catalogue knows better, or a passage does; else unsupported."""
        if known:
            return Ruling("contradicted", source)
        return self.documents.get(claim, Ruling("unsupported"))

    def trek(self, claim: Found) -> Trek | None:
        """The trek the claim is about."""
        return self.catalogue.treks.get(claim.subject)

    def prices(self, trek: str) -> tuple[Price, ...]:
        """All price rows of the trek (of every trek when none is meant), expired ones included."""
        return tuple(row for row in self.catalogue.prices if trek in ("", row.trek))

    def departures(self, trek: str) -> tuple[Departure, ...]:
        """All departures of the trek, full and past ones included."""
        return tuple(row for row in self.catalogue.departures if trek in ("", row.trek))

    def offers(self, trek: str) -> tuple[Offer, ...]:
        """All offers that concern the trek."""
        return tuple(row for row in self.catalogue.offers if not trek or not row.treks or trek in row.treks)

    def current(self, row: Price) -> bool:
        """Whether one can book at this price today."""
        return row.booked_until >= self.today and row.starts_to >= self.today

    def open(self, offer: Offer) -> bool:
        """Whether one can use this offer today."""
        return offer.book_from <= self.today <= offer.book_to

    def terms(self, *keys: str) -> set[Decimal]:
        """The numbers of these settings, as far as there are any."""
        return {value for key in keys if (value := self.setting(key)) is not None}

    def setting(self, key: str) -> Decimal | None:
        """A number of `operator.yaml`; a dot leads into a group of settings."""
        value: object = self.catalogue.operator
        for name in key.split("."):
            value = value.get(name) if isinstance(value, Mapping) else None
        return Decimal(str(value)) if isinstance(value, int | float) else None
