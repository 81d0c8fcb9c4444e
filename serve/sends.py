"""What a person decides about an answer of which nobody knows whether it arrived, or that surely did not."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from agent.accounts.api_keys import ApiKey
from agent.people.reviews import Choice, NoItemError, TooLateError, decide, plain
from agent.ports import Outgoing
from serve.people import needs


def add_send_routes(app: Sanic[Any, Any]) -> None:
    """Register the routes."""
    app.add_route(send, "/v1/sends/<send_id:str>", methods=["GET"], name="send")
    app.add_route(arrived, "/v1/review/<item_id:str>/arrived", methods=["POST"], name="review_arrived")
    app.add_route(again, "/v1/review/<item_id:str>/again", methods=["POST"], name="review_again")


@needs("agent")
async def send(request: Request, key: ApiKey, send_id: str) -> HTTPResponse:
    """One send of the outbox: what was said, and what became of it."""
    found = await request.app.ctx.agent.ports.journal.send_of(send_id)
    return json(told(found)) if found else json({"error": "no such send"}, status=404)


@needs("agent")
async def arrived(request: Request, key: ApiKey, item_id: str) -> HTTPResponse:
    """The customer has it: the item is done, and nothing is sent."""
    return await _decided(request, item_id, "arrived", key)


@needs("agent")
async def again(request: Request, key: ApiKey, item_id: str) -> HTTPResponse:
    """The customer does not have it: send it once more, and the item is done."""
    return await _decided(request, item_id, "again", key)


async def _decided(request: Request, item_id: str, choice: Choice, key: ApiKey) -> HTTPResponse:
    try:
        return json(plain(await decide(request.app.ctx.agent.ports.journal, item_id, choice, key.name)))
    except NoItemError as error:
        return json({"error": str(error)}, status=404)
    except TooLateError as error:
        return json({"error": str(error)}, status=409)


def told(send: Outgoing) -> dict[str, Any]:
    """A send as JSON values."""
    return {
        "id": send.id,
        "contact": send.contact,
        "number": send.number,
        "state": send.state,
        "attempts": send.attempts,
        "resends": send.resends,
        "code": send.code,
        "error": send.error,
        "not_before": send.not_before or None,
        "body": dict(send.body),
    }
