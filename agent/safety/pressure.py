"""What a text sells and how it urges: patterns of known spam, and what was learnt from examples."""

from collections.abc import Collection
from functools import cache, lru_cache
from math import exp, log, prod

import regex

from agent.safety.aligned import Span, align
from agent.safety.finding import Finding, Own, ramp, without_links
from agent.safety.fold import fold
from agent.safety.lexicon import compiled, lexicon
from agent.safety.links import find_links, is_own, suspicion
from agent.safety.spam_reading import Reading, read

_SLOPE, _TURN = 2.5, 0.6
"""Log-odds of the learnt sign → intensity: half at `_TURN`, so that what may be either says little."""
_ALL_URGING = 0.2
"""Share of urging among what speaks for spam, from which clickbait has the learnt sign in full."""
_CALL = 0.5
_SHOWN_FROM = 0.1
_SAYS_MUCH = 0.1
_MOST_SHOWN = 6


def links(text: str, own: Own) -> Finding:
    """Foreign links by how much each looks like bait, and foreign numbers one is told to call; our own do not count."""
    foreign = [link for link in find_links(text) if not is_own(link, own.links)]
    calls = _foreign_calls(without_links(text), own.phones)
    spans = (*(Span(link.start, link.end) for link in foreign), *calls)
    bait = sum(map(suspicion, foreign)) + _CALL * len(calls)
    return Finding(min(1.0, bait), tuple(sorted(spans, key=lambda span: span.start)))


def _foreign_calls(text: str, own: Collection[str]) -> list[Span]:
    ours = [_digits(phone) for phone in own]
    found = [match for match in _calls().finditer(_folded(text)) if not _ends_as(_digits(match.group()), ours)]
    return [align(text).original(*match.span()) for match in found]


def _ends_as(digits: str, ours: Collection[str]) -> bool:
    return any(phone.endswith(digits[-8:]) for phone in ours)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


@cache
def _calls() -> "regex.Pattern[str]":
    return compiled(lexicon("spam")["calls"], {})


def spam_patterns(text: str, own: Own) -> Finding:
    """Prizes, easy money, loans, crypto, adult, false urgency, premium numbers, hard selling, chain letters.

    Beside the patterns stands what was learnt: how much the whole text reads like spam.
    """
    learnt = read(_without_own(text, own))
    return _joined(known_spam(text), Finding(_strength(learnt), _shown(learnt, urging=False)))


def known_spam(text: str) -> Finding:
    """The patterns alone: what is certain enough to keep a reply back."""
    return _matches(text, "spam")


def alien_spans(text: str) -> list[Span]:
    """Places of what no trekking operator offers: prizes, loans, bets, adult and chain letters."""
    groups = lexicon("spam")["spam"]
    aligned = align(text)
    found = (_group(name).finditer(aligned.text) for name, group in groups.items() if group.get("alien"))
    return [aligned.original(*match.span()) for matches in found for match in matches]


def clickbait(text: str, own: Own) -> Finding:
    """Bait and false scarcity, and as much of what was learnt as comes from words that urge."""
    learnt = read(_without_own(text, own))
    strength = _strength(learnt) * ramp(_urging_share(learnt), 0.0, _ALL_URGING)
    return _joined(_matches(text, "clickbait"), Finding(strength, _shown(learnt, urging=True)))


def _without_own(text: str, own: Own) -> str:
    for link in find_links(text):
        if is_own(link, own.links):
            text = f"{text[: link.start]}{' ' * (link.end - link.start)}{text[link.end :]}"
    return text


def _strength(learnt: Reading) -> float:
    odds = log(learnt.chance / (1 - learnt.chance))
    return 1 / (1 + exp(-_SLOPE * (odds - _TURN)))


def _urging_share(learnt: Reading) -> float:
    loud = [word for word in learnt.words if word.weight > 0]
    return sum(word.weight for word in loud if word.urges) / max(sum(word.weight for word in loud), 1e-9)


def _shown(learnt: Reading, *, urging: bool) -> tuple[Span, ...]:
    """The words that spoke loudest."""
    if _strength(learnt) < _SHOWN_FROM:
        return ()
    loud = [word for word in learnt.words if word.weight >= _SAYS_MUCH and word.urges == urging]
    return tuple(word.span for word in sorted(loud, key=lambda word: -word.weight)[:_MOST_SHOWN])


def _joined(one: Finding, other: Finding) -> Finding:
    """Two independent signs: both must be wrong for the factor not to hold."""
    spans = list(one.spans)
    spans += (span for span in other.spans if not any(_overlap(span, known) for known in one.spans))
    return Finding(1 - (1 - one.intensity) * (1 - other.intensity), tuple(sorted(spans, key=lambda s: s.start)))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _matches(text: str, table: str) -> Finding:
    folded = _folded(text)
    hits = [(weight, match) for weight, pattern in _patterns(table) for match in pattern.finditer(folded)]
    if not hits:
        return Finding(0.0)
    aligned = align(text)  # folds to the same, and knows the places
    distinct = {match.group(): weight for weight, match in hits}
    spans = dict.fromkeys(aligned.original(*match.span()) for _, match in hits)
    return Finding(1.0 - prod(1.0 - weight for weight in distinct.values()), tuple(spans))


@lru_cache(maxsize=16)
def _folded(text: str) -> str:
    return fold(text)


@cache
def _group(name: str) -> "regex.Pattern[str]":
    content = lexicon("spam")
    return compiled(content["spam"][name]["patterns"], content["macros"])


@cache
def _patterns(table: str) -> tuple[tuple[float, "regex.Pattern[str]"], ...]:
    content = lexicon("spam")
    groups = content[table].values()
    return tuple((group["weight"], compiled(group["patterns"], content["macros"])) for group in groups)
