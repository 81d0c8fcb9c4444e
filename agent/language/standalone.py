"""A question that can be searched for by itself: what a follow-up leaves out is put back from the customer's lines."""

from collections.abc import Sequence

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.reading import units
from agent.language.topic import Topics
from agent.turn import Utterance

_LINES_BACK = 3


def left_out(subject: str, history: Sequence[Utterance], catalogue: Catalogue) -> str:
    """Of the customer's last lines the newest that asks something, without its names; "" where it is not needed.

    `subject` is the question without names, dates and figures. Only where nothing is left of it, as of "and in June?",
    do the words of an earlier line help; beside a word of its own they lead away from it.
    """
    if units(subject):
        return ""
    asked = [line.text for line in reversed(history) if line.speaker == "U"][:_LINES_BACK]
    unnamed = (Topics.of(catalogue).unnamed(text) for text in asked)
    return next((" ".join(text.split()) for text in unnamed if units(text)), "")
