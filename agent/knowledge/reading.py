"""A passage as the rankers compare it: read once, because the same few are candidates again and again."""

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path, PurePosixPath

from agent.knowledge.glossary import glosses, in_english, plain_words, translated
from agent.knowledge.strict_yaml import parse_yaml
from agent.knowledge.words import ALGORITHMS, stem, stems
from agent.turn import Passage

_FILE = Path(__file__).with_name("fillers.yaml")
_KEPT = 16384

Unit = tuple[frozenset[str], ...]
"""One thing a text names: alternatives, each the stems of which a passage should hold all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """`title` and `words`: stems of the title and of the whole, in the passage's own language and glossed in English.

    `own_title` holds no gloss. `named`: the things the title names. `turned`: the title says "not".
    """

    own_title: frozenset[str]
    title: frozenset[str]
    words: frozenset[str]
    named: tuple[Unit, ...]
    turned: bool


def read(passage: Passage) -> Reading:
    """Kept by what is written, whatever the scores are."""
    return _read(passage.title, passage.text, passage.language)


@lru_cache(maxsize=_KEPT)
def _read(title: str, text: str, language: str) -> Reading:
    heading = _stems(title, language)
    return Reading(
        own_title=frozenset(stems(title, language)),
        title=heading,
        words=heading | _stems(text, language),
        named=units(title),
        turned=negated(title),
    )


def _stems(text: str, language: str) -> frozenset[str]:
    own = (stem(word, language) for word in plain_words(text))
    return frozenset((*own, *(stem(word, "en") for word in in_english(text).split())))


def entry_of(passage: Passage) -> str:
    """The same for translations of one entry.

    So for `faq.hi.yaml#price` and `faq.en.yaml#price`, and for `treks.yaml#chadar-es` and `-fr`.
    """
    return _entry(passage.id, passage.source, passage.language)


@lru_cache(maxsize=_KEPT)
def _entry(name: str, source: str, language: str) -> str:
    path = PurePosixPath(source)
    file = path.parent / path.name.removesuffix(path.suffix).removesuffix(f".{language}")
    return f"{file}#{name.partition('#')[2].removesuffix(f'-{language}')}"


def negated(text: str) -> bool:
    """Whether a text says "not", in any of the languages."""
    return not _lists()["negations"].isdisjoint({*plain_words(text), *in_english(text).split()})


@lru_cache(maxsize=_KEPT)
def units(text: str) -> tuple[Unit, ...]:
    """Things a text names, in order: what the glossary knows, and every other word that is no filler."""
    said = plain_words(text)
    known = glosses(text)
    taken = {place for gloss in known for place in range(gloss.start, gloss.end)}
    found = [unit_of(gloss.english) for gloss in known]
    rest = [word for place, word in enumerate(said) if place not in taken and word not in fillers()]
    return tuple(dict.fromkeys([*found, *(_variants(word) for word in rest if len(word) > 1)]))


def english_of(text: str) -> str:
    """A text for a model that reads only English: glosses for what the glossary knows, and the words it does not know.

    Fillers are left out; the text itself where nothing remains.
    """
    return translated(text, without=fillers()) or text


def unit_of(english: tuple[tuple[str, ...], ...]) -> Unit:
    """A meaning as a unit."""
    return tuple(_stemmed(phrase) for phrase in english)


@cache
def fillers() -> frozenset[str]:
    """Words that any question may hold, in the form of `plain_words`."""
    return frozenset[str]().union(*_lists().values())


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists = parse_yaml(_FILE.read_text(encoding="utf-8"))
    forms = [f"{root}{ending}" for verb in lists.pop("verbs") for root in verb["stems"] for ending in verb["endings"]]
    told: dict[str, list[str]] = {**lists, "verbs": forms}
    return {name: frozenset(word for text in entry for word in plain_words(str(text))) for name, entry in told.items()}


def _stemmed(phrase: tuple[str, ...]) -> frozenset[str]:
    """Content stems of an English phrase; all of its words when it holds nothing else."""
    kept = [word for word in phrase if word not in fillers()] or phrase
    return frozenset(stem(word, "en") for word in kept)


def _variants(word: str) -> Unit:
    """The stems a word may have, as alternatives: the language of a word need not be known."""
    return tuple(dict.fromkeys(frozenset({stem(word, language)}) for language in ALGORITHMS))
