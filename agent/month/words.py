"""What customers write: sentences made from lists of ways to say a thing, one file of them per language."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random

FOLDER = Path(__file__).with_name("words")


class Words:
    """The sections of one language. `[a|b]` is one of them, `<name>` a line of that section, `{slot}` a value."""

    def __init__(self, sections: Mapping[str, tuple[str, ...]]) -> None:
        self.sections = sections

    def say(self, section: str, rng: Random, slots: Mapping[str, str]) -> str:
        """One way of saying it. Raises KeyError for an unknown section or slot."""
        line = rng.choice(self.sections[section])
        text, _ = self._branch(line, 0, rng)
        return " ".join(text.format_map(slots).split())

    def begins(self, prefix: str) -> tuple[str, ...]:
        """Names of the sections that begin so."""
        return tuple(name for name in self.sections if name.startswith(prefix))

    def _branch(self, line: str, at: int, rng: Random) -> tuple[str, int]:
        """The text from `at` to the end of its branch, and where that is."""
        told: list[str] = []
        while at < len(line) and line[at] not in "|]":
            part, at = self._part(line, at, rng)
            told.append(part)
        return "".join(told), at

    def _part(self, line: str, at: int, rng: Random) -> tuple[str, int]:
        if line[at] == "[":
            return self._choice(line, at + 1, rng)
        if line[at] == "<":
            end = line.index(">", at)
            return self._branch(rng.choice(self.sections[line[at + 1 : end]]), 0, rng)[0], end + 1
        return line[at], at + 1

    def _choice(self, line: str, at: int, rng: Random) -> tuple[str, int]:
        branches: list[str] = []
        while True:
            text, at = self._branch(line, at, rng)
            branches.append(text)
            if line[at : at + 1] != "|":
                break
            at += 1
        return rng.choice(branches), at + 1


@cache
def words_in(language: str) -> Words:
    """The words of that language."""
    return read_words(FOLDER / f"{language}.txt")


def read_words(path: Path) -> Words:
    """Raises ValueError that names the line where the file cannot be read as sections."""
    sections: dict[str, list[str]] = {}
    section = ""
    for number, line in _lines(path):
        if line.startswith("= "):
            section = line[2:].strip()
            sections.setdefault(section, [])
        elif section and line.count("[") == line.count("]"):
            sections[section].append(line)
        else:
            raise ValueError(f"{path}: line {number}: before any section, or with an open bracket: {line!r}")
    return Words({name: tuple(lines) for name, lines in sections.items()})


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield number, line.strip()
