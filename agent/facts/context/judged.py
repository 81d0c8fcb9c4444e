"""What a sentence says of single claims of it: the best months, what is told of another, when nothing comes back."""

from collections.abc import Iterator, Mapping, Sequence

from agent.facts.context.comparison import ways
from agent.facts.context.listing import listed, listed_last
from agent.facts.context.part import Part
from agent.facts.context.phrases import Hit
from agent.facts.context.said import family_of
from agent.facts.context.spans import is_of_days
from agent.facts.context.weekdays import AXIS as WEEKDAY
from agent.facts.found import Found

Axes = dict[str, frozenset[str]]

NO_REFUND = "no_refund"
_DAYS = frozenset({"date", "duration", "notice"})
_THEN = frozenset({"then", "entonces", "alors", "tab", "तब"})
_CLOSE = 2  # words
_OF_MONTHS = frozenset({"best", "wrong_time"})
_FINE = frozenset({"affirmed", "welcome", "allowed"})
_PHASES = frozenset({"peak", "low", "regular"})
_OUTSIDE = frozenset({"outside", "negation", "except_for", "than", "side"})
_ENDS = 2
_OF_ALL = 2
"""Counts of a sentence that tells how many places of those in all are taken."""
_MONEY = frozenset({"price", "percentage", "number"})
_OF_EVERY = _MONEY | {"date", "season"}


def judged(part: Part) -> Mapping[Found, Axes]:
    """Months called the best ones, listed behind the word or right before it, and those called wrong ones.

    And what is told right behind "than" or "against" (that is said of the other one), shares for more people, a price
    for all, and days on which nothing comes back.
    """
    found: dict[Found, Axes] = {}
    for claim, axis, values in (
        *_compared(part),
        *_added(part),
        *_for_all(part),
        *_without_amounts(part),
        *_without_refund(part),
        *_differing(part),
        *_added_up(part),
        *ways(part),
        *_of_every_trek(part),
        *_on_its_days(part),
        *_shut_together(part),
        *_fit(part),
        *_shared(part),
        *_called_off(part),
        *_taken(part),
        *_now(part),
    ):
        found.setdefault(claim, {})[axis] = values
    for claim, axis, values in _of_one_weather(part):
        found.setdefault(claim, {})[axis] = values
    for claim, axis, values in _of_one_phase(part):
        found.setdefault(claim, {})[axis] = values
    for claim, axis in _of_months(part):
        found.setdefault(claim, {})[axis] = frozenset({axis})
    return found


def _differing(part: Part) -> "_Told":
    """Amounts of a sentence that compares, or tells what is left."""
    if any(
        hit.axis in ("compared", "than", "left_over") or (hit.axis, hit.value) == ("role", "balance")
        for hit in part.hits
    ):
        yield from ((one, "differs", frozenset({"differs"})) for one in part.claims if one.type in ("price", "number"))


def _added_up(part: Part) -> "_Told":
    """Amounts of a sentence that tells a sum."""
    if any(hit.axis in ("summed", "besides", "several", "on_top", "added") for hit in part.hits):
        yield from ((one, "adds", frozenset({"adds"})) for one in part.claims if one.type in ("price", "number"))


_Told = Iterator[tuple[Found, str, frozenset[str]]]


def _of_months(part: Part) -> Iterator[tuple[Found, str]]:
    months = [claim for claim in part.claims if claim.type == "season"]
    for hit in part.hits if months else ():
        if hit.axis in _OF_MONTHS:
            at = part.sentence.tokens[hit.start].start
            before = listed_last([one for one in months if one.end <= at])
            behind = listed([one for one in months if one.start > at])
            chosen = (behind or before) if hit.axis == "best" else (before[-1:] or behind)
            yield from ((claim, hit.axis) for claim in chosen)


def _of_one_weather(part: Part) -> "_Told":
    """Months of a list are told of one weather: `January or February for snow`."""
    months = [one for one in part.claims if one.type == "season"]
    skies = [hit for hit in part.hits if hit.axis == "weather"] if len(months) > 1 else []
    skies = [hit for hit in skies if not any(one.start <= part.sentence.span(hit)[0] < one.end for one in part.names)]
    for low in range(len(months)) if skies else ():
        run = listed(months[low:])
        if len(run) > 1:
            start, end = part.sentence.clause(run[0].start, run[-1].end)
            told = frozenset(hit.value for hit in part.sentence.within(skies, start, end))
            yield from ((one, "weather", told) for one in run if told)


def _of_one_phase(part: Part) -> "_Told":
    """Months listed in a clause that calls them peak or low season, and the one span of days of a row that does.

    Those told to lie outside it are in none.

    `Peak season is July and August`; `regular, EUR 145, starts 2027-06-01 to 2027-06-30`.
    """
    phases = [hit for hit in part.hits if hit.axis == "phase" and hit.value in _PHASES]
    times = [one for one in part.claims if family_of(one.type) == "time"] if phases else []
    days = [one for one in times if one.first or one.last]
    if len({hit.value for hit in phases}) == 1 and len(days) == len(times) == _ENDS:
        yield from ((one, "phase", frozenset({phases[0].value})) for one in times)
    months = [one for one in times if one.type == "season"]
    for low in range(len(months)):
        run = listed(months[low:])
        start, end = part.sentence.clause(run[0].start, run[-1].end)
        told = frozenset(hit.value for hit in part.sentence.within(phases, start, end))
        outside = any(hit.axis in _OUTSIDE for hit in part.hits_in(start, end))
        if len(told) == 1 or outside:
            yield from ((one, "phase", frozenset() if outside else told) for one in run)


def _compared(part: Part) -> _Told:
    """The next claim behind each word that compares, and those listed with it: `instead of seven and 48`."""
    for hit in part.hits:
        if hit.axis == "than":
            at = part.sentence.tokens[hit.start].start
            for claim in listed([claim for claim in part.claims if claim.start > at]):
                yield claim, "against", frozenset({"against"})


def _of_every_trek(part: Part) -> _Told:
    """Shares, prices and days of a sentence that says it speaks of all treks."""
    if part.says("every_trek"):
        told = (one for one in part.claims if one.type in _OF_EVERY)
        yield from ((one, "every_trek", frozenset({"every_trek"})) for one in told)


def _on_its_days(part: Part) -> _Told:
    """Prices of a sentence that names days of the week once, in a clause without one: `on a Saturday, it is 42 €`."""
    days = [hit for hit in part.hits if hit.axis == WEEKDAY]
    places = {part.sentence.clause(start, start) for start in (part.sentence.tokens[hit.start].start for hit in days)}
    prices = [one for one in part.claims if one.type in ("price", "percentage")]
    if len(places) == 1 and not any(low <= one.start < high for one in prices for low, high in places):
        yield from ((one, WEEKDAY, frozenset(hit.value for hit in days)) for one in prices)


def _shut_together(part: Part) -> _Told:
    """Months listed with one in whose clause it stands that nothing runs: `in July, August and September we rest`."""
    shut = [hit for hit in part.hits if (hit.axis, hit.value) == ("open", "closed")]
    months = [one for one in part.claims if one.type == "season"]
    if not shut or len(shut) < len({hit.value for hit in part.hits if hit.axis == "open"}) or listed(months) != months:
        return
    clauses = {part.sentence.clause(start, start) for start in (part.sentence.tokens[hit.start].start for hit in shut)}
    then = any(
        low <= token.start < high and token.key in _THEN for token in part.sentence.tokens for low, high in clauses
    )
    if then or any(low <= one.start < high for one in months for low, high in clauses):
        yield from ((one, "open", frozenset({"closed"})) for one in months)


def _now(part: Part) -> _Told:
    """Shares of a sentence that speaks of today."""
    if part.says("today"):
        yield from ((one, "now", frozenset({"now"})) for one in part.claims if one.type == "percentage")


def _called_off(part: Part) -> _Told:
    """Places in a row or a sentence that says that the start is cancelled."""
    if part.says("called_off"):
        yield from (
            (one, "called_off", frozenset({"called_off"})) for one in part.claims if family_of(one.type) == "people"
        )


def _taken(part: Part) -> _Told:
    """The first of one or two counts in a sentence that speaks of places taken: `booked so far: 16 of 25`."""
    counts = [one for one in part.claims if one.type == "number" or family_of(one.type) == "people"]
    if part.says("taken") and not part.says("left_over") and 0 < len(counts) <= _OF_ALL:
        yield counts[0], "taken", frozenset({"taken"})


def _shared(part: Part) -> _Told:
    """A price alone in its sentence is for the one room it speaks of: `if you sleep alone, it is 455 €`."""
    prices = [one for one in part.claims if one.type == "price"]
    rooms = {hit.value for hit in part.hits if hit.axis == "sharing"}
    if len(prices) == 1 == len(rooms):
        yield prices[0], "sharing", frozenset(rooms)


def _fit(part: Part) -> _Told:
    """Ages that a clause, or the one right behind it, calls fine: also those who come alone."""
    for claim in part.claims:
        if claim.type == "aged":
            own = part.sentence.clause(claim.start, claim.end)
            behind = next((token.start for token in part.sentence.tokens if token.start >= own[1]), -1)
            clauses = (own, part.sentence.clause(behind, behind)) if behind >= 0 else (own,)
            told = next((hits for hits in (list(part.hits_in(*one)) for one in clauses) if _answers(hits)), [])
            if told and not _denies(told):
                yield claim, "fit", frozenset({"alone" if any(hit.axis == "alone" for hit in told) else "fit"})


def _answers(hits: Sequence[Hit]) -> bool:
    return any(hit.axis in _FINE or hit.axis in ("negation", "barred") for hit in hits)


def _denies(hits: Sequence[Hit]) -> bool:
    """A negation that is not that of `without a parent` or `no problem`, or nothing that says yes."""
    spans = [(hit.start, hit.end) for hit in hits if hit.axis in ("alone", "welcome")]
    denied = (hit for hit in hits if hit.axis in ("negation", "barred"))
    free = [hit for hit in denied if not any(low <= hit.start and hit.end <= high for low, high in spans)]
    return bool(free) or not any(hit.axis in _FINE for hit in hits)


def _added(part: Part) -> _Told:
    """Shares behind words such as `with two more`."""
    for claim in part.claims:
        values = {hit.value for hit in part.hits if hit.axis == "added" and _stands_before(part, hit, claim)}
        if claim.type == "percentage" and values:
            yield claim, "added", frozenset(values)


def _for_all(part: Part) -> _Told:
    """A price alone in its sentence is for all that the sentence says it covers."""
    prices = [one for one in part.claims if one.type == "price"]
    if len(prices) == 1 and any(hit.axis == "several" and not is_of_days(part, hit) for hit in part.hits):
        yield prices[0], "several", frozenset({"all"})


def _without_amounts(part: Part) -> _Told:
    """Days of a sentence that says `nothing` and names no share or price: nothing is what comes back then.

    Unless nothing is what it costs.
    """
    costs = [hit for hit in part.hits if hit.axis == "costing"]
    nothing = [hit for hit in part.hits if hit.axis == "nothing" and not any(_is_beside(hit, one) for one in costs)]
    if nothing and not any(one.type in _MONEY for one in part.claims):
        yield from ((claim, "nothing", frozenset({"nothing"})) for claim in part.claims if claim.type == "date")


def _without_refund(part: Part) -> _Told:
    """Days of a sentence that says that no money comes back, and names none: `four days are left, no refund`."""
    if any(one.type in _MONEY for one in part.claims):
        return
    back = [hit for hit in part.hits if (hit.axis, hit.value) == ("role", "refund")]
    denied = [hit for hit in part.hits if hit.axis in ("negation", "nothing")]
    if any(_is_beside(hit, one) for hit in back for one in denied):
        yield from ((one, NO_REFUND, frozenset({NO_REFUND})) for one in part.claims if one.type in _DAYS)


def _is_beside(hit: Hit, other: Hit) -> bool:
    return hit.start - other.end <= _CLOSE and other.start - hit.end <= _CLOSE


def _stands_before(part: Part, hit: Hit, claim: Found) -> bool:
    return part.sentence.tokens[hit.start].start < claim.start
