"""Documents → passages and what the lint reads, taken over from the last run where nothing changed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent.knowledge.blocks import Problem
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.chunk import Chunker, Limits
from agent.knowledge.embed_passages import Progress
from agent.knowledge.generation import DocumentRecord, Generation
from agent.knowledge.load import load
from agent.knowledge.model_card import sha256
from agent.knowledge.settings import IndexSettings
from agent.knowledge.sources import Sources
from agent.knowledge.split import Count
from agent.knowledge.statements import Reading, Statements
from agent.knowledge.tagging import TrekNames
from agent.turn import Passage

RULES = 6  # raise when loaders, chunker or statements change, so that every document is cut again


@dataclass(frozen=True, slots=True)
class Known:
    """A document as the generation in service has it."""

    key: str
    passages: list[Passage]
    reading: Reading


@dataclass(slots=True)
class Cut:
    """Documents cut so far."""

    passages: list[Passage] = field(default_factory=list)
    records: dict[str, DocumentRecord] = field(default_factory=dict)
    readings: dict[str, Reading] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


class Cutter:
    """Cuts by one set of rules; their digest is part of every document's key."""

    def __init__(self, catalogue: Catalogue, count: Count, model: str, settings: IndexSettings):
        self._chunker = Chunker(TrekNames(catalogue), count, Limits(settings.max_tokens, settings.min_tokens))
        self._statements = Statements(catalogue)
        self._rules = _digest(catalogue, model, settings)

    def cut(self, sources: Sources, before: Generation | None, readings: Mapping[str, Reading], tell: Progress) -> Cut:
        """Every document; one that cannot be used is a problem and the others go on. `readings` belong to `before`."""
        known = _known(before, readings)
        found = Cut()
        for done, (source, path) in enumerate(sorted(sources.files.items()), start=1):
            try:
                self._one(source, path, known.get(source), found)
            except (ValueError, OSError) as error:
                found.problems.append(Problem(source=source, reason=_reason(error)))
            tell("read", done, len(sources.files))
        return found

    def _one(self, source: str, path: Path, known: Known | None, found: Cut) -> None:
        digest = sha256(path)
        key = hashlib.sha256(f"{self._rules} {digest}".encode()).hexdigest()
        now = known if known and known.key == key else self._fresh(source, path, key)
        found.passages += now.passages
        found.readings[source] = now.reading
        found.records[source] = DocumentRecord(key=key, digest=digest, chunks=len(now.passages))

    def _fresh(self, source: str, path: Path, key: str) -> Known:
        document = load(path, source)
        passages = self._chunker.chunks(document)
        language = passages[0].language if passages else ""
        return Known(key, passages, self._statements.read(document, language))


def _digest(catalogue: Catalogue, model: str, settings: IndexSettings) -> str:
    """What decides how a document is cut and tagged, besides its bytes."""
    treks = [(t.id, t.name, t.document, t.aliases, sorted(t.names.items())) for t in catalogue.treks.values()]
    said = json.dumps([RULES, settings.max_tokens, settings.min_tokens, model, treks], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _known(before: Generation | None, readings: Mapping[str, Reading]) -> dict[str, Known]:
    """What the generation in service holds of each document."""
    if before is None:
        return {}
    found = {
        source: Known(record.key, [], readings[source])
        for source, record in before.manifest.documents.items()
        if source in readings
    }
    for passage in before.contents.passages:
        if passage.source in found:
            found[passage.source].passages.append(passage)
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return f"cannot be read ({error.strerror or error}); allow this user to read it"
    return str(error)
