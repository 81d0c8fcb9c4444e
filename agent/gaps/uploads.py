"""Documents brought by hand: read, cut and checked while they wait; in service only when somebody says so."""

import difflib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path, PurePosixPath
from typing import Any, Literal
from uuid import uuid4

from agent.accounts.roles import User
from agent.journal.guest import Deed
from agent.journal.kept_deeds import note
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
from agent.knowledge.sources import Sources, find_sources
from agent.ports import PortError
from agent.turn import Passage

LIVE, WAITING = "documents", "documents.waiting"
"""Folders of the data folder: what is in service, and what waits for a click."""
_LONGEST_NAME = 120
Taken = Literal["waiting", "operator", "upload"]
_TAKEN: Mapping[Taken, str] = {
    "waiting": "another file of this name waits already",
    "operator": "the operator has a document of this name in the folder of the documents; give this one another name",
    "upload": "an upload of this name is in service",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What a waiting document would bring. `findings` come with it, `settled` go; `problem`: why it cannot be used.

    `digest` names the file that was looked at. `replaced`: that of the upload of this name in service, in whose place
    this one would stand, with its chunks `before`; empty where there is none.
    """

    name: str
    chunks: tuple[Passage, ...] = ()
    findings: tuple[Finding, ...] = ()
    problem: str = ""
    digest: str = ""
    replaced: str = ""
    before: tuple[Passage, ...] = ()
    settled: tuple[Finding, ...] = ()

    @property
    def replaces(self) -> bool:
        """Whether an upload of this name is in service."""
        return bool(self.replaced)

    @property
    def difference(self) -> str:
        """What is another in the chunks, as a unified diff; empty where all are the same."""
        old, new = (_lines(chunks) for chunks in (self.before, self.chunks))
        return "\n".join(difflib.unified_diff(old, new, "in service", "waiting", n=1, lineterm=""))


class NameTakenError(ValueError):
    """A document of this name is there already: it is replaced knowingly, or the new one gets another name."""

    def __init__(self, name: str, by: Taken) -> None:
        super().__init__(f"{name}: {_TAKEN[by]}")
        self.by = by


class Uploads:
    """The upload area of one data folder. Every deed asks the role of who does it, and stands in the audit log.

    `operator` is the operator's own folder.
    """

    def __init__(self, folder: Path, settings: IndexSettings, operator: Path) -> None:
        self._operator = operator
        self._folder = folder
        self._settings = settings

    def stage(self, name: str, raw: bytes, user: User, *, replace: bool = False) -> str:
        """Keep a file to wait; its name. Raises ValueError for an unfit one.

        NameTakenError where another file of the name waits, unless that one is to be replaced, or where the operator
        has a document of the name. One of an upload in service may wait: `examine` tells what it would replace.
        """
        user.must("upload")
        kept = _fit(name, raw)
        taken = self._taken(kept, raw)
        if taken == "operator" or (taken == "waiting" and not replace):
            raise NameTakenError(kept, taken)
        waiting = self._folder / WAITING
        waiting.mkdir(parents=True, exist_ok=True)
        aside = waiting / f".{kept}.{os.getpid()}"
        aside.write_bytes(raw)
        aside.replace(waiting / kept)
        detail = {"file": _digest_of(raw), **({"replaces": "another one that waited"} if taken == "waiting" else {})}
        self._audit(user, "document.bring", kept, detail)
        return kept

    def free_name(self, name: str) -> str:
        """The same name with the first number that makes it free."""
        path = Path(name)
        tries = (f"{path.stem}-{number}{path.suffix}" for number in count(2))
        return next(one for one in tries if not self._taken(one) and one not in self.live())

    def rename(self, name: str, new: str, user: User) -> str:
        """Give a waiting file another name; that name. Raises ValueError, NameTakenError among them, and PortError."""
        user.must("upload")
        source = self._folder / WAITING / name
        raw = _read(source)
        kept = _fit(new, raw)
        taken = self._taken(kept)
        if taken or kept in self.live():
            raise NameTakenError(kept, taken or "upload")
        source.replace(self._folder / WAITING / kept)
        self._audit(user, "document.rename", kept, {"was": name})
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
        digest = _digest_of(_read(self._folder / WAITING / name))
        if self._is_operators(name, generation):
            return Examined(name=name, problem=_TAKEN["operator"], digest=digest)
        cut = self._cut(source, self._folder / WAITING / name, generation)
        replaced = self._live_digest(name)
        if cut.problems:
            return Examined(name=name, problem=cut.problems[0].reason, digest=digest, replaced=replaced)
        new, gone = self._findings(cut, source, generation, today)
        return Examined(
            name=name,
            chunks=tuple(cut.passages),
            findings=new,
            digest=digest,
            replaced=replaced,
            before=tuple(one for one in generation.contents.passages if one.source == source),
            settled=gone,
        )

    def publish(self, name: str, user: User, seen: Examined | None = None) -> IngestReport:
        """Take a waiting document into the index; a running server answers from it within seconds.

        What cannot be used goes back to wait. An upload of the name is replaced only where `seen` says that it was
        looked at; it waits under another name then. Raises NotAllowedError, and PortError with the reason.
        """
        user.must("upload")
        old = self._must_be_as_seen(name, seen or Examined(name=name))
        with self._moved(name, WAITING, LIVE) as before:
            report = self._ingest()
            refused = _problem_of(f"{LIVE}/{name}", report.problems)
            if refused:
                raise PortError(f"{name} {refused}; it waits again, nothing changed")
        detail = _told(name, report)
        if before is not None:
            detail |= {"replaced": old, "waits_as": self._set_aside(name, before)}
        self._audit(user, "document.replace" if before is not None else "document.publish", name, detail)
        return report

    def withdraw(self, name: str, user: User) -> IngestReport:
        """Take an upload out of service; its file waits again. PortError while another file of the name waits."""
        user.must("upload")
        if name in self.waiting():
            raise PortError(f"{name}: another file of this name waits; discard it or give it another name first")
        with self._moved(name, LIVE, WAITING):
            report = self._ingest()
        self._audit(user, "document.withdraw", name, _told(name, report))
        return report

    def discard(self, name: str, user: User) -> None:
        """Delete a waiting file."""
        user.must("upload")
        (self._folder / WAITING / name).unlink(missing_ok=True)
        self._audit(user, "document.discard", name, {})

    def _taken(self, name: str, raw: bytes | None = None) -> Taken | None:
        """What stands in the way of a file that is to wait; not the very same one, which is only dropped again."""
        if self._is_operators(name, read_generation(index_folder(self._folder))):
            return "operator"
        there = self._folder / WAITING / name
        return "waiting" if there.is_file() and there.read_bytes() != raw else None

    def _is_operators(self, name: str, generation: Generation) -> bool:
        """Whether a document of this source lies in another folder, now or when it was last read."""
        source, mine = f"{LIVE}/{name}", (self._folder / LIVE).resolve()
        roots = (root for root in map(Path, generation.manifest.roots) if root.resolve() != mine)
        known = source in generation.manifest.documents and name not in self.live()
        return known or source in find_sources([root for root in roots if root.exists()]).files

    def _live_digest(self, name: str) -> str:
        path = self._folder / LIVE / name
        return _digest_of(path.read_bytes()) if path.is_file() else ""

    def _must_be_as_seen(self, name: str, seen: Examined) -> str:
        """The digest of the upload that is replaced, empty for none; PortError where somebody changed one meanwhile."""
        there = self._live_digest(name)
        if there != seen.replaced:
            what = "went into service meanwhile" if there else "is no longer in service"
            raise PortError(f"{name}: a document of this name {what}; look at the difference, then try again")
        if seen.digest and _digest_of(_read(self._folder / WAITING / name)) != seen.digest:
            raise PortError(f"{name}: another file of this name was brought meanwhile; look at it, then try again")
        return there

    def _set_aside(self, name: str, before: bytes) -> str:
        """Where the replaced file waits, so that it can be put back."""
        path = Path(name)
        kept = self.free_name(f"{path.stem}.replaced{path.suffix}")
        (self._folder / WAITING / kept).write_bytes(before)
        return kept

    def _cut(self, source: str, path: Path, generation: Generation) -> Cut:
        folder = model_folder(self._folder, self._settings.model)
        embedder = open_embedder(folder, precision=self._settings.precision, threads=1, cache_size=0)
        cutter = Cutter(generation.contents.catalogue, embedder.count, embedder.digest, self._settings)
        return cutter.cut(Sources({source: path}, None, ()), None, {}, lambda stage, done, total: None)

    def _findings(
        self, cut: Cut, source: str, generation: Generation, today: date
    ) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
        """Those that are not there without it, and those that are there only without it."""
        catalogue = generation.contents.catalogue
        readings = read_readings(index_folder(self._folder) / generation.name)
        written = [one for one in generation.contents.passages if one.source in generation.manifest.documents]
        others = [one for one in written if one.source != source]
        before = lint(catalogue, readings, written, today)
        after = lint(catalogue, {**readings, **cut.readings}, [*others, *cut.passages], today)
        return tuple(one for one in after if one not in before), tuple(one for one in before if one not in after)

    @contextmanager
    def _moved(self, name: str, here: str, there: str) -> Iterator[bytes | None]:
        """The file is there from now on, and here again where what follows fails; so is one it replaced: its bytes."""
        source, target = self._folder / here / name, self._folder / there / name
        if not source.is_file():
            raise PortError(f"{name}: is not there any more; reload the page")
        target.parent.mkdir(parents=True, exist_ok=True)
        before = target.read_bytes() if target.exists() else None
        source.replace(target)
        try:
            yield before
        except BaseException:
            target.replace(source)
            if before is not None:
                target.write_bytes(before)
            raise

    def _ingest(self) -> IngestReport:
        live = self._folder / LIVE
        live.mkdir(parents=True, exist_ok=True)
        try:
            return ingest([self._operator, live], self._folder, self._settings)
        except OSError as error:
            raise PortError(f"{error.filename}: {error.strerror}; what is in service stays") from error

    def _audit(self, user: User, action: str, name: str, detail: Mapping[str, Any]) -> None:
        actor = f"workbench:{user.name}"
        note(self._folder, Deed(key=str(uuid4()), actor=actor, action=action, subject=name, detail=detail))


def _told(name: str, report: IngestReport) -> dict[str, Any]:
    return {"version": report.version, "chunks": report.documents.get(f"{LIVE}/{name}", 0)}


def _lines(chunks: Sequence[Passage]) -> list[str]:
    return [line for chunk in chunks for line in (chunk.title, *chunk.text.splitlines(), "")]


def _digest_of(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()[:12]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PortError(f"{path.name}: is not there any more; reload the page") from error


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
