"""The calendar words of `lexicons/dates.yaml` as pattern pieces."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from agent.language.entities.patterns import alternation, phrases
from agent.language.letters import AFTER, BEFORE
from agent.language.lexicon import table


def dates_table() -> Mapping[str, Any]:
    """The whole file."""
    return table("dates")


@cache
def listed(key: str, side: str = "") -> str:
    """The words of one key (or of one side of it) as a group."""
    entry = dates_table()[key]
    return alternation(phrases(entry[side] if side else entry))


@cache
def numbers_of(key: str) -> dict[str, int]:
    """Word → number for months and weekdays, nukta dropped."""
    return {bare(word): int(number) for number, names in dates_table()[key].items() for word in phrases(names)}


def bare(word: str) -> str:
    """A word as the tables are keyed: one blank, no nukta."""
    return " ".join(word.replace("\u093c", "").replace("ँ", "ं").split())


@cache
def any_month() -> str:
    """All month names and abbreviations."""
    return alternation(word for names in dates_table()["months"].values() for word in phrases(names))


@cache
def sure_month() -> str:
    """Month names that need nothing beside them, and doubtful ones after a cue such as `in`."""
    doubtful = set(phrases(dates_table()["doubtful_months"]))
    every = [word for names in dates_table()["months"].values() for word in phrases(names)]
    sure = alternation(word for word in every if word not in doubtful)
    return rf"(?:{sure}|(?<={BEFORE}{listed('month_cue')}[ ]?){alternation(doubtful)})"


@cache
def any_unit() -> str:
    """Words for day, week, month and year."""
    return alternation(word for names in dates_table()["unit"].values() for word in phrases(names))


@cache
def unit_of() -> dict[str, str]:
    """Word → day, week, month or year."""
    return {bare(word): unit for unit, names in dates_table()["unit"].items() for word in phrases(names)}


def edge(pattern: str) -> str:
    """The pattern as whole words."""
    return f"{BEFORE}{pattern}{AFTER}"
