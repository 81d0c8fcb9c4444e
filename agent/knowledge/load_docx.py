"""Word documents → blocks."""

import io
import re
import zipfile
from collections.abc import Iterator

import docx
from docx.document import Document as WordDocument
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from agent.knowledge.blocks import Block, heading, squeeze, table

MAX_UNPACKED = 64 * 1024 * 1024
_HEADING = re.compile(r"heading (\d)", re.IGNORECASE)


def docx_blocks(raw: bytes) -> tuple[list[Block], dict[str, str]]:
    """Paragraphs and tables in the order of the document; `title` from its properties.

    Raises ValueError for a file whose unpacked size is beyond what a document holds.
    """
    _check_size(raw)
    document = docx.Document(io.BytesIO(raw))
    return list(_blocks(document)), {"title": document.core_properties.title or ""}


def _check_size(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        text = sum(part.file_size for part in archive.infolist() if part.filename.endswith((".xml", ".rels")))
    if text > MAX_UNPACKED:
        raise ValueError(f"unpacks to {text >> 20} MB of text, more than {MAX_UNPACKED >> 20} MB; split it")


def _blocks(document: WordDocument) -> Iterator[Block]:
    for part in document.iter_inner_content():
        yield from _table(part) if isinstance(part, Table) else _paragraph(part)


def _paragraph(paragraph: Paragraph) -> Iterator[Block]:
    text = squeeze(paragraph.text)
    if not text:
        return
    style = (paragraph.style.name or "") if paragraph.style else ""
    level = _level(style)
    if level is not None:
        yield heading(text, level)
    elif style.startswith("List") or _is_numbered(paragraph):
        yield Block(kind="item", text="- " + text)
    else:
        yield Block(kind="text", text=text)


def _level(style: str) -> int | None:
    """0 for the title, 1 and below for headings; None for anything else."""
    if style == "Title":
        return 0
    match = _HEADING.match(style)
    return int(match.group(1)) if match else None


def _is_numbered(paragraph: Paragraph) -> bool:
    properties = paragraph._p.pPr
    return properties is not None and properties.numPr is not None


def _table(part: Table) -> list[Block]:
    """A merged cell comes once per row."""
    rows = []
    for row in part.rows:
        cells = [cell for n, cell in enumerate(row.cells) if n == 0 or cell._tc is not row.cells[n - 1]._tc]
        rows.append([_text(cell) for cell in cells])
    return table(rows)


def _text(cell: _Cell) -> str:
    """Paragraphs of a cell and of tables inside it."""
    inside = (text for inner in cell.tables for row in inner.rows for text in map(_text, row.cells))
    return " ".join((cell.text, *inside))
