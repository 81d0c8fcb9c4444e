"""A message that leans on the line before it: "and in june?" asks what that line asked."""

from collections.abc import Sequence

from agent.knowledge.glossary import glosses, plain_words
from agent.language.letters import fold, words
from agent.turn import Utterance

_MOST_WORDS = 12  # who writes more has said what it is about


def glossed(text: str) -> str:
    """The text with English in the place of what the glossary knows: the embedder reads little else."""
    known = glosses(text)
    if not known:
        return text
    meant = {gloss.start: " ".join(gloss.english[0]) for gloss in known}
    replaced = {place for gloss in known for place in range(gloss.start + 1, gloss.end)}
    said = enumerate(plain_words(text))
    return " ".join(meant.get(place, word) for place, word in said if place not in replaced)


def with_line_before(text: str, history: Sequence[Utterance]) -> str | None:
    """A short message joined to the customer's last line; None where it stands alone."""
    if len(words(fold(text))) > _MOST_WORDS:
        return None
    before = next((line.text for line in reversed(history) if line.speaker == "U" and line.text.strip()), None)
    return f"{before} {text}" if before else None
