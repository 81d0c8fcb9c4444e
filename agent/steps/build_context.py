"""Step 3: who is this, and what are we talking about?"""

import asyncio
from dataclasses import replace
from typing import ClassVar

from pydantic import Field

from agent.intake.recall import joined
from agent.language.topic import Topics
from agent.ports import Ports
from agent.step import Step
from agent.turn import Customer, Turn, Utterance


class BuildContext(Step):
    """Profile, bookings, the last lines of the conversation and the treks it is about."""

    reads: ClassVar[frozenset[str]] = frozenset({"message"})
    writes: ClassVar[frozenset[str]] = frozenset({"customer"})

    messages: int = Field(
        default=10, ge=0, le=50, description="How many earlier lines of the conversation to bring along."
    )
    focus_treks: int = Field(
        default=2, ge=1, le=10, description="At most so many treks count as what the talk is about."
    )

    async def warm_up(self, ports: Ports) -> None:
        topics = await asyncio.to_thread(Topics.of, ports.index.catalogue)
        topics.follow([Utterance(speaker="U", text="the first one")])  # compiles the patterns here, not in a turn

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        message = turn.message
        known = await ports.store.customer(message.contact, messages=self.messages)
        customer = known or Customer(id=message.contact)
        lines = joined(customer.history, message.history) if self.messages else ()
        focus = Topics.of(ports.index.catalogue).follow(
            (*lines, Utterance(speaker="U", text=message.text)), before=customer.focus, at_most=self.focus_treks
        )
        return replace(turn, customer=replace(customer, history=lines[-self.messages :], focus=focus))
