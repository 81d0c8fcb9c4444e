"""Answers out of the operator's own documents, quoted and shortened at sentence ends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from agent.knowledge.reading import Unit, read, units
from agent.knowledge.words import stems as word_stems
from agent.language.romanise import romanised
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
_MOST_FOREIGN = 240
_LEAST_COVERED = 0.3
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
    found = [Match(passage, _strength(asked, passage)) for passage in usable if _covers(asked, passage)]
    best = max(found, key=lambda match: _preferred(asked, match), default=None)
    return best if best and best.strength >= quote_from else None


def _preferred(asked: Asked, match: Match) -> tuple[float, float]:
    return match.strength + (_OWN_LANGUAGE if is_spoken(asked, match.passage) else 0.0), match.passage.score


def _strength(asked: Asked, passage: Passage) -> float:
    elsewhere = passage.trek is not None and not asked.treks
    return passage.scores.answer - (_UNNAMED if elsewhere else 0.0)


def _quotable(passage: Passage) -> bool:
    """Catalogue rows are told as facts, not quoted."""
    return passage.kind in _KINDS and not passage.source.startswith("catalogue/")


def _concerns(asked: Asked, passage: Passage) -> bool:
    """Never the passage of another trek, nor one in a language that the customer may not read."""
    if passage.language != "en" and not is_spoken(asked, passage):
        return False
    return passage.trek is None or not asked.treks or passage.trek in {trek.id for trek in asked.treks}


def is_spoken(asked: Asked, passage: Passage) -> bool:
    """Whether the customer speaks the passage's language; Hindi is told in the letters they write."""
    return passage.language == ("hi" if asked.language == "hi-Latn" else asked.language)


def stems(text: str) -> set[str]:
    """First letters of the longer words: enough to see that two questions ask the same."""
    return {word[:_STEM] for word in plain(text).split() if len(word) >= _SHORTEST_WORD}


def quote(asked: Asked, match: Match, *, settles_from: float) -> Section:
    """The sentences of the passage that answer; an English one is introduced as such to others, and kept short."""
    passage, spoken = match.passage, is_spoken(asked, match.passage)
    intro = "" if spoken or asked.language == "en" else asked.say("english_passage")
    text = _telling(asked, passage, _MOST_CHARS if spoken else _MOST_FOREIGN)
    text = romanised(text) if asked.language == "hi-Latn" and spoken else text
    settled = spoken and match.strength >= settles_from
    return Section(lines(intro, text), tuple(dict.fromkeys((passage.id, passage.source))), settled=settled)


def _telling(asked: Asked, passage: Passage, most: int) -> str:
    """The whole passage where it is short, else from the sentence on that says most of what was asked."""
    text = body(passage)
    if len(text) <= most:
        return text
    sentences = _SENTENCE.split(text)
    wanted = units(asked.subject)
    said = [_said(wanted, sentence, passage.language) for sentence in sentences]
    return shortened(" ".join(sentences[said.index(max(said)) :]), most)


def _said(wanted: Sequence[Unit], text: str, language: str) -> int:
    """How many of the things wanted a text speaks of."""
    words = frozenset(word_stems(text, language))
    return sum(any(meaning <= words for meaning in unit) for unit in wanted)


def _covers(asked: Asked, passage: Passage) -> bool:
    """Whether the passage speaks of enough of what was asked, for vectors alone can mislead; a price needs a figure."""
    if asked.about("price") and not any(letter.isdigit() for letter in body(passage)):
        return False
    wanted, words = units(asked.subject), read(passage).words
    told = sum(any(meaning <= words for meaning in unit) for unit in wanted)
    return not wanted or told >= _LEAST_COVERED * len(wanted)


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
