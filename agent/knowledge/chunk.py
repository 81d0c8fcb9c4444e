"""Documents → passages: by structure, each as long as the embedding model can read."""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from agent.knowledge.blocks import Block, Document
from agent.knowledge.split import Count, split
from agent.knowledge.tagging import LanguageOf, TrekNames, kind_of
from agent.knowledge.words import words
from agent.turn import Passage

_QUESTION = regex.compile(r"[?？]\s*$")
FAQ_WINDOWS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """Word-pieces: at most `most` in title and text together; sections below `least` join a neighbour."""

    most: int = 200
    least: int = 30


@dataclass(frozen=True, slots=True)
class _Unit:
    """What may not be torn apart if it fits: a paragraph, an item, a row and its header."""

    text: str
    header: str = ""


@dataclass(frozen=True, slots=True)
class _Section:
    """Text below one heading. `path` holds the headings above it, the document's title first."""

    path: tuple[str, ...]
    units: tuple[_Unit, ...]
    size: int = 0
    anchor: tuple[str, ...] = ()


class Chunker:
    """Cuts documents; knows the trek names and measures with the model's own tokenizer."""

    def __init__(self, treks: TrekNames, count: Count, limits: Limits | None = None):
        self._treks = treks
        self._count = count
        self._limits = limits or Limits()
        self._language = LanguageOf()

    def chunks(self, document: Document) -> list[Passage]:
        """Passages in reading order, ids unique within the document and stable while its headings are."""
        trek = self._treks.of_document(document)
        whole = Passage(
            id="",
            source=document.source,
            title=document.title,
            text="",
            kind=kind_of(document, trek),
            trek=trek,
            language=self._language(document),
        )
        return _numbered([*self._faqs(document, whole), *self._sections(document, whole)])

    def _faqs(self, document: Document, whole: Passage) -> Iterator[Passage]:
        """One passage per question; only an answer far beyond the model's window is cut."""
        for block in (block for block in document.blocks if block.kind == "question"):
            for piece in split(block.answer, FAQ_WINDOWS * self._limits.most, self._count):
                named = whole.trek or self._treks.only(block.text)
                name = f"{whole.source}#{slug(block.id)}"
                yield replace(whole, id=name, title=block.text, text=piece, trek=named, also=block.also)

    def _sections(self, document: Document, whole: Passage) -> Iterator[Passage]:
        sections = [replace(one, size=self._size(one.units)) for one in _sections(document)]
        for section in self._merged(sections):
            title = ": ".join(section.path)
            room = max(self._limits.most - self._count(title), self._limits.most // 2)
            anchor = slug(" ".join((section.anchor or section.path)[1:] or section.path))
            named = whole.trek or self._treks.only(title)
            for text in self._texts(section, room):
                yield replace(whole, id=f"{whole.source}#{anchor}", title=title, text=text, trek=named)

    def _size(self, units: Sequence[_Unit]) -> int:
        return sum(self._count(unit.text) + self._count(unit.header) for unit in units)

    def _merged(self, sections: list[_Section]) -> list[_Section]:
        found: list[_Section] = []
        for section in sections:
            if found and self._may_join(found[-1], section):
                found[-1] = _joined(found[-1], section)
            else:
                found.append(section)
        return found

    def _may_join(self, one: _Section, two: _Section) -> bool:
        """Neighbours below one heading, or an introduction and its first part, when either is very short."""
        if min(one.size, two.size) >= self._limits.least or _asks(one) or _asks(two):
            return False
        room = self._limits.most - self._count(": ".join((*one.path, two.path[-1])))
        return one.size + two.size + 16 <= room and two.path[:-1] in (one.path, one.path[:-1])

    def _texts(self, section: _Section, room: int) -> Iterator[str]:
        """Lines packed evenly: two halves rather than a full chunk and a leftover."""
        units = [part for unit in section.units for part in self._fitting(unit, room)]
        total = self._size(units)
        even = min(room, math.ceil(total / max(1, math.ceil(total / room)) * 1.15))
        held: list[_Unit] = []
        for unit in units:
            if held and self._size([*held, unit]) > even:
                yield _lines(held)
                held = []
            held.append(unit)
        if held:
            yield _lines(held)

    def _fitting(self, unit: _Unit, room: int) -> list[_Unit]:
        left = max(room - self._count(unit.header), room // 2)
        return [replace(unit, text=piece) for piece in split(unit.text, left, self._count)]


def slug(text: str) -> str:
    """Words joined by hyphens, in any script; `text` for a title without any."""
    return "-".join(words(text))[:120] or "text"


def _sections(document: Document) -> Iterator[_Section]:
    """Text by heading; headings of a level replace those of the same level and below."""
    above: list[tuple[int, str]] = []
    units: list[_Unit] = []
    for block in document.blocks:
        if block.kind == "heading":
            if units:
                yield _Section(_path(document, above), tuple(units))
            units = []
            above = [(level, text) for level, text in above if level < block.level] + [(block.level, block.text)]
        elif block.kind != "question" and block.text:
            units.append(_unit(block))
    if units:
        yield _Section(_path(document, above), tuple(units))


def _path(document: Document, above: list[tuple[int, str]]) -> tuple[str, ...]:
    texts = tuple(text for _, text in above)
    return texts if texts[:1] == (document.title,) else (document.title, *texts)


def _unit(block: Block) -> _Unit:
    return _Unit(block.text, block.header)


def _asks(section: _Section) -> bool:
    """A question above a short answer is a passage of its own."""
    return _QUESTION.search(section.path[-1]) is not None


def _joined(one: _Section, two: _Section) -> _Section:
    """Both headings stay readable: in the title for neighbours, above its text for a part of an introduction."""
    told = (_Unit(two.path[-1]), *two.units)
    size = one.size + two.size + 8
    if two.path[:-1] == one.path:
        return replace(one, units=(*one.units, *told), size=size)
    first = one.units if one.anchor else (_Unit(one.path[-1]), *one.units)
    path = (*one.path[:-1], f"{one.path[-1]}; {two.path[-1]}")
    return replace(one, path=path, units=(*first, *told), size=size, anchor=one.anchor or one.path)


def _lines(units: list[_Unit]) -> str:
    """A table's header stands above its first row, and again when another table begins."""
    lines: list[str] = []
    header = ""
    for unit in units:
        if unit.header and unit.header != header:
            lines.append(unit.header)
        header = unit.header
        lines.append(unit.text)
    return "\n".join(lines)


def _numbered(passages: list[Passage]) -> list[Passage]:
    seen = Counter[str]()
    found: list[Passage] = []
    for passage in passages:
        seen[passage.id] += 1
        count = seen[passage.id]
        found.append(passage if count == 1 else replace(passage, id=f"{passage.id}-{count}"))
    return found
