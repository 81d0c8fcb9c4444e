"""A model port that keeps what one step was answered, so that the turn can be run again without asking."""

from agent.llm.cassette import key_of
from agent.ports import LLM, Completion, CompletionError, CompletionRequest, ModelState, PortError, Question, Rung
from agent.turn import ModelCall, Reply, Turn


class NotedLLM(LLM):
    """Everything is the port's behind it; `calls` are this step's, in the order they ended."""

    def __init__(self, llm: LLM) -> None:
        self._llm = llm
        self.calls: list[ModelCall] = []

    @property
    def available(self) -> bool:
        """As the port behind it."""
        return self._llm.available

    @property
    def rung(self) -> Rung:
        return self._llm.rung

    @property
    def handoffs_full(self) -> bool:
        return self._llm.handoffs_full

    @property
    def state(self) -> ModelState:
        return self._llm.state

    async def complete(self, request: CompletionRequest) -> Completion:
        """Ask, and write down how it ended."""
        try:
            completion = await self._llm.complete(request)
        except PortError as error:
            spent = error.spent if isinstance(error, CompletionError) else None
            self.calls.append(_call(request, spent, error=str(error)))
            raise
        self.calls.append(_call(request, completion))
        return completion

    async def recall(self, question: Question) -> Reply | None:
        return await self._llm.recall(question)

    def offer(self, turn: str, question: Question, reply: Reply) -> None:
        self._llm.offer(turn, question, reply)

    def settle(self, turn: Turn) -> None:
        self._llm.settle(turn)

    async def aclose(self) -> None:
        """The port behind it is its owner's to close."""


def _call(request: CompletionRequest, completion: Completion | None, error: str = "") -> ModelCall:
    if completion is None:
        return ModelCall(key=key_of(request), error=error)
    return ModelCall(
        key=key_of(request),
        text=completion.text,
        model=completion.model,
        tokens_in=completion.tokens_in,
        tokens_out=completion.tokens_out,
        cost_usd=completion.cost_usd,
        error=error,
    )
