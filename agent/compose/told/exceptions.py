"""Who asks us to look the other way hears the rule once more, and that no exception is made here."""

from collections.abc import Collection

from agent.compose.reading.asked import Asked
from agent.compose.section import Section
from agent.compose.topics.named import MANNERS, Topic
from agent.compose.topics.telling import GENERAL, Part

_RULES = GENERAL.keys() - {"price", "booking", "support", "contact", "website"} | {"age"}
"""Topics that are told as a rule, which somebody may want bent."""


def asks_to_bend_it(said: Collection[Topic], before: Collection[Topic]) -> bool:
    """Whether it only asks for an exception to the rule told just before: "can you not look the other way?"."""
    return "exception" in said and set(said) <= MANNERS | _REASONS and bool(_RULES & set(before))


_REASONS = frozenset({"fitness", "difficulty"})
"""What somebody says beside, so that we do: that who comes is fit, and has walked harder ones."""


def without_exception(asked: Asked, told: list[Part]) -> list[Part]:
    """What is told, with the word that the rule in it holds, where an exception is asked for."""
    ruled = asked.about("exception") and any(part.topic in _RULES for part in told)
    return [*told, Part("no_exception", Section(asked.say("no_exception"), needs_person=True))] if ruled else told
