"""Money lost for a reason that the rules speak of: illness before the start, and tickets bought elsewhere."""

from collections.abc import Collection

from agent.compose.topics import MANNERS, Topic
from agent.knowledge.catalogue import Catalogue
from agent.turn import Turn

_MONEY = frozenset({"cancel", "refund", "refund_time"})
_NOT_BEFORE_THE_START = frozenset({"operator_cancels", "cut_short", "no_view"})
_OF_A_LOSS = _MONEY | {"operator_cancels", "who_pays"}


def losses(turn: Turn, said: Collection[Topic], before: Collection[Topic], catalogue: Catalogue) -> tuple[Topic, ...]:
    """What is lost, and why: "broke my leg, do I get all back?", "if you cancel, who pays my flight?".

    `before`: the topics of the line before, or of the message of which this is a part.
    """
    talked = {*said, *before}
    ill = "ill" in talked and bool(_MONEY & set(said)) and not _NOT_BEFORE_THE_START & talked
    lost = {"illness": ill, "own_tickets": _loses_tickets(turn, said, before, catalogue)}
    return tuple(topic for topic, holds in lost.items() if holds)


def _loses_tickets(turn: Turn, said: Collection[Topic], before: Collection[Topic], catalogue: Catalogue) -> bool:
    """Whether it asks who pays for tickets, in words or right after talk of our cancelling.

    Not on a trek of which a flight is part: that one was not bought elsewhere.
    """
    treks = (catalogue.treks[i] for i in turn.treks if i in catalogue.treks)
    if "tickets" not in said or any(stage.flight for trek in treks for stage in trek.stages):
        return False
    alone = not set(said) - MANNERS - {"flight", "reach"} and "operator_cancels" in before
    return alone or bool(_OF_A_LOSS & set(said))
