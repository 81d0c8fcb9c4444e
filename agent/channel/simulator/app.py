"""The simulator's HTTP side."""

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError
from sanic import Request, Sanic
from sanic.response import HTTPResponse, html
from sanic.response import json as json_response

from agent.channel.simulator.graph import GraphError, accepted, check_send, refusal
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.world import World
from agent.channel.wire_json import load_json

_LONGEST_POLL_S = 25.0
_PAGE_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def simulator_app(settings: SimulatorSettings) -> Sanic[Any, Any]:
    """The app, not yet serving; its state is made when the server starts, as `app.ctx.world`."""
    app: Sanic[Any, Any] = Sanic(f"cairn-simulator-{secrets.token_hex(4)}", configure_logging=False)
    app.config.update(
        AUTO_EXTEND=False,
        MOTD=False,
        TOUCHUP=False,  # rewrites the protocol class of the whole process, which a second app then cannot do
        FALLBACK_ERROR_FORMAT="json",
        REQUEST_MAX_SIZE=4_000_000,
        GRACEFUL_SHUTDOWN_TIMEOUT=1.0,
    )
    page = (Path(__file__).parent / "page.html").read_text(encoding="utf-8")

    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.world = World(settings)

    async def stop(app: Sanic[Any, Any]) -> None:
        await app.ctx.world.courier.aclose()

    async def show_page(request: Request) -> HTTPResponse:
        return html(page, headers={"Content-Security-Policy": _PAGE_POLICY, "Cache-Control": "no-store"})

    app.before_server_start(start)
    app.before_server_stop(stop)
    app.add_route(show_page, "/", methods=["GET"])
    _add_graph(app)
    _add_sim(app)
    return app


def _add_graph(app: Sanic[Any, Any]) -> None:
    app.add_route(_post_message, r"/<version:v\d+\.\d+>/<number:str>/messages", methods=["POST"])
    app.add_route(_get_number, r"/<version:v\d+\.\d+>/<number:str>", methods=["GET"])


def _add_sim(app: Sanic[Any, Any]) -> None:
    app.add_route(_write, "/sim/messages", methods=["POST"])
    app.add_route(_sent, "/sim/sent", methods=["GET"])
    app.add_route(_show_faults, "/sim/faults", methods=["GET"])
    app.add_route(_set_faults, "/sim/faults", methods=["POST"])
    app.add_route(_events, "/sim/events", methods=["GET"])
    app.add_route(_customers, "/sim/customers", methods=["GET"])


async def _post_message(request: Request, version: str, number: str) -> HTTPResponse:
    world: World = request.app.ctx.world
    error = _not_allowed(request, world, number)
    if error:
        return _refuse(error)
    body = _body(request)
    if isinstance(body, Mapping) and "status" in body:
        return _read_mark(world, body)
    await asyncio.sleep(world.faults.delay_ms / 1000)
    error = check_send(body) or _switched_on(world)
    if error:
        return _refuse(error, retry_after_s=world.faults.retry_after_s)
    assert isinstance(body, Mapping)  # check_send refuses anything else
    return await _take(request, world, body)


async def _take(request: Request, world: World, body: Mapping[str, Any]) -> HTTPResponse:
    wamid = await world.take(body)
    lost = world.faults.lose_answer
    if lost == "500":
        return _refuse(refusal(131000))
    if lost:
        cast(asyncio.Transport, request.transport).abort()
    return json_response(accepted(body, wamid))


def _read_mark(world: World, body: Mapping[str, Any]) -> HTTPResponse:
    message_id = body.get("message_id")
    if body.get("status") != "read" or not isinstance(message_id, str):
        return _refuse(GraphError(code=131009, details="status must be read, with a message_id."))
    if not world.mark_read(message_id, typing="typing_indicator" in body):
        return _refuse(GraphError(code=131009, details="message_id is not a message of a customer."))
    return json_response({"success": True})


async def _get_number(request: Request, version: str, number: str) -> HTTPResponse:
    world: World = request.app.ctx.world
    error = _not_allowed(request, world, number)
    if error:
        return _refuse(error)
    return json_response(
        {
            "id": number,
            "verified_name": world.settings.business_name,
            "display_phone_number": f"+{world.settings.display_phone_number}",
            "code_verification_status": "VERIFIED",
            "quality_rating": "GREEN",
            "platform_type": "CLOUD_API",
            "throughput": {"level": "STANDARD"},
        }
    )


def _not_allowed(request: Request, world: World, number: str) -> GraphError | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    expected = world.settings.token
    if scheme.lower() != "bearer" or not token or (expected and token != expected):
        return refusal(190, "The access token is missing or not valid.")
    if number != world.settings.phone_number_id:
        return GraphError(code=100, subcode=33, details="No object with this id, or no permission to see it.")
    return None


def _switched_on(world: World) -> GraphError | None:
    code = world.next_refusal()
    return refusal(code) if code else None


def _refuse(error: GraphError, *, retry_after_s: int = 0) -> HTTPResponse:
    headers = {"Retry-After": str(retry_after_s)} if retry_after_s else {}
    return json_response(error.body("A" + secrets.token_hex(8)), status=error.http, headers=headers)


async def _write(request: Request) -> HTTPResponse:
    world: World = request.app.ctx.world
    body = _body(request)
    message = _message(body) if isinstance(body, Mapping) else None
    if message is None:
        return _wrong("give contact and either text or payload (a message with its type)")
    try:
        wamid = world.write(str(body.get("contact", "")), message, name=str(body.get("name") or ""))
    except ValueError as error:
        return _wrong(str(error))
    return json_response({"id": wamid})


def _message(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    payload, text = body.get("payload"), body.get("text")
    if isinstance(payload, Mapping) and isinstance(payload.get("type"), str):
        return payload
    return {"type": "text", "text": {"body": text}} if isinstance(text, str) and text else None


async def _sent(request: Request) -> HTTPResponse:
    world: World = request.app.ctx.world
    return json_response(world.sends[_count(request, "since") :])


async def _show_faults(request: Request) -> HTTPResponse:
    return json_response(request.app.ctx.world.faults.model_dump())


async def _set_faults(request: Request) -> HTTPResponse:
    world: World = request.app.ctx.world
    body = _body(request)
    if not isinstance(body, Mapping):
        return _wrong("give an object of switches, as GET /sim/faults shows them")
    try:
        world.set_faults(body)
    except ValidationError as error:
        return _wrong("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))
    return json_response(world.faults.model_dump())


async def _events(request: Request) -> HTTPResponse:
    """Waits for news when asked with `wait` seconds."""
    world: World = request.app.ctx.world
    wait = min(_count(request, "wait"), _LONGEST_POLL_S)
    events = await world.events_after(_count(request, "since"), wait)
    return json_response({"events": events, "next": len(world.events)})


async def _customers(request: Request) -> HTTPResponse:
    world: World = request.app.ctx.world
    people = [
        {
            "id": person.id,
            "name": person.name,
            "language": person.language,
            "phone": person.phone,
            "suggestions": person.suggestions,
        }
        for person in world.personas
    ]
    return json_response({"business": world.settings.business_name, "customers": people})


def _body(request: Request) -> Any:
    try:
        return load_json(request.body)
    except (ValueError, RecursionError):
        return None


def _count(request: Request, name: str) -> int:
    text = request.args.get(name, "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def _wrong(what: str) -> HTTPResponse:
    return json_response({"error": what}, status=400)
