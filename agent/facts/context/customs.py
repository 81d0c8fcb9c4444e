"""Claims of what is done or to be had on the way: dogs, drones, alcohol, fires, a signal. Each is told as yes or no.

A clause denies with a negation or a word such as "forbidden"; what it only mentions is told as if it were so.
"""

import itertools
from collections.abc import Iterator, Sequence

from agent.facts.context.names import treks_in
from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.context.weigh_stance import of_others
from agent.facts.found import Found

TYPE = "custom"
YES, NO, MENTIONED = "yes", "no", "mentioned"
_APART = 3
"""Words between two things of one list, at most."""
_BY_PLACE = frozenset({"signal", "wifi", "electricity"})
"""What the camps may lack and the villages have."""
_OPEN = frozenset({"conditional", "need", "hedge", "included"})
"""With these a clause tells nothing of a thing: what the price leaves out is there all the same."""
_POINTS = frozenset({"side", "edge", "until", "exclusive"})


def customs(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """One claim for each thing of the sentence, its name in the note; a question or a condition tells none."""
    things = [hit for hit in hits if hit.axis == TYPE]
    hits = [hit for hit in hits if not _is_within(hit, things)]
    if text[sentence.start : sentence.end].rstrip().endswith("?"):
        return
    for hit in hits:
        if hit.axis == "meatless":
            start, end = sentence.span(hit)
            yield Found(TYPE, text[start:end], start, end, NO, note="meat")
    for hit, value in zip(things, _values(text, sentence, hits, things), strict=True):
        if value:
            start, end = sentence.span(hit)
            yield Found(TYPE, text[start:end], start, end, value, note=hit.value)
    yield from _unnamed(text, sentence, hits, things)


def _unnamed(text: str, sentence: Sentence, hits: Sequence[Hit], things: Sequence[Hit]) -> Iterator[Found]:
    """`Network: 4G in the village, nothing in the camps`: the clause denies what its sentence is about."""
    notes = {thing.value for thing in things} & _BY_PLACE
    for hit in hits if len(notes) == 1 else ():
        start, end = sentence.span(hit)
        inside = sentence.within((*hits, *things), *sentence.clause(start, end))
        axes = {one.axis for one in inside}
        if hit.axis == "negation" and "extreme" in axes and not axes & {TYPE, "conditional"}:
            yield Found(TYPE, text[start:end], start, end, NO, note=next(iter(notes)))


def _is_within(hit: Hit, things: Sequence[Hit]) -> bool:
    """The `non` of `non veg` denies nothing."""
    return hit.axis == "negation" and any(one.start <= hit.start and hit.end <= one.end for one in things)


def denied_custom(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that says the opposite of the same thing, where none says the same of it."""
    of_it = [one for one in told if one.claim.note == ours.claim.note and not of_others(ours, one)]
    alike = [one for one in of_it if one.claim.value != MENTIONED and _of_one_stretch(ours, one)]
    if ours.claim.note in _BY_PLACE:
        alike = [one for one in alike if _at_one_height(ours, one)]
        own = any(one.claim.value == MENTIONED and ours.names & (one.names | one.scope) for one in of_it)
        alike = [one for one in alike if not own or _of_one_trek(ours, one)]
    same = {YES, MENTIONED} if ours.claim.value != NO else {NO}
    return None if any(one.claim.value in same for one in alike) else next(iter(alike), None)


def _of_one_trek(ours: Said, theirs: Said) -> bool:
    """What is said of the trek weighs more than what is said of treks: `often there is none`."""
    return bool(treks_in(ours.names) & treks_in(theirs.names | theirs.scope))


def _at_one_height(ours: Said, theirs: Said) -> bool:
    """Both told of the camps, or theirs of the whole way."""
    heights = theirs.axes.get("extreme", frozenset())
    return not heights or bool(ours.axes.get("extreme", frozenset()) & heights)


def _of_one_stretch(ours: Said, theirs: Said) -> bool:
    """`A signal as far as Gangad` and `none behind Gangad` are told of two stretches of the way."""
    mine, other = ({axis for axis in _POINTS if axis in one.axes} for one in (ours, theirs))
    if mine or not other:
        return not mine or ours.axes.get("side") == theirs.axes.get("side")
    return not ours.names & theirs.names or ours.carried


def _values(text: str, sentence: Sentence, hits: Sequence[Hit], things: Sequence[Hit]) -> list[str]:
    """What each clause tells; "" under a condition. One that tells nothing goes with the next thing of its list.

    `No meat or eggs`, `alcohol and cigarettes are forbidden`.
    """
    values = [_told(_axes_beside(text, sentence, hits, thing)) for thing in things]
    pairs = list(itertools.pairwise(range(len(things))))
    for told, other in (*pairs, *((other, told) for told, other in reversed(pairs))):
        near = abs(things[told].start - things[other].start) <= _APART
        if (values[told], values[other]) == (NO, MENTIONED) and near and not _denies_between(hits, things, told, other):
            values[other] = NO
    return values


def _denies_between(hits: Sequence[Hit], things: Sequence[Hit], told: int, other: int) -> bool:
    """`With eggs, no meat`: what is denied behind the one thing is the other."""
    first, second = sorted((things[told], things[other]), key=lambda one: one.start)
    return any(hit.axis in ("negation", "barred") and first.end <= hit.start < second.start for hit in hits)


def _axes_beside(text: str, sentence: Sentence, hits: Sequence[Hit], thing: Hit) -> set[str]:
    """Of its clause; a label such as `Drones:`, or `Pregnant,`, is one with what stands behind it."""
    low, high = sentence.clause(*sentence.span(thing))
    alone = sum(low <= token.start < high for token in sentence.tokens) == thing.end - thing.start
    if text[high - 1] == ":" or (alone and low == sentence.start and high < sentence.end):
        high = sentence.clause(high, high + 1)[1]
    return {hit.axis for hit in sentence.within(hits, low, high)}


def _told(axes: set[str]) -> str:
    if _OPEN & axes:
        return ""
    if "welcome" in axes:
        return YES
    if ("negation" in axes) != ("barred" in axes):
        return NO
    return YES if "affirmed" in axes else MENTIONED
