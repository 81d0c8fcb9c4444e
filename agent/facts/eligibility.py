"""Promises of a reply held against whom the trek takes: the ages and illnesses of the customer's own message."""

from collections.abc import Iterator, Sequence

from agent.facts.found import Found
from agent.facts.ground import Ruling
from agent.facts.ledger import Checked, Ledger
from agent.facts.mentions import readable
from agent.facts.promises import admissions, clearances
from agent.turn import Passage

_AGES = frozenset({"age", "aged", "number", "people"})


def wrongly_admitted(
    text: str, asked: str, ages: Sequence[int], treks: Sequence[str], told: Sequence[Checked], ledger: Ledger
) -> Iterator[Checked]:
    """Sentences that let somebody join whom the one trek they are about does not take.

    `ages` are those of the message `asked`; a sentence that tells another age speaks of that one.
    """
    text = readable(text)
    mentions = ledger.mentions.find(text)
    for start, end in admissions(text, asked) if ages else ():
        named = {one.trek for one in mentions if start <= one.start < end} or set(treks)
        trek = ledger.catalogue.treks.get(next(iter(named))) if len(named) == 1 else None
        refused = [age for age in ages if trek and not trek.min_age <= age <= trek.max_age]
        if trek is None or not refused or not _tells_only(refused, told, start, end):
            continue
        found = Found("age", text[start:end].strip(), start, end, str(refused[0]), subject=trek.id)
        yield Checked(found, Ruling("contradicted", f"treks:{trek.id}"))


def _tells_only(ages: Sequence[int], told: Sequence[Checked], start: int, end: int) -> bool:
    named = {one.found.value for one in told if one.found.type in _AGES and start <= one.found.start < end}
    return named <= set(map(str, ages))


def promised_health(text: str, asked: str, evidence: Sequence[Passage]) -> Iterator[Checked]:
    """Sentences that call the trek safe for somebody ill; a passage that says so of the same illness bears it out."""
    for claim in clearances(readable(text), asked):
        source = next(
            (one.id for one in evidence if any(own.value == claim.value for own in clearances(readable(one.text)))), ""
        )
        yield Checked(claim, Ruling("supported", source) if source else Ruling("unsupported"))
