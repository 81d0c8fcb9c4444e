"""How much a word looks like one language rather than another: log-odds of its character n-grams."""

from collections import Counter
from collections.abc import Iterable
from math import log

SIZES = (2, 3, 4)


def ngrams(word: str) -> list[str]:
    """Character 2- to 4-grams of the word between its edges."""
    edged = f"^{word}$"
    return [edged[at : at + size] for size in SIZES for at in range(len(edged) - size + 1)]


class WordShape:
    """Log-odds that a word belongs to the first vocabulary rather than the second; add-one smoothed."""

    def __init__(self, wanted: Iterable[str], others: Iterable[str]) -> None:
        self._odds = _log_odds(_counted(wanted), _counted(others))

    def score(self, word: str) -> float:
        """Mean log-odds over the n-grams of `word`; 0 says nothing either way."""
        grams = ngrams(word)
        return sum(self._odds.get(gram, 0.0) for gram in grams) / max(len(grams), 1)


def _counted(vocabulary: Iterable[str]) -> Counter[str]:
    return Counter(gram for word in vocabulary for gram in ngrams(word))


def _log_odds(wanted: Counter[str], others: Counter[str]) -> dict[str, float]:
    keys = wanted.keys() | others.keys()
    total, total_others = wanted.total() + len(keys), others.total() + len(keys)
    return {key: log((wanted[key] + 1) / total) - log((others[key] + 1) / total_others) for key in keys}
