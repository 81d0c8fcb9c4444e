"""Taxes told as charged on top of a price, with their share between the words: `plus 5% GST`, `hors TVA de 20 %`."""

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from agent.facts.context.lexicon import phrases_of
from agent.facts.context.phrases import Hit
from agent.facts.context.segments import Sentence
from agent.facts.context.stance import TYPES
from agent.facts.found import Found
from agent.facts.words import any_of


def taxes_on_top(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """One for each of the sentence; what a question asks is none."""
    if not any((hit.axis, hit.value) == ("thing", "tax") for hit in hits) or text[sentence.end - 1] == "?":
        return
    for match in _on_top().finditer(text, sentence.start, sentence.end):
        yield Found(TYPES["included"], match.group(), match.start(), match.end(), "excluded")


@cache
def _on_top() -> "regex.Pattern[str]":
    leads, taxes = any_of(phrases_of("leads_a_tax")), any_of(phrases_of("taxes"))
    share = r"(?:\d+(?:[.,]\d+)?\s?%\s)?(?:de\s|of\s)?"
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}])(?:{leads})\s(?:el\s|la\s|les\s)?{share}(?:{taxes})", regex.IGNORECASE)
