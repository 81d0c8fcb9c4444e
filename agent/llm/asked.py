"""What the composer knows when it starts to write: the question, distilled from the turn."""

from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from agent.facts.booked import Booked, booked
from agent.facts.mentions import Mentions, readable
from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.window import Window, window_of, windows_of
from agent.llm.earlier import Earlier, earlier, is_short
from agent.llm.phrases import Phrases
from agent.llm.topics import plain, topics_in
from agent.llm.wording import Wording
from agent.turn import Intent, Language, Passage, Turn

_EURO = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "DE",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PT",
        "SI",
        "SK",
    ]
)
_CURRENCY_WORDS = {
    "EUR": ("eur", "euro", "euros", "यूरो"),
    "USD": ("usd", "dollar", "dollars", "dolar", "dolares", "डॉलर"),
    "INR": ("inr", "rs", "rupee", "rupees", "rupay", "rupaye", "rupees", "rupias", "roupies", "रुपये", "रुपए"),
}


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
    follows: bool = False
    before: Earlier = field(default_factory=Earlier)

    @property
    def text(self) -> str:
        """The customer's words."""
        return self.turn.message.text

    @property
    def subject(self) -> str:
        """The same without names, dates and figures."""
        return self.turn.subject

    @property
    def intent(self) -> Intent:
        """The intent as parsed."""
        return self.turn.parsed.intent if self.turn.parsed else "out_of_scope"

    @property
    def first_contact(self) -> bool:
        """Whether this person is new; False when nothing is known about them."""
        customer = self.turn.customer
        return bool(customer and customer.messages <= 1 and not customer.history and not self.turn.message.history)

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
    def days(self) -> tuple[int, ...]:
        """Lengths of a trek the customer named, in days."""
        return tuple(int(days) for days in _values(self.turn, "duration") if isinstance(days, int | float))

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

    def when(self, window: Window) -> str:
        """The window in words: a month where it is one, else the days."""
        return self.wording.month(window.first) if window.one_month else self.wording.span(window.first, window.last)

    def about(self, topic: str) -> bool:
        """Whether the text names the topic."""
        return topic in self.topics


def ask(turn: Turn, catalogue: Catalogue, today: date, folder: str) -> Asked:
    """Distil the turn. Treks: those parsed, else those found in the text, else those of the conversation."""
    language = turn.language
    treks, named = _treks(turn, catalogue)
    before = earlier(turn, Mentions.of(catalogue), today)
    windows, people, said = _windows(turn, today), _people(turn), topics_in(turn.message.text)
    follows = not said and bool(treks) and is_short(turn.message.text) and bool(windows or people or named)
    topics = before.topics if follows else said
    leans = follows or bool({"price", "dates"} & set(topics))
    return Asked(
        turn=turn,
        catalogue=catalogue,
        today=today,
        language=language,
        phrases=Phrases(folder, language),
        wording=Wording(language),
        topics=topics,
        treks=treks,
        named=named,
        windows=windows or (_kept(before.when, today) if leans else ()),
        people=people or (before.people if leans else None),
        ages=tuple(int(age) for age in _values(turn, "age") if isinstance(age, int | float)),
        currency=_currency(turn, catalogue, language),
        follows=follows and bool(before.topics),
        before=before,
    )


def _kept(when: str, today: date) -> tuple[Window, ...]:
    window = window_of(when)
    return (window,) if window and window.last > today else ()


def today_of(turn: Turn, catalogue: Catalogue) -> date:
    """The day the message was sent, in the operator's time zone."""
    return turn.message.sent_at.astimezone(ZoneInfo(str(catalogue.operator.get("timezone", "UTC")))).date()


def _values(turn: Turn, kind: str) -> tuple[object, ...]:
    return turn.parsed.values(kind) if turn.parsed else ()


def _treks(turn: Turn, catalogue: Catalogue) -> tuple[tuple[Trek, ...], bool]:
    mentions = Mentions.of(catalogue)
    parsed = bool(_values(turn, "trek"))
    named = list(turn.treks) if parsed else [found.trek for found in mentions.find(readable(turn.message.text))]
    ids = named or list(turn.treks) or _in_history(turn, mentions)
    known = tuple(catalogue.treks[i] for i in dict.fromkeys(ids) if i in catalogue.treks)
    return known, bool(named) and bool(known)


def _in_history(turn: Turn, mentions: Mentions) -> list[str]:
    """The treks of the latest line that names any."""
    lines = turn.history
    for line in reversed(lines):
        if found := mentions.find(readable(line.text)):
            return [mention.trek for mention in found][:1]
    return []


def _windows(turn: Turn, today: date) -> tuple[Window, ...]:
    # "Today" asks about now, not about a departure: nobody joins a trek that leaves within hours.
    return tuple(window for window in windows_of(turn) if window.last > today)


def _people(turn: Turn) -> int | None:
    counts = [int(value) for value in _values(turn, "people") if isinstance(value, int | float) and value >= 1]
    return max(counts) if counts else None


def _currency(turn: Turn, catalogue: Catalogue, language: Language) -> str:
    offered = tuple(str(c) for c in catalogue.operator.get("currencies", ())) or ("INR",)
    wanted = _asked_currency(turn) or _home_currency(turn, language)
    return wanted if wanted in offered else offered[0]


def _asked_currency(turn: Turn) -> str:
    for value in _values(turn, "price"):
        return str(value).split(" ")[0]
    if symbol := next(
        (code for sign, code in (("€", "EUR"), ("₹", "INR"), ("$", "USD")) if sign in turn.message.text), ""
    ):
        return symbol
    words = set(plain(turn.message.text).split())
    return next((code for code, names in _CURRENCY_WORDS.items() if words & set(names)), "")


def _home_currency(turn: Turn, language: Language) -> str:
    country = turn.customer.country.upper() if turn.customer else ""
    if country:
        return "INR" if country == "IN" else "EUR" if country in _EURO else "USD"
    return {"hi": "INR", "hi-Latn": "INR", "es": "EUR", "fr": "EUR"}.get(language, "USD")


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of the reply. `settled` when catalogue facts answer what was asked."""

    text: str
    sources: tuple[str, ...] = ()
    settled: bool = True
    needs_person: bool = False


def lines(*parts: str) -> str:
    """Parts on lines of their own, empty ones left out."""
    return "\n".join(part for part in parts if part)


def fact_source(kind: str, *ids: str) -> tuple[str, ...]:
    """Names of catalogue rows as sources: `prices:hampta-pass`."""
    return tuple(f"{kind}:{i}" for i in ids)
