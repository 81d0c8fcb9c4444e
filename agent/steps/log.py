"""Step 10: write the turn down, and what a person should look at."""

from dataclasses import replace
from typing import ClassVar

from agent.people.handoff import decide
from agent.people.review import item_of
from agent.ports import Pause, Ports
from agent.step import Step
from agent.turn import Turn
from agent.turn_json import to_json


class Log(Step):
    """Both messages, every decision and the trace, once per message id; the pause and the review item it calls for.

    The model port learns how the turn ended: an answer that passed every check may be given again.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "reply", "delivery"})
    interruptible: ClassVar[bool] = False

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        # Where the step hand_off failed or is left out, the reply alone still says that a person takes over.
        decided = turn if turn.handoff else replace(turn, handoff=decide(turn, ports.index.catalogue.operator))
        await _count(turn, ports)
        await _pause(decided, ports)
        await _review(decided, ports)
        # The history stands in the store already, line by line: kept here again it would grow with its square.
        customer = replace(turn.customer, history=()) if turn.customer else None
        message = replace(turn.message, history=())
        body = to_json(replace(turn, customer=customer, message=message))
        await ports.journal.record("turn", turn.message.id, turn.message.contact, body)
        ports.llm.settle(turn)
        return turn


async def _count(turn: Turn, ports: Ports) -> None:
    # Asked first, because most contacts are not paused, and a write waits for the disk.
    if await ports.journal.pause_of(turn.message.contact):
        await ports.journal.count_waiting(turn.message.contact, turn.message.id)


async def _pause(turn: Turn, ports: Ports) -> None:
    if turn.handoff and turn.handoff.pauses:
        await ports.journal.pause(
            Pause(
                contact=turn.message.contact,
                message_id=turn.message.id,
                reason=turn.handoff.reason,
                at=turn.message.sent_at,
                until=turn.handoff.until,
            )
        )


async def _review(turn: Turn, ports: Ports) -> None:
    item = item_of(turn)
    if item is not None:
        await ports.journal.open_review(item)
