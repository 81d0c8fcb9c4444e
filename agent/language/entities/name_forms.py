"""How the treks of a catalogue may be written, and what each word of a name is worth."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import regex

from agent.knowledge.catalogue import Trek
from agent.language.entities.everyday import everyday_words
from agent.language.entities.heard import heard, singular
from agent.language.letters import Word, fold, words
from agent.language.lexicon import word_set

_PARTS = regex.compile(r"\s+[-–—|]\s*|\s*[,(/:]\s*")
_CAMEL = regex.compile(r"(?<=\p{Ll})(?=\p{Lu})")
_COMMON = 0.35  # an everyday or generic word beside one that only names have
_PLACE = 0.5  # the same of a town or region of the catalogue
_LEAST = 0.05
_COUNTS = 0.6  # share of the weightiest word's weight


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a name. `places` says where each of its words stands, and each two of them written as one."""

    trek: str
    weights: tuple[float, ...]
    places: Mapping[str, tuple[int, ...]]

    @property
    def head(self) -> int:
        """Place of the first word that counts."""
        return next(place for place, weight in enumerate(self.weights) if weight >= _COUNTS * max(self.weights))


def forms_of(treks: Sequence[Trek]) -> tuple[Form, ...]:
    """Every name and alias, and the first part of a name such as `Rim Walk - North Side`."""
    written = dict.fromkeys((trek.id, form) for trek in treks for form in _written(trek))
    weights = _weights(treks)
    return tuple(_form(trek, form, weights) for trek, form in written)


def _form(trek: str, form: tuple[str, ...], weights: Mapping[str, float]) -> Form:
    glued: dict[str, tuple[int, ...]] = {singular(a + b): (at, at + 1) for at, (a, b) in enumerate(pairwise(form))}
    single = {singular(word): (at,) for at, word in enumerate(form)}
    return Form(trek, tuple(weights[singular(word)] for word in form), glued | single)


def _written(trek: Trek) -> Iterator[tuple[str, ...]]:
    for name in (trek.name, *trek.aliases, *trek.names.values()):
        for part in dict.fromkeys((name, *_PARTS.split(name)[:1], _CAMEL.sub(" ", name))):
            if form := tuple(word.text for word in content(fold(part))):
                yield form


def content(folded: str) -> list[Word]:
    """Words without those that only join the parts of a name."""
    joining = word_set("treks", "joining")
    return [word for word in heard(folded) if word.text not in joining]


def _weights(treks: Sequence[Trek]) -> dict[str, float]:
    """1 for a word of one trek's names alone, less the more treks share it and the more common it is."""
    shared = Counter(word for trek in treks for word in {singular(word) for form in _written(trek) for word in form})
    places = _places(treks)
    rarity = {word: max(_LEAST, 1 - math.log(count) / math.log(max(len(treks), 2))) for word, count in shared.items()}
    return {word: value * _ordinary(word, places) for word, value in rarity.items()}


def _ordinary(word: str, places: frozenset[str]) -> float:
    if word in common_sounds() or (word.isdecimal() and len(word) < 3):
        return _COMMON
    return _PLACE if word in places else 1.0


def _places(treks: Iterable[Trek]) -> frozenset[str]:
    """Words of regions and towns that are the whole of no name."""
    known = {singular(w.text) for trek in treks for w in words(fold(f"{trek.region} {trek.start} {trek.end}"))}
    return frozenset(known - {singular(form[0]) for trek in treks for form in _written(trek) if len(form) == 1})


@cache
def common_sounds() -> frozenset[str]:
    """Sounds of words that are everybody's."""
    return frozenset(singular(word) for word in everyday_words() | word_set("treks", "generic"))


def owners(forms: Sequence[Form]) -> dict[str, tuple[int, ...]]:
    """Word → the forms it stands in."""
    found: dict[str, list[int]] = defaultdict(list)
    for number, form in enumerate(forms):
        for key in form.places:
            found[key].append(number)
    return {key: tuple(numbers) for key, numbers in found.items()}
