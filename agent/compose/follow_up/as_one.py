"""A follow-up read as one message with the customer's line before it: as a clerk reads who has both in view."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from agent.compose.documents.unsaid import nobody_says
from agent.compose.follow_up.leaning import asks_of_its_trek
from agent.compose.reading.asked import Asked
from agent.compose.reading.asking import asks
from agent.compose.reading.day_asked import names_a_day
from agent.compose.reading.losses import is_not_run
from agent.compose.reading.questions import content
from agent.compose.scope.model import strangeness
from agent.compose.scope.requests import is_a_request
from agent.compose.topics.model import learnt_topics, likeness
from agent.compose.topics.named import MANNERS, Topic, topics_in
from agent.compose.topics.telling import Part
from agent.turn import Together, Turn


def as_one(turn: Turn) -> Turn:
    """The turn with both lines as its message; as it is where it stands alone.

    Over 289 follow-ups of five languages that were written for this, the topic wanted was told of 71 of 100 read so,
    and of 47 read alone beside what had been said.
    """
    together = turn.parsed.together if turn.parsed else None
    if turn.parsed is None or together is None or turn.message.choice or is_whole(turn):
        return turn
    if not _leans(turn.message.text, together):
        return turn
    return replace(
        turn,
        message=replace(turn.message, text=together.text),
        parsed=replace(turn.parsed, entities=together.entities, together=None),
    )


def is_whole(turn: Turn) -> bool:
    """Whether it needs no line before it: it greets, or names its trek and what it asks of it.

    "Another company does Hampta for less, why?" does; "and poles on Hampta?" leans on what was asked before.
    """
    if turn.parsed and turn.parsed.intent == "greeting":
        return True
    if not turn.values("trek") or not asks(turn.message.text):
        return False
    return len(content(turn.subject)) > _MOST_OF_A_FOLLOW_UP or asks_of_its_trek(turn)


_MOST_OF_A_FOLLOW_UP = 1
"""Words of its own, beside names and fillers."""


def says_it_all(asked: Asked, parts: Sequence[Part]) -> bool:
    """Whether the message alone is answered by facts, each of a topic that it clearly asks about.

    Where it sets the time of what was asked before ("and the 8th?", "the batch right after?"), or supposes that the
    departure does not go, the talk before has been read already; what nobody tells of it makes no better known. What
    asks nothing adds to the line before ("we're Spanish"), unless it surely is about something else.
    """
    if not asks(asked.text):
        return all(part.topic and likeness(asked.text, part.topic) >= _SURELY_ANOTHER for part in parts)
    if is_not_run(asked.text, asked.before.topics) or ({part.name for part in parts} == _ADMITS and nobody_says(asked)):
        return True
    sets_the_time = (bool(asked.windows) or asked.leaving is not None) and not asked.turn.values("date")
    named = topics_in(asked.text)
    return all(part.topic and (sets_the_time or clearly_asks(asked.text, part.topic, named)) for part in parts)


def clearly_asks(text: str, topic: Topic, named: Collection[Topic]) -> bool:
    """Whether the text is like the examples of a topic; `named` are those that its words name."""
    return likeness(text, topic) >= (_CLEAR_IN_WORDS if topic in named else _CLEAR)


_ADMITS = frozenset({"unknown"})
_CLEAR, _CLEAR_IN_WORDS = 0.4, 0.3
"""Of the follow-ups above none was answered worse for being left alone from here on."""


def says_less(both: Sequence[Part], alone: Sequence[Part], said: str) -> bool:
    """Whether the two lines as one are answered with less than the message `said` alone.

    What is nothing of ours stays so behind any question.
    """
    if {part.name for part in alone} == {"decline"}:
        return True
    named = topics_in(said)
    surely = {part.topic for part in alone if part.topic in named and clearly_asks(said, part.topic, named)}
    if surely - {part.topic for part in both} and all(part.topic for part in both):
        return True
    return _tells_nothing(both) and not _tells_nothing(alone)


def only_repeats(both: Sequence[Part], alone: Sequence[Part], turn: Turn, *, untold: bool = False) -> bool:
    """Whether a question is answered with nothing new by the two lines as one, and with something new by itself.

    Of a thing that nobody tells of, or whose sum nobody tells (`untold`), the honest no is better than the same once
    more.
    """
    if not (asks(turn.message.text) and _tells_nothing(_fresh(both, turn))):
        return False
    return untold or not _tells_nothing(_fresh(alone, turn)) or not _UNTOLD.isdisjoint(topics_in(turn.message.text))


_UNTOLD = frozenset({"unsaid", "extra"})


def _fresh(parts: Sequence[Part], turn: Turn) -> list[Part]:
    """Without what our last line told word for word."""
    told = next((line.text for line in turn.history[-1:] if line.speaker == "S"), "")
    return [part for part in parts if part.section.text not in told]


def _tells_nothing(parts: Sequence[Part]) -> bool:
    return {part.name for part in parts} <= _NOTHING


_NOTHING = frozenset({"unknown", "unknown_part", "which", "suggest", "decline"})
"""A question back, treks that may suit, and that we do not know."""


def not_again(parts: list[Part], turn: Turn) -> list[Part]:
    """Without what we told word for word just before, where this question follows another one and has its answer.

    What was only told ("I come alone, I'm a woman") is what the question is about. That a colleague quotes a departure
    of one's own is said again beside the prices of the group, and so is what the words of this message name, and the
    certificate that one needs beside the papers for a booking.
    """
    new = _fresh(parts, turn)
    named = {*topics_in(turn.message.text), "certificate"}
    if {"documents", "until"} <= named:
        named.add("permits")  # beside them stands how long ahead the papers must be there
    if names_a_day(turn):
        named.add("itinerary")
    if {"discount", "how_much"} <= named:
        named.add("price")  # who asks what is left after the discount hears the sum again
    fresh = [part for part in parts if part in new or part.topic in named or part.name == "own"]
    if {"private", "price"} <= {part.topic for part in parts}:
        return parts
    asking = asks(turn.message.text) or is_a_request(turn.message.text) or bool({"price", "how_much"} & named)
    answered = any(part.topic or part.name == "quote" for part in fresh)
    return fresh if asks(turn.line_before) and asking and answered else parts


def without_open_ends(both: list[Part], alone: Sequence[Part]) -> list[Part]:
    """Without the word that something is not known, where that is of the line before: the message alone is answered."""
    answered = bool(alone) and all(part.topic or part.name == "quote" for part in alone)
    told = [part for part in both if part.name != "unknown_part"]
    return told if answered and told else both


def _leans(said: str, together: Together) -> bool:
    """Whether the line before was a matter of ours, and the message is not surely about another one."""
    before = together.text.removesuffix(said).rstrip("\n")
    matters = {*topics_in(before), *learnt_topics(before)}
    names_a_trek = any(entity.type == "trek" and entity.end <= len(before) for entity in together.entities)
    if _SETTLED & matters or not (matters - MANNERS | _WEIGHING & matters or names_a_trek):
        return False
    asking = asks(said) or is_a_request(said)
    if (not asking and {*topics_in(said)} >= _COURTESY) or strangeness(said) >= (_ASKED if asking else _TOLD):
        return False
    others = (topic for topic in learnt_topics(said) if topic not in matters)
    return all(likeness(said, topic) < _SURELY_ANOTHER for topic in others)


_SURELY_ANOTHER = 0.7
_ASKED, _TOLD = 0.5, 0.75
"""As strange as that a message is nobody's follow-up, even where too little speaks for declining it."""
_COURTESY = frozenset({"thanks"})
_WEIGHING = frozenset({"compare", "suggest"})
_SETTLED = frozenset({"person", "upset", "bot", "code_asked", "charged_twice"})
"""What was answered once and for all: it is not read into the next message."""
