"""PDF → blocks: lines with their font size, joined into paragraphs; larger or bold short lines are headings."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError

from agent.knowledge.blocks import Block, heading, squeeze

_BULLET = re.compile(r"^\s*(?:[•◦▪●‣–\-*\x00-\x08\x7f\u00b7\uf0b7]|\(?\d{1,2}[.)])\s+")  # \x7f: a bullet without a code
_PAGE_NUMBER = re.compile(r"^(?:page\s*)?\d+(?:\s*(?:/|of|de|sur)\s*\d+)?$", re.IGNORECASE)
_Run = tuple[float, float, float, str, bool]  # height on the page, left edge, letter size, text, bold


@dataclass(frozen=True, slots=True)
class _Line:
    """One printed line. `size` in points; `top` is its height on the page."""

    text: str
    size: float
    bold: bool
    top: float
    page: int


def pdf_blocks(raw: bytes) -> tuple[list[Block], dict[str, str]]:
    """Raises ValueError for a file that is locked or holds only pictures."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs without the file's name; the report names it
    reader = PdfReader(io.BytesIO(raw))
    _unlock(reader)
    lines = [line for number, page in enumerate(reader.pages) for line in _lines(page, number)]
    if not lines:
        raise ValueError("holds no text, only pictures; run it through text recognition first")
    kept = _without_running_heads(lines, len(reader.pages)) or lines
    title = str((reader.metadata.title if reader.metadata else "") or "")
    return list(_blocks(kept)), {"title": "" if title.lower() in ("untitled", "(anonymous)") else title}


def _unlock(reader: PdfReader) -> None:
    try:
        is_open = not reader.is_encrypted or bool(reader.decrypt(""))
    except DependencyError:  # AES needs a package of its own
        is_open = False
    if not is_open:
        raise ValueError("is locked (encrypted); save it without a password or restrictions")


def _lines(page: Any, number: int) -> list[_Line]:
    """Text runs of the same height make a line."""
    runs: list[_Run] = []

    def visit(text: str, outer: Any, inner: Any, font: Any, size: float) -> None:
        if text.strip():
            height = inner[4] * outer[1] + inner[5] * outer[3] + outer[5]
            left = inner[4] * outer[0] + inner[5] * outer[2] + outer[4]
            scale = abs(inner[3] * outer[3]) or 1.0
            name = str((font or {}).get("/BaseFont", ""))
            runs.append((round(height, 1), left, size * scale, text, "bold" in name.lower()))

    page.extract_text(visitor_text=visit)
    return [_line(group, number) for group in _same_height(runs)]


def _same_height(
    runs: list[_Run],
) -> Iterator[list[_Run]]:
    """Runs in their order of drawing, cut where the height moves by more than a third of the letters' size."""
    group: list[_Run] = []
    for run in runs:
        if group and abs(group[-1][0] - run[0]) > max(run[2], 1.0) / 3:
            yield group
            group = []
        group.append(run)
    if group:
        yield group


def _line(group: list[_Run], page: int) -> _Line:
    text = " ".join(run[3].strip("\n") for run in group)
    weight = Counter[float]()
    for run in group:
        weight[round(run[2], 1)] += len(run[3].strip())
    return _Line(squeeze(text), weight.most_common(1)[0][0], all(run[4] for run in group), group[0][0], page)


def _without_running_heads(lines: list[_Line], pages: int) -> list[_Line]:
    """Page numbers, and lines that stand at the same place of most pages, are no content."""
    places = Counter((re.sub(r"\d+", "#", line.text), round(line.top)) for line in lines)
    limit = max(3, pages // 2 + 1)

    def is_running(line: _Line) -> bool:
        return places[(re.sub(r"\d+", "#", line.text), round(line.top))] >= limit

    return [line for line in lines if not is_running(line) and not _PAGE_NUMBER.match(line.text)]


def _blocks(lines: list[_Line]) -> Iterator[Block]:
    body = _body_size(lines)
    levels = _levels(lines, body)
    paragraph: list[_Line] = []
    for line in lines:
        level = _level(line, body, levels)
        if level or _BULLET.match(line.text) or (paragraph and _is_new(paragraph[-1], line)):
            yield from _paragraph(paragraph)
            paragraph = []
        if level:
            yield heading(line.text, level)
        else:
            paragraph.append(line)
    yield from _paragraph(paragraph)


def _body_size(lines: list[_Line]) -> float:
    weight = Counter[float]()
    for line in lines:
        weight[line.size] += len(line.text)
    return weight.most_common(1)[0][0] if weight else 0.0


def _levels(lines: list[_Line], body: float) -> dict[float, int]:
    """The larger the letters, the higher the heading."""
    sizes = sorted({line.size for line in lines if line.size > body * 1.1}, reverse=True)
    return {size: min(rank, 5) for rank, size in enumerate(sizes, start=1)}


def _level(line: _Line, body: float, levels: dict[float, int]) -> int:
    if len(line.text) > 120 or not any(letter.isalpha() for letter in line.text):
        return 0
    if line.size in levels:
        return levels[line.size]
    is_short = len(line.text) <= 80 and line.text[-1] not in ".,;:।" and not _BULLET.match(line.text)
    return len(levels) + 1 if line.bold and is_short and line.size >= body * 0.98 else 0


def _is_new(before: _Line, line: _Line) -> bool:
    """A gap of more than one and a half lines starts a paragraph; so does a page after a finished sentence."""
    if before.page != line.page:
        return before.text.endswith((".", "!", "?", "।", ":"))
    return before.top - line.top > 1.65 * max(line.size, before.size) or line.top > before.top


def _paragraph(lines: list[_Line]) -> Iterator[Block]:
    """A word cut by a hyphen at the end of a line is one word again."""
    if not lines:
        return
    text = "\n".join(line.text for line in lines)
    text = squeeze(re.sub(r"(?<=[^\W\d_])[-\u00ad]\n(?=[a-zà-ÿ])", "", text))
    bullet = _BULLET.match(text)
    if bullet and not bullet.group().strip()[0].isdigit():
        yield Block(kind="item", text="- " + text[bullet.end() :])
    else:
        yield Block(kind="item" if bullet else "text", text=text)
