"""What numbers count that is no day: people, days of a stay, money, metres, hours."""

from collections.abc import Iterator

from agent.language.entities.patterns import phrases
from agent.language.lexicon import table


def counted_nouns() -> Iterator[str]:
    """Every such word or phrase of the five languages."""
    units = table("units")
    for named in (*units["people"].values(), *units["days"].values(), units["thousands"], units["not_money"]):
        yield from phrases(named)
    for currency in units["currencies"].values():
        yield from phrases(currency["after"])
    yield from phrases(units["age_after"])
