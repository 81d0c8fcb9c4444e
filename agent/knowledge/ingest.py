"""Documents → index: only what changed is read and embedded again, and the swap is one rename."""

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from agent.knowledge.blocks import Document, Problem
from agent.knowledge.catalogue import Catalogue, load_catalogue
from agent.knowledge.catalogue_passages import catalogue_passages
from agent.knowledge.chunk import Chunker, Limits
from agent.knowledge.contents import Contents
from agent.knowledge.embed_passages import Progress, embed_passages, passage_hash
from agent.knowledge.embedder import Embeds, open_embedder
from agent.knowledge.export import ensure_model
from agent.knowledge.faiss_index import model_folder
from agent.knowledge.generation import (
    DocumentRecord,
    Generation,
    Manifest,
    catalogue_files,
    index_folder,
    read_generation,
    write_generation,
)
from agent.knowledge.lexical import Lexical
from agent.knowledge.lint import Finding, lint
from agent.knowledge.load import load
from agent.knowledge.model_card import sha256
from agent.knowledge.nearest import build_nearest
from agent.knowledge.settings import IndexSettings
from agent.knowledge.sources import Sources, find_sources
from agent.knowledge.tagging import TrekNames
from agent.ports import PortError, Vectors
from agent.turn import Passage

CUT = 1  # raise when loaders or chunker change, so that every document is cut again


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What one run did. Documents by source name; `embedded` counts passages whose vectors were computed."""

    generation: str
    version: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    chunks: int = 0
    embedded: int = 0
    problems: tuple[Problem, ...] = ()
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0


@dataclass(slots=True)
class _Cut:
    """Documents cut so far."""

    passages: list[Passage] = field(default_factory=list)
    records: dict[str, DocumentRecord] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def ingest(
    paths: Sequence[Path],
    data_folder: Path,
    settings: IndexSettings,
    progress: Progress | None = None,
    today: date | None = None,
) -> IngestReport:
    """Bring the index up to date with `paths` and all folders ingested before; build the model if it is missing.

    A file that cannot be used is a problem of the report and leaves the index. Raises PortError when nothing at
    all could be indexed, or when another ingest runs; the old index stays in service then.
    """
    started = time.perf_counter()
    tell: Progress = progress or (lambda stage, done, total: None)
    folder = index_folder(data_folder)
    with _locked(folder):
        tell("model", 0, 1)
        ensure_model(settings.model, model_folder(data_folder, settings.model))
        embedder = _embedder(data_folder, settings)
        before, notes = _before(folder)
        roots = _roots(paths, before)
        sources = find_sources(roots)
        catalogue, home, broken = _catalogue(sources, before, folder)
        cut = _documents(sources, before, catalogue, embedder, settings, tell)
        cut.passages += catalogue_passages(catalogue, embedder.count, settings.max_tokens)
        if not cut.passages:
            raise PortError(_nothing(paths, [*sources.problems, *cut.problems]))
        name, version, embedded = _commit(folder, before, cut, catalogue, home, embedder, settings, roots, tell)
    pages = _pages(sources, catalogue)
    moved = _compared(before, cut)
    return IngestReport(
        generation=name,
        version=version,
        added=moved.added,
        changed=moved.changed,
        removed=moved.removed,
        unchanged=moved.unchanged,
        chunks=len(cut.passages),
        embedded=embedded,
        problems=(*notes, *sources.problems, *broken, *cut.problems),
        findings=lint(catalogue, pages, today or datetime.now(UTC).date()),
        seconds=round(time.perf_counter() - started, 3),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moved:
    """Documents by what became of them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]


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


def _embedder(data_folder: Path, settings: IndexSettings) -> Embeds:
    folder = model_folder(data_folder, settings.model)
    return open_embedder(folder, precision=settings.precision, threads=os.cpu_count() or 1, cache_size=0)


def _before(folder: Path) -> tuple[Generation | None, list[Problem]]:
    """The generation in service; when none can be read, everything is built anew and the report says why."""
    if not (folder / "current").exists():
        return None, []
    try:
        found = read_generation(folder)
    except PortError as error:
        return None, [Problem(source="index", reason=f"was rebuilt from the documents: {error}")]
    return found, [Problem(source="index", reason=note) for note in found.notes]


def _roots(paths: Sequence[Path], before: Generation | None) -> list[Path]:
    """Paths given now, then those of earlier runs; each once."""
    known = [Path(root) for root in before.manifest.roots] if before else []
    return list(dict.fromkeys(path.resolve() for path in (*paths, *known)))


def _catalogue(
    sources: Sources, before: Generation | None, folder: Path
) -> tuple[Catalogue, Path | None, tuple[Problem, ...]]:
    """The operator's facts and the folder they came from; facts that cannot be read leave the last good ones."""
    if sources.operator is None:
        return Catalogue(), None, ()
    try:
        return load_catalogue(sources.operator), sources.operator, ()
    except ValueError as error:
        problem = Problem(source="catalogue", reason=f"{error}; the facts of the last good run stay in use")
    if before is None:
        return Catalogue(), None, (problem,)
    return before.contents.catalogue, folder / before.name / "source", (problem,)


def _documents(
    sources: Sources,
    before: Generation | None,
    catalogue: Catalogue,
    embedder: Embeds,
    settings: IndexSettings,
    tell: Progress,
) -> _Cut:
    names = TrekNames(catalogue)
    chunker = Chunker(names, embedder.count, Limits(settings.max_tokens, settings.min_tokens))
    rules = _rules(catalogue, embedder, settings)
    known = _known(before)
    cut = _Cut()
    for done, (source, path) in enumerate(sorted(sources.files.items()), start=1):
        _document(source, path, rules, known, chunker, cut)
        tell("read", done, len(sources.files))
    return cut


def _document(
    source: str,
    path: Path,
    rules: str,
    known: Mapping[str, tuple[str, list[Passage]]],
    chunker: Chunker,
    cut: _Cut,
) -> None:
    try:
        key = hashlib.sha256(f"{rules} {sha256(path)}".encode()).hexdigest()
        old_key, old = known.get(source, ("", []))
        passages = old if old_key == key else chunker.chunks(load(path, source))
    except (ValueError, OSError) as error:
        cut.problems.append(Problem(source=source, reason=str(error)))
        return
    cut.passages += passages
    cut.records[source] = DocumentRecord(key=key, chunks=len(passages))


def _rules(catalogue: Catalogue, embedder: Embeds, settings: IndexSettings) -> str:
    """What decides how a document is cut and tagged, besides its bytes."""
    treks = [(t.id, t.name, t.document, t.aliases, sorted(t.names.items())) for t in catalogue.treks.values()]
    said = json.dumps([CUT, settings.max_tokens, settings.min_tokens, embedder.digest, treks], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _known(before: Generation | None) -> dict[str, tuple[str, list[Passage]]]:
    """Key and passages of each document of the generation in service."""
    if before is None:
        return {}
    found = {source: (record.key, list[Passage]()) for source, record in before.manifest.documents.items()}
    for passage in before.contents.passages:
        if passage.source in found:
            found[passage.source][1].append(passage)
    return found


def _commit(
    folder: Path,
    before: Generation | None,
    cut: _Cut,
    catalogue: Catalogue,
    home: Path | None,
    embedder: Embeds,
    settings: IndexSettings,
    roots: list[Path],
    tell: Progress,
) -> tuple[str, str, int]:
    """Name, version and number of computed vectors; nothing is written when nothing changed."""
    version = _version(cut, home, embedder)
    told = settings.model_dump(exclude={"threads", "workers", "cache_size", "documents"})
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
    )
    name = write_generation(folder, contents, manifest, home)
    tell("write", 1, 1)
    return name, version, embedded


def _is_same(old: Manifest, version: str, told: dict[str, str | int | float], roots: list[str], cut: _Cut) -> bool:
    return (old.version, old.settings, old.roots, old.documents) == (version, told, roots, cut.records)


def _version(cut: _Cut, home: Path | None, embedder: Embeds) -> str:
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


def _compared(before: Generation | None, cut: _Cut) -> _Moved:
    old = before.manifest.documents if before else {}
    new = cut.records
    both = sorted(old.keys() & new.keys())
    return _Moved(
        added=tuple(sorted(new.keys() - old.keys())),
        removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(source for source in both if old[source].key != new[source].key),
        unchanged=tuple(source for source in both if old[source].key == new[source].key),
    )


def _pages(sources: Sources, catalogue: Catalogue) -> dict[str, Document]:
    """Trek pages by trek id; unreadable ones are in the report already."""
    found: dict[str, Document] = {}
    for trek in catalogue.treks.values():
        path = sources.files.get(trek.document)
        if path is not None:
            found.update(_page(trek.id, path, trek.document))
    return found


def _page(trek: str, path: Path, source: str) -> dict[str, Document]:
    try:
        return {trek: load(path, source)}
    except (ValueError, OSError):
        return {}


def _nothing(paths: Sequence[Path], problems: Sequence[Problem]) -> str:
    first = f"{problems[0].source} {problems[0].reason}" if problems else "name a folder with documents"
    return f"nothing to index in {', '.join(map(str, paths)) or 'no folder'}; {first}"
