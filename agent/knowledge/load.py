"""One file → one document of typed blocks."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from agent.knowledge.blocks import Block, Document, squeeze
from agent.knowledge.decode import decode
from agent.knowledge.links import links_in
from agent.knowledge.load_docx import docx_blocks
from agent.knowledge.load_faq import faq_blocks
from agent.knowledge.load_html import html_blocks
from agent.knowledge.load_markdown import markdown_blocks
from agent.knowledge.load_pdf import pdf_blocks
from agent.knowledge.load_rows import csv_blocks
from agent.knowledge.written_in import language_named, language_of_tag, without_language

MAX_BYTES = 50 * 1024 * 1024
MAX_TEXT_BYTES = 10 * 1024 * 1024  # some 3,000 printed pages; embedding more takes an hour
_PACKED = (".pdf", ".docx")
_Blocks = tuple[list[Block], Mapping[str, str]]


def load(path: Path, source: str) -> Document:
    """Raises ValueError with a reason people understand when the file cannot be used."""
    parsed = _parse(path.suffix.lower(), _read(path))
    if not any(block.text for block in parsed.blocks if block.kind != "heading"):
        raise ValueError("holds no text")
    stem = PurePosixPath(source).stem
    about = parsed.about
    return Document(
        source=source,
        title=_title(parsed.blocks, about) or _spoken(without_language(stem)),
        blocks=tuple(parsed.blocks),
        language=language_named(stem) or language_of_tag(str(about.get("language", about.get("lang", "")))),
        notes=parsed.notes,
        links=parsed.links,
    )


@dataclass(frozen=True, slots=True)
class _Parsed:
    """What a file holds. `about` are its own properties: title, language."""

    blocks: list[Block]
    about: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    links: tuple[tuple[int, str], ...] = ()


def _read(path: Path) -> bytes:
    size = path.stat().st_size
    most = MAX_BYTES if path.suffix.lower() in _PACKED else MAX_TEXT_BYTES
    if size > most:
        raise ValueError(f"is larger than {most >> 20} MB ({size / 2**20:.1f} MB); split it")
    raw = path.read_bytes()
    if not raw.strip():
        raise ValueError("is empty")
    return raw


def _parse(suffix: str, raw: bytes) -> _Parsed:
    if suffix not in PARSERS:
        raise ValueError(UNREADABLE)
    try:
        return PARSERS[suffix](raw)
    except ValueError:
        raise
    except RecursionError as error:
        raise ValueError("is nested too deeply to be read; simplify it") from error
    except Exception as error:  # parsers of other people's files raise anything: the other files go on
        said = f"{type(error).__name__}: {squeeze(str(error))[:120]}"
        raise ValueError(f"is damaged or cut off ({said}); open it and save it again") from error


def _title(blocks: list[Block], about: Mapping[str, str]) -> str:
    """The one heading above all others, else the file's own property."""
    headings = [block for block in blocks if block.kind == "heading"]
    top = [block.text for block in headings if block.level == min(one.level for one in headings)]
    return top[0] if len(top) == 1 and headings[0].text == top[0] else squeeze(str(about.get("title", "")))


def _spoken(stem: str) -> str:
    return squeeze(re.sub(r"[-_]+", " ", stem)).capitalize()


def _text(text: str) -> _Blocks:
    """Paragraphs between empty lines."""
    found: list[Block] = []
    line = 1
    for piece in re.split(r"(\n\s*\n)", text):
        if piece.strip():
            found.append(Block(kind="text", text=squeeze(piece), line=line + _leading(piece)))
        line += piece.count("\n")
    return found, {}


def _leading(piece: str) -> int:
    return piece[: len(piece) - len(piece.lstrip())].count("\n")


def _written(read: Callable[[str], _Blocks]) -> Callable[[bytes], _Parsed]:
    """A parser of a text format out of what reads its text."""

    def parse(raw: bytes) -> _Parsed:
        decoded = decode(raw)
        blocks, about = read(decoded.text)
        return _Parsed(blocks, about, (decoded.note,) if decoded.note else (), links_in(decoded.text))

    return parse


def _packed(read: Callable[[bytes], _Blocks]) -> Callable[[bytes], _Parsed]:
    return lambda raw: _Parsed(*read(raw))


def _faq(raw: bytes) -> _Parsed:
    decoded = decode(raw)
    blocks, faults = faq_blocks(decoded.text)
    return _Parsed(blocks, notes=(*([decoded.note] if decoded.note else []), *faults))


PARSERS: Mapping[str, Callable[[bytes], _Parsed]] = {
    ".md": _written(markdown_blocks),
    ".markdown": _written(markdown_blocks),
    ".txt": _written(_text),
    ".html": _written(html_blocks),
    ".htm": _written(html_blocks),
    ".pdf": _packed(pdf_blocks),
    ".docx": _packed(docx_blocks),
    ".csv": _written(lambda text: (csv_blocks(text), {})),
    ".yaml": _faq,
    ".yml": _faq,
}

UNREADABLE = f"has a format that is not read; use one of {', '.join(sorted(PARSERS))}"
