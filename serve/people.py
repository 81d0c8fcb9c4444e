"""The API for people who take over: the review queue, and letting the bot answer again."""

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, get_args
from urllib.parse import unquote

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from agent.accounts.api_keys import ApiKey, Role, holder, on_behalf
from agent.people.reviews import plain
from agent.ports import PortError, ReviewReason, ReviewState
from serve.metrics import Metrics

log = structlog.get_logger("people")
LONGEST_NAME = 60
Handler = Callable[..., Coroutine[Any, Any, HTTPResponse]]
_STATES: dict[str, ReviewState] = {state: state for state in get_args(ReviewState)}


def add_people_routes(app: Sanic[Any, Any]) -> None:
    """Register the routes; `app.ctx.api_keys` is set when the server starts."""
    app.add_route(review, "/v1/review", methods=["GET"], name="review")
    app.add_route(done, "/v1/review/<item_id:str>/done", methods=["POST"], name="review_done")
    app.add_route(release, "/v1/contacts/<contact:str>/release", methods=["POST"], name="release")


def needs(role: Role) -> Callable[[Handler], Handler]:
    """Let a request through with a key of this role or more, and hand the key over as `key`."""

    def guard(handler: Handler) -> Handler:
        @wraps(handler)
        async def guarded(request: Request, **parts: str) -> HTTPResponse:
            key = _asking(request)
            if key is None and not request.app.ctx.api_keys:
                return json({"error": "no API keys are set; see CAIRN_API_KEYS in docs/people.md"}, status=503)
            if key is None:
                return json({"error": "send a known key: Authorization: Bearer KEY"}, status=401)
            if not key.may(role):
                return json({"error": f"this key is {key.role}; {role} is needed"}, status=403)
            return await _answered(handler, request, key, parts)

        return guarded

    return guard


def _asking(request: Request) -> ApiKey | None:
    """Whose key it is; the workbench's own is that of the user it names, with that user's role."""
    ctx = request.app.ctx
    key = holder((*ctx.api_keys, ctx.local_key, ctx.workbench_key), request.token or "")
    if key is not ctx.workbench_key:
        return key
    user = unquote(request.headers.get("x-cairn-user", ""))[:LONGEST_NAME]
    return on_behalf(key, user, request.headers.get("x-cairn-role", ""))


async def _answered(handler: Handler, request: Request, key: ApiKey, parts: dict[str, str]) -> HTTPResponse:
    try:
        return await handler(request, key=key, **parts)
    except PortError as error:
        log.error("request failed", path=request.route.path if request.route else "", reason=str(error))
        return json({"error": "the journal does not answer; try again"}, status=503)


@needs("agent")
async def review(request: Request, key: ApiKey) -> HTTPResponse:
    """Items of the queue, the gravest first; `?state=done` for those settled."""
    given = request.get_args(keep_blank_values=True)
    state = _STATES.get(str(given.get("state", "open")))
    if state is None:
        return json({"error": f"state is one of {', '.join(_STATES)}"}, status=400)
    items = await request.app.ctx.agent.ports.journal.reviews(state)
    return json({"items": [plain(item) for item in items]})


@needs("agent")
async def done(request: Request, key: ApiKey, item_id: str) -> HTTPResponse:
    """Mark an item done; doing it again changes nothing."""
    item = await request.app.ctx.agent.ports.journal.close_review(item_id, key.name)
    return json(plain(item)) if item else json({"error": "no such item"}, status=404)


@needs("agent")
async def release(request: Request, key: ApiKey, contact: str) -> HTTPResponse:
    """Let the bot answer this contact again; `released` is false when it was not silent."""
    agent = request.app.ctx.agent
    if await agent.ports.journal.address(contact) is None:
        return json({"error": "no such contact"}, status=404)
    released = await agent.ports.journal.end_pause(contact, key.name)
    agent.feed.poke()
    return json({"contact": contact, "released": released})


async def count_open(agent: Any, metrics: Metrics) -> None:
    """Bring the gauge of open items up to date, for every reason there is."""
    items = await agent.ports.journal.reviews()
    for reason in (*get_args(get_args(ReviewReason)[0]), "flagged", "delivery"):
        metrics.review.labels(reason).set(sum(item.reason == reason for item in items))
