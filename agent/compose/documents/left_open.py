"""An honest word beside an answer that leaves open most of what was asked."""

from agent.compose.documents import quote as quotes
from agent.compose.reading.asked import Asked
from agent.compose.reading.questions import asking_clauses
from agent.compose.topics.telling import Part, rest_unknown, tells_of_days
from agent.compose.topics.told import MANY


def left_open(asked: Asked, told: list[Part]) -> list[Part]:
    """An honest word where most of what was asked comes up nowhere in what is told: a topic is not yet an answer.

    What is only told beside the question ("a friend saw it on Instagram") need not come up.
    """
    status = any(map(tells_of_days, told))
    if asked.follows or status or {part.name for part in told} & _TABLES or not asked.questioning:
        return []
    beyond = quotes.beyond_in(" ".join(asking_clauses(asked.subject)) or asked.subject, asked.topics)
    text = "\n".join(part.section.text for part in told)
    if len(beyond) < MANY or 2 * quotes.spoken_of(beyond, text, asked.language) >= len(beyond):
        return []
    return [rest_unknown(asked)]


_TABLES = frozenset(
    {
        "which",
        "suggest",
        "compare",
        "price",
        "cancel",
        "dates",
        "illness",
        "own_tickets",
        "pregnancy",
        "margin",
        "oxygen",
    }
)
