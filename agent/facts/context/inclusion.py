"""Whether something is in the price: a claim without a figure, such as `the park fee is not included`."""

from collections.abc import Iterator, Sequence

from agent.facts.context.lexicon import Hit
from agent.facts.context.segments import Sentence
from agent.facts.found import Found

_NEAR = 9  # words


def inclusions(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """A claim for each word that says so; its value is `included` or `excluded`. `Unless stated` is no claim."""
    hedges = [hit.end for hit in hits if hit.axis == "hedge"]
    for hit in hits:
        if hit.axis == "included" and not any(0 <= hit.start - end < _NEAR for end in hedges):
            start, end = sentence.tokens[hit.start].start, sentence.tokens[hit.end - 1].end
            yield Found("inclusion", text[start:end], start, end, hit.value)
