"""What every document becomes: an ordered list of typed blocks."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "text", "item", "row", "question"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One piece of a document. `level` is a heading's, `header` a row's columns, `id`, `answer` and `also`
    (the same asked in other words) a question's.

    `line` is where it begins in its file, counted from 1; 0 in formats without lines.
    """

    kind: Kind
    text: str
    level: int = 0
    header: str = ""
    id: str = ""
    answer: str = ""
    also: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A parsed file. `source` is its path below its root, in POSIX form; `language` is empty when nothing says it.

    `notes` say what of the file was left out or guessed; `links` are line and target of links to other files.
    """

    source: str
    title: str
    blocks: tuple[Block, ...]
    language: str = ""
    notes: tuple[str, ...] = ()
    links: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A file that could not be used, and why."""

    source: str
    reason: str


def heading(text: str, level: int, line: int = 0) -> Block:
    """A heading, spaces collapsed."""
    return Block(kind="heading", text=squeeze(text), level=level, line=line)


def table(rows: list[list[str]], line: int = 0) -> list[Block]:
    """Rows below the first as blocks that name their columns; a table of one row is its own content."""
    filled = [[squeeze(cell) for cell in row] for row in rows if any(cell.strip() for cell in row)]
    if len(filled) == 1:
        return [Block(kind="row", text=_joined(filled[0]), line=line)]
    return [Block(kind="row", text=_joined(row), header=_joined(filled[0]), line=line) for row in filled[1:]]


def squeeze(text: str) -> str:
    """One line, single spaces."""
    return " ".join(text.split())


def _joined(cells: list[str]) -> str:
    return " | ".join(cells)
