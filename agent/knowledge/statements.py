"""What documents state in figures: a trek's length, height, ages and prices; shares, notice, dates."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from agent.facts.extract import extract
from agent.facts.mentions import Mentions, readable
from agent.knowledge.blocks import Block, Document
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.line import Line
from agent.knowledge.split import sentences
from agent.knowledge.state_terms import stated_terms
from agent.knowledge.state_trek import last_day, stated_of_trek
from agent.knowledge.tagging import TrekNames
from agent.language.entities.durations import find_durations
from agent.language.letters import fold

_PART = regex.compile(r"(?<=\D)[,;]\s+(?:(?:and|but|while|y|pero|et|mais|और|aur)\s)?")
_COMPARED = ("price", "percentage", "altitude", "phone", "email", "link")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """`said` at `place` gives `value` for `kind` of `subject`: a trek, or "" for the operator's terms."""

    kind: str
    subject: str
    value: str
    place: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A FAQ entry: the figures of its answer, to be compared with its translations."""

    id: str
    place: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the lint knows of a document."""

    language: str = ""
    trek: str = ""
    notes: tuple[str, ...] = ()
    links: tuple[tuple[int, str], ...] = ()
    statements: tuple[Statement, ...] = ()
    entries: tuple[Entry, ...] = ()


class Statements:
    """Reads documents, knowing the names of the treks."""

    def __init__(self, catalogue: Catalogue):
        self._names = TrekNames(catalogue)
        self._mentions = Mentions.of(catalogue)

    def read(self, document: Document, language: str) -> Reading:
        """Everything the lint compares; `language` as the passages have it."""
        trek = self._names.of_document(document) or ""
        questions = [block for block in document.blocks if block.kind == "question"]
        return Reading(
            language=language,
            trek=trek,
            notes=document.notes,
            links=document.links,
            statements=tuple(dict.fromkeys(self._statements(document, trek))),
            entries=tuple(self._entry(block) for block in questions),
        )

    def figures(self, text: str) -> tuple[str, ...]:
        """Kind and value of every figure of a text, in digits or words, the same in every language."""
        found = {f"{claim.type} {claim.value}" for claim in extract(text, self._mentions) if claim.type in _COMPARED}
        found |= {f"days {span.value}" for span in find_durations(fold(readable(text)))}
        return tuple(sorted(found))

    def _entry(self, block: Block) -> Entry:
        return Entry(id=block.id, place=_place(block, ""), values=self.figures(block.answer))

    def _statements(self, document: Document, trek: str) -> Iterator[Statement]:
        if trek and (end := last_day(document)):
            block, days = end
            yield Statement(
                kind="days", subject=trek, value=str(days), place=_place(block, block.text), said=block.text
            )
        heading = ""
        for block in document.blocks:
            heading = block.text if block.kind == "heading" else heading
            for line in self._lines(block, heading, trek):
                for kind, subject, value in (
                    *stated_of_trek(line, self._mentions),
                    *stated_terms(line, self._mentions),
                ):
                    place = _place(block, heading)
                    yield Statement(kind=kind, subject=subject, value=value, place=place, said=line.text)

    def _lines(self, block: Block, heading: str, trek: str) -> Iterator[Line]:
        """Sentences with what is asked or headed above them; a heading alone states nothing."""
        if block.kind == "heading":
            return
        above = block.text if block.kind == "question" else block.header or heading
        asked = block.text if block.kind == "question" else ""
        for sentence in sentences(block.answer or block.text):
            for part in self._parts(readable(sentence)):
                yield Line.of(part, above=readable(above), asked=readable(asked), own=trek)

    def _parts(self, sentence: str) -> list[str]:
        """A sentence about several treks says each in a part of its own."""
        several = len({mention.trek for mention in self._mentions.find(sentence)}) > 1
        return _PART.split(sentence) if several else [sentence]


def _place(block: Block, heading: str) -> str:
    if block.kind == "question":
        return f"line {block.line}, {block.id}"
    return f"line {block.line}" if block.line else f"“{heading[:60]}”" if heading else "its text"
