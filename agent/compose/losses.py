"""Money lost for a reason that the rules speak of: illness before the start, and tickets bought elsewhere."""

from collections.abc import Collection

import regex

from agent.compose.topics import MANNERS, Topic
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.place_names import PlaceNames
from agent.language.plain import plain
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

    Not on a trek of which a flight is part: that one was not bought elsewhere, unless it is the one to where the trek
    starts.
    """
    treks = [catalogue.treks[i] for i in turn.treks if i in catalogue.treks]
    flown = any(stage.flight for trek in treks for stage in trek.stages)
    if "tickets" not in said or (flown and not _is_to_the_start(turn.message.text, treks, catalogue)):
        return False
    alone = not set(said) - MANNERS - {"flight", "reach"} and "operator_cancels" in before
    return alone or bool(_OF_A_LOSS & set(said))


def _is_to_the_start(text: str, treks: Collection[Trek], catalogue: Catalogue) -> bool:
    """Whether the ticket is one to the town where the trek starts, or from abroad: "my Paris-Kathmandu flight"."""
    starts = {trek.start for trek in treks}
    return not starts.isdisjoint(PlaceNames.of(catalogue).find(text)) or bool(_FROM_ABROAD.search(plain(text)))


_FROM_ABROAD = regex.compile(
    r"(?<!\S)(?:international\w*|internacional\w*|intercontinental\w*|long haul|long courrier|from home|desde casa"
    r"|videshi|इंटरनेशनल|अंतरराष्ट्रीय"
    r"|(?:to|from|a|al|au|vers|pour|hasta|para|en) (?:nepal|india|inde|france|spain|espana|europe|europa|london|londres"
    r"|paris|madrid|barcelona|delhi))(?!\S)"
)
