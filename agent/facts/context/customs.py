"""Claims of what is done or to be had on the way: dogs, drones, alcohol, fires, a signal. Each is told as yes or no.

A clause denies with a negation or a word such as "forbidden"; what it only mentions is told as if it were so.
"""

import itertools
from collections.abc import Iterator, Sequence

from agent.facts.context.lexicon import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.context.weigh_stance import of_others
from agent.facts.found import Found

TYPE = "custom"
YES, NO, MENTIONED = "yes", "no", "mentioned"
_APART = 3
"""Words between two things of one list, at most."""
_OPEN = frozenset({"conditional", "need", "hedge", "included"})
"""With these a clause tells nothing of a thing: what the price leaves out is there all the same."""
_POINTS = frozenset({"side", "edge", "until", "exclusive"})


def customs(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """One claim for each thing of the sentence, its name in the note; a question or a condition tells none."""
    things = [hit for hit in hits if hit.axis == TYPE]
    if text[sentence.start : sentence.end].rstrip().endswith("?"):
        return
    for hit in hits:
        if hit.axis == "meatless":
            start, end = sentence.tokens[hit.start].start, sentence.tokens[hit.end - 1].end
            yield Found(TYPE, text[start:end], start, end, NO, note="meat")
    for hit, value in zip(things, _values(text, sentence, hits, things), strict=True):
        if value:
            start, end = sentence.tokens[hit.start].start, sentence.tokens[hit.end - 1].end
            yield Found(TYPE, text[start:end], start, end, value, note=hit.value)


def denied_custom(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that says the opposite of the same thing, where none says the same of it."""
    alike = [one for one in told if one.claim.note == ours.claim.note and not of_others(ours, one)]
    alike = [one for one in alike if one.claim.value != MENTIONED and _of_one_stretch(ours, one)]
    same = {YES, MENTIONED} if ours.claim.value != NO else {NO}
    return None if any(one.claim.value in same for one in alike) else next(iter(alike), None)


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
        if (values[told], values[other]) == (NO, MENTIONED) and near:
            values[other] = NO
    return values


def _axes_beside(text: str, sentence: Sentence, hits: Sequence[Hit], thing: Hit) -> set[str]:
    """Of its clause; a label such as `Drones:` is one with what stands behind it."""
    low, high = sentence.clause(sentence.tokens[thing.start].start, sentence.tokens[thing.end - 1].end)
    if text[high - 1] == ":":
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
