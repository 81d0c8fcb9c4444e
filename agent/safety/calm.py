"""A louder text made quiet: what can be put right without understanding it."""

import emoji
import regex

from agent.safety.factors import FREE_EMOJI, Own, shouted_words
from agent.safety.links import find_links, is_own

_WORD = regex.compile(r"[\p{L}\p{M}][\p{L}\p{M}'’]*")
_HIDDEN = regex.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\u00ad]")
_SENTENCE_START = regex.compile(r"(?:^|[.!?\n]\s*)\W*$")


def calm(text: str, own: Own | None = None) -> str:
    """Foreign links and invisible characters gone, two emoji at most, no shouting, single marks. Safe to repeat."""
    own = own or Own()
    quiet = _thin_emoji(_without_foreign_links(_HIDDEN.sub("", text), own))
    return _tidy(_single_marks(_small_letters(quiet, own)))


def _without_foreign_links(text: str, own: Own) -> str:
    for link in reversed(find_links(text)):
        if not is_own(link, own.links):
            text = text[: link.start] + text[link.end :]
    return text


def _thin_emoji(text: str) -> str:
    for mark in reversed(emoji.emoji_list(text)[FREE_EMOJI:]):
        text = text[: mark["match_start"]] + text[mark["match_end"] :]
    return text


def _small_letters(text: str, own: Own) -> str:
    """Shouted words in small letters, the first of a sentence with a capital; our own addresses stay as they are."""
    kept = [(link.start, link.end) for link in find_links(text)]
    loud = frozenset(shouted_words(_WORD.findall(text), own.codes))

    def lowered(found: "regex.Match[str]") -> str:
        word: str = found.group()
        if word not in loud or any(start <= found.start() < end for start, end in kept):
            return word
        return word.capitalize() if _SENTENCE_START.search(text[: found.start()]) else word.lower()

    return str(_WORD.sub(lowered, text))


def _single_marks(text: str) -> str:
    text = regex.sub(r"([!?])(?:\s*[!?])+", r"\1", text)
    return str(regex.sub(r"([$₹€£*#~=_])\1{2,}", "", regex.sub(r"\.{4,}", "…", text)))


def _tidy(text: str) -> str:
    text = regex.sub(r"[^\S\n]{2,}", " ", text)
    return str(regex.sub(r"[^\S\n]+(?=[.,!?\n]|$)", "", text)).strip()
