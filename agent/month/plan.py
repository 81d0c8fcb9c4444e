"""The month as it is meant to go: who writes what and when, and what colleagues enter. Nothing has happened yet."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from agent.knowledge.catalogue import Catalogue
from agent.month.habits import pieces, typed
from agent.month.hours import day_weights, moment_on, pause_s, piece_s
from agent.month.lives import Life, lives, said_in
from agent.month.people import Booked, People, Person
from agent.month.season import Wish, price_of, wish_of
from agent.month.slots import slots_of
from agent.month.words import words_in

_BEFORE = 6
"""Days before the month on which people may have begun: their later visits fall into it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Which month: `days` that end with the day `until`, with about `turns` messages to answer."""

    until: date
    seed: int = 7
    days: int = 30
    turns: int = 3000

    def __post_init__(self) -> None:
        if not 1 <= self.days <= 366 or not 1 <= self.turns <= 100_000:
            raise ValueError("a sample month has 1 to 366 days and 1 to 100,000 turns")

    @property
    def first(self) -> date:
        """Its first day."""
        return self.until - timedelta(days=self.days - 1)

    @property
    def begins(self) -> datetime:
        """Midnight of the first day, UTC."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def ends(self) -> datetime:
        """Midnight after the last day, UTC."""
        return datetime.combine(self.until + timedelta(days=1), time(), UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """Somebody writes `text`, or does what `kind` says. `about`: the section of words it was made of."""

    at: datetime
    person: Person
    kind: str = "text"
    text: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A colleague enters a booking, or another state of it."""

    at: datetime
    person: Person
    booking: Booked
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """All that is going to happen, in order. `turns`: how many messages want an answer, fragments counted once."""

    people: tuple[Person, ...]
    said: tuple[Said, ...]
    entered: tuple[Entered, ...]
    turns: int


def plan_of(month: Month, catalogue: Catalogue, people: People) -> Plan:
    """The same for the same month, catalogue and people."""
    return _Planner(month, catalogue, people).plan()


class _Planner:
    def __init__(self, month: Month, catalogue: Catalogue, people: People) -> None:
        self.month = month
        self.catalogue = catalogue
        self.people = people
        self.rng = Random(f"{month.seed} plan")
        self.days = [month.first + timedelta(days=n) for n in range(-_BEFORE, month.days)]
        self.weights = day_weights(self.days, self.rng)
        self.said: list[Said] = []
        self.entered: list[Entered] = []
        self.met: dict[str, Person] = {}
        self.turns = 0
        self.numbered = 0

    def plan(self) -> Plan:
        kinds = lives()
        while self.turns < self.month.turns:
            life = self.rng.choices(kinds, [kind.share for kind in kinds])[0]
            self._live(life)
        return Plan(
            people=tuple(self.met.values()),
            said=tuple(sorted(self.said, key=lambda said: said.at)),
            entered=tuple(sorted(self.entered, key=lambda entered: entered.at)),
            turns=self.turns,
        )

    def _live(self, life: Life) -> None:
        day = self.rng.choices(self.days, self.weights)[0]
        person, wish = self._somebody(life, day)
        asked_to_book = False
        for visit in life.visits:
            at = moment_on(day, person.ahead_h, self.rng)
            told = said_in(visit, self.rng)
            last = self._visit(person, wish, at, told)
            day += timedelta(days=max(1, round(self.rng.uniform(*life.gaps))))
            if any(section == "book" for section, _ in told):
                asked_to_book = True
                self._book(life, person, wish, last)
            if self.rng.random() >= life.stays:
                break
        self._leave(life, person, wish, asked_to_book)

    # --- who ---------------------------------------------------------------------------------------------------

    def _somebody(self, life: Life, day: date) -> tuple[Person, Wish]:
        known = None if life.who == "new" else self._met(life)
        person = known or self.people.stranger()
        smallest, largest = life.party
        party = min(self.rng.randint(smallest, largest) for _ in range(2))  # small groups are the most
        wish = wish_of(self.catalogue, day, party, self.rng)
        if life.who in ("booked", "back") and not known:
            person.bookings = (self._earlier(person, wish, day, ahead=life.who == "booked"),)
        self.met[person.contact] = person
        return person, self._about_theirs(life, person, wish)

    def _met(self, life: Life) -> Person | None:
        return self.people.met(ahead={"booked": True, "back": False}.get(life.who))

    def _about_theirs(self, life: Life, person: Person, wish: Wish) -> Wish:
        """Who has a booking asks about that trek."""
        booked = next((one for one in person.bookings if one.trek in self.catalogue.treks), None)
        if life.who not in ("booked", "back") or booked is None:
            return wish
        return replace(wish, trek=self.catalogue.treks[booked.trek], day=booked.start, people=booked.people)

    def _earlier(self, person: Person, wish: Wish, day: date, *, ahead: bool) -> Booked:
        """What somebody booked before the month began."""
        start = wish.day if ahead else day - timedelta(days=self.rng.randint(wish.trek.days + 2, 45))
        departure = wish.departure.id if ahead and wish.departure else ""
        before = min(start, self.month.first) - timedelta(days=self.rng.randint(10, 60))
        return self._booked(person, replace(wish, day=start), departure, before, "paid" if ahead else "completed")

    # --- what they say -----------------------------------------------------------------------------------------

    def _visit(self, person: Person, wish: Wish, at: datetime, told: list[tuple[str, bool]]) -> datetime:
        for section, english in told:
            self.turns += self._counts(section, at)
            for said in self._lines(person, wish, at, section, "en" if english else person.language):
                at = said.at
                if self.month.begins <= at < self.month.ends:
                    self.said.append(said)
            at += timedelta(seconds=pause_s(self.rng))
        return at

    def _counts(self, section: str, at: datetime) -> bool:
        silent = section in ("@sticker", "@prefer_stop", "@block")
        return self.month.begins <= at < self.month.ends and not silent

    def _lines(self, person: Person, wish: Wish, at: datetime, section: str, language: str) -> Iterator[Said]:
        slots = slots_of(person, wish, self.catalogue, self.rng, language)
        words = words_in(language)
        if section.startswith("@"):
            kind = section.removeprefix("@")
            text = words.say("caption", self.rng, slots) if kind == "caption" else ""
            yield Said(at=at, person=person, kind="image" if kind == "caption" else kind, text=text)
            return
        text = typed(words.say(section, self.rng, slots), language, person.habits, self.rng)
        for piece in pieces(text, person.habits, self.rng):
            yield Said(at=at, person=person, text=piece, about=section)
            at += timedelta(seconds=piece_s(self.rng))

    # --- what comes of it --------------------------------------------------------------------------------------

    def _book(self, life: Life, person: Person, wish: Wish, after: datetime) -> None:
        if self.rng.random() < life.books:
            at = after + timedelta(hours=self.rng.uniform(0.5, 20))
            departure = wish.departure.id if wish.departure else ""
            self._enter(person, self._booked(person, wish, departure, at.date(), "deposit_paid"), at)

    def _leave(self, life: Life, person: Person, wish: Wish, asked_to_book: bool) -> None:
        lines = [said.at for said in self.said if said.person is person]
        if not lines:
            return
        at = lines[-1] + timedelta(hours=self.rng.uniform(1, 24))
        if life.cancels and person.bookings:
            self._enter(person, replace(person.bookings[0], status="cancelled"), at)
        elif not asked_to_book and self.rng.random() < life.enquires:
            self._enter(person, self._booked(person, wish, "", at.date(), "enquiry"), at)

    def _enter(self, person: Person, booking: Booked, at: datetime) -> None:
        if self.month.begins <= at < self.month.ends:
            self.entered.append(Entered(at=at, person=person, booking=booking, status=booking.status))

    def _booked(self, person: Person, wish: Wish, departure: str, booked_at: date, status: str) -> Booked:
        self.numbered += 1
        total = price_of(wish, self.catalogue, person.currency, booked_at)
        return Booked(
            id=f"b-9{self.numbered:04d}",
            trek=wish.trek.id,
            departure=departure,
            start=wish.day,
            people=wish.people,
            status=status,
            total=str(total) if total else "",
            currency=person.currency,
            booked_at=booked_at,
        )
