"""What a colleague does in a conversation, over HTTP: take it over, answer, see a phone number."""

from typing import Any

from pydantic import Field, ValidationError
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from agent.accounts.api_keys import ApiKey
from agent.channel.format import TEXT_LIMIT
from agent.colleagues.refused import RefusedError
from agent.colleagues.reply import Written, reply
from agent.colleagues.reveal import reveal
from agent.colleagues.take_over import take_over
from agent.strict import Strict
from serve.people import needs

_STATUS = {"no_contact": 404}


class WrittenBody(Strict):
    """An answer as it is posted."""

    id: str = Field(pattern=r"^[A-Za-z0-9-]{8,64}$", description="Made by the writer: the same again is sent once.")
    text: str = Field(min_length=1, max_length=TEXT_LIMIT, description="What the customer reads.")
    as_template: bool = Field(False, description="In the approved template for answers after the 24 hours.")


class TakeBody(Strict):
    """From whom it is taken, where somebody has it."""

    instead_of: str = Field("", max_length=200, description="The colleague who has it, as `held` names them.")


def add_colleague_routes(app: Sanic[Any, Any]) -> None:
    """Register the routes."""
    app.add_route(take, "/v1/contacts/<contact:str>/take-over", methods=["POST"], name="take_over")
    app.add_route(answer, "/v1/contacts/<contact:str>/reply", methods=["POST"], name="colleague_reply")
    app.add_route(show, "/v1/contacts/<contact:str>/reveal", methods=["POST"], name="reveal")


@needs("agent")
async def take(request: Request, key: ApiKey, contact: str) -> HTTPResponse:
    """The conversation is this colleague's, and the bot silent in it; `taken` is false when it was theirs already."""
    agent = request.app.ctx.agent
    try:
        body = TakeBody.model_validate_json(request.body or b"{}")
    except ValidationError as error:
        return json({"error": _first(error)}, status=400)
    try:
        held = await take_over(contact, key.name, agent.ports.journal, instead_of=body.instead_of)
    except RefusedError as error:
        return refused(error)
    agent.feed.poke()
    told = {"contact": contact, "taken": held.taken, "holder": held.holder, "since": held.since.isoformat()}
    return json(told)


@needs("agent")
async def answer(request: Request, key: ApiKey, contact: str) -> HTTPResponse:
    """Send a colleague's words; what became of them so far."""
    agent = request.app.ctx.agent
    try:
        body = WrittenBody.model_validate_json(request.body or b"{}")
    except ValidationError as error:
        return json({"error": _first(error)}, status=400)
    written = Written(id=body.id, text=body.text, as_template=body.as_template)
    own = agent.environment.whatsapp_phone_number_id
    try:
        send = await reply(contact, written, key.name, agent.ports, agent.pipeline, own)
    except RefusedError as error:
        return refused(error)
    agent.feed.poke()
    return json({"contact": contact, "send": send.id, "state": send.state, "error": send.error})


@needs("admin")
async def show(request: Request, key: ApiKey, contact: str) -> HTTPResponse:
    """The phone number, which the audit log has then."""
    try:
        address = await reveal(contact, key.name, request.app.ctx.agent.ports.journal)
    except RefusedError as error:
        return refused(error)
    return json({"contact": contact, "phone": address.phone, "username": address.username})


def refused(error: RefusedError) -> HTTPResponse:
    """In words, with the reason by name."""
    return json({"error": str(error), "why": error.why}, status=_STATUS.get(error.why, 409))


def _first(error: ValidationError) -> str:
    """The first thing wrong, without the words it is wrong in."""
    first = error.errors(include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}" if where else str(first["msg"])
