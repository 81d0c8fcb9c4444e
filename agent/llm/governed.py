"""The model port of an agent in service: a model under a budget, on a ladder, with a memory for its answers."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from agent.llm.answers import AnswerCache
from agent.llm.budget import Budget
from agent.llm.ladder import Ladder
from agent.ports import (
    LLM,
    Completion,
    CompletionError,
    CompletionRequest,
    ModelState,
    OverBudgetError,
    Question,
    Rung,
    Store,
)
from agent.turn import Reply, Turn

_HANDED_OVER = "SELECT recorded_at FROM turns WHERE reply_kind = 'handoff' AND recorded_at >= ? ORDER BY recorded_at"


class GovernedLLM(LLM):
    """Asks `llm` while the ladder allows it, notes how that went, and keeps answers of turns that ended well."""

    def __init__(
        self,
        llm: LLM,
        ladder: Ladder,
        budget: Budget,
        answers: AnswerCache | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._llm = llm
        self._ladder = ladder
        self._budget = budget
        self._answers = answers
        self._clock = clock

    @property
    def available(self) -> bool:
        """Whether there is a model, and the ladder stands where one may be asked."""
        return self.rung.mode in ("normal", "cheaper")

    @property
    def rung(self) -> Rung:
        rung = self._ladder.rung
        if rung.mode in ("normal", "cheaper") and not self._llm.available:
            return Rung(mode="composer", reason="no model available")
        return rung

    @property
    def handoffs_full(self) -> bool:
        return self._ladder.handoffs_full

    @property
    def state(self) -> ModelState:
        figures = self._answers.figures if self._answers else None
        behind = self._llm.state
        return ModelState(
            rung=self.rung,
            spent_usd=self._budget.spent_usd,
            day_usd=self._budget.limits.day_usd,
            breakers=behind.breakers,
            used=behind.used,
            p95_s=self._ladder.measures.p95_s,
            handoffs=self._ladder.handoffs,
            cache_hits=figures.hits if figures else 0,
            cache_misses=figures.misses if figures else 0,
            cache_kept=figures.kept if figures else 0,
            cache_saved_usd=figures.saved_usd if figures else 0.0,
        )

    async def load(self, store: Store) -> None:
        """Today's spend and the last hour's hand-offs, as they were before the restart. Raises PortError."""
        await self._budget.load()
        now = datetime.now(UTC)
        table = await store.query(_HANDED_OVER, [now - timedelta(hours=1)])
        for row in table.to_pylist():
            self._ladder.note_handoff(ago_s=(now - row["recorded_at"]).total_seconds())

    async def complete(self, request: CompletionRequest) -> Completion:
        """As the model behind it. Money that is spent is no outage."""
        started = self._clock()
        try:
            completion = await self._llm.complete(request)
        except OverBudgetError:
            raise
        except CompletionError:
            self._note(request, started, ok=False)
            raise
        self._note(request, started, ok=True)
        return completion

    def _note(self, request: CompletionRequest, started: float, *, ok: bool) -> None:
        if request.judged:
            self._ladder.note(self._clock() - started, ok=ok)

    async def recall(self, question: Question) -> Reply | None:
        return await self._answers.recall(question) if self._answers else None

    def offer(self, turn: str, question: Question, reply: Reply) -> None:
        if self._answers:
            self._answers.offer(turn, question, reply)

    def settle(self, turn: Turn) -> None:
        if turn.reply is not None and turn.reply.kind == "handoff":
            self._ladder.note_handoff()
        if self._answers:
            self._answers.settle(turn)

    async def aclose(self) -> None:
        await self._llm.aclose()
