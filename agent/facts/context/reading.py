"""Texts as claims in their context."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from agent.facts.context.across import goes_on_about, named_before, only_basis, whole_ended, with_basis, with_things
from agent.facts.context.asked import is_asked
from agent.facts.context.binding import Binder, segment
from agent.facts.context.comparison import compared_with
from agent.facts.context.denied import corrects, is_denied
from agent.facts.context.extent import Extent, extents, years
from agent.facts.context.judged import judged
from agent.facts.context.mark import Mark, keys_of
from agent.facts.context.meanings import meaning
from agent.facts.context.names import Name, Names, treks_in
from agent.facts.context.part import Part
from agent.facts.context.places import also_of, origin_of
from agent.facts.context.said import Said, family_of
from agent.facts.context.segments import Sentence, indented
from agent.facts.context.spans import axes_of, lead_of, span_of, things_of, words_in
from agent.facts.context.sums import of_sum
from agent.facts.context.text import Text
from agent.facts.context.vacant import is_booked_out
from agent.facts.context.validity import last_day, last_days, stated_today
from agent.facts.context.worded import TYPES as WORDED
from agent.facts.context.worded import worded
from agent.facts.found import CUSTOMER, Found
from agent.language.entities.heard import sound

_LASTING = frozenset({"price", "percentage", "seats", "number"})
_LENGTHS = frozenset({"altitude", "number"})
_BESIDE = ("time", "days", "people", "percentage", "age", "length", "count", "aged")
_NO_WORDS = frozenset({"side", "grade", "best", "wrong_time"})
"""Axes whose phrases say nothing beside that."""
_ASIDES = {"people": "party"}
"""What is said of the customers counts as what is said of people."""


def today_in(texts: Sequence[Text]) -> date | None:
    """The day that the texts themselves call today."""
    for text in texts:
        for sentence in text.parts:
            claims = _claims_in(text, sentence)
            if claims and (day := stated_today(sentence, claims, sentence.hits)):
                return day
    return None


@dataclass(frozen=True, slots=True)
class _Whole:
    """What is the same for every claim of a text; `over` when a line of its own ends all that it says."""

    text: str
    scope: frozenset[str]
    place: int
    today: date | None
    over: bool


@dataclass(frozen=True, slots=True)
class About:
    """What a text is known to be about before it is read; `sure` when sentences that name nobody are about that."""

    keys: frozenset[str] = frozenset()
    sure: bool = False


def said_in(text: Text, names: Names, *, today: date | None, place: int = 0, about: About | None = None) -> list[Said]:
    """Claims of a text in their context. `place` is the passage's number.

    Nothing of it is kept: a reply is another text each time, compared by identity, and would never be found again.
    """
    return _said(text, names.named(text), today, place, about or About())


def said_in_source(text: Text, names: Names, *, today: date | None, place: int, about: About) -> Sequence[Said]:
    """The same of a text that comes again: kept for the names that stand in it."""
    return _kept(text, names.in_source(text), today, place, about)


def _said(text: Text, named: Sequence[Name], today: date | None, place: int, about: About) -> list[Said]:
    parts = [_part(text, sentence, named) for sentence in text.parts]
    basis = only_basis(parts)
    whole = _Whole(text.text, about.keys | keys_of(named), place, today, over=whole_ended(parts, today))
    told = [
        with_basis(one, basis)
        for part, before in zip(parts, _carried(text.text, parts, about), strict=True)
        if part.claims
        for one in _told(whole, part, before)
    ]
    return list(with_things(told, named_before(text.text, parts)))


_kept = lru_cache(maxsize=1024)(_said)


def _lasts(claim: Found) -> bool:
    return claim.type in _LASTING


def _part(text: Text, sentence: Sentence, named: Sequence[Name]) -> Part:
    found = sentence.hits
    unnumbered = worded(text.text, sentence, text.claims)
    claims = sorted((*_claims_in(text, sentence), *unnumbered), key=lambda one: one.start)
    own = tuple(name for name in named if sentence.start <= name.start < sentence.end)
    return Part(sentence, tuple(claims), own, found, tuple(_meant(sentence, claims, own)) if claims else ())


def _meant(sentence: Sentence, claims: Sequence[Found], names: Sequence[Name]) -> Iterator[tuple[int, str]]:
    """Where words stand and what they mean, but for those of claims and the telling words of names."""
    named = keys_of(names)
    taken = [(one.start, one.end) for one in claims if one.type not in WORDED]
    taken += [(one.start, one.end) for one in names if treks_in(one.keys)]
    sides = {place for hit in sentence.hits if hit.axis in _NO_WORDS for place in range(hit.start, hit.end)}
    for place, token in enumerate(sentence.tokens):
        told = meaning(token.key) if place not in sides else ""
        if told and sound(token.key) not in named and not any(low <= token.start < high for low, high in taken):
            yield from ((token.start, word) for word in told.split())


def _claims_in(text: Text, sentence: Sentence) -> list[Found]:
    return [claim for claim in text.claims if sentence.start <= claim.start < sentence.end]


def _carried(text: str, parts: Sequence[Part], about: About) -> Iterator[Sequence[Name]]:
    """For each sentence the names it goes on about: those of the sentence before, else of the heading above.

    What is known beforehand holds in every sentence, but for an indented line: that tells more of the item above it.
    """
    known = [Mark(about.keys, 0, 0)] if about.keys else []
    last: Sequence[Name] = known
    for part in parts:
        yield known if about.sure and known and not indented(text, part.sentence.start) else last
        last = goes_on_about(part, _subjects(part), last)


def _told(whole: _Whole, part: Part, before: Sequence[Name]) -> Iterator[Said]:
    text = whole.text
    names = _names(text, part, before)
    beside, versus = _beside(text, part), keys_of(compared_with(part))
    limit = last_day(part.sentence, part.claims, part.hits)
    own = judged(part)
    over = whole.over or bool(limit and whole.today and limit < whole.today)
    for claim in part.claims:
        start, end = part.sentence.clause(claim.start, claim.end)
        if denied := corrects(text, part, claim):
            start = part.sentence.clause(denied.start, denied.end)[0]
        ended = over or any(hit.axis == "ended" for hit in part.hits_in(start, end))
        yield Said(
            claim,
            names=names[claim],
            versus=versus,
            scope=whole.scope,
            place=whole.place,
            axes=of_sum(text, claim, axes_of(part, claim, start, end) | own.get(claim, {})),
            beside=beside[claim],
            words=words_in(part, claim, *span_of(part, claim, start, end)),
            things=things_of(part, claim),
            around=words_in(part, claim, *segment(text, part.sentence, claim.start, claim.end)),
            led=words_in(
                part, claim, lead_of(part, claim, segment(text, part.sentence, claim.start, claim.end)[0]), start
            ),
            ended=ended and _lasts(claim),
            asserted=not (is_asked(text, part, claim) or _is_unknown(part, start, end) or is_denied(text, part, claim)),
            past=part.says("ended"),
            carried=not part.names,
            clause=(start, end),
            sentence=(part.sentence.start, part.sentence.end),
        )


def _is_unknown(part: Part, start: int, end: int) -> bool:
    return any(hit.axis == "unasserted" for hit in part.hits_in(start, end))


def _families(claims: Sequence[Found]) -> Iterator[tuple[str, list[Found]]]:
    ordered = sorted(claims, key=lambda claim: (family_of(claim.type), claim.start))
    for family, group in groupby(ordered, key=lambda claim: family_of(claim.type)):
        yield family, list(group)


def _rows(claims: Sequence[Found], names: Sequence[Name]) -> Iterator[tuple[str, list[Found]]]:
    """The families; an amount without its currency stands in the row of the prices: `18,400 rupees, and B 19,800`.

    Numbers that belong to a name do not: Three Passes.
    """
    named = [one for one in claims if one.type == "number" and any(n.start <= one.start < n.end for n in names)]
    amounts = [claim for claim in claims if claim.type in ("price", "number") and claim not in named]
    priced = any(claim.type == "price" for claim in amounts)
    for family, group in _families(claims):
        if family == "price":
            yield family, amounts
        elif family != "number" or not priced:
            yield family, group
        elif named:
            yield family, named


def _names(text: str, part: Part, before: Sequence[Name]) -> Mapping[Found, frozenset[str]]:
    named, places = _subjects(part), _places(part)
    origin = origin_of(part, named)
    heads = [name for name in named if name is not origin]
    binder = Binder(text, part.sentence, places=places, before=keys_of(before), turns=_turns(part))
    bound: dict[Found, frozenset[str]] = {}
    theirs = {one: keys_of(_in_its_clause(part, one)) for one in part.claims if one.subject == CUSTOMER}
    for _, claims in _rows([one for one in part.claims if one not in theirs], part.names):
        found = binder.bind(heads, claims) if named else [_pointed(part, one, before) for one in claims]
        bound |= dict(zip(claims, found, strict=True))
    return theirs | {one: keys | also_of(one, keys, named, places, origin) for one, keys in bound.items()}


def _in_its_clause(part: Part, claim: Found) -> list[Name]:
    low, high = part.sentence.clause(claim.start, claim.end)
    return [name for name in part.names if low <= name.start < high]


def _turns(part: Part) -> tuple[int, ...]:
    return tuple(part.sentence.tokens[hit.start].start for hit in part.hits if hit.axis == "contrast")


def _places(part: Part) -> tuple[int, ...]:
    """Where nouns such as "base camp" stand that belong to no name: what is said beside them is said of them.

    `Peak: 1 to 31 December` is no mountain.
    """
    high = any(one.type == "altitude" for one in part.claims)
    seasons = {hit.start for hit in part.hits if hit.axis == "phase" and not high}
    nouns = [hit for hit in part.hits if hit.axis == "landmarks" and hit.start not in seasons]
    found = [part.sentence.tokens[hit.start].start for hit in nouns]
    return tuple(at for at in found if not any(name.start - 1 <= at <= name.end + 1 for name in part.names))


def _subjects(part: Part) -> list[Name]:
    """Names but for those that are only compared with, greeted, or where the customers are: `you land in Delhi on`."""
    tokens = part.sentence.tokens
    greeted = {tokens[hit.end].start for hit in part.hits if hit.axis == "greeting" and hit.end < len(tokens)}
    versus = compared_with(part)
    own = [name for one in part.claims if one.subject == CUSTOMER for name in _in_its_clause(part, one)]
    called = [name for name in part.names if name.start not in greeted and name not in versus]
    return [name for name in called if treks_in(name.keys) or name not in own]


def _pointed(part: Part, claim: Found, before: Sequence[Name]) -> frozenset[str]:
    """The names of the sentence before, or the one of them that "the latter" points to."""
    tokens = part.sentence.tokens
    pointing = [hit for hit in part.hits if hit.axis in ("first", "second") and tokens[hit.start].start < claim.start]
    if pointing and len(before) > 1:
        return before[0].keys if pointing[-1].axis == "first" else before[1].keys
    if pointing and pointing[-1].axis == "second" and len(before) == 1:
        return frozenset()  # one that the sentence before has not named
    if claim.type in _LENGTHS and _leads_a_place(part, claim):
        return frozenset(key for name in before for key in name.keys if treks_in(name.keys))
    return keys_of(before)


def _leads_a_place(part: Part, claim: Found) -> bool:
    """`The summit is 4,806 m`, behind a sentence on a hut."""
    return any(hit.axis == "landmarks" and part.sentence.tokens[hit.start].start < claim.start for hit in part.hits)


def _beside(text: str, part: Part) -> Mapping[Found, dict[str, frozenset[Extent]]]:
    """What is said beside each claim: the months of a price, the days of a refund."""
    binder = Binder(text, part.sentence, clause_first=True)
    by_family = dict(_families(part.claims))
    ends = last_days(part)
    found: dict[Found, dict[str, frozenset[Extent]]] = {claim: {} for claim in part.claims}
    for family, claims in by_family.items():
        for other, marks in _conditions(family, by_family):
            if family == "people" and other == "time":
                marks = [mark for mark in marks if mark.start not in ends] or marks
                marks = [mark for mark in marks if not is_booked_out(text, mark.end)]
            for claim, keys in zip(claims, binder.bind(marks, claims), strict=True):
                found[claim][other] = keys if other != "time" or not _of_other_months(part, claim) else frozenset()
    return found


def _of_other_months(part: Part, claim: Found) -> bool:
    """`The rest of the time it is 9,900`: not in the months that the sentence names."""
    return any(hit.axis == "other_months" for hit in part.hits_in(*part.sentence.clause(claim.start, claim.end)))


def _conditions(family: str, by_family: Mapping[str, Sequence[Found]]) -> Iterator[tuple[str, list[Mark[Extent]]]]:
    """Claims of other families as marks that can be bound; the years of dates are a family of their own."""
    for other in _BESIDE:
        told = sorted(
            (*by_family.get(other, ()), *by_family.get(_ASIDES.get(other, ""), ())), key=lambda claim: claim.start
        )
        if other != family and told:
            yield other, [mark for one in told if (mark := _mark(one, extents(one))).keys]
    if family != "time" and "time" in by_family:
        yield "year", [mark for one in by_family["time"] if (mark := _mark(one, years(one))).keys]


def _mark(claim: Found, spans: Sequence[Extent]) -> Mark[Extent]:
    return Mark(frozenset(spans), claim.start, claim.end)
