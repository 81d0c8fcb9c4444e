"""Documents → index: only what changed is read and embedded again, and the swap is one rename."""

import fcntl
import hashlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from agent.facts.context.kept import NONE, pack, reader
from agent.knowledge.blocks import Problem
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import CatalogueError, load_catalogue
from agent.knowledge.catalogue_passages import catalogue_passages
from agent.knowledge.changes import Changes, compare
from agent.knowledge.contents import Contents
from agent.knowledge.customer_files import CustomerFiles, look_through
from agent.knowledge.cut import Cut, Cutter
from agent.knowledge.embed_passages import Progress, embed_passages, passage_hash
from agent.knowledge.embedder import Embeds, open_embedder
from agent.knowledge.export import ensure_model
from agent.knowledge.facts_changed import FactChange, fact_counts, facts_changed
from agent.knowledge.faiss_index import model_folder
from agent.knowledge.finding import Finding
from agent.knowledge.generation import (
    Generation,
    Manifest,
    catalogue_files,
    index_folder,
    read_generation,
    sweep,
    write_generation,
)
from agent.knowledge.inherit import inherit
from agent.knowledge.lexical import Lexical
from agent.knowledge.lint import lint
from agent.knowledge.model_card import sha256
from agent.knowledge.nearest import build_nearest
from agent.knowledge.readings import read_readings
from agent.knowledge.settings import IndexSettings
from agent.knowledge.sources import Sources, find_sources, operator_of
from agent.knowledge.texts import source_texts
from agent.ports import PortError, Vectors

_LAST_FACTS = "not taken while this stands; the facts of the last good run stay in use"
_NO_FACTS = "not taken while this stands; there was no good run yet, so no price, date or rule is known"
_STALE_EXPORT = 3600  # seconds; a younger folder may belong to an export under way


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What one run did. `embedded` counts passages whose vectors were computed.

    `documents` are all that are in the index with their number of passages, `facts` the rows of each catalogue file,
    `customers` those of the files of customers and bookings, which the server takes in.
    `settings_changed` names settings with their old and new value.
    """

    generation: str
    version: str
    changes: Changes
    documents: Mapping[str, int]
    facts: Mapping[str, int]
    customers: Mapping[str, int] = field(default_factory=dict)
    facts_changed: tuple[FactChange, ...] = ()
    settings_changed: tuple[str, ...] = ()
    chunks: int = 0
    embedded: int = 0
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0


def ingest(
    paths: Sequence[Path],
    data_folder: Path,
    settings: IndexSettings,
    progress: Progress | None = None,
    today: date | None = None,
    install: Path | None = None,
) -> IngestReport:
    """Bring the index up to date with `paths` and all folders ingested before; build the model if it is missing.

    A file that cannot be used is a problem of the report and leaves the index. `install` is a data folder whose model
    and index a new one begins with. Raises PortError when nothing at all could be indexed, or when another ingest
    runs; the old index stays in service then.
    """
    started = time.perf_counter()
    tell: Progress = progress or (lambda stage, done, total: None)
    folder = index_folder(data_folder)
    with _locked(folder):
        sweep(folder)
        if install:
            inherit(data_folder, install, settings.model, paths)
        embedder = _embedder(data_folder, settings, tell)
        before, notes = _before(folder)
        roots, replaced = _roots(paths, before)
        sources = find_sources(roots)
        catalogue, home, broken = _catalogue(sources, before, folder)
        cutter = Cutter(catalogue, embedder.count, embedder.digest, settings)
        cut = cutter.cut(sources, before, read_readings(folder / before.name) if before else {}, tell)
        written = tuple(cut.passages)
        cut.passages += catalogue_passages(catalogue, embedder.count, settings.max_tokens)
        if not cut.passages:
            raise PortError(_nothing(paths, [*sources.problems, *cut.problems]))
        name, version, embedded = _commit(folder, before, cut, catalogue, home, embedder, settings, roots, tell)
    readable = sources.operator if not broken else None
    customers = look_through(readable, catalogue) if readable else CustomerFiles({}, ())
    return IngestReport(
        generation=name,
        version=version,
        changes=compare(before.manifest.documents if before else {}, cut.records),
        documents={source: record.chunks for source, record in cut.records.items()},
        facts=fact_counts(catalogue),
        customers=customers.rows,
        facts_changed=facts_changed(before.contents.catalogue, catalogue) if before else (),
        settings_changed=_settings_changed(before, embedder, settings),
        chunks=len(cut.passages),
        embedded=embedded,
        problems=(*sources.problems, *broken, *cut.problems),
        findings=(
            *notes,
            *replaced,
            *lint(catalogue, cut.readings, written, today or datetime.now(UTC).date()),
            *customers.findings,
        ),
        seconds=round(time.perf_counter() - started, 3),
    )


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """One ingest at a time, across processes; the lock falls with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PortError(f"{folder}: another ingest is running; wait for it to end") from error
        yield


def _embedder(data_folder: Path, settings: IndexSettings, tell: Progress) -> Embeds:
    """The model as exported, which is done first where it is missing."""
    tell("model", 0, 1)
    folder = model_folder(data_folder, settings.model)
    _sweep_exports(folder)
    ensure_model(settings.model, folder)
    tell("model", 1, 1)
    return open_embedder(folder, precision=settings.precision, cache_size=0)


def _sweep_exports(folder: Path) -> None:
    """A killed export leaves a folder as large as the model."""
    for path in folder.parent.glob(f".{folder.name}.*"):
        if time.time() - path.stat().st_mtime > _STALE_EXPORT:
            shutil.rmtree(path, ignore_errors=True)


def _before(folder: Path) -> tuple[Generation | None, list[Finding]]:
    """The generation in service; when none can be read, everything is built anew and the report says why."""
    if not (folder / "current").exists():
        return None, []
    try:
        found = read_generation(folder)
    except PortError as error:
        return None, [Finding(level="warning", source="index", message=f"rebuilt from the documents: {error}")]
    return found, [Finding(level="warning", source="index", message=note) for note in found.notes]


def _roots(paths: Sequence[Path], before: Generation | None) -> tuple[list[Path], list[Finding]]:
    """Paths given now, then those of earlier runs, each once; another operator's folder than the one given now leaves.

    An index is one operator's: with two, as after a copy of the data folder, every document would be there twice.
    """
    given = next(filter(None, map(operator_of, paths)), None)
    known = [Path(root) for root in before.manifest.roots] if before else []
    left = [root for root in known if given and operator_of(root) not in (None, given)]
    roots = dict.fromkeys(path.resolve() for path in (*paths, *known) if path not in left)
    return list(roots), [Finding(level="warning", source="index", message=_replaced(root, given)) for root in left]


def _replaced(root: Path, given: Path | None) -> str:
    return f"{root} is another operator's folder than {given} and leaves the index, which holds one operator"


def _catalogue(
    sources: Sources, before: Generation | None, folder: Path
) -> tuple[Catalogue, Path | None, tuple[Problem, ...]]:
    """The operator's facts and the folder they came from; facts that cannot be read leave the last good ones."""
    if sources.operator is None:
        return Catalogue(), None, ()
    try:
        return load_catalogue(sources.operator), sources.operator, ()
    except CatalogueError as error:
        mistakes = [Problem(source=name, reason=what) for name, what in error.mistakes]
    last = before.contents.catalogue if before else Catalogue()
    stays = _LAST_FACTS if last.operator or last.treks else _NO_FACTS
    problems = (*mistakes, Problem(source="catalogue", reason=stays))
    return last, folder / before.name / "source" if before else None, problems


def _commit(
    folder: Path,
    before: Generation | None,
    cut: Cut,
    catalogue: Catalogue,
    home: Path | None,
    embedder: Embeds,
    settings: IndexSettings,
    roots: list[Path],
    tell: Progress,
) -> tuple[str, str, int]:
    """Name, version and number of computed vectors; nothing is written when nothing changed."""
    version = _version(cut, home, embedder)
    told = _told(settings)
    named = [str(root) for root in roots if root.exists()]
    if before and _is_same(before.manifest, version, told, named, cut):
        return before.name, version, 0
    vectors, embedded = embed_passages(cut.passages, embedder, _vectors(before, embedder), tell)
    tell("write", 0, 1)
    contents = Contents(
        passages=tuple(cut.passages),
        vectors=vectors,
        nearest=build_nearest(vectors, settings.flat_below),
        lexical=Lexical.build(cut.passages, k1=settings.k1, b=settings.b),
        catalogue=catalogue,
        version=version,
        texts=pack(source_texts(cut.passages, catalogue), before.contents.texts if before else NONE),
    )
    manifest = Manifest(
        version=version,
        created_at=datetime.now(UTC).isoformat(timespec="seconds"),
        model=settings.model,
        model_digest=embedder.digest,
        dim=embedder.dim,
        passages=len(cut.passages),
        settings=told,
        roots=named,
        documents=cut.records,
        reader=reader(),
    )
    name = write_generation(folder, contents, manifest, home, cut.readings)
    tell("write", 1, 1)
    return name, version, embedded


def _told(settings: IndexSettings) -> dict[str, str | int | float]:
    """The settings that decide what an index holds."""
    return settings.model_dump(exclude={"threads", "workers", "cache_size", "documents"})


def _settings_changed(before: Generation | None, embedder: Embeds, settings: IndexSettings) -> tuple[str, ...]:
    if before is None:
        return ()
    old, new = before.manifest.settings, _told(settings)
    named = [f"{key} {old.get(key)} → {value}" for key, value in new.items() if value != old.get(key)]
    moved = before.manifest.model_digest != embedder.digest and not named
    return (*named, "the exported model") if moved else tuple(named)


def _is_same(old: Manifest, version: str, told: dict[str, str | int | float], roots: list[str], cut: Cut) -> bool:
    held = (old.version, old.settings, old.roots, old.documents, old.reader)
    return held == (version, told, roots, cut.records, reader())


def _version(cut: Cut, home: Path | None, embedder: Embeds) -> str:
    """Equal for equal passages, facts and model, on any machine."""
    digest = hashlib.sha256(embedder.digest.encode())
    for passage in cut.passages:
        told = (passage.id, passage.kind, passage.trek, passage.language, passage_hash(passage))
        digest.update(f"{told}\n".encode())
    for path in catalogue_files(home) if home else ():
        digest.update(f"{path} {sha256((home or path) / path)}\n".encode())
    return digest.hexdigest()[:16]


def _vectors(before: Generation | None, embedder: Embeds) -> dict[str, Vectors]:
    """Rows of the generation in service by passage hash; none when another model made them."""
    if before is None or before.manifest.model_digest != embedder.digest:
        return {}
    rows = np.asarray(before.contents.vectors, dtype=np.float32)
    return {passage_hash(passage): row for passage, row in zip(before.contents.passages, rows, strict=True)}


def _nothing(paths: Sequence[Path], problems: Sequence[Problem]) -> str:
    first = f"{problems[0].source} {problems[0].reason}" if problems else "name a folder with documents"
    return f"nothing to index in {', '.join(map(str, paths)) or 'no folder'}; {first}"
