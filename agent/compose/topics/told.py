"""What is told of the topics a question names: facts, departures, a table of treks, or which trek is meant."""

from dataclasses import replace

from agent.compose.documents import quote as quotes
from agent.compose.follow_up.earlier import said_just_before
from agent.compose.reading import times
from agent.compose.reading.asked import Asked
from agent.compose.reading.spoken import otherwise
from agent.compose.section import Section
from agent.compose.told import price as prices
from agent.compose.told import trek as treks
from agent.compose.told.dates import dates, lacks_room, leaves_then, on_the_day
from agent.compose.told.suggest import suggest, suggestions
from agent.compose.topics.choice import bare
from agent.compose.topics.model import surely_learnt
from agent.compose.topics.named import Topic
from agent.compose.topics.telling import FACTS, GENERAL, NEED_TREK, OF_ONE_TREK, Part, part_of
from agent.language.plain import plain

MANY = 2
"""So many words of a question that nothing told speaks of are too many to leave without a word."""


def told_of(asked: Asked, topics: list[Topic], match: quotes.Match | None = None) -> list[Part]:
    """The parts for these topics; none where one trek's would be told and a document says it of all (`match`)."""
    if match and not asked.treks and topics and set(topics) <= OF_ONE_TREK:
        return []
    sided = asked.about("compare") or (bool(topics) and set(topics) <= treks.COMPARED)
    if sided and len(asked.treks) > 1:
        return compared_and(asked, topics)
    if not asked.treks and topics and (set(topics) <= OF_ONE_TREK or _is_of_no_time(asked, topics)):
        sure = bool(set(topics) & set(surely_learnt(asked.text)))
        clear = (sure or len(quotes.beyond(asked)) < MANY) and not asked.about("extra")
        return [Part("which", Section(asked.say("which_trek"), settled=False))] if clear else []
    if not asked.treks and any(topic in NEED_TREK or topic in FACTS for topic in topics):
        return _of_no_trek(asked, topics)
    parts = [part for topic in topics if (part := part_of(asked, topic))]
    parts = [*_of_the_day_taken(asked, topics), *parts, *_of_the_day_priced(asked, topics)]
    if _wants_another(asked, topics) and suggestions(asked):
        return [*parts, Part("suggest", suggest(asked, papered=True))]
    return parts


def _is_of_no_time(asked: Asked, topics: list[Topic]) -> bool:
    """Whether it asks when one should go, without a time that would suit: which treks are easy says nothing of it."""
    return topics == ["season"] and not (asked.windows or asked.ages or asked.about("suggest"))


def rules_say_more(asked: Asked, topics: list[Topic], match: quotes.Match) -> bool:
    """Whether our rules hold more of the very words asked with than the document, which says nothing of Jain food."""
    general = bool(topics) and set(topics) <= GENERAL.keys() - _OF_MANY_LINES and not asked.part
    ours = "\n".join(part.section.text for part in told_of(asked, topics)) if general else ""
    return general and quotes.says_less(asked, match.passage, ours)


_OF_MANY_LINES = frozenset({"discount", "included", "excluded", "in_price", "cancel", "support", "booking"})
"""Tables and offers of help, in which a word of the question may come up by chance."""


def _of_no_trek(asked: Asked, topics: list[Topic]) -> list[Part]:
    """Rules, and treks that would suit; of what something else costs, such as a rescue, no price of a trek."""
    if asked.part and "price" in topics and (quotes.beyond(asked) or OF_ONE_TREK & set(topics)):
        return []
    general = [part for topic in topics if topic in GENERAL and (part := part_of(asked, topic))]
    of_many = _OF_MANY & set(topics) - (frozenset() if asked.ages else {"age"})
    return [*general, *([suggested(asked)] if not general or of_many else [])]


def _wants_another(asked: Asked, topics: list[Topic]) -> bool:
    """Whether it asks which trek it may be instead: "is he too old? if not that one, which?"."""
    words = f" {plain(asked.text)} "
    instead = any(f" {phrase} " in words for phrase in otherwise())
    if "age" in topics and not treks.all_fit(asked):
        return instead or asked.about("suggest")
    return instead and asked.about("suggest")


def _of_the_day_taken(asked: Asked, topics: list[Topic]) -> list[Part]:
    """To who takes a certain day, without a booking yet, whether it leaves then and has a seat for all of them."""
    one_day = len(asked.treks) == 1 and len(asked.windows) == 1 and asked.windows[0].one_day
    takes = {"booking", "hold"} & set(topics) and "dates" not in topics
    return [Part("dates", dates(asked), "dates")] if takes and one_day and not asked.bookings else []


def _of_the_day_priced(asked: Asked, topics: list[Topic]) -> list[Part]:
    """To who asks the price and has named a day: whether it leaves then, with how many seats, or what does instead.

    Not of a day on which one only books, nor of a trek that is booked.
    """
    if "price" not in topics or "dates" in topics or {trek.id for trek in asked.treks} & _booked(asked):
        return []
    told = on_the_day(asked) if leaves_then(asked) or not _OF_BOOKING & set(asked.topics) else None
    return [Part("dates", told, "dates")] if told else []


def with_day_taken(asked: Asked, told: list[Part]) -> list[Part]:
    """First of all that a departure is full or cancelled whose day the message names, whatever else it asks."""
    named = bool(asked.turn.values("date")) and len(asked.treks) == 1 and len(asked.windows) == 1
    said = any(part.name in ("dates", "own", "suggest") for part in told)
    if not named or said or asked.treks[0].id in _booked(asked):
        return told
    return [Part("dates", dates(asked), "dates"), *told] if lacks_room(asked) else told


_OF_BOOKING = frozenset({"booking", "hold", "until", "discount", "deposit", "payment"})


def _booked(asked: Asked) -> set[str]:
    return {found.booking.trek for found in asked.bookings}


_OF_MANY = frozenset({"price", "dates"}) | (FACTS - OF_ONE_TREK)
"""What can be told of several treks where none is named."""


def suggested(asked: Asked) -> Part:
    """Treks that would suit, at the time said in the same breath too, or the question which one is meant."""
    if not asked.windows and said_just_before(asked.turn):
        asked = replace(asked, windows=times.kept(asked.before.when, asked.today))
    return Part("suggest" if suggestions(asked) else "which", suggest(asked))


def compared_and(asked: Asked, topics: list[Topic]) -> list[Part]:
    """The table, and what it does not hold."""
    if topics == ["price"] and not asked.about("compare"):
        return [part for topic in topics if (part := part_of(asked, topic))]
    rest = [topic for topic in topics if topic not in treks.COMPARED - {"price"}]
    rest = rest if "age" in rest or not asked.ages else [*rest, "age"]
    rest = [*rest, "snow"] if asked.about("rain") and "snow" not in rest else rest
    priced = "price" not in topics and asked.intent == "pricing"
    others = [part for topic in rest if (part := part_of(asked, topic))]
    if "price" in topics and asked.windows:  # "from" is the whole year's: who names a month hears that month's price
        table = [Part("compare", _compared(asked, priced=False))] if set(topics) - {"price"} else []
        others = [part for part in others if part.topic != "price"]
        return [*table, Part("price", prices.price(asked), "price"), *others]
    return [Part("compare", _compared(asked, priced=priced)), *others]


def _compared(asked: Asked, *, priced: bool) -> Section:
    """A table of facts settles "which one?", not "which one has more snow?"."""
    told = treks.compared(asked, priced=priced)
    return replace(told, settled=bare(asked))
