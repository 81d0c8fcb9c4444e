"""What the composer knows when it starts to write: the question, distilled from the turn."""

import calendar
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

import regex

from agent.compose.currency import currency_for
from agent.compose.earlier import Earlier, ages_in, earlier, is_short
from agent.compose.offers import names_a_share
from agent.compose.phrases import Phrases
from agent.compose.questions import Question, asks, questions_in, stretch
from agent.compose.topics import MANNERS, Topic, topics_in
from agent.compose.wording import Wording
from agent.facts.booked import Booked, booked
from agent.facts.mentions import Mentions, readable
from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.plain import plain
from agent.language.window import Window, window_of, windows_of
from agent.turn import Entity, Intent, Language, Passage, Turn


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
    part: bool = False
    """Whether it is one of several questions of a message."""

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
        return bool(self.windows or _kept(self.before.when, self.today))

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
        days = sorted(window.first for window in self.windows if window.one_day)
        if len(days) > 1:
            return (days[-1] - days[0]).days
        if len(days) == 1 and self.about("cancel"):
            return (days[0] - self.today).days
        return self.days[0] if self.days else None

    @property
    def days(self) -> tuple[int, ...]:
        """Lengths of a trek the customer named, in days."""
        return tuple(int(days) for days in _values(self.turn, "duration") if isinstance(days, int | float))

    @property
    def budgets(self) -> tuple[str, ...]:
        """Amounts named in the currency we answer in."""
        named = (str(value).split(" ") for value in _values(self.turn, "price"))
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

    def when(self, window: Window) -> str:
        """The window in words: a month where it is one, else the days."""
        return self.wording.month(window.first) if window.one_month else self.wording.span(window.first, window.last)

    def about(self, topic: str) -> bool:
        """Whether the text names the topic."""
        return topic in self.topics


def ask(turn: Turn, catalogue: Catalogue, today: date, folder: str) -> Asked:
    """Distil the turn. Treks: those parsed, else those found in the text, else those of the conversation."""
    language = turn.language
    said = _topics(turn.message.text, catalogue)
    treks, named = _treks(turn, catalogue, several=bool({"compare", "both"} & set(said)))
    before = earlier(turn, Mentions.of(catalogue), today)
    windows = tuple(
        _with_a_departure(_of_the_talk(window, turn, before.when), treks, catalogue, today)
        for window in _windows(turn, today)
    )
    phrases = Phrases(folder, language)
    people = _people(turn) or _counted(turn, before, phrases)
    said = _of_the_party(said, people)
    news = bool(windows or people or named)
    follows = not set(said) - MANNERS and bool(treks) and is_short(turn.message.text) and news
    topics = (*before.topics, *said) if follows else said
    aged = bool(_OF_AN_AGE & set(topics)) or len(treks) > 1
    leans = follows or bool(_OF_A_PARTY & set(topics))
    return Asked(
        turn=turn,
        catalogue=catalogue,
        today=today,
        language=language,
        phrases=phrases,
        wording=Wording(language),
        topics=topics,
        treks=treks,
        named=named,
        windows=windows or (_kept(before.when, today) if leans else ()),
        people=people or (before.people if leans else None),
        ages=_ages(turn) or bare_ages(turn, topics) or (before.ages if aged else ()),
        currency=currency_for(turn, catalogue, language),
        follows=follows and bool(before.topics),
        before=before,
    )


def _topics(text: str, catalogue: Catalogue) -> tuple[Topic, ...]:
    """Those the words name; who names the share of one of our offers asks about discounts."""
    named = topics_in(text)
    return named if "discount" in named or not names_a_share(text, catalogue.offers) else (*named, "discount")


def _of_the_party(said: tuple[Topic, ...], people: int | None) -> tuple[Topic, ...]:
    """A bare "how much for 4?" asks for the price, whatever was talked about before."""
    bare = people and "how_much" in said and not set(said) - MANNERS
    return (*said, "price") if bare else said


_OF_AN_AGE = frozenset({"age", "certificate", "suggest", "compare", "difficulty", "relatives"})
_OF_A_PARTY = frozenset({"price", "dates", "deposit", "booking", "discount", "how_much", "agreed"})
"""What depends on how many come, and when."""


def _counted(turn: Turn, before: Earlier, phrases: Phrases) -> int | None:
    """A bare figure in answer to our "How many of you would come?"."""
    figure = turn.message.text.strip(" .!")
    asked_for = before.asked.rstrip().endswith(phrases.say("next_people"))
    return int(figure) if asked_for and figure.isdecimal() and 0 < int(figure) < _PARTY_UNDER else None


_PARTY_UNDER = 100
_PAIR = 2


def each_question(asked: Asked) -> tuple[Asked, ...]:
    """The message as one `Asked` for each of its questions; treks, times and people hold on where one names none."""
    if (asked.about("compare") or asked.about("both")) and len(asked.treks) > 1:
        return (asked,)
    found = questions_in(asked.text, asked.subject)
    return tuple(_one_of(asked, question) for question in found) if len(found) > 1 else (asked,)


def _one_of(asked: Asked, question: Question) -> Asked:
    turn = stretch(asked.turn, question)
    named = [asked.catalogue.treks[i] for i in map(str, _values(turn, "trek")) if i in asked.catalogue.treks]
    return replace(
        asked,
        turn=turn,
        topics=_topics(question.text, asked.catalogue),
        treks=tuple(named) or asked.treks,
        windows=_windows(turn, asked.today) or asked.windows,
        people=_people(turn) or asked.people,
        ages=_ages(turn) or asked.ages,
        follows=False,
        part=True,
    )


def _kept(when: str, today: date) -> tuple[Window, ...]:
    window = window_of(when)
    return (window,) if window and window.last > today else ()


def today_of(turn: Turn, catalogue: Catalogue) -> date:
    """The day the message was sent, in the operator's time zone."""
    return turn.message.sent_at.astimezone(ZoneInfo(str(catalogue.operator.get("timezone", "UTC")))).date()


def _values(turn: Turn, kind: str) -> tuple[object, ...]:
    return turn.parsed.values(kind) if turn.parsed else ()


def _of_the_talk(window: Window, turn: Turn, when: str) -> Window:
    """A bare day of the month, as in "the one on the 12th", lies in the month talked about."""
    talked = window_of(when)
    bare = any(
        e.type == "date" and str(e.value) == window.first.isoformat() and _only_a_day(e) for e in _entities(turn)
    )
    if not (bare and talked and window.one_day):
        return window
    last = calendar.monthrange(talked.first.year, talked.first.month)[1]
    day = talked.first.replace(day=min(window.first.day, last))
    return Window(day, day)


def _with_a_departure(window: Window, treks: tuple[Trek, ...], catalogue: Catalogue, today: date) -> Window:
    """Who says "in November" in late November means the next one, where nothing leaves in what is left of this one."""
    if not (window.one_month and window.first <= today and treks):
        return window
    leaving = (catalogue.departures_of(trek.id, after=today, before=window.last) for trek in treks)
    if any(leaving):
        return window
    return window_of(f"{window.first.year + 1}-{window.first.month:02d}") or window


def _only_a_day(entity: Entity) -> bool:
    """Whether the words of a date name no month: a figure and at most an ordinal ending or a word for "date"."""
    return bool(_DAY_OF_MONTH.fullmatch(entity.text.strip().lower()))


_DAY_OF_MONTH = regex.compile(
    r"(?:the |el |le |on |del |du )?\d{1,2} ?(?:st|nd|rd|th|er|º|ª|को|तारीख़?|tarikh|tareekh|date|ko)?"
)


def _entities(turn: Turn) -> tuple[Entity, ...]:
    return turn.parsed.entities if turn.parsed else ()


def _treks(turn: Turn, catalogue: Catalogue, *, several: bool) -> tuple[tuple[Trek, ...], bool]:
    """Those named; else the one talked about, or all that were when it asks which of them."""
    mentions = Mentions.of(catalogue)
    parsed = bool(_values(turn, "trek"))
    named = list(turn.treks) if parsed else [found.trek for found in mentions.find(readable(turn.message.text))]
    ids = named or list(turn.treks) or _in_history(turn, mentions)
    known = tuple(catalogue.treks[i] for i in dict.fromkeys(ids) if i in catalogue.treks)
    return known if named or several else known[:1], bool(named) and bool(known)


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


def _ages(turn: Turn) -> tuple[int, ...]:
    return tuple(int(age) for age in _values(turn, "age") if isinstance(age, int | float)) or ages_in(turn.message.text)


def bare_ages(turn: Turn, topics: tuple[Topic, ...]) -> tuple[int, ...]:
    """Figures that nothing else claims, where age is the matter: of children, and of those for whom it counts."""
    figures = (int(figure) for figure in regex.findall(r"(?<!\d)\d{1,2}(?!\d)", turn.subject))
    return tuple(age for age in figures if age in _AGES_THAT_COUNT) if {"age", "relatives"} & set(topics) else ()


_AGES_THAT_COUNT = frozenset({*range(4, 18), *range(55, 96)})


def _people(turn: Turn) -> int | None:
    counts = [int(value) for value in _values(turn, "people") if isinstance(value, int | float) and value >= 1]
    return max(counts) if counts else _TWO if _PAIR_OF_US.search(plain(turn.message.text)) else None


_TWO = 2
_KIN = (
    r"mother|father|mom|mum|dad|wife|husband|son|daughter|brother|sister|friend|boyfriend|girlfriend|partner|cousin"
    r"|maa|papa|mummy|biwi|patni|pati|beta|beti|bhai|behen|dost"
    r"|माँ|मां|पापा|मम्मी|पिता|पिताजी|पत्नी|पति|बेटा|बेटे|बेटी|भाई|बहन|दोस्त|सहेली"
)
_PAIR_OF_US = regex.compile(
    rf"(?<!\S)(?:(?:me|i|myself) (?:and|n|plus) my (?:{_KIN})|my (?:{_KIN}) (?:and|n|plus) (?:me|i|myself)"
    rf"|(?:main|mai|mera|mere|meri|मैं|मेरा|मेरे|मेरी) (?:aur|और) (?:(?:mera|mere|meri|मेरा|मेरे|मेरी) )?(?:{_KIN}))(?!\S)"
)
"""Oneself and one of one's own: two people, though no figure says so."""


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
