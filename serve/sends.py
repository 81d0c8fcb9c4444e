"""What a person decides about an answer of which nobody knows whether it arrived, or that surely did not."""

from typing import Any

from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from agent.api_keys import ApiKey
from agent.ports import Outgoing, ReviewItem
from agent.sending.person import send_id_of
from serve.people import needs, plain


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
    item = await _item(request, item_id)
    if item is None:
        return json({"error": "no such open item about a send"}, status=404)
    journal = request.app.ctx.agent.ports.journal
    if not await journal.arrived(send_id_of(item), key.name):
        return json({"error": "it is no longer unknown what became of this send"}, status=409)
    return await _done(request, item, key)


@needs("agent")
async def again(request: Request, key: ApiKey, item_id: str) -> HTTPResponse:
    """The customer does not have it: send it once more, and the item is done."""
    item = await _item(request, item_id)
    if item is None:
        return json({"error": "no such open item about a send"}, status=404)
    journal = request.app.ctx.agent.ports.journal
    if not await journal.send_again(send_id_of(item), by=key.name):
        return json({"error": "this send is on its way or has arrived"}, status=409)
    return await _done(request, item, key)


async def _item(request: Request, item_id: str) -> ReviewItem | None:
    items = await request.app.ctx.agent.ports.journal.reviews()
    return next((item for item in items if item.id == item_id and send_id_of(item)), None)


async def _done(request: Request, item: ReviewItem, key: ApiKey) -> HTTPResponse:
    done = await request.app.ctx.agent.ports.journal.close_review(item.id, key.name)
    return json(plain(done or item))


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
