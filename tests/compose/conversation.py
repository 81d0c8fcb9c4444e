"""A conversation with the shipped agent, line by line."""

from agent.agent import VISITOR, Agent, message_of
from agent.terminal.dialogue import said_in
from agent.turn import Turn, Utterance


async def last_of(agent: Agent, *messages: str, contact: str = VISITOR) -> Turn:
    """The turn of the last message, with those before it and our answers as its history."""
    history: tuple[Utterance, ...] = ()
    for text in messages:
        turn = await agent.ask(message_of(text, contact=contact, history=history))
        history = (*history, Utterance(speaker="U", text=text), *said_in(turn))
    return turn
