"""What a turn tells about the route it deserves: signals between 0 and 1, each for one route."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import regex

from agent.compose.topics.named import topics_in
from agent.language.plain import pattern_of, plain
from agent.language.window import windows_of
from agent.turn import Turn
from agent.yaml_file import read_yaml

RouteName = Literal["simple", "complex", "live", "quality"]
ROUTE_NAMES: tuple[RouteName, ...] = ("simple", "complex", "live", "quality")

Signals = Mapping[str, float]

TO: Mapping[str, RouteName] = {
    "several_treks": "complex",
    "compared": "complex",
    "several_questions": "complex",
    "conditions": "complex",
    "details": "complex",
    "long": "complex",
    "unsure_retrieval": "complex",
    "like_complex": "complex",
    "near_dates": "live",
    "live_topic": "live",
    "live_words": "live",
    "like_live": "live",
    "negative": "quality",
    "complaint": "quality",
    "threat": "quality",
    "accusation": "quality",
    "delicate": "quality",
    "bargaining": "quality",
    "large_group": "quality",
    "lead": "quality",
    "decision": "quality",
    "like_quality": "quality",
    "usual": "simple",
    "like_simple": "simple",
}
"""Which route each signal speaks for."""

_FILE = Path(__file__).with_name("route_words.yaml")
_FULL = 3  # conditions, or details, from which the signal is fully there
_MOST_QUESTIONS = 3
_LARGE = 10  # people: from here on the group discount of most operators begins
_WORDS_OF_A_QUESTION = 2
_NO_QUESTION = frozenset(
    {"compare", "general", "thanks", "now", "person", "nod", "agreed", "upset", "bot", "both", "open"}
)
_DETAILS = ("people", "age", "duration", "price", "date")
_QUESTION_END = regex.compile(r"[?؟]+")


def signals_of(turn: Turn, today: date, *, near_days: int, long_words: int, sure_score: float) -> dict[str, float]:
    """All signals that rules find; `like_*`, which are learnt, come from elsewhere."""
    topics = topics_in(turn.message.text)
    words = plain(turn.message.text)
    return {
        **_of_question(turn, topics, words, long_words=long_words, sure_score=sure_score),
        **_of_time(turn, topics, words, today, near_days),
        **_of_mood(turn, words),
        **_of_person(turn),
    }


def _of_question(
    turn: Turn, topics: tuple[str, ...], words: str, *, long_words: int, sure_score: float
) -> dict[str, float]:
    named = len(turn.values("trek"))
    best = max((passage.scores.answer for passage in turn.evidence), default=0.0)
    return {
        "several_treks": float(named > 1),
        "compared": float("compare" in topics or "both" in topics),
        "several_questions": _share(_questions(turn.message.text, topics) - 1, _MOST_QUESTIONS - 1),
        "conditions": _share(_said("conditions", words), _FULL),
        "details": _share(_details(turn), _FULL),
        "long": _share(len(words.split()), long_words),
        "unsure_retrieval": float(best < sure_score),
    }


def _of_time(turn: Turn, topics: tuple[str, ...], words: str, today: date, near_days: int) -> dict[str, float]:
    changing, lately = _said("changing", words), _said("lately", words)
    near = any(w.one_day and today <= w.first <= today + timedelta(days=near_days) for w in windows_of(turn))
    return {
        "near_dates": float(near),
        "live_topic": float("now" in topics),
        "live_words": (min(changing, 1) + min(lately, 1)) / 2,
        "usual": float(_said("usual", words) > 0),
    }


def _of_mood(turn: Turn, words: str) -> dict[str, float]:
    parsed = turn.parsed
    return {
        "negative": float(bool(parsed and parsed.sentiment == "negative")),
        "complaint": parsed.intent_confidence if parsed and parsed.intent == "complaint" else 0.0,
        "threat": float(_said("threats", words) > 0),
        "accusation": float(_said("accusations", words) > 0),
        "delicate": float(_said("delicate", words) > 0),
        "bargaining": float(_said("bargaining", words) > 0),
        "large_group": float(any(_whole(value) >= _LARGE for value in parsed.values("people")) if parsed else False),
    }


def _of_person(turn: Turn) -> dict[str, float]:
    customer = turn.customer
    return {
        "lead": customer.lead_score / 100 if customer else 0.0,
        "decision": float(bool(customer and customer.stage in ("decision", "booked"))),
    }


def _questions(text: str, topics: Iterable[str]) -> int:
    """Question marks that end more than a word, or the topics named, whichever are more."""
    pieces = _QUESTION_END.split(text)[:-1]
    asked = sum(len(piece.split()) >= _WORDS_OF_A_QUESTION for piece in pieces)
    return max(asked, sum(topic not in _NO_QUESTION for topic in topics) - 1)


def _details(turn: Turn) -> int:
    """People, ages, days, amounts and dates: what an answer has to fit."""
    return sum(entity.type in _DETAILS for entity in turn.parsed.entities) if turn.parsed else 0


def _said(kind: str, words: str) -> int:
    """How many different words of the list the text holds."""
    return len(set(_patterns()[kind].findall(words)))


@cache
def _patterns() -> dict[str, "regex.Pattern[str]"]:
    lists: dict[str, list[str]] = read_yaml(_FILE)
    return {kind: pattern_of(words) for kind, words in lists.items()}


def _share(count: int, full: int) -> float:
    return round(min(max(count, 0) / full, 1.0), 4)


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0
