"""The seven factors of ban risk, each an intensity of 0–1 with the places that caused it."""

from collections.abc import Callable, Mapping

from agent.safety.finding import Finding, Own
from agent.safety.loudness import capitals, emoji_load, other, repetition
from agent.safety.pressure import clickbait, links, spam_patterns

__all__ = ["FACTORS", "Finding", "Own"]

FACTORS: Mapping[str, Callable[[str, Own], Finding]] = {
    "emoji": emoji_load,
    "capitals": capitals,
    "repeated_keywords": repetition,
    "links": links,
    "spam_patterns": spam_patterns,
    "clickbait": clickbait,
    "other": other,
}
