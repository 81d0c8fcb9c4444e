"""Suite `grounding`: does the ledger find the replies that their sources do not bear out?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from agent.facts.ledger import Ledger
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import load_catalogue
from agent.settings import find
from agent.turn import Passage
from eval.figures.report import Floats, Measured, Result, ratio
from eval.job import Job, Suite
from eval.rows import READ_ON, read_rows
from eval.split import Half, chosen
from eval.suites.bare_numbers import has_strange_number
from eval.suites.composed import ComposedReply, composed_replies
from eval.suites.corrupt import corruptions
from eval.suites.repairs import composed_repairs, figures_of_repairs, own_repairs

OWN = "eval/grounding.jsonl"


class GroundingRow(BaseModel):
    """A reply, the texts it was written from, and whether they bear out all that it claims."""

    model_config = ConfigDict(coerce_numbers_to_str=True, frozen=True)

    id: str = ""
    half: Half | None = Field(default=None, description="Told where it is not drawn from the name.")
    reply: str
    sources: tuple[str, ...]
    supported: bool
    lang: str = ""
    kind: str = ""
    pair: str = Field(default="", description="The faithful row that this one was changed from.")
    today: date = READ_ON.date()

    @property
    def name(self) -> str:
        """What the split goes by."""
        return self.id or self.reply


class Verdicts(BaseModel):
    """One reply: its truth, and what the ledger and the matcher of bare numbers make of it."""

    supported: bool
    alarmed: bool
    numbers_alarmed: bool
    lang: str
    kind: str
    written: bool = True


async def measure(job: Job) -> Result:
    """Rows of `--data` by the texts in them alone: of the catalogue only the names of the treks are known.

    The own set is also measured corrupted, and with the composer's replies.
    """
    every = read_rows(job.data or find(OWN), GroundingRow)
    rows = chosen(every, job.split, lambda row: row.name, lambda row: row.half)
    ledger = Ledger(Catalogue(), names=load_catalogue(find("data/operator.yaml").parent))
    told = [_ruled(ledger, row) for row in _shown(job, "replies", rows)]
    if job.data is None:
        faithful = [row for row in rows if row.supported]
        told += [
            _ruled(ledger, one, written=False) for row in _shown(job, "corrupted", faithful) for one in _changed(row)
        ]
        composed = list(composed_replies())
        told += [one for reply in _shown(job, "composed", composed) for one in _composed(reply)]
        figures = figures_of(told)
        return replace(figures, groups={**figures.groups, "repairs": _repairs(job, composed)})
    return figures_of(told)


def _repairs(job: Job, composed: Sequence[ComposedReply]) -> dict[str, Measured]:
    """What becomes of false replies about the sample operator."""
    told = list(own_repairs(composed[0].ledger))
    for reply in _shown(job, "repairs", composed):
        changed = corruptions(reply.text, reply.language, seed=reply.name, expired=reply.expired)
        told += composed_repairs(reply, changed)
    return figures_of_repairs(told)


def figures_of(told: Sequence[Verdicts]) -> Result:
    """Overall are the written rows; changed and composed ones stand under `made`."""
    written = [one for one in told if one.written]
    groups: dict[str, Mapping[str, Measured]] = {
        "by": _parts(written, [one.kind for one in written]),
        "by_language": _parts(written, [one.lang for one in written]),
        "baselines": {"bare_numbers": _measured(written, [one.numbers_alarmed for one in written])},
    }
    made = [one for one in told if not one.written]
    if made:
        groups["made"] = _parts(made, [one.kind for one in made])
        groups["made_by_language"] = _parts(made, [one.lang for one in made])
        groups["baselines_made"] = {"bare_numbers": _measured(made, [one.numbers_alarmed for one in made])}
        groups["all_made"] = {"all": _measured(made, [one.alarmed for one in made])}
    overall = _measured(written, [one.alarmed for one in written])
    return Result(overall=overall, groups={name: parts for name, parts in groups.items() if parts})


def _shown(job: Job, stage: str, items: Sequence[object]) -> Iterable:  # type: ignore[type-arg]
    for done, item in enumerate(items):
        job.tell(stage, done, len(items))
        yield item


def _ruled(ledger: Ledger, row: GroundingRow, *, written: bool = True) -> Verdicts:
    passages = [Passage(id=f"source-{n}", source="data", title="", text=text) for n, text in enumerate(row.sources)]
    checked = ledger.check(row.reply, today=row.today, evidence=passages)
    return Verdicts(
        supported=row.supported,
        alarmed=any(one.ruling.status != "supported" for one in checked),
        numbers_alarmed=has_strange_number(row.reply, row.sources),
        lang=row.lang,
        kind=row.kind,
        written=written,
    )


def _changed(row: GroundingRow) -> Iterable[GroundingRow]:
    for kind, text in corruptions(row.reply, row.lang, seed=row.name):
        yield row.model_copy(update={"reply": text, "supported": False, "kind": kind})


def _composed(reply: ComposedReply) -> Iterable[Verdicts]:
    """The composer's reply as it is, and with something in it changed."""
    texts = [("faithful", reply.text), *corruptions(reply.text, reply.language, seed=reply.name, expired=reply.expired)]
    for kind, text in texts:
        claims = reply.claims(text)
        yield Verdicts(
            supported=kind == "faithful",
            alarmed=any(claim.status != "supported" for claim in claims),
            numbers_alarmed=has_strange_number(text, reply.sources),
            lang=reply.language,
            kind=f"composer {kind}",
            written=False,
        )


# --- figures ----------------------------------------------------------------------------------------------------


def _parts(told: Sequence[Verdicts], names: Sequence[str]) -> dict[str, Measured]:
    ordered = sorted(zip(names, told, strict=True), key=lambda pair: pair[0])
    parts = {name: [one for _, one in pairs] for name, pairs in groupby(ordered, key=lambda pair: pair[0]) if name}
    return {name: _measured(some, [one.alarmed for one in some]) for name, some in parts.items()}


def _measured(told: Sequence[Verdicts], alarmed: Sequence[bool]) -> Measured:
    """Found are the unsupported replies that were not let pass."""
    false, alarm = _floats(not one.supported for one in told), _floats(alarmed)
    hits = false * alarm
    return Measured(
        len(told),
        {
            "precision": ratio(hits, alarm),
            "recall": ratio(hits, false),
            "f1": ratio(2 * hits, false + alarm),
            "false_alarm_rate": ratio((1 - false) * alarm, 1 - false),
        },
    )


def _floats(values: Iterable[bool]) -> Floats:
    return np.array(list(values), dtype=np.float64)


SUITE = Suite(measure)
