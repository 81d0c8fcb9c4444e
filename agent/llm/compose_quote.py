"""Answers out of the operator's own documents, quoted and shortened at sentence ends."""

import re
from dataclasses import dataclass
from pathlib import Path

import regex

from agent.llm.asked import Asked, Section, lines
from agent.llm.topics import plain
from agent.turn import Passage

_KINDS = ("faq", "policy", "guide", "page", "trek")
_SENTENCE = regex.compile(r"(?<=[.!?।…])\s+(?=[\p{Lu}\p{Lo}¿¡\"«„“])")
_MARKUP = re.compile(r"^#+\s*.*$|^\|.*$|^\s*[-*]\s+|\*\*|__|^Valid from:.*$", re.MULTILINE)
_WORDS = Path(__file__).with_name("function_words.yaml")
_SHORTEST_WORD = 4
_STEM = 5
_MOST_CHARS = 420
_OWN_LANGUAGE = 0.2
_UNNAMED = 0.3


@dataclass(frozen=True, slots=True)
class Match:
    """A passage that answers, and how surely, 0–1: less for a trek nobody named."""

    passage: Passage
    strength: float


def best_match(asked: Asked, *, quote_from: float) -> Match | None:
    """The passage that answers most surely, the customer's language preferred; None when none does by `quote_from`."""
    usable = [passage for passage in asked.evidence if _quotable(passage) and _concerns(asked, passage)]
    found = [Match(passage, _strength(asked, passage)) for passage in usable]
    best = max(found, key=lambda match: _preferred(asked, match), default=None)
    return best if best and best.strength >= quote_from else None


def _preferred(asked: Asked, match: Match) -> tuple[float, float]:
    return match.strength + (_OWN_LANGUAGE if _spoken(asked, match.passage) else 0.0), match.passage.score


def _strength(asked: Asked, passage: Passage) -> float:
    elsewhere = passage.trek is not None and not asked.treks
    return passage.scores.answer - (_UNNAMED if elsewhere else 0.0)


def _quotable(passage: Passage) -> bool:
    """Catalogue rows are told as facts, not quoted."""
    return passage.kind in _KINDS and not passage.source.startswith("catalogue/")


def _concerns(asked: Asked, passage: Passage) -> bool:
    """Never the passage of another trek, nor one in a language that the customer may not read."""
    if passage.language not in (asked.language, "en"):
        return False
    return passage.trek is None or not asked.treks or passage.trek in {trek.id for trek in asked.treks}


def _spoken(asked: Asked, passage: Passage) -> bool:
    return passage.language == asked.language


def stems(text: str) -> set[str]:
    """First letters of the longer words: enough to see that two questions ask the same."""
    return {word[:_STEM] for word in plain(text).split() if len(word) >= _SHORTEST_WORD}


def quote(asked: Asked, match: Match, *, settles_from: float) -> Section:
    """The passage in our reply; an English one is introduced as such to others, and a model may tell it better."""
    passage = match.passage
    intro = "" if _spoken(asked, passage) or asked.language == "en" else asked.say("english_passage")
    text = shortened(body(passage), _MOST_CHARS)
    settled = _spoken(asked, passage) and match.strength >= settles_from
    return Section(lines(intro, text), tuple(dict.fromkeys((passage.id, passage.source))), settled=settled)


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
