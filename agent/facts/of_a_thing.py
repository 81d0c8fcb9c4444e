"""Whether an amount is that of a thing with a price of its own: a porter, boots, a jeep. The price of a trek is not."""

from agent.facts.context.segments import sentences
from agent.facts.found import Found
from agent.facts.mentions import Mentions
from agent.facts.words import searched
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.hired import hired_in

_ROLES = frozenset({"porter", "rental", "permit", "transport", "insurance", "tip", "guide"})
_ALSO = frozenset({"included", "discount"})


def is_of_a_thing(claim: Found, text: str, catalogue: Catalogue) -> bool:
    """Whether its clause names such a thing ahead of it, and neither a trek nor what the price holds beside that."""
    sentence = next((one for one in sentences(text) if one.start <= claim.start < one.end), None)
    if sentence is None:
        return False
    start, end = sentence.clause(claim.start, claim.end)
    hits = sentence.within(sentence.hits, start, end)
    if any(_ALSO & {hit.axis, hit.value} for hit in sentence.hits):
        return False
    if searched("along_with")["words"].search(text[sentence.start : end]) or Mentions.of(catalogue).find(
        text[start:end]
    ):
        return False
    ahead = [hit for hit in hits if sentence.tokens[hit.start].start < claim.start]
    named = any(hit.axis == "role" and hit.value in _ROLES for hit in ahead)
    return named or bool(hired_in(text[start : claim.start], catalogue.operator))
