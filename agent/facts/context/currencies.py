"""Currencies in which one can pay: one that the sources leave out of their list is none."""

from collections.abc import Iterator, Sequence

from agent.facts.context.agree import in_one_currency
from agent.facts.context.payments import is_on_paying, lists_without
from agent.facts.context.phrases import Hit
from agent.facts.context.said import Said
from agent.facts.context.segments import Sentence
from agent.facts.found import Found
from agent.facts.unit_of import currency_at

TYPE = "currency"
_ASIDE = frozenset({"negation", "barred", "conditional", "unasserted", "left_out"})


def currencies(text: str, sentence: Sentence, hits: Sequence[Hit]) -> Iterator[Found]:
    """Each currency of a sentence on how to pay, but for that of an amount; a no or a condition tells none."""
    if text[sentence.start : sentence.end].rstrip().endswith("?") or not any(is_on_paying(hit) for hit in hits):
        return
    reach = 0
    for token in sentence.tokens:
        unit = currency_at(text, token.start) if token.start >= reach else None
        if not unit:
            continue
        reach = unit.end
        clause = sentence.within(hits, *sentence.clause(token.start, unit.end))
        if not (_is_of_an_amount(text, token.start, unit.end) or any(hit.axis in _ASIDE for hit in clause)):
            yield Found(TYPE, text[token.start : reach], token.start, reach, unit.name, note="word" * unit.word)


def _is_of_an_amount(text: str, start: int, end: int) -> bool:
    return text[:start].rstrip()[-1:].isdigit() or text[end:].lstrip()[:1].isdigit()


def not_taken(ours: Said, told: Sequence[Said]) -> Said | None:
    """What a passage lists, where it lists two or more currencies and none of the passages has ours."""
    return lists_without(ours, told, lambda one: in_one_currency(ours.claim, one.claim))
