"""What a question is about, by words. The lists are data: `topics.yaml`."""

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path

import regex
from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from agent.compose.topics.model import UNLIKE, is_met, is_ruled_out, likeness
from agent.knowledge.reading import fillers
from agent.language.plain import pattern_of, plain, spelt_out
from agent.yaml_file import read_yaml

Topic = str
MANNERS: frozenset[Topic] = frozenset(
    [
        "thanks",
        "general",
        "now",
        "own_booking",
        "status",
        "nod",
        "agreed",
        "suggest",
        "upset",
        "bot",
        "nepal",
        "aside",
        "india_visa",
        "india",
        "person",
        "compare",
        "how_much",
        "per_day",
        "on_offer",
        "to_cancel",
        "how_soon",
        "refund",
        "standing",
        "moves",
        "trade",
        "both",
        "relatives",
        "open",
        "hours",
        "last_departure",
        "around",
        "in_all",
        "corrects",
        "extremes",
        "later",
        "sooner",
        "paid",
        "whole",
        "supposed",
        "unsaid",
        "minor",
        "safety",
        "again",
        "until",
        "holds",
        "other_date",
        "code_asked",
        "away",
        "ill",
        "tickets",
        "who_pays",
        "cheaper",
        "month",
        "lets_in",
        "by_day",
        "exception",
        "operated",
    ]
)
"""Topics that say how something is asked, or where, rather than what."""

DOCUMENTED: frozenset[Topic] = frozenset(
    ["charging", "hire", "stay", "water", "toilets", "packing", "solo", "washing", "oxygen"]
)
"""Topics that FAQ entries answer by their titles, whatever else is said."""

PAID_ASIDE = frozenset(
    {
        "charging",
        "hire",
        "offloading",
        "insurance",
        "extra",
        "washing",
        "visa",
        "permits",
        "tips",
        "certificate",
        "payment",
        "network",
        "date_change",
        "name_change",
        "cancel",
        "hold",
        "pickup",
        "instalments",
    }
)
"""What is paid beside the trek, or may be: of "how much is that?" right after it, that is meant."""

_FILE = Path(__file__).with_name("topics.yaml")


@cache
def _lists() -> dict[Topic, list[str]]:
    lists: dict[Topic, list[str]] = read_yaml(_FILE)
    return lists


@cache
def _patterns() -> dict[Topic, regex.Pattern[str]]:
    return {topic: pattern_of(words) for topic, words in _lists().items()}


@lru_cache(maxsize=4096)
def topics_in(text: str) -> tuple[Topic, ...]:
    """Topics the text names, in the order in which they come up, misspelt ones too.

    A single word of a topic that the whole text rules out names none. Beside others what is one letter off counts where
    it is no word of any example: "the deposti and when do I pay the rest".
    """
    words = spelt_out(plain(text))
    matches = [(topic, match) for topic, pattern in _patterns().items() if (match := pattern.search(words))]
    spans = {topic: match.span() for topic, match in matches if topic not in MANNERS}
    found = [
        (match.start(), topic)
        for topic, match in matches
        if _holds(topic, match.group(), text) and not _lies_within(topic, words, spans)
    ]
    alone = all(topic in MANNERS for _, topic in found)
    found += [(place, topic) for place, topic in _misspelt(words, alone) if likeness(text, topic) >= UNLIKE]
    return tuple(dict.fromkeys(topic for _, topic in sorted(found)))


def _lies_within(topic: Topic, words: str, spans: Mapping[Topic, tuple[int, int]]) -> bool:
    """Whether its words are only a part of what another topic is named with: "pick up" in "pick up the phone"."""
    inner = topic in spans or topic == "unsaid"
    others = [span for other, span in spans.items() if inner and other not in (topic, *_OCCASIONS)]
    places = [match.span() for match in _patterns()[topic].finditer(words)] if others else []
    return bool(places) and all(any(_is_inside(place, span) for span in others) for place in places)


_OCCASIONS = ("charged_twice", "extra", "minors_alone")
"""Topics that are not told by themselves, or not of everybody: what they are named with may ask for another one."""


def _is_inside(place: tuple[int, int], span: tuple[int, int]) -> bool:
    return span[0] <= place[0] and place[1] <= span[1] and place != span


def _holds(topic: Topic, said: str, text: str) -> bool:
    return topic in MANNERS or " " in said or not is_ruled_out(text, topic)


def _misspelt(words: str, alone: bool) -> list[tuple[int, Topic]]:
    """Long words that are one or two letters off a word of a topic; `alone`: nothing else is named."""
    found: list[tuple[int, Topic]] = []
    for match in regex.finditer(r"(?<![^\s'])[^\s']+", words):
        word = match.group()
        if len(word) >= _LONG and word not in fillers() and (alone or not is_met(word)):
            off = _FAR if alone and len(word) >= _VERY_LONG else 1
            near = extractOne(word, _spellings(), scorer=OSA.distance, score_cutoff=off)
            found += [(match.start(), _spellings_of()[near[0]])] if near and near[0][0] == word[0] else []
    return found


_LONG, _VERY_LONG, _FAR = 6, 9, 2


@cache
def _spellings() -> tuple[str, ...]:
    return tuple(_spellings_of())


@cache
def _spellings_of() -> dict[str, Topic]:
    """Single words of topics, long enough to be told from others when misspelt."""
    words = (
        (plain(word.rstrip("*")), topic) for topic, told in _lists().items() for word in told if topic not in MANNERS
    )
    return {word: topic for word, topic in words if len(word) >= _LONG and " " not in word}


def rest_of(text: str, topics: Iterable[Topic]) -> str:
    """The plain text without the words of these topics."""
    rest = spelt_out(plain(text))
    for pattern in (_patterns()[topic] for topic in topics if topic in _patterns()):
        rest = pattern.sub(" ", rest)
    return " ".join(rest.split())
