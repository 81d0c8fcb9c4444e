"""Names of which a part was said: rare words count, words that many names share do not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz, process

from agent.knowledge.catalogue import Catalogue
from agent.language.entities.heard import singular
from agent.language.entities.name_chains import NEAR, Chain, Hit, chains_of
from agent.language.entities.name_forms import Form, common_sounds, content, forms_of, owners
from agent.language.letters import Word

_ANCHOR = 0.6  # weight from which a word makes us look for the rest of its name
_AS_GOOD = 0.95  # share of the best weight from which another trek is as likely
_SEVERAL = 2  # other names that make one a part of them
_SHORT = 2  # words of a name that may be a part of longer ones
_SHORTEST_FUZZY = 5
_MAX_WORDS = 160


@dataclass(frozen=True, slots=True)
class Mention:
    """What may be a name at folded[start:end], and the treks it fits equally well; a weak one needs support."""

    start: int
    end: int
    treks: tuple[str, ...]
    strong: bool


class Names:
    """Built once per catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._forms = forms_of(tuple(catalogue.treks.values()))
        self._owners = owners(self._forms)
        self._single = {key for form in self._forms for key, places in form.places.items() if len(places) == 1}
        self._fuzzy = [key for key in self._owners if len(key) >= _SHORTEST_FUZZY]
        self._words = _words_by_trek(self._forms)
        self._shared = frozenset(
            form.trek for form in self._forms if len(form.weights) <= _SHORT and self._within(form) >= _SEVERAL
        )
        self._nearest = lru_cache(maxsize=20_000)(self._looked_up)

    def find(self, folded: str) -> tuple[Mention, ...]:
        """Mentions in the order of the text; of those that overlap the weightiest."""
        tokens = content(folded)[:_MAX_WORDS]
        hits = sorted(self._hits(tokens), key=lambda hit: hit.at)
        chains = [chain for form in self._likely(hits) for chain in chains_of(form, hits)]
        return tuple(_mention(group, tokens) for group in _rivals(chains))

    def is_shared(self, treks: Iterable[str]) -> bool:
        """Whether what names these treks also stands in the names of others, as a part of town does."""
        return self._shared.issuperset(treks)

    def words_of(self, trek: str) -> Mapping[str, float]:
        """The words of a trek's names, by their singular, with their weight."""
        return self._words[trek]

    def _within(self, form: Form) -> int:
        """How many other treks have this name in theirs, but for its beginning."""
        keys = [key for key, places in form.places.items() if len(places) == 1]
        numbers = set.intersection(*(set(self._owners[key]) for key in keys))
        others = (self._forms[number] for number in numbers)
        return len({other.trek for other in others if other.trek != form.trek and not _begins(other, keys)})

    def _hits(self, tokens: Sequence[Word]) -> Iterator[Hit]:
        for at, word in enumerate(tokens):
            if known := self._nearest(word.text):
                yield Hit(at, *known)
        for at, (word, following) in enumerate(pairwise(tokens)):
            glued = singular(word.text + following.text)
            if len(glued) >= _SHORTEST_FUZZY and glued in self._single:
                yield Hit(at, glued, length=2)

    def _looked_up(self, word: str) -> tuple[str, float] | None:
        heard = singular(word)
        if heard in self._owners:
            return heard, 1.0
        if len(heard) < _SHORTEST_FUZZY or heard in common_sounds() or heard.isdecimal():
            return None
        best = process.extractOne(heard, self._fuzzy, scorer=fuzz.ratio, score_cutoff=NEAR * 100)
        return (best[0], best[1] / 100) if best and best[0][0] == heard[0] else None

    def _likely(self, hits: Iterable[Hit]) -> list[Form]:
        keys = dict.fromkeys(hit.key for hit in hits)
        numbers = dict.fromkeys(number for key in keys for number in self._owners[key] if self._is_anchor(key, number))
        return [self._forms[number] for number in numbers]

    def _is_anchor(self, key: str, number: int) -> bool:
        form = self._forms[number]
        return sum(form.weights[place] for place in form.places[key]) >= _ANCHOR


def _rivals(chains: Sequence[Chain]) -> list[list[Chain]]:
    """For each stretch of text the chains that fit it best, in the order of the text."""
    groups: list[list[Chain]] = []
    for chain in sorted(chains, key=lambda chain: -chain.weight):
        rivals = [group for group in groups if group[0].overlaps(chain)]
        if not rivals and chain.weight >= _ANCHOR:
            groups.append([chain])
        elif rivals and chain.weight >= _AS_GOOD * rivals[0][0].weight:
            rivals[0].append(chain)
    return sorted(groups, key=lambda group: group[0].at)


def _mention(group: Sequence[Chain], tokens: Sequence[Word]) -> Mention:
    """A trek of exactly that name if there is one, else those that leave the least unsaid first.

    Strong where most of them would be cut short to these words: a part of town that many names end on is none.
    """
    best = group[0]
    whole = [chain for chain in group if chain.whole]
    ranked = sorted(whole or group, key=lambda chain: sum(chain.form.weights))
    treks = tuple(dict.fromkeys(chain.form.trek for chain in ranked))
    strong = sum(chain.strong for chain in ranked) > len(ranked) / 2
    return Mention(tokens[best.at].start, tokens[best.until - 1].end, treks, strong)


def _begins(form: Form, keys: Iterable[str]) -> bool:
    return any(form.head in form.places[key] for key in keys)


def _words_by_trek(forms: Iterable[Form]) -> dict[str, dict[str, float]]:
    words: dict[str, dict[str, float]] = {}
    for form in forms:
        single = {key: form.weights[places[0]] for key, places in form.places.items() if len(places) == 1}
        words.setdefault(form.trek, {}).update(single)
    return words
