"""Words as the lexical index and the rankers see them: any script, case, accent or digit."""

import unicodedata
from functools import cache, lru_cache
from pathlib import Path

import regex
import Stemmer

from agent.yaml_file import read_yaml

ALGORITHMS = {"en": "english", "es": "spanish", "fr": "french", "hi": "hindi"}
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")
_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")
_GROUPED = regex.compile(r"(?<=\d)[,.\u202f\u00a0](?=\d{3}(?!\d))")
_LATIN_MARK = regex.compile(r"(?<=\p{Latin})\p{Mn}+")
_JOINER = regex.compile(r"[\u200b-\u200d\u00ad]")


def words(text: str) -> list[str]:
    """Case-folded words in order: no Latin accents, vowel signs of Devanagari kept, 4,270 as 4270."""
    plain = _JOINER.sub("", unicodedata.normalize("NFKC", _GROUPED.sub("", text))).casefold()
    plain = _LATIN_MARK.sub("", unicodedata.normalize("NFD", plain))
    plain = _DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), unicodedata.normalize("NFC", plain))
    return [str(word) for word in _WORD.findall(plain)]


def stems(text: str, language: str) -> list[str]:
    """Words by the stemmer of the passage's language; English where it has none."""
    algorithm = ALGORITHMS.get(language, "english")
    return [_stem(word, algorithm) for word in words(text)]


def stem(word: str, language: str) -> str:
    """One word, as `words` writes it, by the stemmer of a language."""
    return _stem(word, ALGORITHMS.get(language, "english"))


def content_words(text: str) -> list[str]:
    """Words that say what a question is about; all of them when it holds nothing else.

    The rarity of a word cannot tell: where most passages are English, `puedo` is as rare as `cancelar`.
    """
    found = words(text)
    return [word for word in found if word not in _stop_words()] or found


def query_stems(text: str, language: str) -> list[str]:
    """Stems to look for among texts of a language, each once; the question's own language need not be known."""
    return list(dict.fromkeys(stem(word, language) for word in content_words(text)))


@cache
def _stop_words() -> frozenset[str]:
    """Brought into the form of `words`: Devanagari has more than one spelling for the same letters."""
    lists = read_yaml(Path(__file__).with_name("stopwords.yaml"))
    return frozenset(word for entry in lists.values() for text in entry for word in words(str(text)))


@lru_cache(maxsize=65536)
def _stem(word: str, algorithm: str) -> str:
    # a Stemmer object is not safe across threads; building one costs microseconds, and words repeat
    return str(Stemmer.Stemmer(algorithm, 0).stemWord(word))
