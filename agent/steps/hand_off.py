"""Between steps 8 and 9: does a person take over, and when will they write?"""

from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from agent.people.handoff import decide, when_line
from agent.ports import Ports
from agent.step import Step
from agent.turn import Handoff, Reply, Turn

_BODY_CHARS, _BODY_WITH_BUTTONS_CHARS = 4096, 1024
"""Text and interactive bodies of the Cloud API."""


class HandOff(Step):
    """Makes the reply's hand-off a decision: its reason, whether the bot falls silent, and when a person is there.

    A second answer in a row that we could not give becomes `unsure_twice`. `log` writes the decision down.
    """

    reads: ClassVar[frozenset[str]] = frozenset({"message", "reply"})
    also_reads: ClassVar[frozenset[str]] = frozenset({"compliance", "customer"})
    writes: ClassVar[frozenset[str]] = frozenset({"handoff", "reply"})
    interruptible: ClassVar[bool] = False

    say_when: bool = Field(default=True, description="Tell the customer when a person will write, by the office hours.")
    release_after_hours: float = Field(
        default=0,
        ge=0,
        le=720,
        description="Answer again so many hours after the office opens, though nobody released it; 0 for never.",
    )

    def run(self, turn: Turn, ports: Ports) -> Turn:
        operator = ports.index.catalogue.operator
        decision = decide(turn, operator, release_after_hours=self.release_after_hours)
        if decision is None or turn.reply is None:
            return turn
        reply = replace(turn.reply, handoff=decision.reason)
        line = when_line(reply.language, operator, turn.message.sent_at) if self._tells(decision) else ""
        return replace(
            turn, handoff=decision, reply=_with(reply, line, turn.compliance is not None and turn.compliance.notice)
        )

    def _tells(self, decision: Handoff) -> bool:
        """An emergency is paged at once, whatever the hour: its vetted words stay alone."""
        return self.say_when and decision.reason != "emergency"


def _with(reply: Reply, line: str, noticed: bool) -> Reply:
    """The line beside the colleague; after an answer, but before the notice on privacy, which comes last."""
    if reply.kind == "handoff":
        first, gap, rest = reply.text.partition("\n\n")
        text = f"{first} {line}{gap}{rest}"
    elif noticed:
        answer, gap, notice = reply.text.rpartition("\n\n")
        text = f"{answer}\n\n{line}{gap}{notice}"
    else:
        text = f"{reply.text}\n\n{line}"
    limit = _BODY_WITH_BUTTONS_CHARS if reply.buttons else _BODY_CHARS
    return replace(reply, text=text) if line and len(text) <= limit else reply
