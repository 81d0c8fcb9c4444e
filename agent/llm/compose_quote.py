"""Answers out of the operator's own documents, quoted and shortened at sentence ends."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import regex
import yaml

from agent.llm.asked import Asked, Section, lines
from agent.llm.topics import plain
from agent.turn import Passage

_KINDS = ("faq", "policy", "guide", "page", "trek")
_SENTENCE = regex.compile(r"(?<=[.!?।…])\s+(?=[\p{Lu}\p{Lo}¿¡\"«„“])")
_MARKUP = re.compile(r"^#+\s*.*$|^\|.*$|^\s*[-*]\s+|\*\*|__|^Valid from:.*$", re.MULTILINE)
_WORDS = Path(__file__).with_name("function_words.yaml")
_SHORTEST_WORD = 4
_STEM = 5
_CLOSE = 0.5
_MOST_CHARS = 420
_ACROSS = 0.15


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that answers. `close` when its title asks what the customer asks, in the customer's language."""

    passage: Passage
    close: bool


def best_match(asked: Asked, *, min_score: float) -> Match | None:
    """The passage to quote: one whose title matches the question, else the best one if it scores enough."""
    fitting = [passage for passage in asked.evidence if _quotable(passage) and _concerns(asked, passage)]
    same = [passage for passage in fitting if _spoken(asked, passage)]
    near = max(same, key=lambda passage: title_match(asked, passage), default=None)
    if near and title_match(asked, near) >= _CLOSE:
        return Match(near, close=True)
    usable = [p for p in (*same, *fitting) if p.score >= _needed(asked, p, min_score) and _touches(asked, p)]
    best = max(usable, key=lambda p: (title_match(asked, p), p.score), default=None)
    return Match(best, close=False) if best else None


def _quotable(passage: Passage) -> bool:
    """Catalogue rows are told as facts, not quoted."""
    return passage.kind in _KINDS and not passage.source.startswith("catalogue/")


def _needed(asked: Asked, passage: Passage, min_score: float) -> float:
    """A passage in another language must fit better, since no words can be compared."""
    return min_score if _spoken(asked, passage) else min_score + _ACROSS


def _concerns(asked: Asked, passage: Passage) -> bool:
    """Never the passage of another trek."""
    return passage.trek is None or not asked.treks or passage.trek in {trek.id for trek in asked.treks}


def _spoken(asked: Asked, passage: Passage) -> bool:
    return passage.language == asked.language


def title_match(asked: Asked, passage: Passage) -> float:
    """F1 of word stems of question and title, 0–1."""
    question, title = stems(asked.text) - generic_stems(), stems(passage.title) - generic_stems()
    shared = len(question & title)
    # One word in common says little, unless it is all that was asked.
    if shared < min(2, len(question)):
        return 0.0
    return 2 * shared / (len(question) + len(title)) if shared else 0.0


def _touches(asked: Asked, passage: Passage) -> bool:
    """A passage of the same language must share a word beyond the trek's name; across languages the score decides."""
    if not _spoken(asked, passage):
        return True
    names = stems(" ".join(word for trek in asked.treks for word in (trek.name, asked.name_of(trek), *trek.aliases)))
    return bool((stems(asked.text) - names - generic_stems()) & (stems(passage.title) | stems(passage.text)))


@cache
def generic_stems() -> frozenset[str]:
    """Stems of words that any question may hold."""
    words: list[str] = yaml.safe_load(_WORDS.read_text(encoding="utf-8"))["questions"]
    return frozenset(stems(" ".join(words)))


def stems(text: str) -> set[str]:
    """First letters of the longer words: enough to see that two questions ask the same."""
    return {word[:_STEM] for word in plain(text).split() if len(word) >= _SHORTEST_WORD}


def quote(asked: Asked, match: Match) -> Section:
    """The passage in our reply; an English one is introduced as such to others."""
    passage = match.passage
    intro = "" if _spoken(asked, passage) or asked.language == "en" else asked.say("english_passage")
    text = shortened(body(passage), _MOST_CHARS)
    return Section(lines(intro, text), tuple(dict.fromkeys((passage.id, passage.source))), settled=match.close)


def body(passage: Passage) -> str:
    """The passage without its title, headings, tables and markup."""
    text = passage.text.removeprefix(passage.title).lstrip(" \n:–-")
    return " ".join(_MARKUP.sub("", text).split())


def shortened(text: str, most: int) -> str:
    """Whole sentences up to `most` characters; at least the first, cut at a word if it alone is longer."""
    kept = ""
    for sentence in _SENTENCE.split(text):
        if kept and len(kept) + 1 + len(sentence) > most:
            break
        kept = f"{kept} {sentence}".strip()
    return kept if len(kept) <= most else kept[: most - 1].rsplit(" ", 1)[0] + "…"
