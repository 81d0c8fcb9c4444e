"""Which section tells which topic, and when catalogue facts settle it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.compose.reading.asked import Asked
from agent.compose.section import Section
from agent.compose.told import booking as bookings
from agent.compose.told import own as owns
from agent.compose.told import own_told
from agent.compose.told import price as prices
from agent.compose.told import trek as treks
from agent.compose.told import trek_days as days
from agent.compose.told import trek_place as places
from agent.compose.told.case_terms import CASE_TERMS
from agent.compose.told.dates import dates
from agent.compose.told.goes_ahead import meant
from agent.compose.told.on_trek import ON_TREK
from agent.compose.told.terms import TERMS
from agent.compose.topics.named import Topic
from agent.knowledge.catalogue import Trek

Teller = Callable[[Asked], Section | None]


@dataclass(frozen=True, slots=True)
class Part:
    """A section under the name of what it tells, and the topic it tells of, if it is about one.

    `about`: topics of the document it quotes.
    """

    name: str
    section: Section
    topic: Topic = ""
    about: frozenset[Topic] = frozenset()


def tells_of_days(part: Part) -> bool:
    """Whether it tells which departures go for certain, and nothing of the rule."""
    return part.topic == "min_people" and "operator" not in part.section.sources


_FACTS: Mapping[Topic, Callable[[Asked, Trek], str]] = {**treks.FACTS, **days.FACTS, **places.FACTS}
FACTS: frozenset[Topic] = frozenset(_FACTS)
NEED_TREK: Mapping[Topic, Teller] = {"price": prices.price, "dates": dates}
GENERAL: Mapping[Topic, Teller] = {
    "included": prices.included,
    "in_price": prices.included,
    "excluded": prices.excluded,
    "discount": prices.discounts,
    "booking": bookings.book,
    "deposit": bookings.deposit,
    "cancel": bookings.cancel,
    "date_change": bookings.date_change,
    "contact": bookings.contact,
    "emergency_contact": bookings.emergency,
    "website": bookings.website,
    "support": bookings.support,
    **TERMS,
    **CASE_TERMS,
    **ON_TREK,
}
TELLABLE: frozenset[Topic] = frozenset({*GENERAL, *NEED_TREK, *FACTS})
OF_ONE_TREK: frozenset[Topic] = FACTS - {"age", "season", "difficulty", "duration", "group_size"}
"""Facts that make no sense of "some trek": which one must be known."""

_MAY_LACK: frozenset[Topic] = frozenset({*days.FACTS, *places.FACTS})
"""Facts that a trek's entry may leave out: then a document is asked."""

_OF_ITS_ENTRY: frozenset[Topic] = _MAY_LACK | frozenset(ON_TREK)

_OPEN: frozenset[Topic] = frozenset({"booking", "support", "health"})
"""General topics whose answer may lie elsewhere: in the customer's own booking, or in a document."""


def rest_unknown(asked: Asked) -> Part:
    """Beside an answer: that the rest of the question is for a colleague."""
    return Part("unknown_part", Section(asked.say("unknown_rest"), settled=False, needs_person=True))


def part_of(asked: Asked, topic: Topic) -> Part | None:
    """What is told of a topic; None where the catalogue holds nothing on it."""
    section = _section(asked, topic)
    return Part("trek" if topic in FACTS else topic, section, topic) if section else None


def _section(asked: Asked, topic: Topic) -> Section | None:
    if topic in FACTS:
        return treks.fact(asked, _FACTS[topic])
    teller = NEED_TREK.get(topic) or _own_first(asked, topic) or GENERAL[topic]
    return teller(asked)


def _own_first(asked: Asked, topic: Topic) -> Teller | None:
    """The same with the customer's own booking ahead of the rule."""
    booking = asked.booking
    if booking is None or (topic == "cancel" and owns.names_another(asked)):
        return None
    tellers: dict[Topic, Teller] = {
        "cancel": lambda of: bookings.cancel(of, own_told.refund(of, booking), booking.start),
        "support": lambda of: bookings.support(of, own_told.stand(of, booking)),
    }
    return tellers.get(topic)


def tells_of_the_trek(asked: Asked, topic: Topic) -> bool:
    """Whether the trek in question, or its departure, has the answer itself, beyond a rule that holds for all."""
    if topic == "min_people":
        return bool(meant(asked))
    if topic not in _OF_ITS_ENTRY:
        return False
    part = part_of(asked, topic)
    return part is not None and any(source.startswith("treks:") for source in part.section.sources)


def settles(asked: Asked, topic: Topic) -> bool:
    """Whether the catalogue has the answer for this very customer: of a known trek, or of their own booking."""
    if topic in _MAY_LACK:
        return part_of(asked, topic) is not None
    if topic in FACTS or topic in NEED_TREK:
        return bool(asked.treks or (topic in ("age", "season", "dates") and (asked.ages or asked.windows)))
    if topic == "booking":
        return bool(asked.treks)
    return topic not in _OPEN and part_of(asked, topic) is not None
