"""CSV tables → blocks."""

import csv
import io
from typing import Any

from agent.knowledge.blocks import Block, heading, squeeze


def csv_blocks(text: str) -> list[Block]:
    """One row block per line below the header; lines above the header that fill one cell are headings.

    The delimiter is found from comma, semicolon, tab and bar. Raises ValueError naming the line that breaks.
    """
    filled = [(line, row) for line, row in _rows(text) if any(cell.strip() for cell in row)]
    first = _header([row for _, row in filled])
    if len(filled) < first + 2:
        raise ValueError("has no rows below its header")
    titles = [heading(" ".join(row), 1, line) for line, row in filled[:first]]
    return [*titles, *(_named(filled[first][1], row, line) for line, row in filled[first + 1 :])]


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Rows with the line they end in."""
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    reader = csv.reader(io.StringIO(text), dialect, strict=True)
    try:
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}; look for a quote that is opened and not closed") from error


def _header(rows: list[list[str]]) -> int:
    """The first row that names more than one column; 0 where no row has more than one cell."""
    wide = (number for number, row in enumerate(rows) if sum(1 for cell in row if cell.strip()) > 1)
    return next(wide, 0)


def _named(header: list[str], row: list[str], line: int) -> Block:
    """`column: value` pairs: a row far below the header still says what its cells are."""
    names = [squeeze(name) for name in header] + [""] * (len(row) - len(header))
    pairs = [(name, squeeze(cell)) for name, cell in zip(names, row, strict=False) if cell.strip()]
    return Block(kind="row", text="; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs), line=line)
