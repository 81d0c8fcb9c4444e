"""What model calls would cost before they are made, and a cap that they cannot exceed."""

from dataclasses import dataclass

from agent.llm.prices import price_list
from agent.llm.tokens import tokens_in
from agent.ports import LLM, Completion, CompletionRequest, OverBudgetError


def dearest_usd(request: CompletionRequest) -> float:
    """The dearest this call may come to: the first model's list price, all the words it may write.

    Of a model that is not on the price list, the price of its route.
    """
    asked = sum(tokens_in(message.content) for message in request.messages)
    try:
        return price_list().cost_usd(request.models[0], asked, request.max_tokens)
    except KeyError:
        return request.price.cost_usd(asked, request.max_tokens)


@dataclass(slots=True)
class CappedLLM(LLM):
    """Asks `llm` while the dearest outcome of all calls together stays within the cap."""

    llm: LLM
    cap_usd: float
    spent_usd: float = 0.0
    _set_aside: float = 0.0

    @property
    def available(self) -> bool:
        """As the model behind it."""
        return self.llm.available

    async def complete(self, request: CompletionRequest) -> Completion:
        """Raises OverBudgetError before money would be spent beyond the cap."""
        dearest = dearest_usd(request)
        if self.spent_usd + self._set_aside + dearest > self.cap_usd:
            raise OverBudgetError(f"the cap of {self.cap_usd:.2f} USD is reached")
        self._set_aside += dearest
        try:
            completion = await self.llm.complete(request)
        finally:
            self._set_aside -= dearest
        self.spent_usd += completion.cost_usd
        return completion

    async def aclose(self) -> None:
        """The model behind it is its owner's to close."""
