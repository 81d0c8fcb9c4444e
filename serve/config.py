"""The config over HTTP: what is live, what a draft would change, publishing it and taking it back. For admins."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import Field, JsonValue, ValidationError
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from agent.accounts.api_keys import ApiKey
from agent.agent import Agent
from agent.config import ConfigError
from agent.publishing.changes import Change
from agent.publishing.desk import Desk
from agent.publishing.draft import Draft
from agent.publishing.errors import ChangedMeanwhileError, PublishError
from agent.publishing.telling import told_of_canary, told_of_diff
from agent.publishing.version import Version
from agent.strict import Strict
from serve.people import needs

T = TypeVar("T")
R = TypeVar("R", bound=Strict)


class Wanted(Strict):
    """A draft: other values by path over what is live, or a whole file. `base`: what it was made on."""

    values: dict[str, JsonValue] = Field(default_factory=dict, max_length=500, description="Values by path.")
    text: str = Field("", max_length=500_000, description="A whole config file, in the place of values.")
    base: str = Field("", max_length=12, description="The text hash that must be live still.")


class Publish(Wanted):
    """A draft, and why."""

    reason: str = Field(min_length=1, max_length=1000, description="Why.")
    evidence: JsonValue = Field(None, description="What it was measured by.")
    canary_share: float | None = Field(None, ge=0.01, le=0.5, description="Only for this share of contacts.")
    accepts: list[str] = Field(default_factory=list, max_length=20, description="Harms that are meant to rise.")


class Back(Strict):
    """Where to go back to, and why."""

    to: str = Field(min_length=1, max_length=20, description="A version's number or hash.")
    reason: str = Field(min_length=1, max_length=1000, description="Why.")


class Why(Strict):
    """Why."""

    reason: str = Field(min_length=1, max_length=1000, description="Why.")


class _RefusedError(Exception):
    """A request that says too little or too much."""


def add_config_routes(app: Sanic[Any, Any]) -> None:
    """Register the routes."""
    app.add_route(live, "/v1/config", methods=["GET"], name="config")
    app.add_route(history, "/v1/config/history", methods=["GET"], name="config_history")
    app.add_route(version, "/v1/config/history/<named:str>", methods=["GET"], name="config_version")
    app.add_route(compare, "/v1/config/diff", methods=["POST"], name="config_diff")
    app.add_route(publish, "/v1/config/publish", methods=["POST"], name="config_publish")
    app.add_route(rollback, "/v1/config/rollback", methods=["POST"], name="config_rollback")
    app.add_route(canary, "/v1/config/canary", methods=["GET"], name="config_canary")
    app.add_route(promote, "/v1/config/canary/promote", methods=["POST"], name="config_promote")
    app.add_route(abort, "/v1/config/canary/abort", methods=["POST"], name="config_abort")


@needs("admin")
async def live(request: Request, key: ApiKey) -> HTTPResponse:
    """The version in the file, the config answers are given with, and why they differ if they do."""
    agent: Agent = request.app.ctx.agent

    async def look() -> HTTPResponse:
        found = await asyncio.to_thread(agent.desk.live)
        running = await asyncio.to_thread(agent.desk.canary)
        body = {
            "version": found.as_dict(),
            "serving": agent.pipeline.config_hash,
            "canary": running.number if running else None,
            "problems": list(agent.live.problems),
        }
        return json(body)

    return await _said(look)


@needs("admin")
async def history(request: Request, key: ApiKey) -> HTTPResponse:
    """All versions, the newest first."""
    desk: Desk = request.app.ctx.agent.desk

    async def look() -> HTTPResponse:
        return json({"versions": [one.as_dict() for one in await asyncio.to_thread(desk.history)]})

    return await _said(look)


@needs("admin")
async def version(request: Request, key: ApiKey, named: str) -> HTTPResponse:
    """One version with its text and evidence."""
    desk: Desk = request.app.ctx.agent.desk

    def read() -> dict[str, JsonValue] | None:
        try:
            found = desk.version(named)
        except PublishError:
            return None
        return {**found.as_dict(), "text": desk.text(found), "evidence": desk.evidence(found)}

    async def look() -> HTTPResponse:
        told = await asyncio.to_thread(read)
        return json(told) if told else json({"error": "no such version"}, status=404)

    return await _said(look)


@needs("admin")
async def compare(request: Request, key: ApiKey) -> HTTPResponse:
    """What a draft would change; nothing is kept."""
    desk: Desk = request.app.ctx.agent.desk

    async def look() -> HTTPResponse:
        wanted = _read(Wanted, request)
        return json(await asyncio.to_thread(lambda: told_of_diff(desk.live(), _draft(desk, key, wanted))))

    return await _said(look)


@needs("admin")
async def publish(request: Request, key: ApiKey) -> HTTPResponse:
    """Put a draft in service, or on a share of contacts; answered once the server serves with it."""

    def act(desk: Desk) -> Version:
        wanted = _read(Publish, request)
        draft = _draft(desk, key, wanted)
        return desk.publish(
            key.name, wanted.reason, wanted.evidence, wanted.canary_share, accepts=wanted.accepts, draft=draft
        )

    return await _done(request, act)


@needs("admin")
async def rollback(request: Request, key: ApiKey) -> HTTPResponse:
    """Put an earlier version in service again."""

    def act(desk: Desk) -> Version:
        wanted = _read(Back, request)
        return desk.rollback(wanted.to, key.name, wanted.reason)

    return await _done(request, act)


@needs("admin")
async def canary(request: Request, key: ApiKey) -> HTTPResponse:
    """The canary that runs, with its figures; null when none does."""
    desk: Desk = request.app.ctx.agent.desk

    async def look() -> HTTPResponse:
        return json({"canary": await asyncio.to_thread(told_of_canary, desk)})

    return await _said(look)


@needs("admin")
async def promote(request: Request, key: ApiKey) -> HTTPResponse:
    """Let the canary serve everybody."""
    return await _done(request, lambda desk: desk.promote(key.name, _read(Why, request).reason))


@needs("admin")
async def abort(request: Request, key: ApiKey) -> HTTPResponse:
    """End the canary; everybody is served by the live config."""
    return await _done(request, lambda desk: desk.abort(key.name, _read(Why, request).reason))


def _draft(desk: Desk, key: ApiKey, wanted: Wanted) -> Draft:
    """A draft of its own: what the key's holder drafts in the workbench stays."""
    if bool(wanted.values) == bool(wanted.text):
        raise _RefusedError("send values or text, one of the two")
    return desk.draft_of(key.name, wanted.text or desk.with_values(wanted.values), wanted.base)


async def _done(request: Request, act: Callable[[Desk], Version]) -> HTTPResponse:
    agent: Agent = request.app.ctx.agent

    async def do() -> HTTPResponse:
        made = await asyncio.to_thread(act, agent.desk)
        await agent.live.refresh()
        await agent.canary_watch.look()
        return json({**made.as_dict(), "serving": agent.pipeline.config_hash})

    return await _said(do)


async def _said(work: Callable[[], Any]) -> HTTPResponse:
    """What is wrong with a request, in the answer's words: 400 for what was sent, 409 for what does not go now."""
    try:
        answer: HTTPResponse = await work()
        return answer
    except _RefusedError as error:
        return json({"error": str(error)}, status=400)
    except ConfigError as error:
        problems: list[JsonValue] = [str(problem) for problem in error.problems]
        return json({"error": "this is no valid config", "problems": problems}, status=400)
    except ChangedMeanwhileError as error:
        return json({"error": str(error), "changes": _plain(error.changes)}, status=409)
    except PublishError as error:
        return json({"error": str(error)}, status=409)


def _plain(changes: tuple[Change, ...]) -> list[dict[str, JsonValue]]:
    return [change.as_dict() for change in changes]


def _read(form: type[R], request: Request) -> R:
    try:
        return form.model_validate_json(request.body)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, found['loc']))}: {found['msg']}" for found in error.errors()]
        raise _RefusedError("; ".join(problems)) from error
