"""Kinds of phone contract: that prepaid cards work where the sources say it of postpaid ones only is false."""

from collections.abc import Iterator, Sequence

from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.found import Found

TYPE, AXIS = "phone line", "line"
YES, NO = "yes", "no"
_DENIED = frozenset({"negation", "barred"})


def lines(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """Each kind that a sentence names, as one that works or does not; its name in the note. A question tells none."""
    if text[sentence.start : sentence.end].rstrip().endswith("?"):
        return
    for hit in hits:
        if hit.axis == AXIS:
            start, end = sentence.span(hit)
            inside = sentence.within(hits, *sentence.clause(start, end))
            value = NO if any(one.axis in _DENIED for one in inside) else YES
            yield Found(TYPE, text[start:end], start, end, value, note=hit.value)


def otherwise(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that says the opposite of ours, or the same of another kind, where none says it of ours."""
    alike = [one for one in told if one.claim.note == ours.claim.note]
    if any(one.claim.value == ours.claim.value for one in alike):
        return None
    return next((one for one in told if (one in alike) != (one.claim.value == ours.claim.value)), None)
