"""A message that leans on the line before it: "and in june?" asks what that line asked."""

from collections.abc import Sequence

from agent.knowledge.glossary import glosses, translated
from agent.language.letters import fold, words
from agent.turn import Utterance

_MOST_WORDS = 20  # who writes more has said what it is about


def glossed(text: str) -> str:
    """The text with English in the place of what the glossary knows: the embedder reads little else."""
    return translated(text) if glosses(text) else text


def with_line_before(text: str, history: Sequence[Utterance]) -> str | None:
    """A short message on a line behind the customer's last one; None where it stands alone."""
    if len(words(fold(text))) > _MOST_WORDS:
        return None
    before = next((line.text for line in reversed(history) if line.speaker == "U" and line.text.strip()), None)
    return f"{before}\n{text}" if before else None
