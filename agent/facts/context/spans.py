"""Where the words stand that tell under which condition, of what or for what a claim is made, and what they say."""

from agent.facts.bounds import BOUNDS
from agent.facts.context.listing import listed_around
from agent.facts.context.part import Part
from agent.facts.context.phrases import Hit
from agent.facts.context.said import family_of
from agent.facts.context.stance import TYPES as STANCES
from agent.facts.context.stance import reach
from agent.facts.context.weekdays import AXIS as WEEKDAY
from agent.facts.found import Found
from agent.facts.words import grouped

_OF_MONTHS = ("best", "wrong_time")
"""Bound to months one by one, not by the clause."""
_OF_SCALES = frozenset({"refund", "cancellation fee"})
_NEXT = 2
_PERCENT = frozenset({"percent", "cent", "pct", "ka", "wala"})
_PRICED = frozenset({"the", "your", "milega", "hai", "ke"})
_AMOUNTS = frozenset({"price", "number"})
"""In `140 dollars in a group or 230 alone` the second is a price, too."""
_ON_WEEKDAYS = _AMOUNTS | {"percentage", "time"}
_CONVERTED = frozenset({"distance", "altitude", "temperature"})
_SLACK = 0.04
_PAID = frozenset({"deposit", "balance"})
_THINGS = ("thing", "meal")
_LABELLED = frozenset({"phone", "link", "email"})
"""Told apart by whose they are and what they are for, which stands before a colon or behind a comma too."""


def axes_of(part: Part, claim: Found, start: int, end: int) -> dict[str, frozenset[str]]:
    """Conditions of the clause, the nearer ones where the clause holds several claims of the kind."""
    low, high = _label_span(part, claim) if claim.type in _LABELLED else _own_span(part, claim, start, end)
    axes: dict[str, set[str]] = {}
    for hit in part.hits_in(low, high):
        if hit.axis == "basis" and _is_of_the_one_before(part, claim, hit, low):
            continue
        if not _means_something_else(part, claim, hit):
            axes.setdefault(hit.axis, set()).add(hit.value)
    if claim.type in _AMOUNTS and "basis" not in axes:
        axes["basis"] = _basis_behind(part, end)
    return {axis: frozenset(values) for axis, values in _told_by_claim(part, claim, axes).items() if values}


def _basis_behind(part: Part, end: int) -> set[str]:
    """That of a clause which says nothing else: `₹16,900 hai, poore group ka`."""
    places = [place for place, token in enumerate(part.sentence.tokens) if token.start >= end]
    last = next((cut for cut in part.sentence.cuts if cut > end), part.sentence.end)
    places = [place for place in places if part.sentence.tokens[place].start < last]
    hits = [hit for hit in part.hits_in(end, last) if hit.axis == "basis"]
    told = {place for hit in hits for place in range(hit.start, hit.end)}
    return {hit.value for hit in hits} if places and told >= set(places) else set()


def _is_of_the_one_before(part: Part, claim: Found, hit: Hit, low: int) -> bool:
    """`3,400 per head makes 27,200`: what follows an amount at once is its own, and no condition of the next."""
    if claim.type not in _AMOUNTS or not any(one.end == low and one.type in _AMOUNTS for one in part.claims):
        return False
    behind = next((place for place, token in enumerate(part.sentence.tokens) if token.start >= low), -1)
    start, end = part.sentence.span(hit)
    parted = any(low <= cut <= start for cut in part.sentence.cuts)
    return not parted and 0 <= hit.start - behind <= 1 and end < claim.start


def _told_by_claim(part: Part, claim: Found, axes: dict[str, set[str]]) -> dict[str, set[str]]:
    """The axes with those that the claim itself tells more surely than the words around it."""
    if family_of(claim.type) == "days" and (side := _side_behind(part, claim)):
        axes["side"] = side
    if claim.bound in BOUNDS:
        axes["bound"] = {"least" if claim.bound == "least" else "most"}
    if claim.type != "inclusion":
        axes.pop("included", None)
    for axis in _OF_MONTHS if claim.type in _ON_WEEKDAYS else (*_OF_MONTHS, WEEKDAY):
        axes.pop(axis, None)
    if claim.type == "percentage" and "role" not in axes:
        axes["role"] = _only_role(part)
    return axes


def _means_something_else(part: Part, claim: Found, hit: Hit) -> bool:
    """A word of the link itself, people in the name of a currency, or "off" without a figure."""
    if claim.type in _LABELLED and claim.start <= part.sentence.tokens[hit.start].start < claim.end:
        return True
    if (hit.axis, hit.value) in (("basis", "group"), ("several", "all")) and is_of_days(part, hit):
        return True
    if hit.axis in ("weather", "extreme") and any(
        name.start <= part.sentence.tokens[hit.start].start < name.end for name in part.names
    ):
        return True
    return _is_of_money(part, hit) if hit.axis == "audience" else _is_another_off(part, hit)


def is_of_days(part: Part, hit: Hit) -> bool:
    """Whether the figure in `for four` counts days."""
    start, end = part.sentence.span(hit)
    return any(start <= one.start < end and family_of(one.type) == "days" for one in part.claims)


def _side_behind(part: Part, claim: Found) -> set[str]:
    """What follows the days at once tells more than what leads up to them: `until three weeks after the start`."""
    tokens = part.sentence.tokens
    behind = next((place for place, token in enumerate(tokens) if token.start >= claim.end), len(tokens))
    return {hit.value for hit in part.hits if hit.axis == "side" and 0 <= hit.start - behind <= _NEXT}


def _is_another_off(part: Part, hit: Hit) -> bool:
    """`Call it off` is no discount: a figure stands before that, or a price behind it."""
    tokens = part.sentence.tokens
    if hit.axis != "role" or tokens[hit.start].key != "off":
        return False
    before = tokens[hit.start - 1].key if hit.start else ""
    behind = tokens[hit.end].key if hit.end < len(tokens) else ""
    return not (before[:1].isdigit() or before in _PERCENT or behind in _PRICED)


def _is_of_money(part: Part, hit: Hit) -> bool:
    """Whether it names a currency, as in `Nepali rupees`, and no people."""
    tokens = part.sentence.tokens
    beside = [tokens[place].text for place in (hit.start - 1, hit.end) if 0 <= place < len(tokens)]
    named = [word for word in beside if not word.isupper()]  # behind "other nationals" a code begins the amount
    return any(pattern.fullmatch(word) for word in named for pattern in grouped("currencies").values())


def _only_role(part: Part) -> set[str]:
    """What every share of a scale is of, told once: `45 days 100% refund; 20 to 44 days 60%`."""
    roles = {hit.value for hit in part.hits if hit.axis == "role"}
    return roles if len(roles) == 1 and roles <= _OF_SCALES else set()


def _own_span(part: Part, claim: Found, start: int, end: int) -> tuple[int, int]:
    """The clause, cut at the claims of the same family in it: what stands behind the one before is this one's."""
    families = _AMOUNTS if claim.type in _AMOUNTS else {family_of(claim.type)}
    others = [one for one in part.claims if family_of(one.type) in families and one is not claim]
    others = [other for other in others if not (_is_its_other_end(claim, other) or _converts(claim, other))]
    low = max((other.end for other in others if start <= other.start and other.end <= claim.start), default=start)
    high = min((other.start for other in others if claim.end <= other.start < end), default=end)
    return low, high


def _is_its_other_end(claim: Found, other: Found) -> bool:
    """Both ends of a range stand under the same conditions."""
    ahead = bool(claim.last) and claim.last == other.value and other.first == claim.value
    return ahead or (bool(claim.first) and claim.first == other.value and other.last == claim.value)


def _converts(claim: Found, other: Found) -> bool:
    """`27 km (about 17 miles) return`: both are told of one way."""
    if claim.type != other.type or claim.note == other.note or claim.type not in _CONVERTED:
        return False
    one, two = float(claim.value), float(other.value)
    return abs(one - two) <= _SLACK * abs(one)


def span_of(part: Part, claim: Found, start: int, end: int) -> tuple[int, int]:
    """Where the words stand that tell what the claim is about."""
    if claim.type in STANCES.values():
        return reach(part.sentence, part.hits, part.claims, claim)
    if claim.type == "season":
        run = listed_around(part.claims, claim, part.sentence.stops)
        return part.sentence.clause(run[0].start, run[-1].end)
    if claim.type == "altitude" and not any(start <= at < end for at, _ in part.meant):
        return _clause_ahead(part, claim, start), end
    return _label_span(part, claim) if claim.type in _LABELLED else (start, end)


def _clause_ahead(part: Part, claim: Found, start: int) -> int:
    """Where the clause begins that a height alone in its own belongs to: `at the hut, 3,207 m`."""
    before = [one.end for one in part.claims if family_of(one.type) == family_of(claim.type) and one.end <= start]
    low = max(before, default=part.sentence.start)
    return part.sentence.clause(start - 1, start - 1)[0] if low < start - 1 else start


def things_of(part: Part, claim: Found) -> frozenset[str]:
    """Permits, meals and the like on which a stance is taken."""
    if claim.type not in STANCES.values():
        return frozenset()
    if claim.type == STANCES["money_back"]:
        return frozenset(hit.value for hit in part.hits_in(*span_of(part, claim, 0, 0)) if hit.value in _PAID)
    if claim.type == STANCES["joined"]:
        return frozenset({"discounts"})
    return frozenset(hit.value for hit in part.hits_in(*span_of(part, claim, 0, 0)) if hit.axis in _THINGS)


def lead_of(part: Part, claim: Found, start: int) -> int:
    """Where what leads to the claim begins."""
    family = family_of(claim.type)
    return max(
        (one.end for one in part.claims if family_of(one.type) == family and one.end <= claim.start), default=start
    )


def _label_span(part: Part, claim: Found) -> tuple[int, int]:
    """What may tell whose number it is: all since the number before, and the rest of the sentence behind the last."""
    phones = [other for other in part.claims if other.type in _LABELLED and other is not claim]
    sentence = part.sentence
    before = [other for other in phones if other.end <= claim.start]
    behind = [other.start for other in phones if other.start >= claim.end]
    low = _behind_bracket(part, before[-1].end) if before else sentence.start
    if not behind:
        return low, sentence.end
    return low, min(behind[0], max(sentence.clause(claim.start, claim.end)[1], _behind_bracket(part, claim.end)))


def _behind_bracket(part: Part, end: int) -> int:
    """Where the clause behind a number ends that a bracket or a comma closes: `(office)`."""
    return next((cut for cut in part.sentence.cuts if cut >= end), end)


def words_in(part: Part, claim: Found, start: int, end: int) -> frozenset[str]:
    """Meanings of the words between, without those that say whether something is included."""
    return frozenset(told for at, told in part.meant if start <= at < end and not claim.start <= at < claim.end)
