"""The names a set of texts speaks of: found by their capitals, their labels and the nouns beside them, in any script.

A name is one spelling in Latin letters (`sound`), so that केदारकांठा, Kedarkantha and Kedarkanta are the same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import regex
from rapidfuzz import fuzz, process

from agent.facts.context.distinctive import generic_words, is_distinctive, may_be_name, place_nouns
from agent.facts.context.lexicon import key_of
from agent.facts.context.mark import Mark
from agent.facts.context.segments import Sentence, Token
from agent.facts.mentions import Mentions
from agent.language.entities.heard import sound

_DAY = regex.compile(
    r"(?<![\p{L}\p{M}\d])(?<!\d\s)(?:day|jour|d[ií]a|din|दिन|stage|étape|etapa)\s(\d{1,2})"
    r"(?![\d.,]\d|\d)(?!\s(?:km|m|raat|nights?|रात)\b)",
    regex.IGNORECASE,
)
"""A day of an itinerary, of which things are said as of a name."""

_ALIKE = 86.0
_SHORTEST_ALIKE = 5
_TREK = "trek:"
_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_LABEL = regex.compile(r"^[\s*•\-–#>\d.)]*((?:[^:|,\n\s]+\s?){1,5}?)\s*(?::(?=\s|$)|\||–|—|\s-\s)")


Name = Mark[str]
"""A name in the text; its keys are its distinctive words."""


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a set of texts: spelling → the spelling that stands for it."""

    known: Mapping[str, str]
    mentions: Mentions | None = None
    initials: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[tuple[str, Sequence[Sentence]]], mentions: Mentions | None = None) -> "Names":
        """Names of all the texts together: what one of them capitalises, another may write in Devanagari.

        `mentions` knows the treks of a catalogue by all their names.
        """
        small = {token.key for text, parts in texts for one in parts for token in one.tokens if _is_small(text, token)}
        spelt = {key for text, parts in texts for key in _candidates(text, parts, small)}
        known = _merged(sorted(spelt))
        return cls(known, mentions, dict(_initials(texts, known)))

    def in_text(self, text: str, parts: Sequence[Sentence]) -> list[Name]:
        """Names in their order; one that is a trek's has `trek_key` among its keys."""
        found = [name for sentence in parts for name in self._in_sentence(text, sentence)]
        found += [Mark(frozenset({f"day:{int(one[1])}"}), one.start(), one.end()) for one in _DAY.finditer(text)]
        treks = self.mentions.find(text) if self.mentions else ()
        return sorted(_joined(found, [(trek_key(one.trek), one.start, one.end) for one in treks]), key=_start_of)

    def _in_sentence(self, text: str, sentence: Sentence) -> list[Name]:
        """Words of one name stand side by side, perhaps with a generic word between."""
        found: list[Name] = []
        for token in sentence.tokens:
            if keys := self.initials.get(token.text):
                found.append(Mark(keys, token.start, token.end))
                continue
            key = self.known.get(_sound(token.key)) or self._near(token)
            if not key:
                continue
            if found and _is_one_name(text, found[-1].end, token.start):
                found[-1] = Mark(found[-1].keys | {key}, found[-1].start, token.end)
            else:
                found.append(Mark(frozenset({key}), token.start, token.end))
        return found

    def _near(self, token: Token) -> str:
        """The name that a word in Devanagari spells nearly; in Latin letters near spellings were merged."""
        if not _DEVANAGARI.match(token.text) or not self.known or not is_distinctive(token.key):
            return ""
        return _nearest(_sound(token.key), tuple(self.known))


_RUN = regex.compile(r"\p{Lu}\p{Ll}+(?:\s(?:of\s|de\s|des\s|du\s)?\p{Lu}\p{Ll}+){2,3}")


def _initials(
    texts: Sequence[tuple[str, Sequence[Sentence]]], known: Mapping[str, str]
) -> Iterator[tuple[str, frozenset[str]]]:
    """EBC for Everest Base Camp, where both are written somewhere."""
    said = {token.text for _, parts in texts for one in parts for token in one.tokens if token.text.isupper()}
    for text, _ in texts:
        for run in _RUN.finditer(text):
            words = [word for word in run.group().split() if word[0].isupper()]
            letters = "".join(word[0] for word in words)
            keys = frozenset(known[heard] for word in words if (heard := _sound(key_of(word))) in known)
            if letters in said and keys:
                yield letters, keys


def trek_key(trek: str) -> str:
    """The key of a trek of the catalogue, whichever of its names is used."""
    return f"{_TREK}{trek}"


def treks_in(keys: Iterable[str]) -> tuple[str, ...]:
    """Ids of the treks among the keys."""
    return tuple(sorted(key.removeprefix(_TREK) for key in keys if key.startswith(_TREK)))


def _start_of(name: Name) -> int:
    return name.start


def _joined(names: Sequence[Name], treks: Sequence[tuple[str, int, int]]) -> Iterator[Name]:
    """A trek's mention takes in the names that lie in it or around it."""
    within = {name: [trek for trek in treks if trek[1] < name.end and name.start < trek[2]] for name in names}
    yield from (name for name, touching in within.items() if not touching)
    for trek, start, end in treks:
        own = [name for name, touching in within.items() if touching and touching[0][1] == start]
        keys = frozenset(key for name in own for key in name.keys) | {trek}
        yield Mark(keys, min([start, *(name.start for name in own)]), max([end, *(name.end for name in own)]))


@lru_cache(maxsize=8192)
def _nearest(heard: str, names: tuple[str, ...]) -> str:
    if len(heard) < _SHORTEST_ALIKE:
        return ""
    found = process.extractOne(
        _skeleton(heard), [_skeleton(one) for one in names], scorer=fuzz.ratio, score_cutoff=_ALIKE
    )
    name = names[found[2]] if found else ""
    return name if name and name[0] == heard[0] else ""


@lru_cache(maxsize=8192)
def _skeleton(heard: str) -> str:
    """Vowels are what differs between two ways to write a name in Latin letters."""
    return heard[0] + regex.sub(r"[aeiouy]", "", heard[1:]).replace("th", "t").replace("h", "")


def _is_small(text: str, token: Token) -> bool:
    """In small letters, and not in a slug or a link, where names are written so too."""
    slug = text[token.end : token.end + 1] in ("-", "/", ".", "_") and text[token.end + 1 : token.end + 2].strip()
    return token.text[0].islower() and not slug and text[token.start - 1 : token.start] not in ("-", "/", ".", "@", "_")


_BETWEEN = regex.compile(r"[\s-]*(?:(?:of|de|des|du|la|las|les|los|the|ki|ka|की|का|ऑफ|du)\s+)*", regex.IGNORECASE)


def _is_one_name(text: str, end: int, start: int) -> bool:
    """Nothing but blanks, small joining words and generic nouns lies between: `Valley of Flowers`."""
    between = text[end:start]
    if "\n" in between or len(between) > 20:
        return False
    rest = [word for word in _BETWEEN.sub("", between, count=1).split() if key_of(word) not in generic_words()]
    return not rest


# --- candidates -------------------------------------------------------------------------------------------------


def _candidates(text: str, parts: Sequence[Sentence], small: set[str]) -> Iterator[str]:
    for sentence in parts:
        yield from _capitals(text, sentence, small)
        yield from _beside_places(sentence)
        yield from _labels(text, sentence, small)


def _capitals(text: str, sentence: Sentence, small: set[str]) -> Iterator[str]:
    tokens = sentence.tokens
    for place, token in enumerate(tokens):
        telling = may_be_name(token.key) if place else is_distinctive(token.key)
        if not token.text[0].isupper() or token.key in small or not telling:
            continue
        follows = place + 1 < len(tokens) and tokens[place + 1].text[0].isupper()
        if place > 0 or follows or _is_place(tokens, place + 1):
            yield _sound(token.key)


def _beside_places(sentence: Sentence) -> Iterator[str]:
    """The word before a noun such as ट्रेक or झील; in Devanagari there are no capitals."""
    for place, token in enumerate(sentence.tokens[1:], start=1):
        before = sentence.tokens[place - 1]
        if token.key in place_nouns() and _DEVANAGARI.match(before.text) and is_distinctive(before.key):
            yield _sound(before.key)


def _is_place(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].key in place_nouns()


def _labels(text: str, sentence: Sentence, small: set[str]) -> Iterator[str]:
    """Words of a label in front of a colon or a bar that no list knows: `Zanskar: 12 days`."""
    label = _LABEL.match(text[sentence.start : sentence.end])
    if not label:
        return
    end = sentence.start + label.end(1)
    for token in sentence.tokens:
        if (
            token.end <= end
            and is_distinctive(token.key)
            and (token.text[0].isupper() or _DEVANAGARI.match(token.text))
        ) and (token.key not in small or _DEVANAGARI.match(token.text)):
            yield _sound(token.key)


@lru_cache(maxsize=32768)
def _sound(key: str) -> str:
    return sound(key)


def _merged(spelt: Sequence[str]) -> Mapping[str, str]:
    """Near spellings of one name become the first of them."""
    known: dict[str, str] = {}
    for name in spelt:
        alike = next((other for other in dict.fromkeys(known.values()) if _same_name(name, other)), name)
        known[name] = alike
    return known


def _same_name(name: str, other: str) -> bool:
    if min(len(name), len(other)) < _SHORTEST_ALIKE or name[0] != other[0]:
        return False
    return fuzz.ratio(name, other) >= _ALIKE or _skeleton(name) == _skeleton(other)
