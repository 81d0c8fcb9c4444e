"""The Graph API's routes: sends, read marks, the number, its history, media."""

import asyncio
import secrets
from collections.abc import Mapping
from typing import Any, cast

from sanic import Request, Sanic
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from agent.channel.simulator.graph.checks import check_send
from agent.channel.simulator.graph.errors import GraphError, no_such_object, no_such_path, refusal
from agent.channel.simulator.graph.reading import accepted, recipient_of
from agent.channel.simulator.requests import body_of
from agent.channel.simulator.world import World

_STANDARD_THROUGHPUT = 80


def add_graph(app: Sanic[Any, Any]) -> None:
    """Any version."""
    app.add_route(_post_message, r"/<version:v\d+\.\d+>/<number:str>/messages", methods=["POST"])
    app.add_route(_get_history, r"/<version:v\d+\.\d+>/<number:str>/message_history", methods=["GET"])
    app.add_route(_get_object, r"/<version:v\d+\.\d+>/<number:str>", methods=["GET"])
    app.add_route(_get_media, "/media/<key:str>", methods=["GET"])
    app.add_route(_unknown_path, r"/<version:v\d+\.\d+>/<rest:path>", methods=["GET", "POST", "DELETE"])


async def _post_message(request: Request, version: str, number: str) -> HTTPResponse:
    world: World = request.app.ctx.world
    error = _not_allowed(request, world) or _not_ours(world, number)
    if error:
        return _refuse(error)
    body = body_of(request)
    if isinstance(body, Mapping) and "status" in body:
        return _read_mark(world, body)
    if world.faults.lose_request:
        return _hang_up(request)
    await asyncio.sleep(world.faults.delay_ms / 1000)
    error = check_send(body) or _why_not(world, number, body)
    if error:
        world.refuse(body if isinstance(body, Mapping) else {}, error)
        return _refuse(error, retry_after_s=world.faults.retry_after_s)
    return await _take(request, world, body, number)


async def _take(request: Request, world: World, body: Mapping[str, Any], number: str) -> HTTPResponse:
    wamid = await world.take(body, number)
    lost = world.next_loss()
    await asyncio.sleep(world.faults.late_answer_ms / 1000)
    if lost == "500":
        return _refuse(refusal(131000))
    return _hang_up(request) if lost else json_response(accepted(body, wamid, world.rules.status(body)))


def _why_not(world: World, number: str, body: Mapping[str, Any]) -> GraphError | None:
    code = world.next_refusal()
    return refusal(code) if code else world.rules.refusal(number, world.people.find(recipient_of(body)), body)


def _hang_up(request: Request) -> HTTPResponse:
    cast(asyncio.Transport, request.transport).abort()
    return json_response({})


def _read_mark(world: World, body: Mapping[str, Any]) -> HTTPResponse:
    message_id = body.get("message_id")
    if body.get("status") != "read" or not isinstance(message_id, str):
        return _refuse(GraphError(code=131009, details="status must be read, with a message_id."))
    if not world.mark_read(message_id, typing="typing_indicator" in body):
        return _refuse(GraphError(code=131009, details="message_id is not a message of a customer."))
    return json_response({"success": True})


async def _get_object(request: Request, version: str, number: str) -> HTTPResponse:
    """A business number, or an attachment."""
    world: World = request.app.ctx.world
    error = _not_allowed(request, world)
    if error:
        return _refuse(error)
    if not _not_ours(world, number):
        return json_response(_about_number(world, number))
    media = world.media.find(number)
    belongs = request.args.get("phone_number_id", world.settings.phone_number_id)
    if media is None or _not_ours(world, belongs):
        return _refuse(no_such_object())
    described = {
        "messaging_product": "whatsapp",
        "url": f"{request.scheme}://{request.host}{world.media.address(media)}",
        "mime_type": media.mime_type,
        "sha256": media.digest.hex(),
        "file_size": str(len(media.content)),
        "id": media.id,
    }
    return json_response(described)


def _about_number(world: World, number: str) -> dict[str, Any]:
    high = world.faults.throughput > _STANDARD_THROUGHPUT
    return {
        "id": number,
        "verified_name": world.settings.business_name,
        "display_phone_number": f"+{world.settings.number(number).display}",
        "code_verification_status": "VERIFIED",
        "quality_rating": world.faults.quality,
        "platform_type": "CLOUD_API",
        "name_status": "APPROVED",
        "throughput": {"level": "HIGH" if high else "STANDARD"},
        "whatsapp_business_manager_messaging_limit": "TIER_UNLIMITED" if high else "TIER_2K",
    }


async def _get_history(request: Request, version: str, number: str) -> HTTPResponse:
    world: World = request.app.ctx.world
    error = _not_allowed(request, world) or _not_ours(world, number)
    if error:
        return _refuse(error)
    asked = {name: str(request.args.get(name)) for name in request.args}
    page = world.reports.page(number, asked)
    if page is None:
        return _refuse(GraphError(code=100, details="limit must be 1 to 100."))
    return json_response(page)


async def _get_media(request: Request, key: str) -> HTTPResponse:
    world: World = request.app.ctx.world
    error = _not_allowed(request, world)
    if error:
        return _refuse(error)
    media = world.media.behind(key)
    if media is None:
        return _refuse(GraphError(code=100, details="This address has expired: ask for the media id again.", http=404))
    return raw(media.content, content_type=media.mime_type)


async def _unknown_path(request: Request, version: str, rest: str) -> HTTPResponse:
    """What Meta has and the simulator does not, or nobody: a client finds the error where it looks for it."""
    return _refuse(_not_allowed(request, request.app.ctx.world) or no_such_path(rest))


def _not_allowed(request: Request, world: World) -> GraphError | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = world.settings.token
    if scheme.lower() != "bearer" or not token or (expected and token != expected):
        return refusal(190, "The access token is missing or not valid.")
    return refusal(190, "The access token has expired.") if world.faults.expired_token else None


def _not_ours(world: World, number: str) -> GraphError | None:
    ours = [known.id for known in world.settings.numbers]
    return None if number in ours else no_such_object()


def _refuse(error: GraphError, *, retry_after_s: int = 0) -> HTTPResponse:
    headers = {"Retry-After": str(retry_after_s)} if retry_after_s else {}
    return json_response(error.body("A" + secrets.token_hex(8)), status=error.http, headers=headers)
