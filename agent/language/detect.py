"""Which language a message is in: script first, then Lingua and word lists, with romanised Hindi as its own class."""

from collections.abc import Sequence
from functools import lru_cache
from math import exp, log

import regex
from lingua import Language as Known
from lingua import LanguageDetectorBuilder

from agent.language.letters import fold, romanised, words
from agent.language.lexicon import word_set
from agent.language.ngrams import WordShape
from agent.turn import Language

_KNOWN: dict[Known, Language] = {Known.ENGLISH: "en", Known.SPANISH: "es", Known.FRENCH: "fr"}
_NOT_WORDS = regex.compile(
    r"https?://\S+|www\.\S+|(?<!\S)\S+@\S+\.\S+|(?<!\S)[@#]\w+|\b[\w-]+\.(?:com|org|net|in|example|io)\b\S*|[+\d][\d\s().:/-]{2,}|\d+"
)
_DEVANAGARI = regex.compile(r"\p{Devanagari}")
_LATIN = regex.compile(r"\p{Latin}")
_LETTER = regex.compile(r"\p{L}")
_ELISION = regex.compile(r"(?<![\p{L}])(?:qu|[ldjcnmts])'(?=\p{L})", regex.IGNORECASE)
_HINDI_TURNS = regex.compile(
    r"(?<!\d)\d{1,3} ?(?:log|din|jan|tarikh)\b|\b(?:kar|kr) (?:do|de|lo|lena|dena)\b"  # 4 log, confirm kar do
    r"|\b(?:jan|feb|march|april|may|june|july|aug|sept?|oct|nov|dec)[a-z]{0,6} (?:me|tak|ko)\s*(?:$|[?!.,])",  # june me
    regex.IGNORECASE,
)
_CONSONANTS = frozenset("bcdfghjklmnpqrstvwxz")
"""Letters that are no word of any of the languages by themselves: "n" is short for "and", "k" for "okay"."""
_AND_THE = frozenset("nd")
"""What chat in English writes for two small words, and French only with an apostrophe."""
_STRETCHED = regex.compile(r"(.)\1{2,}")
_ACCENTED = regex.compile(r"\p{L}*[áàâçéèêëíîïñóôœúùûü]\p{L}*", regex.IGNORECASE)
"""Words as only Spanish and French are spelt."""

_LATIN_LANGUAGES: tuple[Language, ...] = ("en", "es", "fr")
_MAX_CHARS = 400  # the language of a long message is plain from its beginning
_LATIN_TWIN: dict[Language, Language] = {"hi": "hi-Latn"}  # who writes Hindi and turns to Latin letters writes Hindi
_DEVANAGARI_SHARE = 0.15  # who writes it also writes names and loanwords in Latin letters
_SHORT = 4  # words from which the conversation's language no longer counts
_PRIOR_ODDS = 1.8
_FEW, _NOBODY_SPEAKS_BOTH = 5, 3.0  # so few words do not lead from Hindi to French, though both write "de", "du", "par"
_GRAMMAR, _COMMON = 1.8, 1.4  # log-weight of a grammar word and of a common word of one language
_ELIDED = 1.0  # per l', d', qu'
_FEW_LETTERS, _ENGLISH_LETTERS = 3, 1.0  # the short forms of chat are mostly English
_BORROWED = 2
_STRONG_HINDI, _SHARED_HINDI = 2.6, 0.5
_HINDI_BIAS = -1.6
_FOREIGN = -1.3  # weight of a Spanish or French grammar word: Hindi borrows none
_MOST_SHARED, _MOST_ENGLISH = 1.6, -3.4  # a borrowed English clause does not undo two Hindi grammar words
_WITHOUT_HINDI: tuple[Language, ...] = ("es", "fr")
"""Languages of which those who speak them mix in no Hindi."""
_NOT_HINDI: tuple[tuple[Language, float], ...] = (("en", -1.1), ("es", _FOREIGN), ("fr", _FOREIGN))


class LanguageDetector:
    """Built once, about 120 MB with full models and 25 MB with `small`; `detect` is safe from several threads."""

    def __init__(
        self, *, languages: Sequence[Language] = ("en", "hi", "es", "fr", "hi-Latn"), small: bool = False
    ) -> None:
        self._allowed = frozenset(languages)
        builder = LanguageDetectorBuilder.from_languages(*_KNOWN).with_preloaded_language_models()
        self._lingua = (builder.with_low_accuracy_mode() if small else builder).build()
        self._vocabulary: dict[Language, tuple[frozenset[str], frozenset[str]]] = {
            language: (word_set(f"words.{language}", "function"), word_set(f"words.{language}", "common"))
            for language in _LATIN_LANGUAGES
        }
        self._strong = frozenset(romanised(word) for word in word_set("words.hi-Latn", "strong"))
        self._strong_exact = word_set("words.hi-Latn", "strong")
        self._shared = word_set("words.hi-Latn", "shared")
        self._lent = word_set("words.hi-Latn", "lent")
        self._everywhere = word_set("words.en", "everywhere")
        self._others = frozenset(word for lists in self._vocabulary.values() for words_ in lists for word in words_)
        self._shape = WordShape(self._strong_exact, self._others - self._strong_exact)
        self._hindi_word = lru_cache(maxsize=20_000)(self._weigh_hindi)

    def detect(
        self, text: str, *, prior: Language | None = None, ignore: Sequence[tuple[int, int]] = ()
    ) -> tuple[Language, float]:
        """The language and how sure, 0–1. `ignore` are spans that are nobody's language (names, addresses).

        `prior` is the language of the conversation: it decides what says little by itself.
        """
        plain = _readable(text, ignore)
        script = _script(plain)
        if script == "latin":
            return self._latin(plain, prior, turns=bool(_HINDI_TURNS.search(text[:_MAX_CHARS])))
        if script == "devanagari":
            return self._kept("hi", 0.99, prior)
        return (prior, 0.3) if script == "none" and prior else ("und", 0.0)

    def _latin(self, plain: str, prior: Language | None, *, turns: bool) -> tuple[Language, float]:
        unelided, elisions = _ELISION.subn(" ", fold(plain))
        tokens = [word.text for word in words(unelided)]
        if prior and self._says_nothing(tokens, prior):
            return self._kept(_LATIN_TWIN.get(prior, prior), 0.5, prior)
        scores = self._european(plain, tokens)
        scores["fr"] += _ELIDED * min(elisions, 2)
        hindi = self._hindi(tokens, prior) + turns * _STRONG_HINDI + _FOREIGN * min(len(_ACCENTED.findall(plain)), 2)
        scores["hi-Latn"] = _logit_split(hindi, scores)
        _lean(scores, prior, len(tokens))
        chances = _softmax({name: score for name, score in scores.items() if name in self._allowed})
        if not chances:
            return "und", 0.0
        best = max(chances, key=lambda name: chances[name])
        return best, chances[best] * self._evidence(tokens, prior)

    def _says_nothing(self, tokens: Sequence[str], prior: Language) -> bool:
        """Words of everywhere; of a word or two also those that the conversation's language has, or that Hindi borrows.

        Hindi borrows any English word but those of grammar: "vaccinated h" goes on in Hindi, "on Kuari?" in English.
        """
        told = [token for token in tokens if token not in self._everywhere and token not in _CONSONANTS]
        if len(told) > _BORROWED or not told:
            return not told
        if _LATIN_TWIN.get(prior, prior) == "hi-Latn":
            return not any(token in grammar for token in told for grammar, _ in self._vocabulary.values())
        spoken = self._vocabulary.get(prior, ())
        return all(any(token in words for words in spoken) for token in told)

    def _european(self, plain: str, tokens: Sequence[str]) -> dict[Language, float]:
        """Log-scores of en, es and fr: Lingua's confidence, and words that belong to just one of them."""
        if self._are_letters(tokens):
            scores = {language: _ENGLISH_LETTERS if language == "en" else 0.0 for language in _LATIN_LANGUAGES}
        else:
            values = self._lingua.compute_language_confidence_values(plain)
            scores = {_KNOWN[value.language]: log(value.value + 0.02) for value in values}
        for language in _LATIN_LANGUAGES:
            scores[language] += sum(self._own_word(token, language) for token in tokens)
        return scores

    def _are_letters(self, tokens: Sequence[str]) -> bool:
        """Whether it is only short forms of chat such as "gm" or "np": of so few letters no language can be guessed."""
        own = frozenset[str]().union(
            self._shared - self._lent, *(lists for name in _WITHOUT_HINDI for lists in self._vocabulary[name])
        )
        return all(len(token) <= _FEW_LETTERS and token not in own for token in tokens)

    def _own_word(self, token: str, language: Language) -> float:
        if token in _AND_THE:
            return 0.0
        rivals: list[Language] = [other for other in _LATIN_LANGUAGES if other != language]
        for rank, weight in enumerate((_GRAMMAR, _COMMON)):
            if token in self._vocabulary[language][rank]:
                shared = sum(token in lists for other in rivals for lists in self._vocabulary[other])
                return weight / (1 + 3 * shared)
        return 0.0

    def _hindi(self, tokens: Sequence[str], prior: Language | None) -> float:
        """Log-odds that these Latin letters spell Hindi; words that a French or Spanish talk has too say little."""
        own = frozenset[str]().union(*self._vocabulary[prior]) if prior in _WITHOUT_HINDI else frozenset[str]()
        weights = [
            min(self._hindi_word(token), _SHARED_HINDI if token in own else _STRONG_HINDI)
            for token in self._as_meant(tokens)
        ]
        strong = sum(weight for weight in weights if weight > _SHARED_HINDI)
        weak = sum(weight for weight in weights if 0 < weight <= _SHARED_HINDI)
        english = sum(weight for weight in weights if _FOREIGN < weight < 0)
        foreign = [weight for weight in weights if weight <= _FOREIGN]
        if prior in ("hi", "hi-Latn") and len(tokens) <= _FEW:
            weak, foreign = weak + _SHARED_HINDI * len(foreign), []  # "de du": spelt alike, and not French there
        return _HINDI_BIAS + strong + min(weak, _MOST_SHARED) + max(english, _MOST_ENGLISH) + sum(foreign)

    def _as_meant(self, tokens: Sequence[str]) -> Sequence[str]:
        """Without words that the English of India has from Hindi, where nothing else in an English line is Hindi."""
        grammar, common = self._vocabulary["en"]
        framed = any(token in grammar for token in tokens) and sum(token in grammar | common for token in tokens) > 1
        rest = [token for token in tokens if token not in self._lent]
        return rest if framed and not any(self._hindi_word(token) > _SHARED_HINDI for token in rest) else tokens

    def _weigh_hindi(self, token: str) -> float:
        if token in self._shared:
            return _SHARED_HINDI
        if token in self._strong_exact:
            return _STRONG_HINDI
        for language, weight in _NOT_HINDI:
            if token in self._vocabulary[language][0]:
                return weight
        if token in self._others:
            return -0.25
        return self._unlisted_hindi(token)

    def _unlisted_hindi(self, token: str) -> float:
        if len(token) > 2 and romanised(token) in self._strong:
            return _STRONG_HINDI * 0.8
        return max(-0.8, min(0.8, self._shape.score(token))) * 0.6

    def _evidence(self, tokens: Sequence[str], prior: Language | None) -> float:
        """One short word says less than its score: 0.6 to 1."""
        if len(tokens) > 2:
            return 1.0
        known = any(token in self._others or token in self._strong_exact for token in tokens)
        return 0.85 if known or prior else 0.6

    def _kept(self, language: Language, confidence: float, prior: Language | None) -> tuple[Language, float]:
        if language in self._allowed:
            return language, confidence
        return (prior, 0.3) if prior else ("und", 0.0)


def _readable(text: str, ignore: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(ignore, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    plain = _NOT_WORDS.sub(" ", text[: 4 * _MAX_CHARS])
    return _STRETCHED.sub(r"\1\1", plain)[:_MAX_CHARS]


def _script(plain: str) -> str:
    letters = len(_LETTER.findall(plain))
    if not letters:
        return "none"
    if len(_DEVANAGARI.findall(plain)) >= _DEVANAGARI_SHARE * letters:
        return "devanagari"
    return "latin" if len(_LATIN.findall(plain)) >= 0.5 * letters else "other"


def _logit_split(odds: float, rivals: dict[Language, float]) -> float:
    """The score that gives romanised Hindi the chance `odds` says against all rivals together."""
    highest = max(rivals.values())
    return odds + highest + log(sum(exp(score - highest) for score in rivals.values()))


def _lean(scores: dict[Language, float], prior: Language | None, count: int) -> None:
    likely = _LATIN_TWIN.get(prior, prior) if prior else None
    if likely in scores:
        scores[likely] += _PRIOR_ODDS * max(0.0, 1 - count / (_SHORT + 1))
    if likely and count <= _FEW:
        apart = _WITHOUT_HINDI if likely == "hi-Latn" else ("hi-Latn",) if likely in _WITHOUT_HINDI else ()
        scores.update({language: scores[language] - _NOBODY_SPEAKS_BOTH for language in apart})


def _softmax(scores: dict[Language, float]) -> dict[Language, float]:
    highest = max(scores.values(), default=0.0)
    powers = {name: exp(score - highest) for name, score in scores.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}
