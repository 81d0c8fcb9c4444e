"""A retrieval set in BEIR layout: corpus.jsonl, queries.jsonl, qrels/test.tsv (Thakur et al. 2021)."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from agent.config import ConfigError, Problem
from eval.rows import IdRow, Line, lines_of, read_rows, refused

_COLUMNS = "expected query-id, corpus-id, score with tabs between"

Identified = TypeVar("Identified", bound=IdRow)


class DocumentRow(IdRow):
    """A document; `entity` names what it is about, where the set knows."""

    title: str | None = None
    text: str | None = None
    entity: str | None = None
    domain: str | None = None
    city: str | None = None


class QueryRow(IdRow):
    """A question, and the lines of the conversation before it."""

    text: str
    history: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Beir:
    """One folder as read. `judged` holds, by query, documents with a grade above 0; `notes` what does not fit."""

    documents: Sequence[DocumentRow]
    queries: Sequence[QueryRow]
    judged: Mapping[str, Mapping[str, int]]
    notes: tuple[str, ...] = ()


def read_beir(folder: Path) -> Beir:
    """Read and check the folder. Raises ConfigError naming file and lines."""
    if not folder.is_dir():
        raise refused(folder, "is no folder; give one with corpus.jsonl, queries.jsonl and qrels/test.tsv")
    documents = _unique(folder / "corpus.jsonl", read_rows(folder / "corpus.jsonl", DocumentRow))
    queries = _unique(folder / "queries.jsonl", read_rows(folder / "queries.jsonl", QueryRow))
    judged = _judgements(folder / "qrels" / "test.tsv")
    if not judged.keys() & {query.id for query in queries}:
        raise refused(folder / "qrels" / "test.tsv", "judges no query of queries.jsonl")
    return Beir(documents, queries, judged, _notes(documents, queries, judged))


def _unique(path: Path, rows: list[Identified]) -> list[Identified]:
    twice = [one for one, count in Counter(row.id for row in rows).items() if count > 1]
    if twice:
        raise refused(path, f"ids given more than once: {', '.join(twice[:5])}")
    return rows


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    problems: list[Problem] = []
    for number, line in lines_of(path):
        cells = [cell.strip() for cell in line.split("\t")]
        if number == 1 and not cells[-1].lstrip("-").isdigit():
            continue  # the heading
        if len(cells) != 3 or not cells[2].lstrip("-").isdigit():
            problems.append(Problem(line=number, where="", what=_COLUMNS))
        elif int(cells[2]) > 0:
            found.setdefault(cells[0], {})[cells[1]] = int(cells[2])
    if problems:
        raise ConfigError(path, problems[:20])
    return found


def _notes(
    documents: Iterable[DocumentRow], queries: Sequence[QueryRow], judged: Mapping[str, Mapping[str, int]]
) -> tuple[str, ...]:
    known = {document.id for document in documents}
    missing = {document for grades in judged.values() for document in grades} - known
    unjudged = sum(query.id not in judged for query in queries)
    told = []
    if unjudged:
        told.append(f"{unjudged} of {len(queries)} queries have no judged document and are left out")
    if missing:
        told.append(f"{len(missing)} judged documents are not in the corpus and count as not found")
    return tuple(told)
