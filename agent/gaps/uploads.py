"""Documents brought by hand: read, cut and checked while they wait; in service only when somebody says so."""

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath

from agent.accounts.roles import User
from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.blocks import Problem
from agent.knowledge.cut import Cut, Cutter
from agent.knowledge.embedder import open_embedder
from agent.knowledge.faiss_index import model_folder
from agent.knowledge.finding import Finding
from agent.knowledge.generation import Generation, index_folder, read_generation
from agent.knowledge.ingest import IngestReport, ingest
from agent.knowledge.lint import lint
from agent.knowledge.load import MAX_BYTES, PARSERS
from agent.knowledge.readings import read_readings
from agent.knowledge.settings import IndexSettings
from agent.knowledge.sources import Sources
from agent.ports import PortError
from agent.settings import find
from agent.turn import Passage

LIVE, WAITING = "documents", "documents.waiting"
"""Folders of the data folder: what is in service, and what waits for a click."""
JOURNAL = "journal.sqlite"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a waiting document would bring. `findings` are those that come with it; `problem`: why it cannot be used.

    `replaces`: a document of this name is in service, and this one would stand in its place.
    """

    name: str
    chunks: tuple[Passage, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    replaces: bool = False


class Uploads:
    """The upload area of one data folder. Every deed asks the role of who does it, and stands in the audit log."""

    def __init__(self, folder: Path, settings: IndexSettings) -> None:
        self._folder = folder
        self._settings = settings

    def stage(self, name: str, raw: bytes, user: User) -> str:
        """Keep a file to wait, in the place of one of the same name; its name. Raises ValueError for an unfit one."""
        user.must("upload")
        kept = _fit(name, raw)
        if self._is_of_others(f"{LIVE}/{kept}"):
            raise ValueError(f"{kept}: a document of this name lies elsewhere; rename the file")
        waiting = self._folder / WAITING
        waiting.mkdir(parents=True, exist_ok=True)
        aside = waiting / f".{kept}.{os.getpid()}"
        aside.write_bytes(raw)
        aside.replace(waiting / kept)
        return kept

    def waiting(self) -> tuple[str, ...]:
        """Names of what waits, in their order."""
        return _names(self._folder / WAITING)

    def live(self) -> tuple[str, ...]:
        """Names of uploads in service."""
        return _names(self._folder / LIVE)

    def examine(self, name: str, today: date) -> Examined:
        """Parse, cut and check it beside all that is in service; nothing changes. Raises PortError without an index."""
        generation = read_generation(index_folder(self._folder))
        source = f"{LIVE}/{name}"
        cut = self._cut(source, self._folder / WAITING / name, generation)
        replaces = source in generation.manifest.documents
        if cut.problems:
            return Examined(name=name, problem=cut.problems[0].reason, replaces=replaces)
        return Examined(
            name=name,
            chunks=tuple(cut.passages),
            findings=self._new_findings(cut, source, generation, today),
            replaces=replaces,
        )

    def publish(self, name: str, user: User) -> IngestReport:
        """Take a waiting document into the index; a running server answers from it within seconds.

        What cannot be used goes back to wait. Raises NotAllowedError, and PortError with the reason.
        """
        user.must("upload")
        with self._moved(name, WAITING, LIVE):
            report = self._ingest()
            refused = _problem_of(f"{LIVE}/{name}", report.problems)
            if refused:
                raise PortError(f"{name} {refused}; it waits again, nothing changed")
        self._audit(user, "document.publish", name, report)
        return report

    def withdraw(self, name: str, user: User) -> IngestReport:
        """Take an upload out of service; its file waits again."""
        user.must("upload")
        with self._moved(name, LIVE, WAITING):
            report = self._ingest()
        self._audit(user, "document.withdraw", name, report)
        return report

    def discard(self, name: str, user: User) -> None:
        """Delete a waiting file."""
        user.must("upload")
        (self._folder / WAITING / name).unlink(missing_ok=True)
        self._audit(user, "document.discard", name, None)

    def _is_of_others(self, source: str) -> bool:
        generation = read_generation(index_folder(self._folder))
        ours = (self._folder / LIVE / PurePosixPath(source).name).exists()
        return source in generation.manifest.documents and not ours

    def _cut(self, source: str, path: Path, generation: Generation) -> Cut:
        folder = model_folder(self._folder, self._settings.model)
        embedder = open_embedder(folder, precision=self._settings.precision, threads=1, cache_size=0)
        cutter = Cutter(generation.contents.catalogue, embedder.count, embedder.digest, self._settings)
        return cutter.cut(Sources({source: path}, None, ()), None, {}, lambda stage, done, total: None)

    def _new_findings(self, cut: Cut, source: str, generation: Generation, today: date) -> tuple[Finding, ...]:
        """Those that are not there without it."""
        catalogue = generation.contents.catalogue
        readings = read_readings(index_folder(self._folder) / generation.name)
        written = [one for one in generation.contents.passages if one.source in generation.manifest.documents]
        others = [one for one in written if one.source != source]
        before = set(lint(catalogue, readings, written, today))
        after = lint(catalogue, {**readings, **cut.readings}, [*others, *cut.passages], today)
        return tuple(finding for finding in after if finding not in before)

    @contextmanager
    def _moved(self, name: str, here: str, there: str) -> Iterator[None]:
        """The file is there from now on, and here again where what follows fails; one it replaced too."""
        source, target = self._folder / here / name, self._folder / there / name
        if not source.is_file():
            raise PortError(f"{name}: is not there any more; reload the page")
        target.parent.mkdir(parents=True, exist_ok=True)
        before = target.read_bytes() if target.exists() else None
        source.replace(target)
        try:
            yield
        except BaseException:
            target.replace(source)
            if before is not None:
                target.write_bytes(before)
            raise

    def _ingest(self) -> IngestReport:
        live = self._folder / LIVE
        live.mkdir(parents=True, exist_ok=True)
        try:
            return ingest([find(self._settings.documents), live], self._folder, self._settings)
        except OSError as error:
            raise PortError(f"{error.filename}: {error.strerror}; what is in service stays") from error

    def _audit(self, user: User, action: str, name: str, report: IngestReport | None) -> None:
        detail = {"version": report.version, "chunks": report.documents.get(f"{LIVE}/{name}", 0)} if report else {}
        asyncio.run(_write_audit(self._folder / JOURNAL, user.name, action, name, detail))


def _fit(name: str, raw: bytes) -> str:
    kept = PurePosixPath(name.replace("\\", "/")).name.strip()
    if not kept or kept.startswith(".") or not kept.isprintable() or len(kept) > _LONGEST_NAME:
        raise ValueError(f"{name!r} is no name a document can have; rename the file")
    if Path(kept).suffix.lower() not in PARSERS:
        raise ValueError(f"{kept} has a format that is not read; use one of {', '.join(sorted(PARSERS))}")
    if len(raw) > MAX_BYTES:
        raise ValueError(f"{kept} is larger than {MAX_BYTES >> 20} MB; split it")
    return kept


def _names(folder: Path) -> tuple[str, ...]:
    if not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")))


def _problem_of(source: str, problems: Sequence[Problem]) -> str:
    return next((problem.reason for problem in problems if problem.source == source), "")


async def _write_audit(path: Path, actor: str, action: str, subject: str, detail: dict[str, object]) -> None:
    """SQLite lets two processes write in turn; a server's leases are not ours to clear."""
    journal = await asyncio.to_thread(SQLiteJournal.open, path, clear_leases=False)
    try:
        await journal.audit(actor, action, subject, detail)
    finally:
        await journal.aclose()
