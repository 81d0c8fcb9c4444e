"""Parties without a number: couples, `me and my wife`, and those who come on their own."""

from collections.abc import Iterator
from functools import cache

import regex

from agent.language.entities.counted import counted_nouns
from agent.language.entities.patterns import alternation, phrases, whole
from agent.language.entities.spans import Span
from agent.language.entities.triggers import triggers, vocabulary
from agent.language.letters import AFTER
from agent.language.lexicon import table, word_set


def find_pairs(folded: str) -> tuple[Span, ...]:
    """Parties of two in a folded message."""
    if vocabulary(folded).isdisjoint(_words_of("couple", "pair_self")):
        return ()
    return tuple(Span("people", match.start(), match.end(), 2) for match in _pairs().finditer(folded))


def find_alone(folded: str) -> Iterator[Span]:
    """Parties of one, overlaps possible."""
    said = vocabulary(folded)
    if not said.isdisjoint(_words_of("alone", "only_me")):
        yield from (Span("people", *match.span("w"), 1) for match in _alone().finditer(folded))
        yield from (
            Span("people", *match.span("w"), 1) for match in _solo().finditer(folded) if _is_solo(folded, match)
        )


def clause_ends(folded: str, at: int) -> bool:
    """Whether nothing that could be counted follows: the end, a mark, or a word such as `in`, `hay`, `ke`."""
    following = _NEXT_WORD.match(folded, at)
    return following is None or following[1] in _function_words()


_NEXT_WORD = regex.compile(r"[ ]+([\p{L}\p{M}]+)")


@cache
def _function_words() -> frozenset[str]:
    lists = [word_set(f"words.{language}", "function") for language in ("en", "es", "fr")]
    said = frozenset(phrases(table("units")["people_end"])).union(*lists, word_set("words.hi-Latn", "strong"))
    return said - {*counted_nouns(), *phrases(table("calendar")["counted"])}


@cache
def _words_of(*keys: str) -> frozenset[str]:
    return triggers(phrase for key in keys for phrase in phrases(table("units")[key]))


def _listed(key: str) -> str:
    return alternation(phrases(table("units")[key]))


@cache
def _pairs() -> regex.Pattern[str]:
    one, joint = _listed("pair_self"), _listed("pair_and")
    other = rf"{_listed('pair_my')}[ ]{_listed('pair_other')}"
    return whole(
        rf"{_listed('couple')}(?![ ]{_listed('not_couple')}{AFTER})"
        rf"|{one}[ ]?{joint}[ ]?{other}|{other}[ ]?{joint}[ ]?{one}"
    )


@cache
def _alone() -> regex.Pattern[str]:
    word, before, after = _listed("alone"), _listed("alone_before"), _listed("alone_after")
    return whole(rf"{before}[ ](?P<w>{word})|(?P<w>{word})[ ]{after}|(?P<w>{_listed('only_me')})|^(?P<w>{word})$")


@cache
def _solo() -> regex.Pattern[str]:
    """A word that says it without another beside it, unless it is `la seule` or `une seule fois`."""
    return whole(rf"(?<!{_listed('alone_never_after')}[ ])(?P<w>{_listed('alone_by_itself')})")


def _is_solo(folded: str, match: regex.Match[str]) -> bool:
    """In Spanish `solo` is also `only`."""
    spanish = match["w"] == "solo" and not vocabulary(folded).isdisjoint(_spanish())
    return not spanish and clause_ends(folded, match.end())


@cache
def _spanish() -> frozenset[str]:
    others = (word_set("words.en", "function"), word_set("words.fr", "function"), word_set("words.hi-Latn", "strong"))
    return word_set("words.es", "function") - frozenset().union(*others) - word_set("words.hi-Latn", "shared")
