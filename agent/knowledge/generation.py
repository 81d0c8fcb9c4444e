"""Generations of the index on disk: written aside, verified, swapped by one rename; two are kept."""

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.contents import Contents
from agent.knowledge.lexical import Lexical
from agent.knowledge.model_card import sha256
from agent.knowledge.nearest import load_nearest, save_nearest
from agent.knowledge.readings import write_readings
from agent.knowledge.statements import Reading
from agent.knowledge.texts import read_texts, write_texts
from agent.ports import PortError
from agent.process.durable import sync
from agent.turn import Passage

FORMAT = 5
KEPT = 2
MANIFEST = "manifest.json"
_POINTER_ASIDE = ".current.new"
_FIELDS = ("id", "source", "title", "text", "kind", "trek", "language", "also")
_ADVICE = "run `cairn ingest data`"


class DocumentRecord(BaseModel):
    """A document of the generation. `digest` is its bytes'; `key` changes with them and with how it is cut."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    digest: str = ""
    chunks: int


class Manifest(BaseModel):
    """What a generation holds and was made of. `files` are SHA-256 by path below its folder.

    `reader` names what read the texts for the fact ledger.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: int = FORMAT
    version: str
    created_at: str
    model: str
    model_digest: str
    dim: int
    passages: int
    settings: dict[str, str | int | float]
    roots: list[str]
    documents: dict[str, DocumentRecord]
    reader: str = ""
    files: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Generation:
    """One generation as read. `notes` says what was wrong with newer ones."""

    name: str
    manifest: Manifest
    contents: Contents
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Entry:
    """A line of the pointer file: a generation and the digest of its manifest."""

    name: str
    digest: str


def index_folder(data_folder: Path) -> Path:
    """Where generations live."""
    return data_folder / "index"


def current_name(folder: Path) -> str:
    """The newest generation's name; empty when there is none."""
    return next((entry.name for entry in _entries(folder)), "")


def read_generation(folder: Path) -> Generation:
    """The newest generation whose every file has the digest written down for it.

    Raises PortError when there is none.
    """
    notes: list[str] = []
    for entry in _entries(folder):
        try:
            manifest = _verified(folder / entry.name, entry)
            return Generation(entry.name, manifest, _contents(folder / entry.name, manifest), tuple(notes))
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            notes.append(f"{folder / entry.name}: {error}")
    said = "; ".join(notes) or f"{folder}: no index there"
    raise PortError(f"{said}; {_ADVICE}")


def write_generation(
    folder: Path,
    contents: Contents,
    manifest: Manifest,
    source: Path | None,
    readings: Mapping[str, Reading] | None = None,
) -> str:
    """The new generation's name. A crash at any point leaves the old one in service, and so does a full disk.

    `source` is the operator's folder, whose facts are copied so that facts and passages agree.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    aside = Path(tempfile.mkdtemp(prefix=".partial-", dir=folder))
    try:
        _fill(aside, contents, manifest, source, readings or {})
        name = f"gen-{_highest(folder) + 1}"
        os.rename(aside, folder / name)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    _point(folder, [_Entry(name, sha256(folder / name / MANIFEST)), *_entries(folder)][:KEPT])
    sweep(folder)
    return name


def _fill(
    aside: Path, contents: Contents, manifest: Manifest, source: Path | None, readings: Mapping[str, Reading]
) -> None:
    aside.chmod(0o755)
    _write(aside, contents, source)
    write_readings(aside, readings)
    files = {path.relative_to(aside).as_posix(): sha256(path) for path in _files(aside)}
    (aside / MANIFEST).write_text(manifest.model_copy(update={"files": files}).model_dump_json(indent=1), "utf-8")
    for path in (*_files(aside), aside):
        sync(path)


def _write(aside: Path, contents: Contents, source: Path | None) -> None:
    with (aside / "passages.jsonl").open("w", encoding="utf-8") as lines:
        for passage in contents.passages:
            lines.write(json.dumps({key: getattr(passage, key) for key in _FIELDS}, ensure_ascii=False) + "\n")
    np.save(aside / "vectors.npy", contents.vectors, allow_pickle=False)
    save_nearest(contents.nearest, str(aside / "faiss.index"))
    contents.lexical.save(aside)
    write_texts(aside, contents.texts)
    for path in catalogue_files(source) if source else ():
        copy = aside / "source" / path
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile((source or aside) / path, copy)


def catalogue_files(root: Path) -> list[Path]:
    """The operator's fact files, relative to its folder."""
    names = ("treks.yaml", "places.yaml", "prices.csv", "offers.csv", "departures.csv")
    tables = (f"catalogue/{name}" for name in names)
    return [Path(name) for name in ("operator.yaml", *tables) if (root / name).is_file()]


def _verified(folder: Path, entry: _Entry) -> Manifest:
    """Flipped bytes load silently in FAISS and NumPy; their digest tells."""
    if sha256(folder / MANIFEST) != entry.digest:
        raise ValueError(f"{MANIFEST} is not the one that was written")
    try:
        manifest = Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except ValidationError as error:
        raise ValueError(f"{MANIFEST} has another format: {error.error_count()} problems") from error
    if manifest.format != FORMAT:
        raise ValueError(f"written in format {manifest.format}, this version reads {FORMAT}")
    for name, digest in manifest.files.items():
        if sha256(folder / name) != digest:
            raise ValueError(f"{name} is damaged")
    return manifest


def _contents(folder: Path, manifest: Manifest) -> Contents:
    passages = tuple(_passages(folder / "passages.jsonl"))
    contents = Contents(
        passages=passages,
        vectors=np.load(folder / "vectors.npy", mmap_mode="r", allow_pickle=False),
        nearest=load_nearest(str(folder / "faiss.index")),
        lexical=Lexical.load(folder),
        catalogue=load_catalogue(folder / "source"),
        version=manifest.version,
        texts=read_texts(folder),
    )
    sizes = {len(passages), manifest.passages, contents.vectors.shape[0], contents.nearest.ntotal}
    if len(sizes) != 1 or {manifest.dim, contents.vectors.shape[1], contents.nearest.d} != {manifest.dim}:
        raise ValueError("its files do not belong together")
    return contents


def _passages(path: Path) -> Iterator[Passage]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            yield Passage(**told | {"also": tuple(told.get("also", ()))})


def _entries(folder: Path) -> list[_Entry]:
    """The pointer file, newest first; empty when there is none or it cannot be read."""
    try:
        rows: list[Mapping[str, str]] = json.loads((folder / "current").read_text("utf-8"))
        return [_Entry(str(row["generation"]), str(row["manifest"])) for row in rows]
    except (OSError, ValueError, TypeError, KeyError):
        return []


def _point(folder: Path, entries: list[_Entry]) -> None:
    rows = [{"generation": entry.name, "manifest": entry.digest} for entry in entries]
    aside = folder / _POINTER_ASIDE
    aside.write_text(json.dumps(rows, indent=1), "utf-8")
    sync(aside)
    os.replace(aside, folder / "current")
    sync(folder)


def sweep(folder: Path) -> None:
    """Remove what a crash left behind, and generations that the pointer names no more.

    Only the holder of the ingest lock may: another one's half-written generation looks the same.
    """
    kept = {entry.name for entry in _entries(folder)}
    orphans = (path for path in folder.glob("gen-*") if kept and path.name not in kept)
    for path in (*folder.glob(".partial-*"), *orphans):
        shutil.rmtree(path, ignore_errors=True)
    (folder / _POINTER_ASIDE).unlink(missing_ok=True)


def _highest(folder: Path) -> int:
    numbers = [path.name.removeprefix("gen-") for path in folder.glob("gen-*")]
    return max((int(number) for number in numbers if number.isdigit()), default=0)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
