"""A message that leans on the line before it: "and in june?" asks what that line asked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from agent.knowledge.glossary import glosses, translated
from agent.language.letters import fold, words
from agent.turn import Utterance

_ONE_TALK = timedelta(hours=6)
MOST_WORDS = 12  # who writes more has said what it is about


def glossed(text: str) -> str:
    """The text with English in the place of what the glossary knows: the embedder reads little else."""
    return translated(text) if glosses(text) else text


def with_line_before(
    text: str, history: Sequence[Utterance], now: datetime, *, most_words: int = MOST_WORDS
) -> str | None:
    """A short message on a line behind the customer's last one; None where it stands alone, or that was hours ago."""
    if len(words(fold(text))) > most_words:
        return None
    before = next((line for line in reversed(history) if line.speaker == "U" and line.text.strip()), None)
    if before is None or (before.at is not None and now - before.at > _ONE_TALK):
        return None
    return f"{before.text}\n{text}"
