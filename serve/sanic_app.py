"""HTTP only: Meta's webhook, health, metrics, and the API for people."""

import asyncio
import contextlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from sanic import HTTPResponse, Request, Sanic
from sanic.response import empty, json, text

from agent.accounts.access import AccessBook
from agent.accounts.api_keys import ApiKey, read_keys
from agent.agent import Agent
from agent.bootstrap import build_server_agent
from agent.channel.routing import OwnNumbers
from agent.channel.signature import signed_form
from agent.intake.reception import Reception
from agent.ports import PortError
from agent.process import garbage
from agent.process.local_server import KEY_NAME, WORKBENCH_NAME, announce, withdraw
from serve.colleagues import add_colleague_routes
from serve.config import add_config_routes
from serve.flood import UntrustedFlood, looks_signed
from serve.metrics import Metrics
from serve.numbers import add_number_routes, lines
from serve.people import add_people_routes
from serve.sends import add_send_routes
from serve.slow_requests import LIMIT
from serve.tables import ReadApi, add_table_routes
from serve.watching import look_around, watch

log = structlog.get_logger("channel")

MAX_BODY = 4 * 1024 * 1024
"""Meta's webhooks reach 3 MB; what is larger is not theirs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookKeys:
    """What Meta and we share: app secrets (the old one too during rotation) and the verify token."""

    secrets: tuple[str, ...]
    verify_token: str


def create_app() -> Sanic[Any, Any]:
    """The server as `sanic serve.sanic_app:create_app --factory --single-process` starts it."""
    return webhook_app(lambda: settled(build_server_agent()), alone=True)


async def settled(building: Awaitable[Agent]) -> Agent:
    """The agent of a process that serves until it ends."""
    agent = await building
    garbage.settle()
    return agent


def webhook_app(
    build: Callable[[], Awaitable[Agent]],
    *,
    keys: WebhookKeys | None = None,
    name: str = "cairn",
    alone: bool = False,
) -> Sanic[Any, Any]:
    """The app around an agent that is built when the server starts; `keys` default to the agent's environment."""
    app = bare_app(name, alone=alone)
    app.ctx.metrics = Metrics()
    _add_start(app, build, keys)
    _add_end(app)
    _add_routes(app)
    return app


def bare_app(name: str, *, alone: bool = False) -> Sanic[Any, Any]:
    """Sanic as it is configured here, without a route: also what the webhook's speed is compared with.

    `alone`: no other app will run in this process. Then Sanic takes the signals nobody listens to out of its own
    code, which are more than half of a request's time; it rewrites shared classes, so a second app would not start.
    """
    app = Sanic(name, configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=MAX_BODY,
        REQUEST_TIMEOUT=10,  # of silence; REQUEST_WITHIN_S is for the whole request
        REQUEST_WITHIN_S=20,
        RESPONSE_TIMEOUT=330,  # a publish is rehearsed first; everything else answers far sooner
        KEEP_ALIVE_TIMEOUT=75,
        GRACEFUL_SHUTDOWN_TIMEOUT=10,
        MOTD=False,
        INSPECTOR=False,
        AUTO_EXTEND=False,
        TOUCHUP=alone,
        ACCESS_LOG=False,
        FALLBACK_ERROR_FORMAT="json",
    )
    return app


def _add_start(app: Sanic[Any, Any], build: Callable[[], Awaitable[Agent]], keys: WebhookKeys | None) -> None:
    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        agent = await build()
        app.ctx.agent = agent
        app.ctx.reception = Reception(
            agent.ports.journal,
            agent.service,
            OwnNumbers([agent.environment.whatsapp_phone_number_id]),
            at_once=agent.pipeline.config.service.webhooks_at_once,
        )
        app.config.PROXIES_COUNT = agent.pipeline.config.service.proxies or None
        app.config[LIMIT] = agent.pipeline.config.service.request_within_s
        app.ctx.flood = UntrustedFlood(agent.pipeline.config.service.unsigned_a_minute)
        app.ctx.keys = with_secret(keys or _keys_of(agent))
        app.ctx.api_keys = read_keys(agent.environment.cairn_api_keys.get_secret_value())
        app.ctx.local_key = ApiKey(KEY_NAME, "reader", secrets.token_hex(24))
        app.ctx.workbench_key = ApiKey(WORKBENCH_NAME, "admin", secrets.token_hex(24))
        app.ctx.read_api = ReadApi(agent, AccessBook(agent.ports.journal))
        watch(agent, app.ctx.metrics)
        await app.ctx.reception.open()
        agent.start()


def _add_end(app: Sanic[Any, Any]) -> None:
    @app.after_server_start
    async def tell(app: Sanic[Any, Any]) -> None:
        folder, keys = app.ctx.agent.environment.cairn_data, (app.ctx.local_key, app.ctx.workbench_key)
        if app.state.port and app.ctx.agent.readers is not None:
            app.ctx.told = announce(folder, app.state.host, app.state.port, *(key.secret for key in keys))

    # Sanic cancels its own tasks before this runs; ours live in the agent and are drained here.
    @app.before_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        if not hasattr(app.ctx, "agent"):
            return
        if hasattr(app.ctx, "told"):
            withdraw(app.ctx.agent.environment.cairn_data, app.ctx.told)
        with contextlib.suppress(PortError):
            await app.ctx.read_api.book.aclose()
        await app.ctx.reception.aclose()
        await app.ctx.agent.aclose()


def with_secret(keys: WebhookKeys) -> WebhookKeys:
    """The keys, if any webhook can be trusted with them; PortError where not, so that nothing starts."""
    if not any(keys.secrets):
        raise PortError("no app secret: no webhook could be trusted; set WHATSAPP_APP_SECRET")
    return keys


def _keys_of(agent: Agent) -> WebhookKeys:
    environment = agent.environment
    return WebhookKeys(
        secrets=environment.secrets(),
        verify_token=environment.whatsapp_verify_token.get_secret_value(),
    )


def _add_routes(app: Sanic[Any, Any]) -> None:
    app.add_route(handshake, "/webhook", methods=["GET"], name="handshake")
    app.add_route(webhook, "/webhook", methods=["POST"], name="webhook")
    app.add_route(live, "/health/live", methods=["GET"])
    app.add_route(ready, "/health/ready", methods=["GET"])
    app.add_route(metrics, "/metrics", methods=["GET"])
    add_people_routes(app)
    add_number_routes(app)
    add_send_routes(app)
    add_colleague_routes(app)
    add_config_routes(app)
    add_table_routes(app)


async def handshake(request: Request) -> HTTPResponse:
    """Meta's check that the callback URL is ours: the challenge comes back as it came, as plain text."""
    token, flood = request.args.get("hub.verify_token", ""), request.app.ctx.flood
    # Also the right token: who may go on guessing would learn it from the answer.
    if flood.is_over(request.client_ip):
        return text("too many wrong tokens", status=429)
    expected = request.app.ctx.keys.verify_token
    known = bool(expected) and hmac.compare_digest(token.encode(), expected.encode())
    if request.args.get("hub.mode") != "subscribe" or not known:
        flood.counts(request.client_ip)
        return text("wrong verify token", status=403)
    return text(request.args.get("hub.challenge", ""))


async def webhook(request: Request) -> HTTPResponse:
    """200 is a promise: it is given only after the commit. 503 makes Meta deliver again."""
    ctx = request.app.ctx
    started = time.perf_counter()
    response = _refused(request) or await _kept(request)
    ctx.metrics.webhooks.observe(response.status, time.perf_counter() - started)
    ctx.agent.alerts.traffic.webhook(response.status)
    return response


def _refused(request: Request) -> HTTPResponse | None:
    """The answer to what nobody we trust has signed; None for a webhook that is to be kept."""
    headers, ctx = request.headers, request.app.ctx
    if "transfer-encoding" in headers:
        return json({"error": "send a Content-Length, not chunks"}, status=400)
    given = headers.getall("x-hub-signature-256", ())
    # Of several none counts: whoever adds one would choose which of them does.
    signature = given[0] if len(given) == 1 else ""
    form = signed_form(request.body, signature, ctx.keys.secrets) if looks_signed(signature) else None
    if form is None:
        if not ctx.flood.counts(request.client_ip):
            return json({"error": "too many requests that are not rightly signed"}, status=429)
        return json({"error": "the signature does not fit the body"}, status=401)
    if form == "escaped":
        log.warning("webhook re-encoded on its way: let the proxy pass bodies as they come", bytes=len(request.body))
    return None


async def _kept(request: Request) -> HTTPResponse:
    try:
        await request.app.ctx.reception.take(request.body)
    except PortError as error:
        log.error("inbox commit failed, Meta will deliver again", reason=str(error))
        return json({"error": "not stored, deliver again"}, status=503)
    return empty(200)


async def live(request: Request) -> HTTPResponse:
    """The process answers."""
    return json({"status": "ok"})


async def ready(request: Request) -> HTTPResponse:
    """Whether messages can be taken and answered, by component, and what to do about those that are not well."""
    agent = request.app.ctx.agent
    components = await agent.health()
    failing = any(component.state == "failing" for component in components)
    unwell = [component for component in components if component.state != "ok"]
    body = {
        "status": "failing" if failing else "degraded" if unwell else "ok",
        "components": {component.name: component.says or "ok" for component in components},
        "to_do": {component.name: component.remedy for component in unwell},
        "models": _models(agent),
        "stopped_numbers": await _stopped(agent),
    }
    return json(body, status=503 if failing else 200)


async def _stopped(agent: Agent) -> list[str]:
    """A stopped number still takes messages, so it is no failure of the server."""
    try:
        async with asyncio.timeout(5):
            return await lines(agent.ports.journal)
    except (PortError, TimeoutError):
        return []  # the journal's own component says what is wrong


def _models(agent: Agent) -> dict[str, Any]:
    """The rung of the ladder and why: a lower one still answers, so it is no failure of the server."""
    rung, state = agent.rung, agent.ports.llm.state
    return {
        "rung": rung.mode,
        "reason": rung.reason,
        "spent_usd": round(state.spent_usd, 6),
        "day_usd": state.day_usd,
        "breakers": dict(state.breakers),
        "handoffs_last_hour": state.handoffs,
    }


async def metrics(request: Request) -> HTTPResponse:
    """Prometheus text. While the journal does not answer, what it would tell stays as it was."""
    told: Metrics = request.app.ctx.metrics
    await look_around(request.app.ctx.agent, told)
    return text(told.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
