"""What the composer knows when it starts to write: the question, distilled from the turn."""

from dataclasses import dataclass, field
from datetime import date

import regex

from agent.compose.follow_up.earlier import Earlier
from agent.compose.phrases import Phrases
from agent.compose.reading import times
from agent.compose.reading.asking import asks
from agent.compose.told.wording import Wording
from agent.facts.booked import Booked, booked
from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.window import Window
from agent.turn import Intent, Language, Passage, Turn

_BEFORE = regex.compile(
    r"\s*(?:before|prior|ahead|earlier|left|to go|from departure|avant|du départ|antes|de la salida|del inicio"
    r"|para la salida|para que empiece|para empezar|pehle|pahle|phle|bache|bachne|पहले|बचे|बाकी|बाक़ी)(?![\p{L}\p{M}])"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with everything needed to answer it. `windows` lie wholly or partly in the future.

    Of a follow-up that names no topic, `topics` are those of the line before, and `follows` says so. Month and
    party size said before hold on.
    """

    turn: Turn
    catalogue: Catalogue
    today: date
    language: Language
    phrases: Phrases
    wording: Wording
    topics: tuple[str, ...]
    treks: tuple[Trek, ...]
    named: bool
    windows: tuple[Window, ...]
    people: int | None
    ages: tuple[int, ...]
    currency: str
    leaving: Window | None = None
    """Only departures of this time are asked for: "the one after that", "any earlier ones"."""
    follows: bool = False
    before: Earlier = field(default_factory=Earlier)
    part: bool = False
    """Whether it is one of several questions of a message."""
    done: frozenset[str] = frozenset()
    """Treks that this line or the one before says were walked already."""

    @property
    def text(self) -> str:
        """The customer's words."""
        return self.turn.message.text

    @property
    def subject(self) -> str:
        """The same without names, dates and figures."""
        return self.turn.subject

    @property
    def questioning(self) -> bool:
        """Whether the words ask something, rather than tell."""
        return asks(self.text)

    @property
    def intent(self) -> Intent:
        """The intent as parsed."""
        return self.turn.parsed.intent if self.turn.parsed else "out_of_scope"

    @property
    def confidence(self) -> float:
        """How sure the intent is, 0–1."""
        return self.turn.parsed.intent_confidence if self.turn.parsed else 0.0

    @property
    def first_contact(self) -> bool:
        """Whether this person is new; False when nothing is known about them."""
        customer = self.turn.customer
        return bool(customer and customer.messages <= 1 and not customer.history and not self.turn.message.history)

    @property
    def knows_when(self) -> bool:
        """Whether this message or an earlier one says when they want to go."""
        return bool(self.windows or times.kept(self.before.when, self.today))

    @property
    def name(self) -> str:
        """The customer's first name, if we have it."""
        words = self.turn.customer.name.split() if self.turn.customer else []
        return words[0] if words else ""

    @property
    def bookings(self) -> tuple[Booked, ...]:
        """The customer's coming bookings and enquiries, the earliest first; of the trek named, if one was."""
        rows = self.turn.customer.bookings if self.turn.customer else ()
        live = [booked(row, self.catalogue) for row in rows if row.status not in ("cancelled", "completed")]
        coming = sorted((b for b in live if b and b.start >= self.today), key=lambda b: b.start)
        wanted = [b for b in coming if self.named and b.booking.trek in {trek.id for trek in self.treks}]
        return tuple(wanted or coming)

    @property
    def booking(self) -> Booked | None:
        """The one booking that is meant: the only one, or the next one in time; enquiries do not count."""
        return next((found for found in self.bookings if found.booking.status != "enquiry"), None)

    @property
    def notice(self) -> int | None:
        """Days between cancelling and departure, where the message names them, or both days."""
        ahead = [days for days, end in self._durations if _BEFORE.match(self.text[end:].casefold())]
        if ahead:
            return ahead[0]
        days = sorted(window.first for window in self.windows if window.one_day)
        if len(days) > 1:
            return (days[-1] - days[0]).days
        if len(days) == 1 and self.about("cancel"):
            return (days[0] - self.today).days
        named = self.turn.values("duration")
        return next((int(days) for days in named if isinstance(days, int | float)), None)

    @property
    def days(self) -> tuple[int, ...]:
        """Lengths of a trek the customer named, in days; "ten days before the start" is none."""
        return tuple(days for days, end in self._durations if not _BEFORE.match(self.text[end:].casefold()))

    @property
    def _durations(self) -> tuple[tuple[int, int], ...]:
        """Lengths of time in days, each with the place in the text where it ends."""
        named = ((e.value, e.end) for e in self.turn.entities if e.type == "duration")
        return tuple((int(days), end) for days, end in named if isinstance(days, int | float))

    @property
    def budgets(self) -> tuple[str, ...]:
        """Amounts named in the currency we answer in."""
        named = (str(value).split(" ") for value in self.turn.values("price"))
        return tuple(amount for code, amount in (pair for pair in named if len(pair) == _PAIR) if code == self.currency)

    @property
    def evidence(self) -> tuple[Passage, ...]:
        """Passages, best first."""
        return self.turn.evidence

    def say(self, phrase: str, **values: object) -> str:
        """A phrase in the customer's language."""
        return self.phrases.say(phrase, **values)

    def name_of(self, trek: Trek) -> str:
        """The trek's name in the customer's script."""
        return trek.name_in(self.language)

    def place(self, place: str) -> str:
        """A place of the catalogue in the customer's script; "" stays so."""
        return self.catalogue.place_in(place, self.language)

    def when(self, window: Window) -> str:
        """The window in words: a month where it is one, else the days."""
        return self.wording.month(window.first) if window.one_month else self.wording.span(window.first, window.last)

    def about(self, topic: str) -> bool:
        """Whether the text names the topic."""
        return topic in self.topics


_PAIR = 2
