"""The clerk: an answer from catalogue facts and documents, with no model. Pure: same turn, same reply."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from agent.compose import talk as talk
from agent.compose.documents.noun_asked import asks_another_sum
from agent.compose.documents.passage_text import shortened
from agent.compose.documents.place_asked import names_a_way
from agent.compose.documents.quote import beyond, spoken_of
from agent.compose.documents.unsaid import asks_a_name
from agent.compose.follow_up.announced import announced
from agent.compose.follow_up.as_one import (
    as_one,
    clearly_asks,
    not_again,
    only_repeats,
    says_it_all,
    says_less,
    without_open_ends,
)
from agent.compose.joined import joined, said_once
from agent.compose.manner import QUOTE_FROM, QUOTE_OVER, REPLIES, SURE_FROM, Manner
from agent.compose.next_step import next_step
from agent.compose.plan import about_own, plan, wants_a_trek
from agent.compose.reading.ask import ask
from agent.compose.reading.asked import Asked
from agent.compose.reading.each_question import each_question
from agent.compose.reading.grievance import LIKE_UPSET, complains
from agent.compose.reading.of_their_own import without_theirs
from agent.compose.reading.questions import content
from agent.compose.scope.elsewhere import asks_for_another_trade, is_of_indias_visa
from agent.compose.scope.model import is_nothing_of_ours
from agent.compose.small_talk import small_talk
from agent.compose.told import booking as bookings
from agent.compose.told.hire import sums_hire
from agent.compose.told.own import is_of_something_else, of_the_booking
from agent.compose.told.suggest import asks_beyond
from agent.compose.topics.model import likeness
from agent.compose.topics.named import MANNERS, rest_of, topics_in
from agent.compose.topics.telling import Part, part_of
from agent.compose.topics.told import suggested
from agent.knowledge.catalogue import Catalogue, Trek
from agent.people.handoff import handoff_reply
from agent.safety.wish_rules import without_bot
from agent.turn import Reply, Turn

__all__ = [
    "QUOTE_FROM",
    "QUOTE_OVER",
    "REPLIES",
    "SURE_FROM",
    "Draft",
    "Manner",
    "compose",
    "draft",
    "missing_settings",
]


@dataclass(frozen=True, slots=True)
class Draft:
    """A reply, and whether catalogue facts settle what was asked: then no model need be paid. `treks` it is about."""

    reply: Reply
    settled: bool
    treks: tuple[Trek, ...] = ()


def compose(
    turn: Turn, catalogue: Catalogue, today: date, manner: Manner | None = None, *, live: bool = False
) -> Reply:
    """The clerk's reply. `today` is the day the message was sent."""
    return draft(turn, catalogue, today, manner or Manner(), live=live).reply


def draft(turn: Turn, catalogue: Catalogue, today: date, manner: Manner, *, live: bool = False) -> Draft:
    """The reply, and whether facts settle it. `live`: it asks for what changes by the hour, which no fact settles."""
    if missing_settings(catalogue):
        return Draft(handoff_reply(turn.language, "unsure"), settled=False)
    turn = announced(turn)
    asked = ask(turn, catalogue, today, manner.folder)
    if asked.about("charged_twice") and not asked.about("supposed"):
        return Draft(_traced(asked), settled=True)
    if complains(asked, manner):
        return Draft(handoff_reply(asked.language, "complaint"), settled=True)
    if _wants_a_person(asked):
        wish = handoff_reply(asked.language, "complaint" if _grieves(asked) else "asked")
        return Draft(_introduced(asked, wish), settled=True)
    alone = [Part("decline", talk.decline(asked))] if is_nothing_of_ours(asked) else _parts(asked, manner)
    now = live and not small_talk(asked) and not _are_lasting(asked, alone)
    return _of_now(asked, alone, manner) if now else _of_facts(asked, alone, as_one(turn), manner)


def _of_facts(asked: Asked, alone: list[Part], together: Turn, manner: Manner) -> Draft:
    """The answer to the message beside what was said before, or to both lines as one message where that says more."""
    stands_alone = together.message.text == asked.text
    if stands_alone or asked.follows or small_talk(asked) or says_it_all(asked, alone):
        return _written(asked, alone, manner)
    whole = ask(together, asked.catalogue, asked.today, manner.folder)
    both = without_open_ends(_parts(whole, manner), alone)
    other_party = bool(asked.turn.values("people")) and whole.people != asked.people
    repeated = only_repeats(both, alone, asked.turn, untold=asks_another_sum(asked))
    if other_party or repeated or says_less(both, alone, asked.text):
        return _written(asked, alone, manner)
    return _written(whole, not_again(both, asked.turn), manner)


def _of_now(asked: Asked, told: list[Part], manner: Manner) -> Draft:
    """An honest line, and beside it what holds in general of weather and ways, where that was asked for."""
    general = [part for part in told if not part.section.needs_person]
    steady = [part for part in general if {part.topic, *part.about} & _OF_WEATHER_AND_WAYS]
    return _written(
        asked, [Part("unknown_now", talk.unknown_now(asked)), *steady], replace(manner, call_to_action=False)
    )


def _are_lasting(asked: Asked, told: list[Part]) -> bool:
    """Whether no hour changes the answer: it declines, tells what was clearly asked, or speaks of weeks to come."""
    far_off = bool(asked.windows) and all(window.first > asked.today + _FORESEEN for window in asked.windows)
    known = not {part.name for part in told} & {"unknown", "which"}
    return (
        {part.name for part in told} == {"decline"}
        or (far_off and known)
        or any(_is_lasting(asked, part) for part in told)
    )


_FORESEEN = timedelta(days=21)
"""What lies further ahead nobody sees today."""


def _is_lasting(asked: Asked, part: Part) -> bool:
    """Whether it tells what was clearly asked and changes by no hour: "what comes back if I cancel today?"."""
    if part.name == "own" or part.topic in _TO_BRING or (part.topic == "age" and asked.ages):
        return True
    if part.topic == "discount" and (asked.follows or "discount" in topics_in(asked.text)):
        return True
    of_a_day = asked.leaving is not None or any(window.one_day for window in asked.windows)
    if part.name == "dates" and of_a_day and not _OF_WEATHER_AND_WAYS & set(asked.topics):
        return True  # "the 9 May one, is it still going?", "the one after that?"
    lasts = part.topic and part.topic not in _OF_WEATHER_AND_WAYS | {"dates"}
    named = topics_in(asked.text)
    by_the_hour = (_OF_WEATHER_AND_WAYS | {"now"}) & set(named)
    same_ever = part.topic in _THE_SAME_EVER & set(named) and not by_the_hour
    return bool(lasts) and (same_ever or clearly_asks(asked.text, part.topic, named))


_THE_SAME_EVER = frozenset({"difficulty", "fitness", "distance", "altitude", "duration", "walking_hours", "age"})
_TO_BRING = frozenset({"visa", "documents", "packing"})
_OF_WEATHER_AND_WAYS = frozenset({"snow", "rain", "temperature", "season", "reach", "drive", "flight"})


def _wants_a_person(asked: Asked) -> bool:
    """Whether it asks for a person, in words of the list or in others; "are you a person?" wants to know who writes.

    What no word says must be surer where it asks about something else beside.
    """
    if "?" not in asked.text and without_bot(asked.text) != asked.text:
        return True  # instead of the bot
    meant = likeness(without_theirs(asked.text), "person")
    if asked.about("bot"):
        return meant >= _SURELY_A_PERSON and len(content(rest_of(asked.text, ("bot", "person")))) > _MOST_OF_WHO_WRITES
    of_us = set(asked.topics) - MANNERS <= {"contact", "offices", "support", "languages", "cancel", "payment_trouble"}
    return asked.about("person") or meant >= (_A_PERSON if of_us else _SURELY_A_PERSON)


def _grieves(asked: Asked) -> bool:
    """Whether who wants a person has a grievance: this line or the one before tells of it."""
    said = f"{asked.turn.line_before} {asked.text}"
    unhappy = asked.turn.parsed is not None and asked.turn.parsed.sentiment == "negative"
    of_money = unhappy and bool({"refund", "payment_trouble", "charged_twice"} & set(topics_in(said)))
    return of_money or asked.about("upset") or max(likeness(text, "upset") for text in (asked.text, said)) >= LIKE_UPSET


_A_PERSON, _SURELY_A_PERSON = 0.4, 0.55
_MOST_OF_WHO_WRITES = 1
"""A message with more words than that beside "bot" and "person" does not only ask who writes."""


def _traced(asked: Asked) -> Reply:
    """A colleague looks for money that went twice; what to send them, and what becomes of it."""
    reply = handoff_reply(asked.language, "complaint")
    topics = ("payment_trouble", "refund_time") if asked.about("how_soon") else ("payment_trouble",)
    told = [part.section for topic in topics if (part := part_of(asked, topic))]
    text = "\n\n".join((reply.text, *(section.text for section in told)))
    return replace(reply, text=text, sources=("operator",) if told else ())


def _parts(asked: Asked, manner: Manner) -> list[Part]:
    """Small talk and one's own booking are read in the whole message; all else question by question."""
    if told := small_talk(asked):
        return [told]
    of_us = names_a_way(asked) or is_of_indias_visa(asked) or sums_hire(asked) or asked.about("school_adults")
    whole = of_us or asks_for_another_trade(asked)
    questions = (asked,) if whole else each_question(asked)
    if wants_a_trek(asked, manner):
        beyond = [question for question in questions if len(questions) > 1 and asks_beyond(question)]
        return joined(asked, [[suggested(asked)], *(plan(question, manner) for question in beyond)])
    if told := about_own(asked):
        rest = [question for question in questions if len(questions) > 1 and is_of_something_else(question)]
        return joined(asked, [[told], *(plan(of_the_booking(question), manner) for question in rest)])
    if len(questions) == 1:
        return said_once(plan(asked, manner))
    return joined(asked, _told_once(questions, [plan(question, manner) for question in questions]))


def _told_once(questions: Sequence[Asked], answers: list[list[Part]]) -> list[list[Part]]:
    """Without the "I don't know" to what nobody asked, and to a question of which the answer to another one speaks."""
    known = [part for parts in answers for part in parts if part.name != "unknown"]
    text = "\n".join(part.section.text for part in known)
    open_ones = [parts for asked, parts in zip(questions, answers, strict=True) if not _is_told(asked, parts, text)]
    return open_ones if known else answers


def _is_told(asked: Asked, parts: list[Part], text: str) -> bool:
    if [part.name for part in parts] != ["unknown"] or asks_a_name(asked):
        return False
    if not asked.questioning:
        return True
    wanted = beyond(asked)
    return bool(wanted) and _MOSTLY * spoken_of(wanted, text, asked.language) >= len(wanted)


_MOSTLY = 2
"""What is told answers a question where it speaks of one of so many things that the question names."""


def missing_settings(catalogue: Catalogue) -> tuple[str, ...]:
    """Keys of `operator.yaml` without which the composer hands every message over; for `cairn check`."""
    return tuple(key for key in _OPERATOR if not catalogue.operator.get(key))


_OPERATOR = (
    "name",
    "phone",
    "emergency_phone",
    "email",
    "website",
    "booking_url",
    "hours",
    "deposit_percent",
    "balance_days",
    "cancellation",
    "date_change_days",
)


def _introduced(asked: Asked, reply: Reply) -> Reply:
    """A hand-off with our office hours, so that nobody waits through the night."""
    return replace(reply, text=f"{reply.text}\n\n{bookings.contact(asked).text}", sources=("operator",))


def _written(asked: Asked, parts: list[Part], manner: Manner) -> Draft:
    told = frozenset(part.name for part in parts)
    ending = next_step(asked, told) if manner.call_to_action else ""
    kept = _fitting(parts, manner.max_chars - len(ending) - 2)
    person = any(part.section.needs_person for part in kept)
    text = "\n\n".join(filter(None, [*(part.section.text for part in kept), ending]))
    unsure = told <= _UNKNOWN or "unknown_now" in told
    buttons = talk.buttons(asked, told, person=person) if len(text) <= _MOST_WITH_BUTTONS else ()
    reply = Reply(
        text=text,
        language=asked.language,
        kind="handoff" if told <= _UNKNOWN else "answer",
        buttons=buttons,
        sources=_sources(asked, kept, manner),
        route="composer",
        handoff="unsure" if unsure else None,
    )
    settled = all(part.section.settled for part in kept) and len(kept) == len(parts)
    return Draft(reply, settled=settled, treks=asked.treks)


_UNKNOWN = frozenset({"unknown", "unknown_now"})


def _sources(asked: Asked, parts: list[Part], manner: Manner) -> tuple[str, ...]:
    """Where each part comes from, and the documents found that say the same."""
    own = [source for part in parts for source in part.section.sources]
    told = {part.topic for part in parts if part.topic}
    found = (p for p in asked.evidence if p.scores.answer >= manner.quote_from)
    return tuple(dict.fromkeys((*own, *(p.id for p in found if told & set(topics_in(p.title))))))


_MOST_WITH_BUTTONS = 850
"""The Cloud API takes 1024 characters above buttons; the privacy notice takes up to 150 of them."""


def _cut(part: Part, room: int) -> Part:
    return replace(part, section=replace(part.section, text=shortened(part.section.text, room)))


def _fitting(parts: list[Part], room: int) -> list[Part]:
    """Parts from the first on while they fit; the first always stays, shortened if need be."""
    first = parts[0]
    kept = [first if len(first.section.text) <= room else _cut(first, room)]
    for part in parts[1:]:
        if sum(len(p.section.text) + 2 for p in [*kept, part]) <= room:
            kept.append(part)
    return kept
