"""No model at all."""

from agent.ports import Completion, CompletionRequest, PortError


class OfflineLLM:
    """What stands in the port when there is no key: the composer answers everything."""

    @property
    def available(self) -> bool:
        """Never."""
        return False

    async def complete(self, request: CompletionRequest) -> Completion:
        """Always raises PortError."""
        raise PortError("no model: set OPENROUTER_API_KEY, or let the composer answer")

    async def aclose(self) -> None:
        """Nothing is open."""
