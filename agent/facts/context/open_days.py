"""Claims of the days of the week on which somebody is there or something starts: `open on Sundays, too`."""

from collections.abc import Iterator, Sequence

from agent.facts.context.lexicon import DAYS
from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.context.weekdays import AXIS
from agent.facts.found import Found

TYPE = "weekdays"
OPEN, SHUT, OFFICE = "open", "shut", " office"
_LEFT_OUT = frozenset({"left_out", "except_for"})
_NEAR = 4  # words
_ASIDE = frozenset({"supposed", "unasserted"})


def open_days(text: str, sentence: Sentence, hits: Sequence[Hit], dated: Sequence[Found]) -> Iterator[Found]:
    """One for each clause that names days; a question, a condition, a price or a day with its date tells none.

    `dated` are the dates and prices of the text.
    """
    if text[sentence.start : sentence.end].rstrip().endswith("?"):
        return
    office = any((hit.axis, hit.value) == ("contact", "office") for hit in hits)
    told: dict[tuple[int, int], list[Hit]] = {}
    for hit in hits:
        if hit.axis == AXIS or (hit.axis, hit.value) == ("basis", "day"):
            place = sentence.tokens[hit.start].start
            told.setdefault(sentence.clause(place, place), []).append(hit)
    for (low, high), here in told.items():
        inside = sentence.within(hits, low, high)
        axes = {hit.axis for hit in inside}
        days = {hit.value for hit in here if hit.axis == AXIS} or set(DAYS)
        named = any(hit.axis == AXIS for hit in here) or office or "open" in axes
        single = [one for one in dated if not (_is_plural(sentence, here) and (one.first or one.last))]
        if named and not (axes & _ASIDE or any(low <= one.start < high for one in single)):
            first, last = sentence.tokens[here[0].start].start, sentence.tokens[here[-1].end - 1].end
            closed = any((hit.axis, hit.value) == ("open", "closed") for hit in inside)
            shut = closed or bool(_LEFT_OUT & axes) or _is_denied(here, inside)
            note = (SHUT if shut else OPEN) + OFFICE * office
            yield Found(TYPE, text[first:last], first, last, " ".join(sorted(days)), note=note)


def _is_plural(sentence: Sentence, days: Sequence[Hit]) -> bool:
    """`Saturdays from 19 June to 25 September`: every one of them."""
    return all(sentence.tokens[hit.end - 1].key.endswith("s") for hit in days)


def _is_denied(days: Sequence[Hit], inside: Sequence[Hit]) -> bool:
    """In `we do not answer, for we only work on weekdays` the days are not denied."""
    turns = [hit.start for hit in inside if hit.axis == "contrast"]
    for no in (hit for hit in inside if hit.axis == "negation"):
        low, high = min(no.start, days[0].start), max(no.end, days[-1].end)
        apart = max(days[0].start - no.end, no.start - days[-1].end)
        if apart <= _NEAR and not any(low < turn < high for turn in turns):
            return True
    return False


def told_of_other_days(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that leaves our days out, or names them where ours leaves them out."""
    alike = [one for one in told if _of_one_thing(ours, one)]
    mine = _days(ours)
    there = {day for one in alike if one.claim.note.startswith(OPEN) for day in _days(one)}
    away = {day for one in alike if one.claim.note.startswith(SHUT) for day in _days(one)} - there
    if ours.claim.note.startswith(OPEN):
        wrong = bool(mine & away) or (bool(there) and not mine <= there)
        wrong = wrong or ("contrast" in ours.axes and there > mine)
    else:
        wrong = mine <= there
    return next(iter(alike), None) if wrong else None


def _of_one_thing(ours: Said, theirs: Said) -> bool:
    """Office hours with office hours; what names no such place, with what shares a name or a word."""
    mine, other = (one.claim.note.endswith(OFFICE) for one in (ours, theirs))
    if mine or other:
        return other or "open" in theirs.axes
    return bool(ours.names & (theirs.names | theirs.scope) or ours.words & (theirs.words | theirs.led))


def _days(one: Said) -> set[str]:
    return set(one.claim.value.split())
