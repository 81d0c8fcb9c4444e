"""Whether what the ledger makes of a false reply is true: held against the reply as it was before it was changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import regex
from pydantic import BaseModel, ConfigDict

from agent.compose.reading.times import today_of
from agent.facts.judge import checked_of, false_of
from agent.facts.ledger import Checked, Ledger
from agent.facts.repair import dropped, substituted
from agent.settings import find
from agent.steps.validate import Validate
from agent.turn import Entity, Language, Parsed, Reply, Turn
from eval.figures.report import Floats, Measured, mean_of, ratio
from eval.rows import inbound, read_rows
from eval.suites.composed import ComposedReply
from eval.suites.fact_text import plain_form

OWN = "eval/repairs.jsonl"
_SENTENCE = regex.compile(r"(?<=[.!?।])\s+|\n")
_TRUE_OTHERWISE = frozenset({"currency", "season"})
_STRICT = Validate().must_be_supported


class RepairRow(BaseModel):
    """A true reply about a trek of the sample operator, and the same with one figure changed.

    `kind` is headline where the figure is the trek's own, another where it is that of some other thing.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    lang: Language
    trek: str
    kind: str
    reply: str
    corrupted: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """What became of one false reply. `true`: every sentence stood in the reply as it was before the change."""

    kind: str
    found: bool
    mended: bool
    true: bool
    put_right: bool


def own_repairs(ledger: Ledger) -> Iterator[Repaired]:
    """The own pairs, about the sample operator."""
    for row in read_rows(find(OWN), RepairRow):
        entity = Entity(type="trek", text="", start=0, end=0, value=row.trek)
        parsed = Parsed(
            language=row.lang,
            language_confidence=1,
            intent="trek_info",
            intent_confidence=1,
            entities=(entity,),
        )
        turn = Turn(message=inbound("?"), parsed=parsed)
        yield repaired(row.kind, turn, row.lang, row.reply, row.corrupted, ledger)


def composed_repairs(reply: ComposedReply, changed: Iterable[tuple[str, str]]) -> Iterator[Repaired]:
    """The composer's reply, repaired after each change that leaves one truth: a price is true in two currencies."""
    for _, text in (one for one in changed if one[0] not in _TRUE_OTHERWISE):
        yield repaired("composer", reply.turn, reply.language, reply.text, text, reply.ledger)


def repaired(kind: str, turn: Turn, language: Language, right: str, wrong: str, ledger: Ledger) -> Repaired:
    """What the first repair that passes makes of the wrong text: the true value put in, else the sentence left out."""
    today = today_of(turn, ledger.catalogue)
    reply = Reply(text=wrong, language=language)
    false = _false(turn, reply, ledger, today)
    for repair in (substituted, dropped) if false else ():
        mended = repair(reply, false)
        if mended and not _false(turn, mended, ledger, today):
            told = set(_sentences(mended.text))
            return Repaired(kind, True, True, told <= set(_sentences(right)), repair is substituted)
    return Repaired(kind, bool(false), False, False, False)


def _false(turn: Turn, reply: Reply, ledger: Ledger, today: date) -> tuple[Checked, ...]:
    return false_of(checked_of(turn, reply, ledger, today), _STRICT)


def _sentences(text: str) -> Iterator[str]:
    yield from (form for one in _SENTENCE.split(text) if (form := plain_form(one).strip(" •-*")))


def figures_of_repairs(told: Sequence[Repaired]) -> dict[str, Measured]:
    """By kind: the share found, of the repaired ones the share that is true, and the share put right."""
    kinds = sorted({one.kind for one in told})
    return {kind: _measured([one for one in told if one.kind == kind]) for kind in kinds} | {"all": _measured(told)}


def _measured(told: Sequence[Repaired]) -> Measured:
    found, mended = _floats(one.found for one in told), _floats(one.mended for one in told)
    return Measured(
        len(told),
        {
            "found": mean_of(found),
            "true": ratio(_floats(one.true for one in told), mended),
            "put_right": ratio(_floats(one.put_right for one in told), mended),
        },
    )


def _floats(values: Iterable[bool]) -> Floats:
    return np.array(list(values), dtype=np.float64)
