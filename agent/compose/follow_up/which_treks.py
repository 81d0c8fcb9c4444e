"""Which treks a message is about: those it names, the one talked about, or those that were weighed."""

from collections.abc import Mapping

import regex

from agent.compose.follow_up.leaning import points_at_one
from agent.compose.reading.asking import asks
from agent.compose.reading.walked import walked as walked_already
from agent.compose.reading.walked import walked_in
from agent.compose.reading.wishes import peaks_seen, seen_in
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.facts.mentions import Mentions, readable
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.place_names import PlaceNames
from agent.language.letters import fold
from agent.language.plain import plain, spelt_out
from agent.language.pointing import pointing
from agent.turn import Turn

_TWO = 2


def treks_of(turn: Turn, catalogue: Catalogue, *, several: bool) -> tuple[tuple[Trek, ...], bool]:
    """Those named, by their places too; else the one talked about, or all that were when it asks which of them."""
    mentions = Mentions.of(catalogue)
    parsed = bool(turn.values("trek"))
    named = list(turn.treks) if parsed else [found.trek for found in mentions.find(readable(turn.message.text))]
    seen = seen_in(turn.message.text, mentions) | peaks_seen(turn)
    walked = _walked(turn, mentions)
    apart = seen | (_seen_before(turn, mentions) if walked else frozenset())
    talked = [trek for trek in turn.treks if trek not in apart]
    done = _done_before(turn, mentions)
    talked = [trek for trek in talked if trek not in done] or talked
    named = [trek for trek in named if trek not in seen] if set(named) - seen or walked else named
    led_to = PlaceNames.of(catalogue).trek_of(PlaceNames.of(catalogue).find(turn.message.text))
    named = named or ([led_to] if led_to else [])
    if several and named and walked_already(turn, mentions).issuperset(named):
        named = _talked_of(turn, mentions) or named  # "which of the two? I have done only Kedarkantha"
    if several and len(set(named)) == 1 and _OF_BOTH.search(plain(turn.message.text)):
        named = [*[trek for trek in _named_before(turn, mentions) if trek not in named][-1:], *named]
    ids = named or talked or _in_history(turn, mentions) or list(turn.treks)
    if several and not named:
        ids = _weighed_just_before(turn, mentions) or (
            ids if len(set(ids)) >= _TWO else _talked_of(turn, mentions) or ids
        )
    known = tuple(catalogue.treks[i] for i in dict.fromkeys(ids) if i in catalogue.treks)
    return known if named or several else known[:1], bool(named) and bool(known)


_OF_BOTH = regex.compile(
    r"(?<!\S)(?:(?:in|on|for|of) both(?! of us)|both (?:treks|of them)|each of (?:them|the two)"
    r"|(?:en|para|de) (?:ambos|los dos|las dos)|(?:dans|pour|sur) les deux|des deux treks"
    r"|(?:dono|donon|दोनों|दोनो) (?:me|mein|mai|treks?|में|मे|ट्रेक)(?: se)?"
    r"|(?:that|this) (?:one|trek) (?:and|or|vs|versus)|(?:and|or|vs|versus|than) (?:that|this) (?:one|trek)"
    r"|es[ea](?: trek| ruta)? (?:y|o)|(?:y|o|que) es[ea](?: trek| ruta)?"
    r"|ce(?:lui|lle) (?:la|ci) (?:et|ou)|(?:et|ou|que) ce(?:lui|lle) (?:la|ci)"
    r"|(?:us|uss|is|iss|wo|woh|उस|इस|वो|वह) ?(?:me|mein|mai|wala|wale|trek|में|वाला|वाले|ट्रेक)? (?:aur|ya|और|या))(?!\S)"
)
"""Two treks meant, and not the two who come: both, or the one talked about beside the one named."""


def _named_before(turn: Turn, mentions: Mentions) -> list[str]:
    """The treks that the customer named before this message, in that order."""
    lines = (line.text for line in turn.history if line.speaker == "U")
    return [mention.trek for line in lines for mention in mentions.find(readable(line))]


def _walked(turn: Turn, mentions: Mentions) -> bool:
    """Whether the lines before name a trek otherwise than as something to be seen."""
    lines = (readable(line.text) for line in turn.history)
    return any({found.trek for found in mentions.find(line)} - seen_in(line, mentions) for line in lines)


def _seen_before(turn: Turn, mentions: Mentions) -> frozenset[str]:
    """What the customer's lines name as something to be seen."""
    return frozenset[str]().union(*(seen_in(line.text, mentions) for line in turn.history if line.speaker == "U"))


def weighing(turn: Turn, said: tuple[Topic, ...], mentions: Mentions) -> tuple[Topic, ...]:
    """Of "and the cheapest?" right after two treks were weighed against each other, that it weighs them again.

    "Which of those is the shortest?" asks how long it is, where nothing else is asked.
    """
    most = pointing(fold(turn.message.text)).most
    if not most or turn.values("trek") or set(said) - MANNERS or "how_much" in said:
        return said
    before = turn.line_before
    weighed = len({mention.trek for mention in mentions.find(readable(before))}) >= _TWO
    measure = _MEASURES.get(most.lstrip("-"), "")
    if weighed and "compare" in topics_in(before) and measure:
        return (*said, "compare", measure)
    return (*(topic for topic in said if topic != "compare"), measure) if measure and _asks_which(turn) else said


def _asks_which(turn: Turn) -> bool:
    """Whether it asks for one of those offered: "which of those is the shortest?"."""
    words = spelt_out(plain(turn.message.text))
    return bool(turn.history) and bool(_OF_THOSE.search(words)) and asks(turn.message.text)


_OF_THOSE = regex.compile(
    r"(?<!\S)(?:(?:out )?of (?:those|these|them)|(?:de|entre) (?:es[oa]s|est[oa]s|ell[oa]s)"
    r"|(?:parmi|de) (?:ceux|celles|ces)"
    r"|(?:in|un|inn|unn)(?:me|mein) ?(?:se)?|(?:इन|उन)में से)(?!\S)"
)
"""Words that point at what was offered."""


def were_weighed(turn: Turn, mentions: Mentions) -> bool:
    """Whether the line before weighed treks against each other, or asked of two: what is asked next is asked of all."""
    before = turn.line_before
    asked_of = {mention.trek for mention in mentions.find(readable(before))} - seen_in(before, mentions)
    either = not _OR.isdisjoint(plain(before).split())
    several = "compare" in topics_in(before) or (len(asked_of) >= _TWO and (either or asks(before)))
    return several and not points_at_one(turn)


_OR = frozenset({"or", "vs", "versus", "o", "u", "ou", "ya", "या"})

_MEASURES: Mapping[str, Topic] = {"price": "price", "days": "duration"}
"""What the words for the most or the least of something ask about."""


def _talked_of(turn: Turn, mentions: Mentions) -> list[str]:
    """The two that the customer named last, the one before first; none where there were not two."""
    last = list(dict.fromkeys(reversed(_named_before(turn, mentions))))[:_TWO]
    return last[::-1] if len(last) == _TWO else []


def _weighed_just_before(turn: Turn, mentions: Mentions) -> list[str]:
    """The treks of the line before where that named several: what our answer named beside them is not meant."""
    found = [mention.trek for mention in mentions.find(readable(turn.line_before))]
    return found if len(set(found)) >= _TWO else []


def _in_history(turn: Turn, mentions: Mentions) -> list[str]:
    """The treks of the latest line that names any."""
    for line in reversed(turn.history):
        if found := [mention.trek for mention in mentions.find(readable(line.text))]:
            done = walked_in(line.text, mentions) if line.speaker == "U" else frozenset()
            return [trek for trek in found if trek not in done][:1] or found[:1]
    return []


def _done_before(turn: Turn, mentions: Mentions) -> frozenset[str]:
    """What the customer's lines name as walked already: "did Hampta in 2019, now we look at Rupin"."""
    return frozenset[str]().union(*(walked_in(line.text, mentions) for line in turn.history if line.speaker == "U"))
