"""Ways to pay: one that the sources leave out of their list is none."""

from collections.abc import Callable, Iterator, Sequence

from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.found import Found

TYPE, AXIS = "payment", "paying"
_ASIDE = frozenset({"negation", "barred", "conditional", "unasserted", "left_out"})
_PAID = frozenset({"deposit", "balance"})
_LISTED = 2
"""Ways in one sentence that make a list of them."""


def payments(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """Each way to pay of a sentence that says that one can pay so; a question, a no or a condition tells none."""
    if text[sentence.start : sentence.end].rstrip().endswith("?") or not any(is_on_paying(hit) for hit in hits):
        return
    for hit in hits:
        start, end = sentence.span(hit)
        if hit.axis == AXIS and not any(
            one.axis in _ASIDE for one in sentence.within(hits, *sentence.clause(start, end))
        ):
            yield Found(TYPE, text[start:end], start, end, hit.value)


def is_on_paying(hit: Hit) -> bool:
    """Whether it makes its sentence one on how to pay."""
    return hit.axis == "payable" or (hit.axis == "role" and hit.value in _PAID)


def not_accepted(ours: Said, told: Sequence[Said]) -> Said | None:
    """What a passage lists, where it lists two or more ways and none of the passages has ours."""
    return lists_without(ours, told, lambda one: one.claim.value == ours.claim.value)


def lists_without(ours: Said, told: Sequence[Said], is_ours: Callable[[Said], bool]) -> Said | None:
    """What one sentence tells together with another of its kind, where nothing of what is told is ours."""
    if any(is_ours(one) for one in told):
        return None
    return next(
        (one for one in told if len({other.claim.value for other in told if _beside(one, other)}) >= _LISTED), None
    )


def _beside(one: Said, other: Said) -> bool:
    return (one.place, one.sentence) == (other.place, other.sentence)
