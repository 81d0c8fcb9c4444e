"""Between steps 3 and 4: a picture, a voice note or another thing without words is answered for what it is."""

from dataclasses import replace
from typing import ClassVar

from agent.intake.received import received_reply, thing_in, words
from agent.ports import Ports
from agent.step import Step
from agent.turn import Turn


class AnswerMedia(Step):
    """Says kindly what cannot be read and offers a person. A caption is a question of its own, left to others;
    the answer to it says that the picture was not looked at.

    An order goes to a colleague: nobody else can confirm it. What came in one burst with a question is told beside its
    answer.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "customer"})
    also_reads: ClassVar[frozenset[str]] = frozenset({"parsed"})
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})
    interruptible: ClassVar[bool] = False

    async def warm_up(self, ports: Ports) -> None:
        words()

    def run(self, turn: Turn, ports: Ports) -> Turn:
        if not thing_in(turn.message):
            return turn
        phone = str(ports.index.catalogue.operator.get("emergency_phone") or "")
        return replace(turn, reply=received_reply(turn, phone))
