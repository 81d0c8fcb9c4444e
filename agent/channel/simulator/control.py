"""The simulator's own routes, for scripts and the chat page."""

from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sanic import Request, Sanic
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from agent.channel.sender import as_phone
from agent.channel.simulator.delivery import shake_hands
from agent.channel.simulator.faults import Faults
from agent.channel.simulator.graph.templates import Template
from agent.channel.simulator.history import Lines
from agent.channel.simulator.orders import Announcing, Moving, Preferring, Shaking, Turning, Writing
from agent.channel.simulator.personas import Persona
from agent.channel.simulator.requests import body_of, count_of, wrong
from agent.channel.simulator.world import World

_LONGEST_POLL_S = 25.0

Order = TypeVar("Order", bound=BaseModel)


def add_control(app: Sanic[Any, Any]) -> None:
    """All of /sim."""
    for path, post in _POSTS.items():
        app.add_route(_told_what_is_wrong(post), path, methods=["POST"], name=f"post_{path.rpartition('/')[2]}")
    for path, get in _GETS.items():
        app.add_route(get, path, methods=["GET"], name=f"get_{path.rpartition('/')[2]}")


Route = Callable[[Request], Coroutine[Any, Any, HTTPResponse]]


def _told_what_is_wrong(route: Route) -> Route:
    async def answer(request: Request) -> HTTPResponse:
        try:
            return await route(request)
        except ValidationError as error:
            return wrong("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()))
        except ValueError as error:
            return wrong(str(error))

    return answer


def _order(request: Request, kind: type[Order]) -> Order:
    body = body_of(request)
    if not isinstance(body, dict):
        raise ValueError(f"give a JSON object with {', '.join(kind.model_fields)}")
    return kind.model_validate(body)


async def _write(request: Request) -> HTTPResponse:
    world = _world(request)
    order = _order(request, Writing)
    message = order.message()
    if message is None:
        return wrong("give contact and either text or payload (a message with its type)")
    wamid = world.write(order.contact, message, name=order.name or "", number=order.number, age_s=order.age_s)
    return json_response({"id": wamid})


async def _set_faults(request: Request) -> HTTPResponse:
    world = _world(request)
    body = body_of(request)
    if not isinstance(body, dict):
        return wrong("give an object of switches, as GET /sim/faults shows them")
    world.set_faults(body)
    return json_response(world.faults.model_dump())


async def _shake_hands(request: Request) -> HTTPResponse:
    world = _world(request)
    kind = _order(request, Shaking).kind
    if not world.settings.webhook:
        return wrong("there is no webhook to shake hands with: start with --webhook URL")
    return json_response(asdict(await shake_hands(world.settings, world.rng, kind)))


async def _turn_clock(request: Request) -> HTTPResponse:
    order = _order(request, Turning)
    _world(request).turn_clock(speed=order.speed, jump_s=order.jump_s)
    return await _clock(request)


async def _tell_template(request: Request) -> HTTPResponse:
    world = _world(request)
    template = _order(request, Template)
    world.rules.templates.tell(template)
    world.news.template(template)
    return await _templates(request)


async def _move(request: Request) -> HTTPResponse:
    order = _order(request, Moving)
    world = _world(request)
    moved = world.move(order.contact, phone=as_phone(order.phone), old_form=order.old_form)
    return json_response(_shown(moved))


async def _prefer(request: Request) -> HTTPResponse:
    order = _order(request, Preferring)
    _world(request).prefer(order.contact, order.value)
    return json_response({"contact": order.contact, "value": order.value})


async def _announce(request: Request) -> HTTPResponse:
    order = _order(request, Announcing)
    _world(request).news.tell(order.field, order.value)
    return json_response({"field": order.field})


async def _sent(request: Request) -> HTTPResponse:
    return _lines(_world(request).sends, request)


async def _log(request: Request) -> HTTPResponse:
    return _lines(_world(request).log, request)


def _lines(lines: Lines, request: Request) -> HTTPResponse:
    return raw(lines.json_since(count_of(request, "since")), content_type="application/json")


async def _faults(request: Request) -> HTTPResponse:
    return json_response(_world(request).faults.model_dump())


async def _switches(request: Request) -> HTTPResponse:
    return json_response(Faults.model_json_schema())


async def _clock(request: Request) -> HTTPResponse:
    clock = _world(request).clock
    return json_response({"now": clock.now().isoformat(), "unix": clock.seconds(), "speed": clock.speed})


async def _templates(request: Request) -> HTTPResponse:
    return json_response([template.model_dump() for template in _world(request).rules.templates.all()])


async def _events(request: Request) -> HTTPResponse:
    """Waits for news when asked with `wait` seconds; with `last` it begins so many before the end."""
    world = _world(request)
    last = count_of(request, "last")
    since = max(count_of(request, "since"), len(world.events) - last if last else 0)
    events = await world.events_after(since, min(count_of(request, "wait"), _LONGEST_POLL_S))
    return json_response({"events": events, "next": len(world.events)})


async def _customers(request: Request) -> HTTPResponse:
    world = _world(request)
    people = [_shown(world.people.find(person.id)) for person in world.personas]
    return json_response({"business": world.settings.business_name, "customers": people})


def _shown(person: Persona) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "language": person.language,
        "phone": person.phone,
        "user_id": person.user_id,
        "suggestions": person.suggestions,
    }


def _world(request: Request) -> World:
    world: World = request.app.ctx.world
    world.base_url = world.base_url or f"{request.scheme}://{request.host}"
    return world


_POSTS: dict[str, Route] = {
    "/sim/messages": _write,
    "/sim/faults": _set_faults,
    "/sim/handshake": _shake_hands,
    "/sim/clock": _turn_clock,
    "/sim/templates": _tell_template,
    "/sim/moves": _move,
    "/sim/preferences": _prefer,
    "/sim/news": _announce,
}
_GETS: dict[str, Route] = {
    "/sim/sent": _sent,
    "/sim/log": _log,
    "/sim/faults": _faults,
    "/sim/switches": _switches,
    "/sim/clock": _clock,
    "/sim/templates": _templates,
    "/sim/events": _events,
    "/sim/customers": _customers,
}
ROUTES = {("POST", path) for path in _POSTS} | {("GET", path) for path in _GETS}
"""Method and path of each."""
