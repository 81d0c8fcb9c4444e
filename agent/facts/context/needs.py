"""Whether a permit is needed: a claim without a figure, such as `no permit is required`."""

from collections.abc import Iterator, Sequence

from agent.facts.context.lexicon import Hit
from agent.facts.context.segments import Sentence
from agent.facts.found import Found


def needs(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """A claim for each clause that says so of a permit; its value is `needed` or `not needed`."""
    told: dict[tuple[int, int], list[Hit]] = {}
    permits = {_clause(sentence, hit) for hit in hits if hit.axis == "role" and hit.value == "permit"}
    for hit in hits:
        if hit.axis == "need" and (clause := _clause(sentence, hit)) in permits:
            told.setdefault(clause, []).append(hit)
    for found in told.values():
        hit = next((one for one in found if one.value == "not needed"), found[0])
        start, end = sentence.tokens[hit.start].start, sentence.tokens[hit.end - 1].end
        yield Found("requirement", text[start:end], start, end, hit.value)


def _clause(sentence: Sentence, hit: Hit) -> tuple[int, int]:
    return sentence.clause(sentence.tokens[hit.start].start, sentence.tokens[hit.end - 1].end)
