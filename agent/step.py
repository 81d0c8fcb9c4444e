"""The contract of a step, and a step in its place."""

from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Literal

from agent.ports import Ports
from agent.strict import Strict
from agent.turn import Inbound, Turn

OnError = Literal["continue", "fallback", "stop"]


class Step(Strict):
    """One named unit of the pipeline: its fields are its YAML keys.

    `reads` and `writes` name fields of the turn; the pipeline refuses an order in which a field is read
    before anything writes it, and a run that changes a field not in `writes`. A step that reads `reply`
    runs only once there is one, every other step only until there is one. `also_reads` are fields it looks at where an
    earlier step wrote them, and does without elsewhere.
    """

    reads: ClassVar[frozenset[str]] = frozenset()
    also_reads: ClassVar[frozenset[str]] = frozenset()
    writes: ClassVar[frozenset[str]] = frozenset()
    interruptible: ClassVar[bool] = True
    """Whether an overrun may be cut off. False where a late result beats none, or where it writes to the world."""

    def inputs(self) -> frozenset[str]:
        """Fields this very step reads; differs from `reads` only where a setting decides."""
        return self.reads

    def depends_on(self) -> frozenset[str]:
        """Every field that can change what it does: where all are as they were, it need not run again."""
        return self.inputs() | self.also_reads

    def outputs(self) -> frozenset[str]:
        """Fields this very step may change; differs from `writes` only where a setting decides."""
        return self.writes

    async def warm_up(self, ports: Ports) -> None:
        """Load what is heavy, once, before the first turn."""

    async def warm_up_further(self, ports: Ports) -> None:
        """What only the first turn in some language would wait for: done where a process serves, and lives long."""

    def note(self, turn: Turn) -> str:
        """A few words for the trace on how it went, from the turn it returned; "" where there is nothing to say."""
        return ""

    async def again(self, turn: Turn, then: Turn, made_by: "Step", ports: Ports) -> Turn | None:
        """What `run` would give, from what `made_by`, this step with other settings, left for the same turn in `then`.

        None where that is not enough to tell: then it runs.
        """
        return None

    def run(self, turn: Turn, ports: Ports) -> Turn | Awaitable[Turn]:
        """Return the turn, or a changed copy. `async def` where it waits, `def` where it computes, in a thread then."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedStep:
    """A step as one line of the YAML places it: the same kind may stand twice under two names."""

    name: str
    kind: str
    step: Step
    budget_ms: float | None = None
    on_error: OnError = "fallback"

    def is_due(self, turn: Turn) -> bool:
        """Whether it runs now: readers of `reply` once there is one, all others until then."""
        return ("reply" in self.step.inputs()) == (turn.reply is not None)


def differ_only_in(one: Step, two: Step, *settings: str) -> bool:
    """Whether two steps of a kind have all other settings in common."""
    if type(one) is not type(two):
        return False
    left_out = set(settings)
    return one.model_dump(exclude=left_out) == two.model_dump(exclude=left_out)


def rehearsal() -> Turn:
    """A turn for `warm_up`: what is loaded and compiled at first use is not paid by the first customer."""
    text = "How much is it for 2 people from 12 to 15 June, and how cold does it get?"
    return Turn(message=Inbound(id="warm-up", contact="nobody", text=text, sent_at=datetime.now(UTC), number="nobody"))
