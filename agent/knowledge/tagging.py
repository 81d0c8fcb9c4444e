"""Which trek a text is about, what kind of document it is, and in which language it is written."""

from collections.abc import Mapping
from pathlib import PurePosixPath

import regex

from agent.knowledge.blocks import Document
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.words import words
from agent.knowledge.written_in import LANGUAGES
from agent.language.detect import LanguageDetector

_KINDS: Mapping[str, str] = {
    "faq": "faq", "faqs": "faq", "questions": "faq",
    "policy": "policy", "policies": "policy", "terms": "policy", "legal": "policy", "conditions": "policy",
    "trek": "trek", "treks": "trek", "itinerary": "trek", "itineraries": "trek",
    "price": "price", "prices": "price", "departures": "departure",
}  # fmt: skip
_ENOUGH, _STRETCH = 4000, 400  # characters
_LEAST_LETTERS = 20
_LETTER = regex.compile(r"\p{L}")


class TrekNames:
    """Finds treks of the catalogue by name, alias or id, in any script."""

    def __init__(self, catalogue: Catalogue):
        self._ids = {
            tuple(words(name)): trek.id
            for trek in catalogue.treks.values()
            for name in (trek.id, trek.name, *trek.aliases, *trek.names.values())
            if words(name)
        }
        self._longest = max((len(name) for name in self._ids), default=0)
        self._documents = {trek.document: trek.id for trek in catalogue.treks.values() if trek.document}

    def of_document(self, document: Document) -> str | None:
        """By its path in the catalogue, else by a name in its file name or title when that is one trek only."""
        stem = PurePosixPath(document.source).stem
        return self._documents.get(document.source) or self.only(stem) or self.only(document.title)

    def only(self, text: str) -> str | None:
        """The trek named in the text; None for none or several."""
        found = self._found(words(text))
        return found.pop() if len(found) == 1 else None

    def _found(self, said: list[str]) -> set[str]:
        """The longest name at each place wins."""
        found: set[str] = set()
        start = 0
        while start < len(said):
            size = self._match(said, start)
            if size:
                found.add(self._ids[tuple(said[start : start + size])])
            start += size or 1
        return found

    def _match(self, said: list[str], start: int) -> int:
        sizes = range(min(self._longest, len(said) - start), 0, -1)
        return next((size for size in sizes if tuple(said[start : start + size]) in self._ids), 0)


def kind_of(document: Document, trek: str | None) -> str:
    """By question blocks and folder names, the innermost first; a page about one trek is `trek`, the rest `guide`."""
    if any(block.kind == "question" for block in document.blocks):
        return "faq"
    path = PurePosixPath(document.source)
    for name in (path.stem, *reversed(path.parts[:-1])):
        found = [_KINDS[word] for word in words(name) if word in _KINDS]
        if found:
            return found[0]
    return "trek" if trek else "guide"


class LanguageOf:
    """Tells the language of a document: what it says of itself, else how most of its beginning is written."""

    def __init__(self) -> None:
        self._detector: LanguageDetector | None = None

    def __call__(self, document: Document) -> str:
        if document.language in LANGUAGES:
            return document.language
        return self._of_text(" ".join(f"{block.text} {block.answer}" for block in document.blocks)[:_ENOUGH])

    def _of_text(self, text: str) -> str:
        """By votes of stretches as long as the detector reads: one paragraph full of names decides nothing."""
        if len(_LETTER.findall(text)) < _LEAST_LETTERS:
            return "en"
        self._detector = self._detector or LanguageDetector(small=True)
        votes: dict[str, float] = dict.fromkeys(LANGUAGES, 0.0)
        for start in range(0, len(text), _STRETCH):
            language, confidence = self._detector.detect(text[start : start + _STRETCH])
            votes[language] = votes.get(language, 0.0) + confidence
        return max(LANGUAGES, key=lambda language: votes[language])
