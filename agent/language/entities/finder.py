"""All finders over one message: candidates, overlaps, spans of the original text."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from agent.knowledge.catalogue import Catalogue
from agent.language.entities.ages import find_ages
from agent.language.entities.dates import find_dates
from agent.language.entities.durations import find_durations
from agent.language.entities.emails import find_emails, find_urls
from agent.language.entities.people import find_people
from agent.language.entities.phones import Phones
from agent.language.entities.prices import Prices
from agent.language.entities.spans import Span, without_overlaps
from agent.language.entities.treks import Treks
from agent.language.letters import fold
from agent.language.vowels import written_out
from agent.turn import Entity

_MAX_CHARS = 1_200
_OF_EVERY_KIND = """
4 people 4 personas 4 personnes 4 log 4 लोग. we are 4. somos 4. nous sommes 4. hum 4. हम 4. couple. solo trip.
son is 9. 9 years. 5 days, 2 weeks, 1 month. ₹12k, price is 9,999, june, setember, sat 12/06, call +91 98160 00142
"""
"""Read once when a finder is built, so that every pattern is compiled then and not in a customer's message."""


class EntityFinder:
    """Built once per catalogue; `find` keeps nothing between messages. Text past 1,200 characters is not read."""

    def __init__(
        self, catalogue: Catalogue, *, regions: Sequence[str] = ("IN", "NP"), fuzzy_threshold: float = 84.0
    ) -> None:
        currencies = catalogue.operator.get("currencies") or ["INR"]
        self._treks = Treks(catalogue, threshold=fuzzy_threshold)
        self._prices = Prices(str(currencies[0]))
        self._phones = Phones(regions)
        self.find(_OF_EVERY_KIND, date(2000, 1, 1))

    def find(self, text: str, today: date) -> tuple[Entity, ...]:
        """Entities in the order of the text, none overlapping; `today` is the sender's day, in the operator's zone."""
        read = text[:_MAX_CHARS]
        spans = without_overlaps(self._candidates(read, fold(read), today))
        return tuple(
            Entity(type=span.kind, text=text[span.start : span.end], start=span.start, end=span.end, value=span.value)
            for span in spans
            if span.kind != "url"
        )

    def _candidates(self, text: str, folded: str, today: date) -> Iterator[Span]:
        yield from find_emails(text)
        yield from find_urls(text)
        yield from self._treks.find(folded)
        yield from self._phones.find(folded)
        yield from self._prices.find(folded)
        yield from _read_in_words(folded, today)


def _read_in_words(folded: str, today: date) -> Iterator[Span]:
    """What words say, also those without their vowels; spans of the folded text."""
    whole = written_out(folded)
    for find in (partial(find_dates, today=today), find_people, find_ages, find_durations):
        for span in find(whole.text):
            start, end = whole.span(span.start, span.end)
            yield span if whole.text == folded else replace(span, start=start, end=end)
