"""The part of `cairn check` about the data folder: permissions, room, journal, store, and the age of the index."""

import asyncio
import os
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from agent.checks.finding import Check
from agent.health import disk
from agent.journal.backup import JOURNAL, verify
from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.generation import index_folder
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment, operator_folder
from agent.store.database import is_locked, is_surrounding
from agent.terminal.numbers import line

_OTHERS = stat.S_IRWXO


async def check_folder(pipeline: Pipeline, environment: Environment) -> Sequence[Check]:
    """Changes nothing; a server may run meanwhile."""
    folder = environment.cairn_data
    return (
        *_permissions(folder, environment.cairn_log_folder),
        _room(folder, pipeline.config.alerts.disk_free_mb),
        *await _journal(environment),
        await asyncio.to_thread(_store, folder),
    )


def _permissions(folder: Path, logs: Path | None) -> Iterator[Check]:
    for name, place in (("data folder", folder), ("log folder", logs)):
        if place is not None:
            yield _permission(name, place)


def _permission(name: str, place: Path) -> Check:
    there = next(one for one in (place.absolute(), *place.absolute().parents) if one.exists())
    if not there.is_dir() or not os.access(there, os.R_OK | os.W_OK | os.X_OK):
        remedy = f"make {there} a folder that the server's user owns: chown USER {there} && chmod 700 {there}"
        return Check(name=name, state="failed", says=f"this user may not write in {there}", remedy=remedy)
    locked = [one.name for one in _ours(place) if not os.access(one, os.R_OK | os.W_OK)]
    if locked:
        remedy = f"chown them to the server's user; was it started as another one?  (in {place})"
        return Check(name=name, state="failed", says=f"this user may not write {', '.join(locked)}", remedy=remedy)
    if place.exists() and stat.S_IMODE(place.stat().st_mode) & _OTHERS:
        remedy = f"chmod o-rwx {place}: it holds customers' messages"
        return Check(name=name, state="note", says=f"every user of this machine may look into {place}", remedy=remedy)
    return Check(name=name, state="ok", says=f"{place} may be written")


def _ours(place: Path) -> Sequence[Path]:
    return sorted(one for one in place.glob("*") if one.is_file()) if place.exists() else []


def _room(folder: Path, least_mb: int) -> Check:
    found = disk(folder, least_mb)
    if found.state == "ok":
        return Check(name="disk", state="ok", says=f"more than {least_mb} MB free")
    if found.state == "failing":
        return Check(name="disk", state="failed", says=found.says, remedy=found.remedy)
    return Check(name="disk", state="note", says=found.says, remedy=found.remedy)


async def _journal(environment: Environment) -> Sequence[Check]:
    path = environment.cairn_data / JOURNAL
    if not path.exists():
        return (Check(name="journal", state="note", says="not there yet; the server makes it at its first start"),)
    try:
        await asyncio.to_thread(verify, path)
        journal = await asyncio.to_thread(SQLiteJournal.open, path, read_only=True)
    except PortError as error:
        remedy = "restore the newest backup: cairn restore BACKUP --force (docs/operations.md, Damaged files)"
        return (Check(name="journal", state="failed", says=str(error), remedy=remedy),)
    try:
        depth, stopped = await journal.depth(), await journal.stopped_numbers()
    finally:
        await journal.aclose()
    says = ", ".join(f"{name.replace('_', ' ')} {value:.0f}" for name, value in depth.items())
    whole = Check(name="journal", state="ok", says=f"whole; {says}")
    remedy = "settle the reason with Meta, then `cairn number start NUMBER`"
    return (whole, *(Check(name="number", state="failed", says=line(one), remedy=remedy) for one in stopped))


def _store(folder: Path) -> Check:
    path = folder / "cairn.duckdb"
    torn = sorted(folder.glob("*.corrupt-*"))
    if torn:
        remedy = "it was rebuilt from the journal; delete the file once you have looked at it"
        return Check(name="store", state="note", says=f"a damaged file was set aside: {torn[-1].name}", remedy=remedy)
    if not path.exists():
        return Check(name="store", state="note", says="not there yet; the server makes it at its first start")
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.Error as error:
        return _unopened(path, error)
    return Check(name="store", state="ok", says=f"{path.stat().st_size / 1e6:.1f} MB")


def _unopened(path: Path, error: duckdb.Error) -> Check:
    if is_locked(error):
        return Check(name="store", state="ok", says=f"{path.stat().st_size / 1e6:.1f} MB, in use by a server")
    if is_surrounding(error):
        remedy = f"check the permissions of {path} and the room on the disk"
        return Check(name="store", state="failed", says="cannot be opened", remedy=remedy)
    remedy = "nothing: the server sets it aside and rebuilds it from the journal at its next start"
    return Check(name="store", state="note", says=f"damaged ({type(error).__name__})", remedy=remedy)


def check_age(pipeline: Pipeline, environment: Environment) -> Iterator[Check]:
    """Documents that were written after the index."""
    current = index_folder(environment.cairn_data) / "current"
    documents = operator_folder(pipeline.config.ports.index.documents, pipeline.config.path)
    if not current.exists():
        return
    made = current.lstat().st_mtime
    newer = [path for path in documents.rglob("*") if path.is_file() and path.stat().st_mtime > made]
    if newer:
        when = f"{datetime.fromtimestamp(made, UTC):%d %b %H:%M} UTC"
        says = f"{len(newer)} files under {documents} are newer than the index of {when}"
        yield Check(name="index age", state="note", says=says, remedy="run `cairn ingest`; it reads only what changed")
