"""What the line before told and this one is about: a state of health, and a caller who wants a code."""

from collections.abc import Collection

from agent.compose.follow_up.earlier import said_just_before
from agent.compose.reading.asking import asks
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.turn import Turn

_CONDITIONS = ("pregnancy", "health")
_WHETHER_IT_FITS = frozenset(
    {"suggest", "difficulty", "age", "season", "fitness", "altitude", "booking", "open", "documents"}
)


def with_conditions(turn: Turn, said: Collection[Topic], beside: Collection[Topic] = ()) -> tuple[Topic, ...]:
    """With what the last lines, or the rest of the message, told of health, where this asks which trek, or if one fits.

    Whoever was operated on, or is ill, and asks which papers we want is told of the doctor's, not of those of every
    booking.
    """
    before = topics_in(said_just_before(turn))
    operated = "operated" in (*said, *before, *beside)
    unwell = operated or "health" in (*said, *before, *beside)
    held = next((topic for topic in _CONDITIONS if topic in before), "health" if unwell and "documents" in said else "")
    held = "health" if operated else held
    if not (held and _WHETHER_IT_FITS & set(said)):
        return tuple(said)
    papers = {"documents", "booking"} if unwell and "documents" in said else frozenset[Topic]()
    kept = [topic for topic in said if topic not in papers]
    return tuple(kept) if set(_CONDITIONS) & set(said) else (held, *kept)


def asked_for_a_code(turn: Turn, said: Collection[Topic]) -> tuple[Topic, ...]:
    """That of a code, where the line before told who wants one and this one asks of nothing else: "shall I say it?".

    That such a caller is on hold asks for no seat to be held.
    """
    of_it = not set(said) - MANNERS - {"hold"} and asks(turn.message.text)
    return ("code_asked",) if of_it and "code_asked" in topics_in(said_just_before(turn)) else ()
