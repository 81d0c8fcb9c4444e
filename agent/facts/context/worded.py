"""Claims told in words: stances, customs, how often, how many to a guide, ways to pay; what speaks against one."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from agent.facts.context import currencies, customs, lines, open_days, payments, ratios, running, times
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.context.stance import TYPES as STANCES
from agent.facts.context.stance import exceptions, stances
from agent.facts.context.taxes import taxes_on_top
from agent.facts.found import Found

RULES: Mapping[str, Callable[[Said, Sequence[Said]], Said | None]] = {
    customs.TYPE: customs.denied_custom,
    times.TYPE: times.counted_otherwise,
    lines.TYPE: lines.otherwise,
    payments.TYPE: payments.not_accepted,
    currencies.TYPE: currencies.not_taken,
    ratios.TYPE: ratios.shared_otherwise,
    open_days.TYPE: open_days.told_of_other_days,
    running.TYPE: running.lapsed,
}
HELD_AGAINST: Mapping[str, Sequence[str]] = {running.TYPE: running.HELD_AGAINST}
"""Families of the sources' claims that rule on a type, where they are not its own."""
TYPES = frozenset({*STANCES.values(), *RULES})
_DATED = frozenset({"date", "price", "season"})


def worded(text: str, sentence: Sentence, claims: Sequence[Found]) -> Iterator[Found]:
    """Those of a sentence; `claims` are the ones with a figure of the whole text."""
    hits = sentence.hits
    needs = list(stances(text, sentence, hits))
    yield from (*needs, *exceptions(text, sentence, hits, needs), *taxes_on_top(text, sentence, hits))
    yield from (*customs.customs(text, sentence, hits), *times.times(text, sentence, hits))
    yield from (*lines.lines(text, sentence, hits), *currencies.currencies(text, sentence, hits))
    yield from (*payments.payments(text, sentence, hits), *ratios.ratios(text, sentence, hits))
    yield from running.running(text, sentence, hits)
    yield from open_days.open_days(text, sentence, hits, [one for one in claims if one.type in _DATED])
