"""A loud or pushing reply made quiet. What it says of treks, prices and dates stays word for word."""

from collections.abc import Callable, Collection

import emoji
import regex

from agent.language.letters import fold, words
from agent.safety.aligned import Span, visible
from agent.safety.edits import tidy
from agent.safety.factors import FACTORS, Own
from agent.safety.finding import WORD
from agent.safety.links import find_links, is_own
from agent.safety.loudness import FREE_EMOJI, shouted_words
from agent.safety.pressure import alien_spans
from agent.turn import RiskScore

_SENTENCE_START = regex.compile(r"(?:^|[.!?।\n]\s*)\W*$")
_SENTENCE = regex.compile(r"[^.!?।\n…]+(?:\.(?=\S)[^.!?।\n…]+)*[.!?।…]*[^\S\n]*")
_FIGURE = regex.compile(r"\d|[$₹€£]")
_PUSHING = ("spam_patterns", "clickbait", "repeated_keywords", "other")
_WORD_ENDS, _WORD_STARTS = regex.compile(r"\w\Z"), regex.compile(r"[\w\p{Cf}]")
_MARKS = regex.compile(r"([$₹€£*#~=_])\1{2,}")
_LEAST_LETTERS = 20


def rewrite(text: str, own: Own, score: Callable[[str], RiskScore]) -> str | None:
    """The first of ever quieter versions that scores low, else the lowest of them; None when nothing would be left.

    A version that scores above the text is none: what was learnt of whole texts may weigh a rest of them otherwise.
    """
    quiet, most = calm(text, own), score(text).score
    versions = [one for one in (quiet, without_pressure(quiet, own)) if sum(map(str.isalpha, one)) >= _LEAST_LETTERS]
    scores = {one: scored for one in versions if (scored := score(one)).score <= most}
    low = (one for one, scored in scores.items() if scored.level == "low")
    return next(low, min(scores, key=lambda one: scores[one].score, default=None))


def calm(text: str, own: Own | None = None) -> str:
    """Foreign links and invisible characters gone, two emoji at most, no shouting, single marks. Safe to repeat."""
    own = own or Own()
    quiet = _thin_emoji(_without_foreign_links(visible(text).text, own))
    return tidy(_single_marks(_small_letters(quiet, own)))


def without_pressure(text: str, own: Own) -> str:
    """Without the sentences that push and state nothing; one that states a fact stays word for word.

    A fact is a figure, a sum, a link, or a name of ours. Prizes, loans, bets and the like are no facts of ours,
    whatever figures they come with.
    """
    pushing = [span for name in _PUSHING for span in FACTORS[name](text, own).spans]
    alien = alien_spans(text)
    kept: list[str] = []
    end = 0
    for found in _SENTENCE.finditer(text):
        sentence = Span(*found.span())
        kept.append(text[end : sentence.start])
        if not (_holds(sentence, pushing) and _may_go(found.group(), own, alien=_holds(sentence, alien))):
            kept.append(found.group())
        end = sentence.end
    return regex.sub(r"\n{3,}", "\n\n", tidy("".join([*kept, text[end:]])))


def _holds(sentence: Span, spans: Collection[Span]) -> bool:
    return any(sentence.start <= span.start < sentence.end for span in spans)


def _may_go(sentence: str, own: Own, *, alien: bool) -> bool:
    said = _plain(sentence)
    ours = any(is_own(link, own.links) for link in find_links(sentence))
    if ours or any(_plain(name) in said for name in (*own.names, *own.codes)):
        return False
    return alien or not _FIGURE.search(sentence)


def _plain(text: str) -> str:
    """Folded words between blanks, so that a name is found as whole words only."""
    return f" {' '.join(word.text for word in words(fold(text)))} "


def _without_foreign_links(text: str, own: Own) -> str:
    for link in reversed(find_links(text)):
        if not is_own(link, own.links):
            text = _cut(text, link.start, link.end)
    return text


def _thin_emoji(text: str) -> str:
    for mark in reversed(emoji.emoji_list(text)[FREE_EMOJI:]):
        text = _cut(text, mark["match_start"], mark["match_end"])
    return text


def _cut(text: str, start: int, end: int) -> str:
    """The text less this place; words on both sides stay two words."""
    before, after = text[:start], text[end:]
    return f"{before} {after}" if _WORD_ENDS.search(before) and _WORD_STARTS.match(after) else before + after


def _small_letters(text: str, own: Own) -> str:
    """Shouted words in small letters, the first of a sentence with a capital; our own addresses stay as they are."""
    kept = [(link.start, link.end) for link in find_links(text)]
    loud = _loud(WORD.findall(text), own.codes)

    def lowered(found: "regex.Match[str]") -> str:
        word: str = found.group()
        if word not in loud or any(start <= found.start() < end for start, end in kept):
            return word
        return word.capitalize() if _SENTENCE_START.search(text[: found.start()]) else word.lower()

    return str(WORD.sub(lowered, text))


def _loud(words: list[str], codes: Collection[str]) -> frozenset[str]:
    return frozenset(shouted_words(words, codes))


def _single_marks(text: str) -> str:
    text = regex.sub(r"([!?])(?:\s*[!?])+", r"\1", text)
    text = regex.sub(r"\.{4,}", "…", text)
    for marks in reversed(list(_MARKS.finditer(text))):
        text = _cut(text, *marks.span())
    return text
