"""The seven factors of ban risk, each an intensity of 0–1 with the places that caused it."""

from collections.abc import Callable, Mapping

from agent.safety.aligned import visible
from agent.safety.finding import Finding, Own
from agent.safety.loudness import capitals, emoji_load, other, repetition
from agent.safety.pressure import clickbait, links, spam_patterns

__all__ = ["FACTORS", "Finding", "Own"]

Factor = Callable[[str, Own], Finding]


def _of_what_is_seen(factor: Factor) -> Factor:
    """The factor blind to hidden characters, which would split the words it looks for; its places are the text's."""

    def found(text: str, own: Own) -> Finding:
        seen = visible(text)
        finding = factor(seen.text, own)
        return Finding(finding.intensity, tuple(seen.original(span.start, span.end) for span in finding.spans))

    return found


FACTORS: Mapping[str, Factor] = {
    "emoji": _of_what_is_seen(emoji_load),
    "capitals": _of_what_is_seen(capitals),
    "repeated_keywords": _of_what_is_seen(repetition),
    "links": _of_what_is_seen(links),
    "spam_patterns": _of_what_is_seen(spam_patterns),
    "clickbait": _of_what_is_seen(clickbait),
    "other": other,  # counts the hidden ones themselves
}
