"""A follow-up said again by a cheap model, so that it can be searched for without its conversation."""

from dataclasses import dataclass, field

import structlog

from agent.compose.phrases import environment
from agent.language.follow_up import with_line_before
from agent.llm.fence import fence_of, neutral
from agent.llm.prompt import PROMPTS, spoken
from agent.llm.routing import Route
from agent.ports import LLM, ChatMessage, Completion, CompletionError, CompletionRequest, PortError
from agent.turn import Spent, Turn

_LONGEST = 300  # characters; a longer line is an answer or a speech, no question
_LONGEST_QUESTION = 600

log = structlog.get_logger("retrieve")


@dataclass(frozen=True, slots=True)
class SaidAgain:
    """A message as one English question, "" where it is not, and what asking for it took."""

    text: str = ""
    spent: Spent = field(default_factory=Spent)


async def rewritten(turn: Turn, llm: LLM, route: Route, *, folder: str = PROMPTS) -> SaidAgain:
    """Nothing where the message stands alone, or no model says it in time and usably: then rules read the conversation.

    An answer that is late or of no use is paid all the same.
    """
    history = turn.history
    if not llm.available or with_line_before(turn.message.text, history, turn.message.sent_at) is None:
        return SaidAgain()
    try:
        completion = await llm.complete(_request(turn, route, folder))
    except PortError as error:
        log.info("follow-up not rewritten", reason=str(error))
        return SaidAgain(spent=_spent(error.spent)) if isinstance(error, CompletionError) else SaidAgain()
    lines = completion.text.strip().splitlines()
    text = lines[0].strip() if len(lines) == 1 and len(lines[0]) <= _LONGEST else ""
    return SaidAgain(text, _spent(completion))


def _spent(bill: Completion) -> Spent:
    return Spent(tokens_in=bill.tokens_in, tokens_out=bill.tokens_out, cost_usd=bill.cost_usd)


def _request(turn: Turn, route: Route, folder: str) -> CompletionRequest:
    history, question = spoken(turn), neutral(turn.message.text, _LONGEST_QUESTION)
    fence = fence_of((str(history), question))
    prompt = environment(folder).get_template("rewrite.md")
    told = prompt.render(history=history, question=question, fence=fence)
    return CompletionRequest(
        messages=(ChatMessage(role="user", content=told.strip()),),
        models=tuple(route.models),
        max_tokens=route.max_tokens,
        reasoning=route.reasoning,
        web_results=route.web_results,
        timeout_s=route.timeout_s,
        temperature=route.temperature,
        contact=turn.message.contact,
        turn=turn.message.id,
        price=route.price,
        judged=False,
    )
