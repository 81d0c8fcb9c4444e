"""`cairn check`: is everything there that an agent needs, and what to do where it is not."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from agent.alerts.notice import Notice
from agent.alerts.targets import DeliveryError, Target, targets_of
from agent.checks.finding import Check
from agent.checks.folder import check_age, check_folder
from agent.checks.knowledge import check_knowledge
from agent.checks.models import check_models
from agent.checks.whatsapp import check_whatsapp
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment, fallback, operator_folder


async def check_all(
    config: Path, environment: Environment | None = None, *, alerts: bool = False, now: Callable[[], float] = time.time
) -> Sequence[Check]:
    """Config first: without a valid one there is nothing else to check. Raises ConfigError with all its problems.

    With `alerts` a test alert goes to every target.
    """
    environment = environment or Environment()
    pipeline = Pipeline.load(config)
    return (
        Check(name="config", state="ok", says=f"{config}, {len(pipeline.steps)} steps, hash {pipeline.config_hash}"),
        _operator(pipeline),
        *await asyncio.to_thread(check_knowledge, pipeline, environment),
        *check_age(pipeline, environment),
        *await check_folder(pipeline, environment),
        *await check_whatsapp(pipeline, environment, now=now),
        *check_models(pipeline, environment),
        _alerts(environment),
        *(await try_alerts(environment) if alerts else ()),
    )


def _operator(pipeline: Pipeline) -> Check:
    """Whose files are read."""
    documents, path = pipeline.config.ports.index.documents, pipeline.config.path
    if note := fallback(documents, path):
        remedy = "start in your own folder, or name your config with --config: data/ is looked for beside it"
        return Check(name="operator", state="note", says=note, remedy=remedy)
    return Check(name="operator", state="ok", says=f"{operator_folder(documents, path).resolve()}")


def _alerts(environment: Environment) -> Check:
    """Where alerts go; `cairn check --alerts` sends one."""
    try:
        targets = targets_of(environment)
    except PortError as error:
        return Check(name="alerts", state="failed", says=str(error), remedy="mend the variable, or unset it")
    if not targets:
        remedy = "set CAIRN_ALERT_URL or CAIRN_ALERT_SMTP, then try with `cairn check --alerts`"
        return Check(name="alerts", state="note", says="they reach nobody, and stand in the log only", remedy=remedy)
    return Check(name="alerts", state="ok", says=f"go to {', '.join(target.name for target in targets)}")


async def try_alerts(environment: Environment) -> Sequence[Check]:
    """A test alert to every target, once each."""
    now = datetime.now(UTC)
    notice = Notice(
        alert="test",
        state="test",
        severity="info",
        says="this is a test of Cairn's alerts",
        remedy="nothing",
        at=now,
        since=now,
    )
    return [await _try(target, notice) for target in targets_of(environment)]


async def _try(target: Target, notice: Notice) -> Check:
    name = f"test alert by {target.name}"
    try:
        await target.deliver(await target.prepare(notice))
    except DeliveryError as error:
        remedy = "check its CAIRN_ALERT variables, and that this machine may reach it"
        return Check(name=name, state="failed", says=str(error), remedy=remedy)
    return Check(name=name, state="ok", says="taken")
