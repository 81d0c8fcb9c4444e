"""What model calls would cost before they are made, and a cap that they cannot exceed."""

from dataclasses import dataclass

from agent.llm.prices import price_list
from agent.llm.tokens import tokens_in
from agent.pipeline import Pipeline
from agent.ports import LLM, Completion, CompletionError, CompletionRequest, OverBudgetError


def dearest_usd(request: CompletionRequest, attempts: int = 1) -> float:
    """The dearest this call may come to: every attempt by the dearest of its models, all the words it may write.

    List prices; of a model that is not on the list, the price of its route.
    """
    asked = sum(tokens_in(message.content) for message in request.messages)
    return attempts * max(_usd(model, request, asked) for model in request.models)


def attempts_of(live: Pipeline) -> int:
    """How often the models in service are asked for one answer."""
    return live.config.ports.llm.attempts


def _usd(model: str, request: CompletionRequest, asked: int) -> float:
    try:
        return price_list().cost_usd(model, asked, request.max_tokens)
    except KeyError:
        return request.price.cost_usd(asked, request.max_tokens)


@dataclass(slots=True)
class CappedLLM(LLM):
    """Asks `llm` while the dearest outcome of all calls stays within the cap; `refused`: calls that did not.

    `attempts`: how often `llm` may ask for one answer, each of which is paid for.
    """

    llm: LLM
    cap_usd: float
    attempts: int = 1
    spent_usd: float = 0.0
    refused: int = 0
    _set_aside: float = 0.0

    @property
    def available(self) -> bool:
        """As the model behind it."""
        return self.llm.available

    async def complete(self, request: CompletionRequest) -> Completion:
        """Raises OverBudgetError before money would be spent beyond the cap."""
        dearest = dearest_usd(request, self.attempts)
        if self.spent_usd + self._set_aside + dearest > self.cap_usd:
            self.refused += 1
            raise OverBudgetError(f"the cap of {self.cap_usd:.2f} USD is reached")
        self._set_aside += dearest
        try:
            completion = await self.llm.complete(request)
        except CompletionError as error:  # an answer nobody can use is paid for all the same
            self.spent_usd += error.spent.cost_usd
            raise
        finally:
            self._set_aside -= dearest
        self.spent_usd += completion.cost_usd
        return completion

    async def aclose(self) -> None:
        """The model behind it is its owner's to close."""
