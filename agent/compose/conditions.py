"""A state of health told in the line before: whether a trek fits is asked of whoever has it."""

from collections.abc import Collection

from agent.compose.earlier import said_just_before
from agent.compose.topics import Topic, topics_in
from agent.turn import Turn

_CONDITIONS = ("pregnancy", "health")
_WHETHER_IT_FITS = frozenset(
    {"suggest", "difficulty", "age", "season", "fitness", "altitude", "booking", "open", "documents"}
)


def held_conditions(turn: Turn, said: Collection[Topic]) -> tuple[Topic, ...]:
    """What the last lines told of health, where this one asks which trek, or whether one fits."""
    before = topics_in(said_just_before(turn))
    held = next((topic for topic in _CONDITIONS if topic in before), "")
    return (held,) if held and _WHETHER_IT_FITS & set(said) and not set(_CONDITIONS) & set(said) else ()
