"""Differences between two that the reply names: `two days longer than Roopkund` holds one way round only."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from agent.facts.context.agree import figure
from agent.facts.context.distinctive import place_nouns
from agent.facts.context.lexicon import Hit
from agent.facts.context.names import Name
from agent.facts.context.part import Part
from agent.facts.context.said import Said
from agent.facts.context.segments import Token
from agent.facts.found import Found

_COMPARABLE = frozenset({"duration", "distance", "altitude", "price", "number", "temperature", "hours"})
_THAN = frozenset({"se"})
"""Behind a name in Hindi, in either script."""
_ARTICLES = frozenset({"the", "le", "la", "el", "l", "los", "las", "les"})
_ABOUT = Decimal("0.06")
_MORE = "more"


def compared_with(part: Part) -> list[Name]:
    """Names that something is only compared with: behind "than", before `se` where the sentence says more or less."""
    tokens = part.sentence.tokens
    behind = [token for hit in part.hits if hit.axis == "than" for token in _behind(tokens, hit)]
    starts = {token.start for token in behind}
    ends = {tokens[hit.start - 1].end for hit in part.hits if hit.axis == "behind_name" and hit.start}
    if part.says("way"):
        ends |= {end for place, token in enumerate(tokens) if token.key in _THAN for end in _ahead(tokens, place)}
    return [name for name in part.names if name.start in starts or name.end in ends]


def _behind(tokens: Sequence[Token], hit: Hit) -> Sequence[Token]:
    """The next word, and the one behind it where that is an article."""
    article = hit.end < len(tokens) and tokens[hit.end].key in _ARTICLES
    return tokens[hit.end : hit.end + 1 + article]


def _ahead(tokens: Sequence[Token], place: int) -> Iterator[int]:
    """Where the word before ends, and where the one before that does, if it is a noun such as "pass"."""
    for back in (1, 2):
        if place >= back:
            yield tokens[place - back].end
            if tokens[place - back].key not in place_nouns():
                return


def ways(part: Part) -> Iterator[tuple[Found, str, frozenset[str]]]:
    """For each figure the nearest word of its clause that says more or less."""
    told = [hit for hit in part.hits if hit.axis == "way"]
    for claim in part.claims if told else ():
        near = part.sentence.within(told, *part.sentence.clause(claim.start, claim.end))
        if near and claim.type in _COMPARABLE:
            nearest = min(near, key=lambda hit: _distance(part, hit, claim))
            yield claim, "way", frozenset({nearest.value})


def rightly_compared(ours: Said, told: Sequence[Said]) -> bool | None:
    """Whether the difference holds in its direction; None where the sources do not have it of these two at all."""
    value, way = figure(ours.claim), ours.axes.get("way")
    if value is None or not way or not ours.versus or not ours.names - ours.versus:
        return None
    able = [one for one in told if _alike(ours, one)]
    mine = _figures(able, ours.names - ours.versus, ours.versus)
    theirs = _figures(able, ours.versus, ours.names - ours.versus)
    slack = value * _ABOUT if ours.claim.bound == "about" else Decimal(0)
    found = [one - other for one in mine for other in theirs if abs(abs(one - other) - value) <= slack]
    return any((gap > 0) == (_MORE in way) for gap in found) if found else None


def _figures(told: Sequence[Said], names: frozenset[str], others: frozenset[str]) -> set[Decimal]:
    of_these = (one for one in told if one.names & names and not one.names & others)
    return {value for one in of_these if (value := figure(one.claim)) is not None}


def _alike(ours: Said, theirs: Said) -> bool:
    claim, other = ours.claim, theirs.claim
    if claim.type == "number":
        return other.type in _COMPARABLE
    if claim.type == "price" == other.type:
        return claim.value.split(" ")[0] == other.value.split(" ")[0]
    return claim.type == other.type and "nights" not in (claim.note, other.note)


def _distance(part: Part, hit: Hit, claim: Found) -> int:
    tokens = part.sentence.tokens
    return max(tokens[hit.start].start - claim.end, claim.start - tokens[hit.end - 1].end)
