"""Claims that an offer or an old price still holds: `the spring sale is still on`."""

from collections.abc import Iterator, Sequence
from functools import cache

from agent.facts.context.lexicon import phrases_on
from agent.facts.context.meanings import meaning
from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.found import Found

TYPE, AXIS = "validity", "running"
HELD_AGAINST = ("percentage", "price", "number")
"""Families of what a source tells of an offer or a price, and whether that has ended."""
_ASIDE = frozenset({"negation", "supposed", "unasserted"})


def running(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """One for each clause that says so, in a sentence on an offer; a question, a no or a condition tells none."""
    if text[sentence.start : sentence.end].rstrip().endswith("?") or not any(hit.axis == "offers" for hit in hits):
        return
    for hit in hits:
        if hit.axis == AXIS and _is_said(sentence, hits, hit):
            start, end = sentence.span(hit)
            yield Found(TYPE, text[start:end], start, end, AXIS)


def _is_said(sentence: Sentence, hits: Sequence[Hit], hit: Hit) -> bool:
    inside = sentence.within(hits, *sentence.clause(*sentence.span(hit)))
    return not any(one.axis in _ASIDE for one in inside)


def admits_its_end(ours: Said) -> bool:
    """Whether a reply says itself that its figure holds no more: `the old price still runs` does not."""
    still = AXIS in ours.axes and "negation" not in ours.axes
    return (ours.ended or ours.past) and not still


def lapsed(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source of the very offer, where all that is told of it has ended."""
    shares = ours.beside.get("percentage", frozenset())
    alike = [one for one in told if one.ended or _is_of_an_offer(one)]
    alike = [one for one in alike if not shares or one.claim.type != "percentage" or _has(one, shares)]
    near = [(_likeness(ours, one), one) for one in alike]
    best = max((shared for shared, _ in near), default=0)
    nearest = [one for shared, one in near if shared == best] if best else [one for one in alike if _is_an_offer(one)]
    return nearest[0] if nearest and all(one.ended for one in nearest) else None


def _is_of_an_offer(one: Said) -> bool:
    return "offers" in one.axes or "discount" in one.axes.get("role", ()) or one.claim.type == "percentage"


def _is_an_offer(one: Said) -> bool:
    """What one saves, for no number of people and no days left."""
    return _is_of_an_offer(one) and not (one.beside.get("people") or one.beside.get("days"))


def _has(one: Said, shares: frozenset) -> bool:  # type: ignore[type-arg]
    return any(one.claim.value == str(share) for share, _ in shares)


def _likeness(ours: Said, theirs: Said) -> int:
    names = ours.names & theirs.names
    words = (ours.words | ours.around) & (theirs.words | theirs.led | theirs.around)
    return len(names) + len(words - _common())


@cache
def _common() -> frozenset[str]:
    """Words that any offer is told in."""
    axes = ("offers", AXIS, "ended", "until", "contact")
    said = {word for axis in axes for phrase in phrases_on(axis) if len(phrase) == 1 for word in phrase}
    return frozenset(told for word in said for told in meaning(word).split())
