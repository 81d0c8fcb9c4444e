"""Differences between two that the reply names: `two days longer than Roopkund` holds one way round only."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from agent.facts.context.agree import figure
from agent.facts.context.distinctive import place_nouns
from agent.facts.context.names import Name
from agent.facts.context.part import Part
from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Token
from agent.facts.found import Found

_COMPARABLE = frozenset({"duration", "distance", "altitude", "price", "number", "temperature", "hours"})
_THAN = frozenset({"se"})
"""Behind a name in Hindi, in either script."""
_ARTICLES = frozenset({"the", "le", "la", "el", "l", "los", "las", "les"})
_ELIDED = 2
"""Letters of an article that is one with the name: l'Everest."""
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
    if not starts and not ends:
        return []
    return [name for name in part.names if any(0 <= name.start - at <= _ELIDED for at in starts) or name.end in ends]


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
    if value is None or not way:
        return None
    able = [one for one in told if _alike(ours, one)]
    versus = ours.versus or _other_of_two(ours, able)
    if not versus or not ours.names - versus:
        return None if "than" in ours.axes else _told_apart_by_words(ours, able, value)
    mine = _figures(able, ours.names - versus, versus)
    theirs = _figures(able, versus, ours.names - versus)
    slack = value * _ABOUT if ours.claim.bound == "about" else Decimal(0)
    found = [one - other for one in mine for other in theirs if abs(abs(one - other) - value) <= slack]
    if ours.claim.type == "temperature" and "warm" not in ours.axes.get("weather", ()):
        found = [-gap for gap in found]  # eighteen degrees more are told of the cold
    return any((gap > 0) == (_MORE in way) for gap in found) if found else None


def _told_apart_by_words(ours: Said, told: Sequence[Said], value: Decimal) -> bool | None:
    """The same where a word of the clause tells which of the figures is meant: `from Mumbai it is 150 more`."""
    own = [one for one in told if ours.words & one.words - _words_beside(one, told)]
    if len(own) != 1:
        return None
    beside = (one for one in told if one.place == own[0].place and one is not own[0])
    gaps = [(figure(own[0].claim) or 0) - (figure(one.claim) or 0) for one in beside]
    right = {(gap > 0) == (_MORE in ours.axes["way"]) for gap in gaps if abs(gap) == value}
    return right.pop() if len(right) == 1 else None


def _words_beside(one: Said, told: Sequence[Said]) -> frozenset[str]:
    return frozenset[str]().union(*(other.words for other in told if other is not one and other.place == one.place))


def _other_of_two(ours: Said, told: Sequence[Said]) -> frozenset[str]:
    """The names of the other one, where the sources tell such figures of two and ours is of one of them."""
    subjects = {one.names for one in told if one.names}
    others = {names for names in subjects if not names & ours.names}
    return next(iter(others)) if len(subjects) == 2 and len(others) == 1 else frozenset()


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
