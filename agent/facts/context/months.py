"""Months of a reply that no source lists: advised against, called the best, or told of as all the others."""

from collections.abc import Sequence

from agent.facts.context.extent import extents, overlap
from agent.facts.context.names import treks_in
from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.side_by_side import is_shut
from agent.facts.context.subjects import about_same
from agent.facts.context.text import Text


def better_praised(ours: Said, times: Sequence[Said]) -> Said | None:
    """What the sources call the best time, where that is another one than the month that ours does."""
    if "best" not in ours.axes or ours.claim.type != "season":
        return None
    told = [one for one in times if "best" in one.axes and about_same(ours, one)]
    shared = any(overlap(extents(ours.claim), extents(one.claim)) for one in told)
    return told[0] if told and not shared else None


def is_ruled_out(ours: Said, same: Sequence[Said], times: Sequence[Said]) -> bool:
    """A month that the reply advises against: none of the sources' own, or one of which they tell what it is like.

    Where they only list it, say that it is open, or that another one is shut, the reply is wrong.
    """
    against = {"negation", "wrong_time"} & ours.axes.keys() or is_shut(ours)
    if ours.claim.type != "season" or not against:
        return False
    shut = [one for one in times if is_shut(one) and (about_same(ours, one) or not (one.names or one.scope))]
    if is_shut(ours) and shut and not any(overlap(extents(ours.claim), extents(one.claim)) for one in shut):
        return False
    treks = treks_in(ours.names)
    own = [one for one in same if not (treks and treks_in(one.names)) or treks & treks_in(one.names)]
    run = any(one.claim.type in ("season", "date") and about_same(ours, one) and not is_shut(one) for one in times)
    return (run and not own) or any(one.words and "open" not in one.axes and "best" not in one.axes for one in own)


def is_in_other_months(ours: Said, times: Sequence[Said], texts: Sequence[Text]) -> bool:
    """A month that no source names, where one tells how it is in all others."""
    if ours.claim.type != "season" or ours.claim.first or ours.claim.last:
        return False
    sentences = (part.hits for text in texts for part in text.parts)
    told = any({"other_months"} <= {hit.axis for hit in hits} and not _is_closed(hits) for hits in sentences)
    named = [span for one in times for span in extents(one.claim)]
    return told and not overlap(extents(ours.claim), named)


def _is_closed(hits: Sequence[Hit]) -> bool:
    return any((hit.axis, hit.value) == ("open", "closed") for hit in hits)
