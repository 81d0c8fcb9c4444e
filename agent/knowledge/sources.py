"""Which files are ingested, and under which names."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agent.knowledge.blocks import Problem
from agent.knowledge.load import PARSERS, UNREADABLE

_MARKERS = ("operator.yaml", "catalogue/treks.yaml")
_SILENT = (".py", ".pyc", ".bak", ".tmp", ".lock")


@dataclass(frozen=True, slots=True)
class Sources:
    """Files by source name; `operator` is the first operator's folder met, the home of the catalogue."""

    files: Mapping[str, Path]
    operator: Path | None
    problems: tuple[Problem, ...]


@dataclass(slots=True)
class _Found:
    """What is taken so far."""

    files: dict[str, Path] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    known: set[Path] = field(default_factory=set)

    def fault(self, source: str, reason: str) -> None:
        self.problems.append(Problem(source=source.encode(errors="replace").decode(), reason=reason))


def find_sources(paths: Iterable[Path]) -> Sources:
    """Of an operator's folder only `documents/**`; of any other folder everything; of a file the file.

    README files, code, hidden and temporary files are passed over in silence; other formats are a problem each, and
    so are folders that may not be read and links that lead nowhere or back to a folder they stand in.
    """
    found = _Found()
    operators: list[Path] = []
    for given in paths:
        if not given.exists():
            found.fault(str(given), "does not exist; what came from it leaves the index")
            continue
        operators += [root] if (root := operator_of(given)) else []
        _walk(given.resolve(), found)
    return Sources(found.files, operators[0] if operators else None, tuple(found.problems))


def operator_of(path: Path) -> Path | None:
    """The operator's folder this path is or lies in."""
    return _operator_above(path.resolve())


def _operator_above(path: Path) -> Path | None:
    return next((one for one in (path, *path.parents) if _is_operator(one)), None)


def _is_operator(folder: Path) -> bool:
    return any((folder / marker).is_file() for marker in _MARKERS)


def _walk(given: Path, found: _Found) -> None:
    if given.is_file():
        _take(given, _name(given, given, _operator_above(given.parent)), found)
        return
    for folder, names in _folders(given, found):
        root = _operator_above(folder)
        for name in names:
            path = folder / name
            if not _is_silent(path.relative_to(given)):
                _take(path, _name(path, given, root), found)


def _folders(given: Path, found: _Found) -> Iterator[tuple[Path, list[str]]]:
    """Folders below, linked ones too, with their files, in the order of their names."""

    def unreadable(error: OSError) -> None:
        found.fault(_shown(Path(error.filename), given), f"cannot be looked into ({error.strerror}); allow reading")

    for place, inner, names in os.walk(given, followlinks=True, onerror=unreadable):
        folder = Path(place)
        inner[:] = sorted(name for name in inner if _may_enter(folder / name, given, found))
        yield folder, sorted(names)


def _may_enter(folder: Path, given: Path, found: _Found) -> bool:
    if _is_silent(folder.relative_to(given)):
        return False
    if folder.is_symlink() and folder.resolve() in (folder.parent.resolve(), *folder.parent.resolve().parents):
        found.fault(_shown(folder, given), "is a link to a folder it stands in; remove the link")
        return False
    return True


def _take(path: Path, source: str | None, found: _Found) -> None:
    if source is None or path in found.known:
        return
    reason = _refused(path, source, found)
    if reason:
        found.fault(source, reason)
        return
    found.files[source] = path
    found.known.add(path)


def _refused(path: Path, source: str, found: _Found) -> str:
    if not source.isprintable():
        return "has a name with characters that cannot be shown; rename it"
    if not path.is_file():
        return "is a link to nothing; remove it" if path.is_symlink() else "is no regular file"
    if path.suffix.lower() not in PARSERS:
        return UNREADABLE
    return "has the same name as a file of another folder; rename one of them" if source in found.files else ""


def _name(path: Path, given: Path, root: Path | None) -> str | None:
    """Below the operator's folder its path there; else its path with the given folder's own name in front."""
    if root is None:
        return path.relative_to(given.parent).as_posix()
    inside = path.relative_to(root)
    return inside.as_posix() if inside.parts[0] == "documents" else None


def _shown(path: Path, given: Path) -> str:
    return _name(path, given, _operator_above(path.parent)) or path.as_posix()


def _is_silent(inside: Path) -> bool:
    hidden = any(part.startswith((".", "~$", "__pycache__")) for part in inside.parts)
    return hidden or inside.stem.upper() == "README" or inside.suffix.lower() in _SILENT
