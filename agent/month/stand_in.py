"""A model's stand-in: where a route asks a model, the month has words and a bill without anybody being asked.

It says what the composer would have said. Tokens are counted from prompt and answer, the cost is the route's price for
them, and the model's name says that it was simulated: a bill that nobody sent is never shown as one.
"""

from dataclasses import dataclass, field
from hashlib import sha256

from agent.llm.tokens import tokens_in
from agent.ports import LLM, Completion, CompletionError, CompletionRequest
from agent.turn import Reply

SIMULATED = " (simulated)"
"""What stands behind the name of a model that was not asked."""
_SILENT = 15
"""Of a thousand questions, those that get no answer in time."""


@dataclass
class StandIn(LLM):
    """A model that is as good as the composer. `words` are its replies and `asked` the models, by message id."""

    words: dict[str, Reply] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)

    @property
    def available(self) -> bool:
        """Always."""
        return True

    async def complete(self, request: CompletionRequest) -> Completion:
        """The composer's words; CompletionError, paid for all the same, where the composer knows no answer either.

        Short side questions, such as a rewrite, are left unanswered.
        """
        own = self.words.get(request.turn)
        if own is None or not request.judged:
            raise CompletionError("the stand-in of the sample month answers customers only")
        self.asked[request.turn] = request.models[0]
        completion = _billed(request, own.text)
        flaw = "the sources do not say it" if own.kind != "answer" else request.flaw(own.text)
        if flaw or _is_silent(request.turn):
            spent = _billed(request, "")
            raise CompletionError(f"{flaw or 'no answer in time'}{SIMULATED}", spent)
        return completion

    async def aclose(self) -> None:
        """Nothing is open."""


def _billed(request: CompletionRequest, text: str) -> Completion:
    prompt = "\n".join(message.content for message in request.messages)
    counted = tokens_in(prompt), tokens_in(text)
    return Completion(
        text=text,
        model=f"{request.models[0]}{SIMULATED}",
        tokens_in=counted[0],
        tokens_out=counted[1],
        cost_usd=round(request.price.cost_usd(*counted), 8),
    )


def _is_silent(message_id: str) -> bool:
    return int(sha256(message_id.encode()).hexdigest(), 16) % 1000 < _SILENT
