"""The documents the bot answers from: what of each is in service, what contradicts, what has run out."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.finding import Finding
from agent.knowledge.generation import Generation, index_folder, read_generation
from agent.knowledge.lint import lint
from agent.knowledge.readings import read_readings
from agent.knowledge.sources import find_sources
from agent.turn import Passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One document in service. `changed`: when its file was, None where the file is gone; `trek` it is about.

    `stale`: the file has changed since it was read. `findings`: how many the lint has against it.
    """

    source: str
    path: Path | None
    chunks: int
    language: str
    trek: str
    changed: datetime | None
    stale: bool
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """A price or offer of the catalogue that can no longer be booked."""

    kind: str
    name: str
    detail: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """Everything the index holds. `version` and `read_at` are the generation's."""

    documents: tuple[Held, ...]
    findings: tuple[Finding, ...]
    expired: tuple[Expired, ...]
    version: str
    read_at: str
    passages: int


def shelf(folder: Path, today: date) -> Shelf:
    """What is in service in this data folder. Raises PortError where there is no index."""
    generation = read_generation(index_folder(folder))
    readings = read_readings(index_folder(folder) / generation.name)
    written = [passage for passage in generation.contents.passages if passage.source in generation.manifest.documents]
    catalogue = generation.contents.catalogue
    findings = lint(catalogue, readings, written, today)
    return Shelf(
        documents=tuple(_held(generation, written, findings)),
        findings=findings,
        expired=tuple(expired(catalogue, today)),
        version=generation.manifest.version,
        read_at=generation.manifest.created_at,
        passages=generation.manifest.passages,
    )


def passages_of(folder: Path, source: str) -> tuple[Passage, ...]:
    """The chunks of one document in service, in their order."""
    generation = read_generation(index_folder(folder))
    return tuple(passage for passage in generation.contents.passages if passage.source == source)


def expired(catalogue: Catalogue, today: date) -> list[Expired]:
    """The newest to run out first."""
    prices = [
        Expired(
            kind="price", name=row.trek, detail=f"{row.season}, {row.currency} {row.amount}", until=row.booked_until
        )
        for row in catalogue.prices
        if row.booked_until < today
    ]
    offers = [
        Expired(kind="offer", name=row.name, detail=f"{row.percent} % off", until=row.book_to)
        for row in catalogue.offers
        if row.book_to < today
    ]
    return sorted([*prices, *offers], key=lambda one: (-one.until.toordinal(), one.kind, one.name, one.detail))


def _held(generation: Generation, written: Sequence[Passage], findings: Sequence[Finding]) -> list[Held]:
    paths = find_sources(Path(root) for root in generation.manifest.roots).files
    counted = Counter(finding.source for finding in findings if finding.level != "note")
    read_at = datetime.fromisoformat(generation.manifest.created_at)
    by_source: dict[str, list[Passage]] = {}
    for passage in written:
        by_source.setdefault(passage.source, []).append(passage)
    return [
        _one(source, record.chunks, by_source.get(source, []), paths, counted[source], read_at)
        for source, record in sorted(generation.manifest.documents.items())
    ]


def _one(
    source: str, chunks: int, passages: Sequence[Passage], paths: Mapping[str, Path], findings: int, read_at: datetime
) -> Held:
    path = paths.get(source)
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC) if path else None
    languages = Counter(passage.language for passage in passages)
    treks = {passage.trek for passage in passages if passage.trek}
    return Held(
        source=source,
        path=path,
        chunks=chunks,
        language=languages.most_common(1)[0][0] if languages else "",
        trek=next(iter(treks)) if len(treks) == 1 else "",
        changed=changed,
        stale=changed is not None and changed > read_at,
        findings=findings,
    )
