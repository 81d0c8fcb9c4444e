"""A model that says what it was told to say."""

from collections.abc import Sequence

from agent.ports import LLM, Completion, CompletionError, CompletionRequest, PortError


class ScriptedLLM(LLM):
    """Gives the answers in order, the last one again and again; an exception in the list is raised.

    A text that has a flaw, by the request's own judgement, is no answer. `history` holds the requests. Four
    characters count as a token, at the request's price.
    """

    def __init__(self, answers: Sequence[str | PortError], *, available: bool = True) -> None:
        self._answers = list(answers)
        self._available = available
        self.history: list[CompletionRequest] = []

    @property
    def available(self) -> bool:
        """As it was told."""
        return self._available

    async def complete(self, request: CompletionRequest) -> Completion:
        """The next answer."""
        self.history.append(request)
        answer = self._answers[min(len(self.history), len(self._answers)) - 1]
        if isinstance(answer, PortError):
            raise answer
        asked = sum(len(message.content) for message in request.messages)
        tokens_in, tokens_out = asked // 4, len(answer) // 4
        completion = Completion(
            text=answer,
            model=request.models[0],
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost_usd=request.price.cost_usd(tokens_in, tokens_out),
        )
        if flaw := request.flaw(answer):
            raise CompletionError(flaw, completion)
        return completion

    async def aclose(self) -> None:
        """Nothing is open."""
