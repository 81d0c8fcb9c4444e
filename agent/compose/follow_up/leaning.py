"""Whether a message leans on what was said before it: it turns an earlier question, and asks nothing of its own."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import regex

from agent.compose.follow_up.earlier import COURTESIES, OF_A_PARTY, Earlier, is_short, said_just_before
from agent.compose.reading.asking import asks
from agent.compose.reading.currency import named_currency, without_currency
from agent.compose.reading.questions import content
from agent.compose.reading.seasons import without_seasons
from agent.compose.reading.spoken import linking_words, naming_back, question_words
from agent.compose.topics.lent import lent_by
from agent.compose.topics.model import learnt_topics, likeness
from agent.compose.topics.named import MANNERS, PAID_ASIDE, Topic, rest_of, topics_in
from agent.language.letters import fold
from agent.language.plain import plain, spelt_out
from agent.language.pointing import pointing
from agent.turn import Turn

_MOST_WORDS = 14  # who writes more has said what it is about
_MOST_AROUND_A_SIDE = 18  # names, times and fillers among them: of its own words a side allows few
_MOST_OF_A_TERM = 3  # "could we take over their places?"
_MOST_OF_A_WAIT = 4  # "until when must I decide?", "if I wait for my leave to be granted, do I lose it?"
_MOST_LINKED = 2  # words of its own that a message may have which begins with "and", "if" or the like


def turns_a_question(
    turn: Turn, said: Sequence[Topic], before: Earlier, *, changed: bool, offered: Sequence[str]
) -> bool:
    """Whether it names no topic, but another trek, time, party, age, length or currency for the topic before.

    `changed`: it says when, or how many come. `offered`: currencies that we have prices in. Only of messages that
    say nothing else.
    """
    if set(said) - MANNERS or len(set(map(str, turn.values("trek")))) > 1:
        return False  # who names two asks which of them
    if {entity.type for entity in turn.entities} == {"people"} and set(before.topics) <= _SAME_FOR_ANY_PARTY:
        return False
    return "extremes" in said or changed or _names_another(turn, offered)


_SAME_FOR_ANY_PARTY: frozenset[Topic] = frozenset(
    {"altitude", "distance", "duration", "walking_hours", "temperature", "snow", "season", "highlights", "start"}
)
"""Of these "we are 12" asks nothing."""


def asks_of_its_trek(turn: Turn) -> bool:
    """Whether the sentence that names a trek says by itself what it asks: "when does the next Nag Tibba start?"."""
    text = turn.message.text
    named = (entity for entity in turn.entities if entity.type == "trek" and entity.start < entity.end)
    asked = (_sentence_around(text, entity.start, entity.end) for entity in named)
    return any(learnt_topics(sentence) for sentence in asked)


def _sentence_around(text: str, start: int, end: int) -> str:
    """Without the name itself."""
    begins = max((match.end() for match in _ENDS.finditer(text, 0, start)), default=0)
    ends = _ENDS.search(text, end)
    return f"{text[begins:start]} {text[end : ends.start() if ends else len(text)]}".strip()


_ENDS = regex.compile(r"[?!.;।\n]+(?=\s|$)")


def _names_another(turn: Turn, offered: Sequence[str]) -> bool:
    """Whether something in it may take the place of what was named before, or points at one of several treks."""
    both = pointing(fold(turn.message.text)).both
    return bool(turn.entities or both or named_currency(turn.message.text, offered)) or points_at_one(turn)


def points_at_one(turn: Turn) -> bool:
    """Whether it names one of several treks by its place among them, or by what it has most of."""
    told = pointing(fold(turn.message.text))
    return bool(told.pick or told.most or told.other or told.kinds)


def says_nothing_else(turn: Turn, said: Sequence[Topic], offered: Sequence[str]) -> bool:
    """Whether hardly a word is left beside names, times and figures; what is told beside the question is no matter.

    In "what about Goechala? she keeps asking for it" only the clause that names something asks.
    """
    if not 0 < len(spelt_out(plain(turn.message.text)).split()) <= _MOST_WORDS:
        return False
    text, subject = turn.message.text, turn.subject
    clauses = [(text[start:end], subject[start:end]) for start, end in _clauses(text)]
    naming = [(told, rest) for told, rest in clauses if told != rest]
    if naming and not any(_asks_plainly(told) for told, rest in clauses if told == rest):
        clauses = naming
    return all(_names_only(told, rest, said, offered) for told, rest in clauses)


def without_asides(turn: Turn, said: tuple[Topic, ...]) -> tuple[Topic, ...]:
    """The topics without those of who comes along, where that is only told beside a question of another trek or time.

    In "and Bhrigu? my kids are small" the one asks what was asked before, the other says why.
    """
    text, subject = turn.message.text, turn.subject
    clauses = [(text[start:end], subject[start:end]) for start, end in _clauses(text)]
    asking = [told for told, rest in clauses if told != rest and "?" in told]
    telling = [told for told, _ in clauses if told not in asking]
    if not asking or any(_asks_plainly(told) for told in telling):
        return said
    aside = {topic for told in telling for topic in topics_in(told)} & _WHO_COMES
    return tuple(topic for topic in said if topic not in aside)


_WHO_COMES = frozenset({"age", "difficulty", "group_size", "solo"})


def _asks_plainly(told: str) -> bool:
    return "?" in told or not question_words().isdisjoint(spelt_out(plain(told)).split())


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """Stretches between commas, ends of sentences and dashes."""
    start = 0
    for mark in _END_OF_CLAUSE.finditer(text):
        if text[start : mark.start()].strip():
            yield start, mark.end()
        start = mark.end()
    if text[start:].strip():
        yield start, len(text)


_END_OF_CLAUSE = regex.compile(r"[?!;।\n]+|[.,…]+(?=\s|$)|\s[-–—]\s")


def _names_only(told: str, subject: str, said: Sequence[Topic], offered: Sequence[str]) -> bool:
    asides = (*(topic for topic in said if topic in MANNERS), *COURTESIES)
    own = without_currency(content(without_seasons(rest_of(subject, asides))), offered)
    first = rest_of(told, COURTESIES).split()[:1]
    return not own or (len(own) <= _MOST_LINKED and not linking_words().isdisjoint(first))


def tells_who_comes(turn: Turn, said: Collection[Topic], before: Earlier) -> bool:
    """Whether it asks nothing and only says how many come, after talk of something that depends on it."""
    words = spelt_out(plain(turn.message.text)).split()
    tells = bool(turn.values("people")) and len(words) <= _MOST_WORDS and not asks(turn.message.text)
    return tells and set(said) <= MANNERS | {"age"} and bool(OF_A_PARTY & set(before.topics))


def tells_the_day(turn: Turn, said: Collection[Topic], before: Earlier) -> bool:
    """Whether it only says which day suits, after talk of something that depends on it: "the 8th would suit us"."""
    short = len(spelt_out(plain(turn.message.text)).split()) <= _MOST_WORDS
    depends = (OF_A_PARTY | {"season"}) & set(before.topics)
    return short and bool(depends) and set(said) <= MANNERS and not asks(turn.message.text)


def asks_more_of_it(turn: Turn, said: Collection[Topic], before: Earlier, *, named: bool) -> bool:
    """Whether it asks only for one side of what was just told: until when, what it costs, whether it holds elsewhere.

    So do "and a second time?" right after a change of date, and "how long does that take?" of a way.
    """
    subjects = set(said) - MANNERS
    words = spelt_out(plain(turn.message.text)).split()
    if len(words) > _MOST_AROUND_A_SIDE or _is_of_the_days(turn, subjects, named=named):
        return False
    lent = lent_by(before.topics)
    sides = (side for side in _SIDES if side.manners & set(said) and side.of & set(before.topics))
    own = len(content(rest_of(turn.subject, said)))
    return any(
        subjects <= side.lent | lent
        and own <= side.most_own
        and (side.elsewhere or not named)
        and not (side.bare and turn.entities)
        and (not side.names_back or _names_back(said, words))
        for side in sides
    )


def _is_of_the_days(turn: Turn, subjects: Collection[Topic], *, named: bool) -> bool:
    """Whether it surely asks how long the trek takes: "how many days are the Gokyo Lakes in all?" after the wifi."""
    surely = _OF_THE_TREK_NAMED if named else _SURELY
    return "duration" in subjects and likeness(turn.message.text, "duration") >= surely


_OF_THE_TREK_NAMED, _SURELY = 0.5, 0.7


def _names_back(said: Collection[Topic], words: Collection[str]) -> bool:
    """Whether a word stands for what was named before, or asks whether it is paid for."""
    return bool({"paid", "both"} & set(said)) or not naming_back().isdisjoint(words)


def asks_for_other_dates(turn: Turn, said: Collection[Topic], before: Earlier, *, booked: bool) -> bool:
    """Whether "another date", or a later one, right after departures means other departures: nothing booked, no move.

    So does "the nearest one?", which no time and no trek is named with. A later one with a day named needs no
    departures before it.
    """
    text = turn.message.text
    nearest = "around" in said and set(said) <= MANNERS | {"dates"} and not (turn.values("date") or turn.values("trek"))
    other = not booked and bool({"other_date", "later"} & set(said))
    summed = not booked and "other_date" in said and bool(_OF_A_DATE & set(topics_in(rest_of(text, _ANOTHER))))
    later = not booked and set(said) <= MANNERS | {"dates", "date_change", "later"} and "later" in said
    later = later and bool(turn.values("date"))
    return later or summed or ("dates" in before.topics and (other or nearest))


_OF_A_DATE = frozenset({"dates", "price", "how_much"})
_ANOTHER = ("other_date", "date_change")
"""Topics by the words of which alone "is there space on another date?" names no move."""


def asks_in_another_currency(turn: Turn, said: Collection[Topic], before: Earlier, offered: Sequence[str]) -> bool:
    """Whether it names a currency and no topic, after a sum: "and in euros please, I live in Lyon".

    Whether euros are taken asks how one pays.
    """
    summed = not _SUMS.isdisjoint(before.topics) and not turn.values("trek")
    pays = "payment" in learnt_topics(turn.message.text)
    return summed and not pays and set(said) <= MANNERS | {"price"} and bool(named_currency(turn.message.text, offered))


def goes_on_unheard(turn: Turn, said: Collection[Topic]) -> bool:
    """Whether few words in the same breath ask who brings what was just asked about, and name nothing themselves.

    "Do you sell it, or do I carry it up?" right after a beer at base camp asks of the beer, not of another trade.
    """
    hardly = turn.parsed is not None and turn.parsed.intent == "out_of_scope" and turn.parsed.intent_confidence < _SURE
    names = set(said) - MANNERS or "unsaid" in said or turn.entities
    brings = is_short(turn.message.text) and bool(_BRINGS.search(plain(turn.message.text)))
    return hardly and not names and brings and bool(topics_in(said_just_before(turn)))


_BRINGS = regex.compile(
    r"(?<!\S)(?:sell|bring|carry|vend\w+|llev\w+|trai\w+|sub[oe]|subimos|apport\w+|emport\w+|port\w+|bech\w+|la+u\w*|lana"
    r"|le aa\w+|mileg[aie]|बेच\S*|ला(?:ऊँ|ऊं|ना|एँ|एं)|मिले\S*)(?!\S)"
)
_SURE = 0.85
_SUMS = frozenset({"price", "deposit"})


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a topic that a follow-up may ask for without naming the topic: which `manners` ask for it.

    `of`: the topics that have it. `lent`: topics that only lend their words to it. `most_own`: words of its own that it
    may have beside. `names_back`: whether a word must stand for what was named before. `elsewhere`: whether a trek may
    be named, of which the same is asked. `bare`: whether no name, figure or time may stand beside.
    """

    manners: frozenset[Topic]
    of: frozenset[Topic]
    lent: frozenset[Topic] = frozenset()
    most_own: int = 1
    names_back: bool = False
    elsewhere: bool = False
    bare: bool = False


_WITH_A_TERM = frozenset(
    {"discount", "name_change", "date_change", "cancel", "deposit", "hold", "instalments", "late_booking", "insurance"}
)
"""Rules that hold until some day, or that many days before the start."""

_WAYS = frozenset({"reach", "drive", "start", "pickup", "exit"})
"""Topics of which "how long does that take?" asks for hours on the road, and not for the days of the trek."""

_PAID_APART = frozenset({"offloading", "hire", "charging", "network", "washing", "insurance", "visa", "tips"})
"""Things that one pays apart: "a porter?", "how much?" asks what the porter costs."""

_BY_THE_DAY = frozenset({"offloading", "hire", "charging", "network", "washing"})
"""What may be paid by the day: no trek is."""

_SIDES = (
    _Side(frozenset({"by_day"}), frozenset({"temperature"}), lent=frozenset({"itinerary"}), elsewhere=True),
    _Side(
        frozenset({"again"}),
        frozenset({"date_change"}),
        lent=frozenset({"date_change", "booking"}),
        most_own=_MOST_WORDS,
    ),
    _Side(
        frozenset({"price", "how_much", "paid"}),
        PAID_ASIDE,
        lent=frozenset({"price", "walking_hours", "duration"}),
        most_own=_MOST_OF_A_TERM,
        names_back=True,
        elsewhere=True,
    ),
    _Side(frozenset({"how_much"}), _PAID_APART, most_own=0, bare=True),
    _Side(frozenset({"per_day"}), _BY_THE_DAY, lent=frozenset({"price", "walking_hours", "duration", "itinerary"})),
    _Side(frozenset({"duration", "hours"}), _WAYS, lent=frozenset({"duration"})),
    _Side(
        frozenset({"until"}),
        _WITH_A_TERM,
        lent=frozenset({"dates", "price", "booking", "duration"}),
        most_own=_MOST_OF_A_WAIT,
        elsewhere=True,
    ),
    _Side(
        frozenset({"holds"}), PAID_ASIDE | _WITH_A_TERM, lent=frozenset({"price", "booking", "dates"}), elsewhere=True
    ),
)
