"""Money lost for a reason that the rules speak of: illness before the start, and tickets bought elsewhere."""

from collections.abc import Collection

import regex

from agent.compose.topics.named import MANNERS, Topic
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.place_names import PlaceNames
from agent.language.plain import plain, spelt_out
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
    noticed = ill and bool(turn.values("duration"))
    lost = {"illness": ill, "cancel": noticed, "own_tickets": _loses_tickets(turn, said, before, catalogue)}
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


def is_not_run(text: str, before: Collection[Topic]) -> bool:
    """Whether it supposes that a departure does not go, after talk of how few come: "and if it doesn't run?"."""
    return not _OF_OUR_CANCELLING.isdisjoint(before) and bool(_NOT_RUN.search(spelt_out(plain(text))))


_OF_OUR_CANCELLING = frozenset({"min_people", "operator_cancels"})


_LED = (
    r"^(?:(?:and|so|but|ok|okay|then|y|pero|entonces|et|mais|alors|aur|to|toh|acc?hh?a|matlab|agar|phir|और|तो|अच्छा|मतलब"
    r"|अगर|फिर) )*"
)
_NOT_RUN = regex.compile(
    rf"(?:{_LED}(?:if|in case|supposing) (?:it|that|this|the (?:trek|batch|group|departure)) (?:(?:does|do|did|is|will)"
    r" not|doesn't|don't|didn't|isn't|won't) (?:run|go|happen|take place|start|leave|fill|work out|go ahead)"
    rf"|{_LED}si (?:(?:el|la|ese|esa|al final|entonces) )*(?:(?:trek|grupo|salida|ruta|viaje) )?no"
    r" (?:sale|se (?:hace|llena|forma|realiza)|hay (?:salida|grupo|suficientes?))"
    rf"|{_LED}(?:si|s'il|si ca|s'ils) (?:(?:le|la|il|ca|elle|finalement|(?:trek|groupe|depart)) )*(?:ne |n')?"
    r"(?:part|a|se fait|remplit|est) pas"
    rf"|{_LED}(?:(?:trek|batch|group|departure|woh?|vo|yeh?|wo|ट्रेक|बैच|ग्रुप|वो|वह|ये|यह) )*(?:(?:nahi|nahin|nhi|na|nai)"
    r" (?:hua|hui|ho|chala|gaya|nikla|bana|bhara|ho paya)|(?:नहीं|नही|ना|न) (?:हुआ|हुई|हो|चला|गया|निकला|बना|भरा))"
    r" (?:to|toh|तो))(?!\S)"
)
"""The trek or the group as its subject, or none: of a visa or a leave that is not granted it says nothing."""


_FROM_ABROAD = regex.compile(
    r"(?<!\S)(?:international\w*|internacional\w*|intercontinental\w*|long haul|long courrier|from home|desde casa"
    r"|videshi|इंटरनेशनल|अंतरराष्ट्रीय"
    r"|(?:to|from|a|al|au|vers|pour|hasta|para|en) (?:nepal|india|inde|france|spain|espana|europe|europa|london|londres"
    r"|paris|madrid|barcelona|delhi))(?!\S)"
)
