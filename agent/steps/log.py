"""Step 10: write the turn down."""

from dataclasses import replace
from typing import ClassVar

from agent.ports import Ports
from agent.step import Step
from agent.turn import Turn
from agent.turn_json import to_json


class Log(Step):
    """Both messages, every decision and the trace, once per message id, as one record for the store."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "reply", "delivery"})
    interruptible: ClassVar[bool] = False

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        # The history stands in the store already, line by line: kept here again it would grow with its square.
        customer = replace(turn.customer, history=()) if turn.customer else None
        message = replace(turn.message, history=())
        body = to_json(replace(turn, customer=customer, message=message))
        await ports.journal.record("turn", turn.message.id, turn.message.contact, body)
        return turn
