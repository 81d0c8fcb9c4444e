"""A conversation with the shipped agent, line by line."""

from dataclasses import replace
from datetime import UTC, datetime

from agent.agent import VISITOR, Agent, message_of
from agent.terminal.dialogue import said_in
from agent.turn import Turn, Utterance

DAY = datetime(2026, 11, 28, 5, 30, tzinfo=UTC)
"""When everything is said: the sample's departures and offers pass."""


async def last_of(agent: Agent, *messages: str, contact: str = VISITOR) -> Turn:
    """The turn of the last message, with those before it and our answers as its history."""
    history: tuple[Utterance, ...] = ()
    for text in messages:
        turn = await agent.ask(replace(message_of(text, contact=contact, history=history), sent_at=DAY))
        history = (*history, Utterance(speaker="U", text=text), *said_in(turn))
    return turn
