"""What a new data folder takes over from the install: model, index and what was learnt were built there once."""

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from agent.knowledge.faiss_index import model_folder
from agent.knowledge.generation import current_name, index_folder, read_generation, write_generation
from agent.knowledge.kept import LEARNT
from agent.knowledge.readings import read_readings
from agent.ports import PortError


def inherit(data_folder: Path, install: Path, model: str, roots: Sequence[Path]) -> None:
    """Nothing that is there is replaced. The index is taken over only where it was made of these `roots` alone.

    The ingest that called looks whether the documents have changed since, and holds the lock of the folder.
    """
    if data_folder.resolve() == install.resolve():
        return
    _copy(model_folder(install, model), model_folder(data_folder, model))
    for learnt in sorted((install / LEARNT).glob("*.npz")):
        _copy(learnt, data_folder / LEARNT / learnt.name)
    if not current_name(index_folder(data_folder)):
        with suppress(PortError):  # the install has no index, or a damaged one: it is built anew
            _take_over(index_folder(install), index_folder(data_folder), roots)


def _take_over(theirs: Path, ours: Path, roots: Sequence[Path]) -> None:
    found = read_generation(theirs)
    if found.manifest.roots == [str(root.resolve()) for root in roots]:
        source = theirs / found.name
        write_generation(ours, found.contents, found.manifest, source / "source", read_readings(source))


def _copy(source: Path, target: Path) -> None:
    """Copied aside and renamed, so that nobody meets half of it."""
    if target.exists() or not source.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        (shutil.copytree if source.is_dir() else shutil.copyfile)(source, aside)
        aside.rename(target)
    except OSError:
        shutil.rmtree(aside, ignore_errors=True)
        with suppress(OSError):  # it was a folder, or is not there
            aside.unlink()
        raise
