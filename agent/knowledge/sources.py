"""Which files are ingested, and under which names."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
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


def find_sources(paths: Iterable[Path]) -> Sources:
    """Of an operator's folder only `documents/**`; of any other folder everything; of a file the file.

    README files, code, hidden and temporary files are passed over in silence; other formats are a problem each.
    """
    files: dict[str, Path] = {}
    problems: list[Problem] = []
    operators: list[Path] = []
    for given in paths:
        if not given.exists():
            problems.append(Problem(source=str(given), reason="does not exist; what came from it leaves the index"))
            continue
        operators += [root] if (root := operator_of(given)) else []
        for path in _walk(given.resolve()):
            problems += _take(path, given.resolve(), files)
    return Sources(files, operators[0] if operators else None, tuple(problems))


def operator_of(path: Path) -> Path | None:
    """The operator's folder this path is or lies in."""
    return next((one for one in (path.resolve(), *path.resolve().parents) if _is_operator(one)), None)


def _is_operator(folder: Path) -> bool:
    return any((folder / marker).is_file() for marker in _MARKERS)


def _take(path: Path, given: Path, files: dict[str, Path]) -> list[Problem]:
    source = _name(path, given)
    if source is None or path in files.values():
        return []
    if path.suffix.lower() not in PARSERS:
        return [Problem(source=source, reason=UNREADABLE)]
    if source in files:
        return [Problem(source=source, reason="has the same name as a file of another folder; rename one of them")]
    files[source] = path
    return []


def _name(path: Path, given: Path) -> str | None:
    """Below the operator's folder its path there; else its path with the given folder's own name in front."""
    root = operator_of(path)
    if root is None:
        return path.relative_to(given.parent).as_posix()
    inside = path.relative_to(root)
    return inside.as_posix() if inside.parts[0] == "documents" else None


def _walk(given: Path) -> Iterator[Path]:
    if given.is_file():
        yield given
        return
    for path in sorted(given.rglob("*")):
        if path.is_file() and not _is_silent(path.relative_to(given)):
            yield path


def _is_silent(inside: Path) -> bool:
    hidden = any(part.startswith((".", "~$", "__pycache__")) for part in inside.parts)
    return hidden or inside.stem.upper() == "README" or inside.suffix.lower() in _SILENT
