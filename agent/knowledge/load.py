"""One file → one document of typed blocks."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from agent.knowledge.blocks import Block, Document, squeeze
from agent.knowledge.decode import decode
from agent.knowledge.load_docx import docx_blocks
from agent.knowledge.load_html import html_blocks
from agent.knowledge.load_markdown import markdown_blocks
from agent.knowledge.load_pdf import pdf_blocks
from agent.knowledge.load_rows import csv_blocks, faq_blocks

MAX_BYTES = 50 * 1024 * 1024
Parsed = tuple[list[Block], Mapping[str, str]]
_LANGUAGE = re.compile(r"\.(en|hi|es|fr)$")


def load(path: Path, source: str) -> Document:
    """Raises ValueError with a reason people understand when the file cannot be used."""
    raw = _read(path)
    blocks, about = _parse(path.suffix.lower(), raw)
    if not any(block.text for block in blocks if block.kind != "heading"):
        raise ValueError("holds no text")
    stem = PurePosixPath(source).stem
    named = _LANGUAGE.search(stem)
    return Document(
        source=source,
        title=_title(blocks, about) or _spoken(_LANGUAGE.sub("", stem)),
        blocks=tuple(blocks),
        language=named.group(1) if named else str(about.get("language", about.get("lang", "")))[:2].lower(),
    )


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ValueError(f"is larger than {MAX_BYTES >> 20} MB ({size >> 20} MB); split it")
    raw = path.read_bytes()
    if not raw.strip():
        raise ValueError("is empty")
    return raw


def _parse(suffix: str, raw: bytes) -> Parsed:
    if suffix not in PARSERS:
        raise ValueError(UNREADABLE)
    try:
        return PARSERS[suffix](raw)
    except ValueError:
        raise
    except Exception as error:  # parsers of other people's files raise anything: the other files go on
        raise ValueError(f"cannot be parsed ({type(error).__name__}: {squeeze(str(error))[:120]})") from error


def _title(blocks: list[Block], about: Mapping[str, str]) -> str:
    """The one heading above all others, else the file's own property."""
    headings = [block for block in blocks if block.kind == "heading"]
    top = [block.text for block in headings if block.level == min(one.level for one in headings)]
    return top[0] if len(top) == 1 and headings[0].text == top[0] else squeeze(str(about.get("title", "")))


def _spoken(stem: str) -> str:
    return squeeze(re.sub(r"[-_]+", " ", stem)).capitalize()


def _text(raw: bytes) -> Parsed:
    pieces = re.split(r"\n\s*\n", decode(raw))
    return [Block(kind="text", text=squeeze(piece)) for piece in pieces if piece.strip()], {}


PARSERS: Mapping[str, Callable[[bytes], Parsed]] = {
    ".md": lambda raw: markdown_blocks(decode(raw)),
    ".markdown": lambda raw: markdown_blocks(decode(raw)),
    ".txt": _text,
    ".html": lambda raw: html_blocks(decode(raw)),
    ".htm": lambda raw: html_blocks(decode(raw)),
    ".pdf": pdf_blocks,
    ".docx": docx_blocks,
    ".csv": lambda raw: (csv_blocks(decode(raw)), {}),
    ".yaml": lambda raw: (faq_blocks(decode(raw)), {}),
    ".yml": lambda raw: (faq_blocks(decode(raw)), {}),
}

UNREADABLE = f"has a format that is not read; use one of {', '.join(sorted(PARSERS))}"
