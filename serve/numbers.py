"""The kill switch of business numbers over HTTP."""

from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any

from pydantic import Field, ValidationError
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from agent.accounts.api_keys import ApiKey
from agent.agent import Agent
from agent.ports import Journal
from agent.strict import Strict
from agent.terminal import messaging
from agent.terminal.messaging import messaging_of
from agent.terminal.numbers import line, plain, unknown
from serve.metrics import Metrics
from serve.people import Handler, needs


class Stop(Strict):
    """What a stop says: why, and for how long; without hours until the number is started."""

    reason: str = Field(min_length=1, max_length=300, description="Why, for the audit log and the colleagues.")
    hours: float = Field(default=0, ge=0, le=8760, description="Hours until it starts by itself; 0 for never.")


def add_number_routes(app: Sanic[Any, Any]) -> None:
    """Register the routes."""
    app.add_route(numbers, "/v1/numbers", methods=["GET"], name="numbers")
    app.add_route(number, "/v1/numbers/<number_id:str>", methods=["GET"], name="number")
    app.add_route(stop, "/v1/numbers/<number_id:str>/stop", methods=["POST"], name="number_stop")
    app.add_route(start, "/v1/numbers/<number_id:str>/start", methods=["POST"], name="number_start")


def of_ours(handler: Handler) -> Handler:
    """404 for an id that is no number of ours: a mistyped one would be stopped, and the real one go on sending."""

    @wraps(handler)
    async def guarded(request: Request, key: ApiKey, number_id: str) -> HTTPResponse:
        agent = request.app.ctx.agent
        why = await unknown(number_id, agent.environment.whatsapp_phone_number_id, agent.ports.journal)
        return json({"error": why}, status=404) if why else await handler(request, key=key, number_id=number_id)

    return guarded


@needs("agent")
async def numbers(request: Request, key: ApiKey) -> HTTPResponse:
    """Numbers that may not send, the longest stopped first, and how much of the messaging limit is used."""
    agent = request.app.ctx.agent
    stopped = await agent.ports.journal.stopped_numbers()
    used = await messaging_of(agent.ports.journal, agent.pipeline.config.ports.channel.messaging_limit)
    return json({"stopped": [plain(state) for state in stopped], **messaging.plain(used)})


@needs("agent")
@of_ours
async def number(request: Request, key: ApiKey, number_id: str) -> HTTPResponse:
    """Whether this number may send; one nobody ever stopped may."""
    return json(plain(await request.app.ctx.agent.ports.journal.number_state(number_id)))


@needs("agent")
@of_ours
async def stop(request: Request, key: ApiKey, number_id: str) -> HTTPResponse:
    """Let nothing more go out from it; `changed` is false when it was stopped for at least as long already."""
    try:
        wanted = Stop.model_validate_json(request.body)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()]
        return json({"error": "; ".join(problems)}, status=400)
    until = datetime.now(UTC) + timedelta(hours=wanted.hours) if wanted.hours else None
    journal = request.app.ctx.agent.ports.journal
    changed = await journal.stop_number(number_id, wanted.reason, key.name, until)
    return json({**plain(await journal.number_state(number_id)), "changed": changed})


@needs("admin")
@of_ours
async def start(request: Request, key: ApiKey, number_id: str) -> HTTPResponse:
    """Let it send again; what waited is answered. `changed` is false when it was not stopped."""
    journal = request.app.ctx.agent.ports.journal
    changed = await journal.start_number(number_id, key.name)
    return json({**plain(await journal.number_state(number_id)), "changed": changed})


async def lines(journal: Journal) -> list[str]:
    """One line for each stopped number, for the health page."""
    return [line(state) for state in await journal.stopped_numbers()]


async def count_stopped(journal: Journal, metrics: Metrics) -> None:
    """Bring the gauge of stopped numbers up to date; a number that was started again drops out."""
    metrics.stopped.clear()
    for state in await journal.stopped_numbers():
        metrics.stopped.labels(state.number).set(1)


async def count_reached(agent: Agent, metrics: Metrics) -> None:
    """Bring the gauge of the messaging limit up to date; without a limit only the people are told."""
    used = await messaging_of(agent.ports.journal, agent.pipeline.config.ports.channel.messaging_limit)
    metrics.messaging.clear()
    metrics.messaging.labels("reached").set(used.reached)
    if used.limit is not None:
        metrics.messaging.labels("limit").set(used.limit)
