"""Small steps to build pipelines from in tests of the loop and of the config."""

import asyncio
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.ports import Ports
from agent.step import Step
from agent.turn import Customer, Parsed, Reply, Turn


class Weights(BaseModel):
    """Settings inside settings."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: float = Field(0.5, ge=0, le=1, description="Weight of the title.")


class Read(Step):
    reads: ClassVar[frozenset[str]] = frozenset({"message"})
    writes: ClassVar[frozenset[str]] = frozenset({"parsed"})

    language: Literal["en", "hi"] = Field("en", description="What to take every message for.")
    top_k: int = Field(5, ge=1, le=10, description="A number with bounds.")
    weights: Weights = Field(default_factory=Weights, description="Weights.")

    def run(self, turn: Turn, ports: Ports) -> Turn:
        return replace(turn, parsed=Parsed(language=self.language))


class Look(Step):
    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed"})
    writes: ClassVar[frozenset[str]] = frozenset({"customer"})

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        await asyncio.sleep(0)
        return replace(turn, customer=Customer(id=turn.message.contact))


class Answer(Step):
    reads: ClassVar[frozenset[str]] = frozenset({"message"})
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})

    text: str = Field("hi", description="What to say.")

    def run(self, turn: Turn, ports: Ports) -> Turn:
        return replace(turn, reply=Reply(text=self.text, language="en"))


class Shout(Step):
    reads: ClassVar[frozenset[str]] = frozenset({"reply"})
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        assert turn.reply is not None
        return replace(turn, reply=replace(turn.reply, text=turn.reply.text.upper()))


class Break(Step):
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        raise ValueError("the disk is on fire")


class Overstep(Step):
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        return replace(turn, customer=Customer(id="someone else"))


class Sleep(Step):
    writes: ClassVar[frozenset[str]] = frozenset({"customer"})

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        await asyncio.sleep(30)
        return replace(turn, customer=Customer(id="too late"))


class Forget(Step):
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        return None  # type: ignore[return-value]


TABLE: dict[str, type[Step]] = {
    "read": Read,
    "look": Look,
    "answer": Answer,
    "shout": Shout,
    "break": Break,
    "overstep": Overstep,
    "sleep": Sleep,
    "forget": Forget,
}
