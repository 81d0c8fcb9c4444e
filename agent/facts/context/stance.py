"""Claims without a figure: whether something is in the price, whether it is needed, who sees to it.

A clause takes its stance from a listed word, turned round by a negation in it, or from the clause before where it says
no more than yes or no: `meals are included, drinks are not`.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from agent.facts.context.lexicon import phrases_of
from agent.facts.context.meanings import meaning
from agent.facts.context.phrases import Hit, key_of
from agent.facts.context.segments import Sentence, Token
from agent.facts.found import Found

TYPES: Mapping[str, str] = {
    "included": "inclusion",
    "need": "requirement",
    "handled": "handling",
    "joined": "combination",
    "allowed": "permission",
    "money_back": "refundability",
    "passed_on": "transfer",
}
"""What the claim of each axis is called."""

_OPPOSITE = {
    "included": "excluded",
    "excluded": "included",
    "needed": "not needed",
    "not needed": "needed",
    "operator": "customer",
    "customer": "operator",
    "combined": "not combined",
    "allowed": "not allowed",
    "refundable": "not refundable",
    "transferable": "not transferable",
}
"""Of the last four the lists hold the affirmed word only."""
_REACHES = {"need": 6, "joined": 6, "allowed": 4, "money_back": 3, "passed_on": 4}
"""Words between a negation and what it turns round, at most: `no special park permit is needed`."""
_NEAR = 9  # words
_LONGEST_ECHO = 9  # words
_FEW = 3  # words
_CLOSE = 1
_PAID = frozenset({"deposit", "balance"})
_BOUNDING = frozenset({"than", "way"})
_NO_THINGS = frozenset({"", "price"})
"""Meanings of words that name nothing on which a stance is taken: grammar, and what something is in."""


def stances(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """One claim for each clause and axis; `unless stated` is none."""
    hits = [_within_its_clause(sentence, hit) for hit in hits]
    last: Hit | None = None
    for start, end in _clauses(sentence):
        inside = sentence.within(hits, start, end)
        told = [hit for hit in inside if hit.axis in TYPES and not _is_hedged(hit, hits)]
        told = [hit for hit in told if not (_is_besides(hit, inside) or _is_a_pass(sentence, hit))]
        told = [hit for hit in told if not _is_added_to_a_payment(hit, inside)]
        for axis in dict.fromkeys(hit.axis for hit in told):
            hit = _telling([one for one in told if one.axis == axis])
            last = hit if axis != "handled" or last is None else last
            yield _claim(text, sentence, hit, _turned(hit, inside))
        if not told and last and (echo := _echo(sentence, inside, start, end)):
            yield _claim(text, sentence, Hit(last.axis, "", echo.start, echo.end), _answered(last, echo))


def _is_a_pass(sentence: Sentence, hit: Hit) -> bool:
    """In `Hampta Pass on 26 June` nothing is passed on."""
    return hit.axis == "passed_on" and hit.start > 0 and sentence.tokens[hit.start].text[0].isupper()


def _is_added_to_a_payment(hit: Hit, inside: Sequence[Hit]) -> bool:
    """`Hire is added to the balance`: what is joined there are no discounts, and it tells nothing of the price."""
    roles = {one.value for one in inside if one.axis == "role"}
    joining = any(one.axis == "joined" and one.start == hit.start for one in inside)
    return joining and bool(roles & _PAID) and "discount" not in roles


def exceptions(text: str, sentence: Sentence, hits: Sequence[Hit], told: Sequence[Found]) -> Iterator[Found]:
    """The opposite need of a name that is left out: `insurance on every trek except Poon Hill`."""
    needs = [one for one in told if one.type == TYPES["need"]]
    for hit in hits:
        if needs and _leaves_out_a_name(sentence, hit):
            yield _claim(text, sentence, Hit("need", "", hit.start, hit.end), _OPPOSITE[needs[0].value])


def _leaves_out_a_name(sentence: Sentence, hit: Hit) -> bool:
    """A capital behind the word, or right before it where it stands behind; Devanagari has none."""
    if hit.axis == "except_for":
        return any(token.text[0].isupper() for token in sentence.tokens[hit.end : hit.end + _FEW])
    before = sentence.tokens[max(0, hit.start - 1) : hit.start]
    return hit.axis == "left_out" and any(not token.text[0].islower() for token in before)


def _within_its_clause(sentence: Sentence, hit: Hit) -> Hit:
    """In `No, it is included` the answer is no part of the phrase."""
    start, end = sentence.tokens[hit.start].end, sentence.tokens[hit.end - 1].start
    crosses = any(start <= cut <= end for cut in sentence.cuts)
    if not crosses or hit.axis not in TYPES or hit.value not in ("excluded", "not needed"):
        return hit
    return Hit(hit.axis, _OPPOSITE[hit.value], hit.start + 1, hit.end)


def _clauses(sentence: Sentence) -> Iterator[tuple[int, int]]:
    bounds = [sentence.start, *sentence.cuts, sentence.end]
    yield from ((low, high) for low, high in itertools.pairwise(bounds) if low < high)


def reach(sentence: Sentence, hits: Sequence[Hit], claims: Sequence[Found], claim: Found) -> tuple[int, int]:
    """What a stance is taken on: `included: A, B` all behind it, `A and B are included` all ahead, to the next one.

    Where that leaves nothing, as in `recommended but not required`, it is all that stands ahead.
    """
    own = sentence.clause(claim.start, claim.end)
    others = [sentence.clause(one.start, one.end) for one in claims if one.type == claim.type and one is not claim]
    turns = _turns(sentence, hits)
    stops = () if claim.end + 1 in sentence.cuts else sentence.stops  # behind a label all parts are of its list
    if _leads(sentence, claim, own):
        return own[0], min(
            (start for start in (*turns, *stops, *(low for low, _ in others)) if start >= own[1]), default=sentence.end
        )
    ends = (*(end for _, end in others), *turns)
    low = max((end for end in (*ends, *sentence.stops) if end <= own[0]), default=sentence.start)
    spare = [one for one in sentence.tokens if low <= one.start < own[1] and not claim.start <= one.start < claim.end]
    spare = [one for one in spare if meaning(one.key) not in _NO_THINGS and not _turns_or_denies(sentence, hits, one)]
    named = any(hit.axis == "thing" and low <= sentence.tokens[hit.start].start < own[1] for hit in hits)
    return (low if spare or named else sentence.start), own[1]


def _turns_or_denies(sentence: Sentence, hits: Sequence[Hit], token: Token) -> bool:
    around = (hit for hit in hits if hit.axis in ("contrast", "negation"))
    return any(sentence.tokens[hit.start].start <= token.start < sentence.tokens[hit.end - 1].end for hit in around)


def _turns(sentence: Sentence, hits: Sequence[Hit]) -> list[int]:
    """Where clauses begin that speak of something else: only for, but, except."""
    contrasts = {sentence.tokens[hit.start].start for hit in hits if hit.axis == "contrast"}
    opening = {low: next((one.start for one in sentence.tokens if one.start >= low), -1) for low in sentence.cuts}
    return [low for low, first in opening.items() if first in contrasts]


def _leads(sentence: Sentence, claim: Found, own: tuple[int, int]) -> bool:
    """Whether the telling word opens the sentence, as in a label or in `incluye A, B y C`."""
    if own[0] != sentence.start:
        return False
    ahead = [token for token in sentence.tokens if own[0] <= token.start < claim.start]
    behind = [token for token in sentence.tokens if claim.end <= token.start < own[1]]
    if behind and len(ahead) <= _FEW and key_of(claim.text.split()[-1]) in _taking():
        return True
    return not ahead or (len(ahead) < _FEW and len(behind) > len(ahead))


@cache
def _taking() -> frozenset[str]:
    return frozenset(key_of(word) for word in phrases_of("taking"))


def _is_besides(hit: Hit, inside: Sequence[Hit]) -> bool:
    """`You also need an extra permit` and `50 dollars per extra day` say nothing of the price."""
    if hit.axis != "included" or not any(one.axis == "besides" and _covers(hit, one) for one in inside):
        return False
    axes = {one.axis for one in inside if one.value != "tax"}  # nobody needs a tax: `GST alag se lagega`
    return {"need", "thing"} <= axes or any(one.axis in ("daypart", "basis") and one.start == hit.end for one in inside)


def _is_hedged(hit: Hit, hits: Sequence[Hit]) -> bool:
    return any(other.axis == "hedge" and 0 <= hit.start - other.end < _NEAR for other in hits)


def _telling(told: Sequence[Hit]) -> Hit:
    """The one that denies, where a clause has both: `no permit is required`."""
    return next((hit for hit in told if hit.value in ("not needed", "excluded")), told[0])


def _turned(hit: Hit, inside: Sequence[Hit]) -> str:
    """Its value, or the opposite where a negation stands in the clause apart from it: `nothing extra`."""
    others = [one for one in inside if one.axis in TYPES and one.axis != hit.axis]
    others += [one for one in inside if one.axis == "welcome"]  # `sin problema`
    negations = [one for one in inside if one.axis == "negation" and not any(_covers(other, one) for other in others)]
    if any(hit.start <= one.start and one.end <= hit.end for one in negations):
        return hit.value
    negations = [one for one in negations if not _is_of_a_bound(one, inside)]
    if any(one.axis == "than" and one.end == hit.start and one.end - one.start > 1 for one in inside):
        return _OPPOSITE[hit.value]  # `advised rather than required`
    reach = _REACHES.get(hit.axis, _CLOSE)
    turning = any(hit.start - one.end <= reach and one.start - hit.end <= reach for one in negations)
    return _OPPOSITE[hit.value] if turning else hit.value


def _is_of_a_bound(negation: Hit, inside: Sequence[Hit]) -> bool:
    """`A certificate not older than 90 days`, `90 din se purana nahi`."""
    behind = any(one.axis in _BOUNDING and negation.end <= one.start <= negation.end + 1 for one in inside)
    return behind or any(one.axis == "ended" and one.end == negation.start for one in inside)


def _covers(hit: Hit, other: Hit) -> bool:
    """In `obligatoire (non comprise)` the negation is that of the other word."""
    return hit.start <= other.start and other.end <= hit.end


def _echo(sentence: Sentence, inside: Sequence[Hit], start: int, end: int) -> Hit | None:
    """The yes or no that closes a short clause which says nothing else of the kind."""
    words = [place for place, token in enumerate(sentence.tokens) if start <= token.start < end]
    if any(hit.axis == "than" or (hit.axis == "negation" and _is_of_a_bound(hit, inside)) for hit in inside):
        return None  # `not older than 90 days`
    answers = [hit for hit in inside if hit.axis in ("negation", "too", "yes")]
    closing = [hit for hit in answers if hit.end - 1 == words[-1] or hit.start == words[0]] if words else []
    return closing[-1] if closing and 1 < len(words) <= _LONGEST_ECHO else None


def _answered(last: Hit, echo: Hit) -> str:
    affirmed = last.value in ("included", "needed", "operator")
    turned = affirmed if echo.axis == "negation" else not affirmed and echo.axis == "yes"
    return _OPPOSITE[last.value] if turned else last.value


def _claim(text: str, sentence: Sentence, hit: Hit, value: str) -> Found:
    start, end = sentence.span(hit)
    return Found(TYPES[hit.axis], text[start:end], start, end, value)
