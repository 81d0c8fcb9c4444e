"""A follow-up said again by a cheap model, so that it can be searched for without its conversation."""

import structlog

from agent.compose.phrases import environment
from agent.language.follow_up import with_line_before
from agent.llm.fence import fence_of, neutral
from agent.llm.prompt import PROMPTS, spoken
from agent.llm.routing import Route
from agent.ports import LLM, ChatMessage, CompletionRequest, PortError
from agent.turn import Turn

_LONGEST = 300  # characters; a longer line is an answer or a speech, no question
_LONGEST_QUESTION = 600

log = structlog.get_logger("retrieve")


async def rewritten(turn: Turn, llm: LLM, route: Route, *, folder: str = PROMPTS) -> str:
    """The message as one English question; "" where it stands alone, or no model says it in time and usably.

    Failing costs nothing but the wait: the search then reads the conversation by rules.
    """
    history = turn.history
    if not llm.available or with_line_before(turn.message.text, history) is None:
        return ""
    try:
        completion = await llm.complete(_request(turn, route, folder))
    except PortError as error:
        log.info("follow-up not rewritten", reason=str(error))
        return ""
    lines = completion.text.strip().splitlines()
    return lines[0].strip() if len(lines) == 1 and len(lines[0]) <= _LONGEST else ""


def _request(turn: Turn, route: Route, folder: str) -> CompletionRequest:
    history, question = spoken(turn), neutral(turn.message.text, _LONGEST_QUESTION)
    fence = fence_of((str(history), question))
    prompt = environment(folder).get_template("rewrite.md")
    told = prompt.render(history=history, question=question, fence=fence)
    return CompletionRequest(
        messages=(ChatMessage(role="user", content=told.strip()),),
        models=tuple(route.models),
        max_tokens=route.max_tokens,
        timeout_s=route.timeout_s,
        temperature=route.temperature,
        contact=turn.message.contact,
        turn=turn.message.id,
        price=route.price,
        judged=False,
    )
