"""No model at all."""

from agent.ports import LLM, Completion, CompletionError, CompletionRequest


class OfflineLLM(LLM):
    """What stands in the port when there is no key: the composer answers everything."""

    @property
    def available(self) -> bool:
        """Never."""
        return False

    async def complete(self, request: CompletionRequest) -> Completion:
        """Always raises CompletionError."""
        raise CompletionError("no model: set OPENROUTER_API_KEY, or let the composer answer")

    async def aclose(self) -> None:
        """Nothing is open."""
