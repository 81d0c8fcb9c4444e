"""Claims in a text: prices, dates, durations, altitudes … with normalised values, bound to the trek they are about."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import regex

from agent.facts.context.segments import indented
from agent.facts.dates import dates_in
from agent.facts.eves import eves_in
from agent.facts.exact import exact_in
from agent.facts.found import Found
from agent.facts.mentions import Mention, Mentions, readable
from agent.facts.permits import permits_in
from agent.facts.topics import topic_of
from agent.facts.units import amounts_in

_SENTENCE = regex.compile(r"[^.!?।\n]+(?:[.!?।](?=\d)[^.!?।\n]*)*[.!?।]*|\n")
_CLAUSE = regex.compile(
    r"[,;:](?=\s)|\s(?:and|but|while|whereas|vs\.?|y|pero|et|mais|और|जबकि|aur|jabki)\s", regex.IGNORECASE
)
BARE_FROM = 10


def read(text: str, today: date | None = None, *, bare_from: int = BARE_FROM) -> list[Found]:
    """Claims of a text that `readable` has passed, in its order, bound to nothing yet.

    `bare_from` is the least number without a unit that counts as a claim.
    """
    exact, rest = exact_in(text)
    dated, rest = dates_in(rest, today)
    return sorted(
        (*exact, *dated, *amounts_in(text, rest, bare_from=bare_from), *permits_in(text), *eves_in(text)),
        key=lambda claim: claim.start,
    )


def extract(
    text: str, mentions: Mentions, *, default: str = "", sure: bool = False, today: date | None = None
) -> tuple[Found, ...]:
    """Claims in the order of the text. `default` is the trek meant where a line names none.

    With `sure` the default holds even after a line that named another trek.
    """
    text = readable(text)
    return tuple(_bound(text, read(text, today), mentions.find(text), default, sure))


def _bound(text: str, found: Sequence[Found], mentions: Sequence[Mention], default: str, sure: bool) -> Iterator[Found]:
    sentences = [(match.start(), match.end()) for match in _SENTENCE.finditer(text)]
    for claim in found:
        line = text.count("\n", 0, claim.start)
        start, end = next(((a, b) for a, b in sentences if a <= claim.start < b), (0, len(text)))
        topic = topic_of(text, claim) if claim.type == "percentage" else ""
        subject = _trek(text, claim, (start, end), mentions, default, sure)
        yield replace(claim, line=line, subject=topic if claim.type == "percentage" else subject)


def _trek(
    text: str, claim: Found, sentence: tuple[int, int], mentions: Sequence[Mention], default: str, sure: bool
) -> str:
    here = [m for m in mentions if sentence[0] <= m.start < sentence[1]]
    clause = _clause(text, claim, sentence)
    inside = [m for m in here if clause[0] <= m.start < clause[1]]
    if chosen := _nearest(claim, inside) or _nearest(claim, here):
        return chosen
    before = [m.trek for m in mentions if m.end <= claim.start]
    if sure and default and not indented(text, claim.start):
        return default
    return before[-1] if before else default


def _clause(text: str, claim: Found, sentence: tuple[int, int]) -> tuple[int, int]:
    cuts = [m.start() for m in _CLAUSE.finditer(text, *sentence)]
    start = max((cut for cut in cuts if cut <= claim.start), default=sentence[0])
    end = min((cut for cut in cuts if cut >= claim.end), default=sentence[1])
    return start, end


def _nearest(claim: Found, mentions: Sequence[Mention]) -> str:
    """The last trek named before the number, else the first one after it."""
    before = [m.trek for m in mentions if m.end <= claim.start]
    after = [m.trek for m in mentions if m.start >= claim.end]
    return before[-1] if before else (after[0] if after else "")
