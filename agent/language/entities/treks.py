"""Treks of the catalogue by name, alias, initials or near spelling, in Latin or Devanagari letters."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain, combinations, pairwise

import numpy as np
import regex
from rapidfuzz import fuzz, process

from agent.knowledge.catalogue import Catalogue, Trek
from agent.language.entities.everyday import everyday_words
from agent.language.entities.heard import sound
from agent.language.entities.spans import Span
from agent.language.letters import Word, fold, words
from agent.language.lexicon import word_set
from agent.language.vowels import consonants, few_vowels

_LONGEST_NAME = 6  # words
_MAX_WORDS = 160  # a longer message names its trek early, or is none
_MANY, _OFTEN = 4, 0.01  # treks that share a word, and their share of all, which make it generic
_SHORT = 7  # letters; so short a word needs support to be another one misspelt
_MISSES_ONE = 90.0  # similarity of a word of that length with one letter left out
_VOWELS = regex.compile(r"[aeiou]")
_LEAST_CONSONANTS = 3  # of a name written without vowels
_TEXTED = {"d": "de"}  # `valle d las flores`
_SHORTEST_FUZZY = 5  # letters of the distinctive part


class Treks:
    """Built from a catalogue once; `threshold` is the similarity, 0–100, from which a spelling is accepted."""

    def __init__(self, catalogue: Catalogue, *, threshold: float = 84.0) -> None:
        self._threshold = threshold
        self._nouns = word_set("treks", "generic")
        self._shared = _shared_words(catalogue.treks.values())
        self._generic = self._nouns | word_set("treks", "joining")
        self._cue = word_set("treks", "initials_cue")
        self._everyday = everyday_words()
        self._names = self._spellings(catalogue.treks.values())
        self._glued = {name.replace(" ", ""): trek for name, trek in self._names.items() if " " in name}
        self._initials = self._unambiguous_initials(catalogue.treks.values())
        self._sound = lru_cache(maxsize=20_000)(_sound)
        self._parts = self._parts_of_names()
        self._cores = self._distinctive_parts(catalogue.treks)
        self._bare = self._without_vowels()
        self._heard = {self._sound(name): trek for name, trek in self._names.items() if _long_enough(name)}

    def find(self, folded: str) -> Iterator[Span]:
        """Treks of one folded message; overlaps possible, the longest is the right one."""
        if not self._names:
            return
        tokens = [_spelt_out(word) for word in words(folded)[:_MAX_WORDS]]
        yield from self._exact(tokens)
        yield from self._by_initials(tokens)
        yield from self._by_consonants(tokens)
        yield from self._similar(tokens)

    def _exact(self, tokens: Sequence[Word]) -> Iterator[Span]:
        for size in range(1, _LONGEST_NAME + 1):
            for at in range(len(tokens) - size + 1):
                window = tokens[at : at + size]
                name = " ".join(word.text for word in window)
                trek = self._names.get(name) or self._glued.get(name.replace(" ", ""))
                if trek:
                    yield Span("trek", window[0].start, window[-1].end, trek)

    def _by_initials(self, tokens: Sequence[Word]) -> Iterator[Span]:
        for word, following in pairwise(tokens):
            if word.text in self._initials and following.text in self._cue:
                yield Span("trek", word.start, following.end, self._initials[word.text])

    def _by_consonants(self, tokens: Sequence[Word]) -> Iterator[Span]:
        """Distinctive parts written without vowels: `kdrknta`, `hmpta`."""
        for word in tokens:
            if few_vowels(word.text) and self._rare(word.text):
                trek = self._bare.get(consonants(word.text)) or self._bare.get(consonants(self._sound(word.text)))
                if trek:
                    yield Span("trek", word.start, word.end, trek)

    def _similar(self, tokens: Sequence[Word]) -> Iterator[Span]:
        """Near spellings of a distinctive part alone (`kedarkanta`) or of a whole name (`valley of flowrs`)."""
        for span, heard, name in self._near(tokens, (1, 2, 3), self._all_rare, self._cores):
            if " " in heard or len(heard) > _SHORT or heard == name or self._is_likely(tokens, span, heard, name):
                yield span
        yield from (span for span, _, _ in self._near(tokens, (2, 3, 4), self._like_a_name, self._heard))

    def _near(
        self,
        tokens: Sequence[Word],
        sizes: Sequence[int],
        fits: Callable[[Sequence[Word]], bool],
        known: Mapping[str, str],
    ) -> Iterator[tuple[Span, str, str]]:
        """The span, how it sounds, and the name it sounds like."""
        windows = [window for size in sizes for window in _windows(tokens, size) if fits(window)]
        if not windows or not known:
            return
        names = list(known)
        heard = [self._sound(" ".join(word.text for word in window)) for window in windows]
        scores = process.cdist(heard, names, scorer=fuzz.ratio, score_cutoff=self._threshold, dtype=np.float32)
        for row in np.flatnonzero(scores.max(axis=1) > 0).tolist():
            name = names[int(scores[row].argmax())]
            if _alike(heard[row], name) and self._parts.get(heard[row], {known[name]}) == {known[name]}:
                window = windows[row]
                yield Span("trek", window[0].start, window[-1].end, known[name]), heard[row], name

    def _is_likely(self, tokens: Sequence[Word], span: Span, heard: str, name: str) -> bool:
        """A short word is near to many: a noun of names stands beside it, or only letters are missing."""
        beside = {word.text for word in tokens if word.end == span.start - 1 or word.start == span.end + 1}
        return bool(beside & (self._nouns | self._cue)) or (
            fuzz.ratio(heard, name) >= _MISSES_ONE and _is_shortened(heard, name)
        )

    def _rare(self, word: str) -> bool:
        listed = word in self._everyday or word in self._generic or word in self._shared
        return not listed and not word.isdecimal()

    def _all_rare(self, window: Sequence[Word]) -> bool:
        return all(self._rare(word.text) for word in window)

    def _like_a_name(self, window: Sequence[Word]) -> bool:
        """Rare and generic words together, with no everyday word at either end."""
        ends = (window[0].text, window[-1].text)
        return any(self._rare(word.text) for word in window) and all(
            self._rare(end) or end in self._nouns - self._cue for end in ends
        )

    def _spellings(self, treks: Iterable[Trek]) -> dict[str, str]:
        owners: dict[str, set[str]] = defaultdict(set)
        for trek in treks:
            for name in (trek.name, *trek.aliases, *trek.names.values()):
                owners[" ".join(word.text for word in words(fold(name)))].add(trek.id)
        return {name: next(iter(ids)) for name, ids in owners.items() if len(ids) == 1 and self._names_something(name)}

    def _names_something(self, name: str) -> bool:
        """Generic words alone name a trek only together, as in `great lakes`."""
        parts = name.split()
        return len(parts) > 1 or parts[0] not in self._generic if parts else False

    def _unambiguous_initials(self, treks: Iterable[Trek]) -> dict[str, str]:
        owners: dict[str, set[str]] = defaultdict(set)
        for trek in treks:
            owners["".join(word.text[0] for word in words(fold(trek.name)))].add(trek.id)
        return {letters: next(iter(ids)) for letters, ids in owners.items() if len(ids) == 1 and len(letters) > 1}

    def _distinctive_parts(self, treks: Mapping[str, Trek]) -> dict[str, str]:
        """Names without their generic words, as heard → trek.

        Left out: parts two treks share, one of them within a longer name perhaps, and places (`kashmir`), which name
        a trek only with the rest of its name.
        """
        owners: dict[str, set[str]] = defaultdict(set)
        for name, trek in self._names.items():
            core = " ".join(part for part in name.split() if part not in self._generic)
            if core in self._names or not _is_place(core, treks[trek]):
                owners[self._sound(core)].add(trek)
        alone = {core: ids for core, ids in owners.items() if len(self._parts[core] | ids) == 1}
        return {core: next(iter(ids)) for core, ids in alone.items() if _long_enough(core)}

    def _without_vowels(self) -> dict[str, str]:
        """Single distinctive parts by their consonants, where they tell one trek."""
        owners: dict[str, set[str]] = defaultdict(set)
        spelt = {name: trek for name, trek in self._names.items() if self._cores.get(self._sound(name)) == trek}
        for core, trek in (*self._cores.items(), *spelt.items()):
            owners[consonants(core)].add(trek)
        known = {letters: next(iter(treks)) for letters, treks in owners.items() if len(treks) == 1}
        return {letters: trek for letters, trek in known.items() if len(letters) >= _LEAST_CONSONANTS}

    def _parts_of_names(self) -> dict[str, set[str]]:
        """Every run of words in a name, as heard → the treks it belongs to."""
        owners: dict[str, set[str]] = defaultdict(set)
        for name, trek in self._names.items():
            parts = self._sound(name).split()
            for first, last in combinations(range(len(parts) + 1), 2):
                owners[" ".join(parts[first:last])].add(trek)
        return owners


def _shared_words(treks: Iterable[Trek]) -> frozenset[str]:
    """Words that stand in so many names that they tell none of them."""
    known = [
        {word.text for name in (t.name, *t.aliases, *t.names.values()) for word in words(fold(name))} for t in treks
    ]
    many = max(_MANY, len(known) * _OFTEN)
    return frozenset(word for word, count in Counter(chain.from_iterable(known)).items() if count >= many)


def _is_place(core: str, trek: Trek) -> bool:
    places = {_sound(word.text) for word in words(fold(f"{trek.region} {trek.start} {trek.end} {trek.country}"))}
    return all(_sound(part) in places for part in core.split())


def _long_enough(heard: str) -> bool:
    return len(heard.replace(" ", "")) >= _SHORTEST_FUZZY


def _spelt_out(word: Word) -> Word:
    return replace(word, text=_TEXTED[word.text]) if word.text in _TEXTED else word


def _windows(tokens: Sequence[Word], size: int) -> Iterator[Sequence[Word]]:
    return (tokens[at : at + size] for at in range(len(tokens) - size + 1))


def _sound(name: str) -> str:
    return " ".join(sound(part) for part in name.split())


def _alike(heard: str, core: str) -> bool:
    """Names differ at their ends and in vowels, hardly ever by two letters of length or in the first one.

    But an h that French and Spanish do not speak: `ampta pas`.
    """
    begins_alike = heard[0] == core[0] or core.startswith(f"h{heard[0]}")
    return begins_alike and abs(len(heard) - len(core)) <= 2


def _is_shortened(heard: str, name: str) -> bool:
    """Whether the consonants of one are those of the other, some perhaps left out."""
    letters = iter(_VOWELS.sub("", name))
    return all(letter in letters for letter in _VOWELS.sub("", heard))
