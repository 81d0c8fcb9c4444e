"""Claims of how often something may be done: one change of date, an extension twice, as often as one likes."""

from collections.abc import Iterator, Sequence

from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.context.weigh_stance import of_others
from agent.facts.found import Found

TYPE = AXIS = "times"
_MAYBE = "once?"
"""Words that also mean "as soon as"."""
_TELLS = frozenset({"included", "for_free", "affirmed", "thing"})
_AHEAD = 3  # words
_RATES = frozenset({"day", "night", "week"})
_NONE = frozenset[str]()


def times(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """Each count that a clause tells; a mere `once the balance is in` is none."""
    for hit in hits:
        if hit.axis == AXIS and (hit.value != _MAYBE or _counts(sentence, hit, hits)):
            start, end = sentence.span(hit)
            yield Found(TYPE, text[start:end], start, end, hit.value.rstrip("?"))


def counted_otherwise(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that allows the same another number of times, where none allows it as often as ours."""
    alike = [one for one in told if _of_one_thing(ours, one) and not of_others(ours, one)]
    return None if any(one.claim.value == ours.claim.value for one in alike) else next(iter(alike), None)


def _of_one_thing(ours: Said, theirs: Said) -> bool:
    if _RATES & (ours.axes.get("basis", _NONE) | theirs.axes.get("basis", _NONE)):
        return False  # three meals a day
    if ours.beside.get("days", _NONE) & theirs.beside.get("days", _NONE):
        return True  # both told of the same deadline
    if things := ours.axes.get("thing", _NONE):
        return bool(things & theirs.axes.get("thing", _NONE))
    return bool(ours.words & (theirs.words | theirs.led))


def _counts(sentence: Sentence, hit: Hit, hits: Sequence[Hit]) -> bool:
    """At the end of its clause, or right before what is free or may be done."""
    _, end = sentence.clause(*sentence.span(hit))
    if not any(sentence.tokens[hit.end - 1].end <= token.start < end for token in sentence.tokens):
        return True
    return any(one.axis in _TELLS and hit.end <= one.start < hit.end + _AHEAD for one in hits)
