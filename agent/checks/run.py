"""`cairn check`: is everything there that an agent needs, and what to do where it is not."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from agent.alerts.notice import Notice
from agent.alerts.targets import DeliveryError, Target, targets_of
from agent.checks.finding import Check
from agent.checks.folder import check_age, check_folder
from agent.checks.models import check_models
from agent.checks.whatsapp import check_whatsapp
from agent.compose.composer import missing_settings
from agent.knowledge.customer_files import look_through
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.generation import current_name, index_folder
from agent.knowledge.lint_languages import lint_languages
from agent.knowledge.readings import read_readings
from agent.people.escalation import no_way_to_a_person
from agent.people.office_hours import OfficeHours
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment, fallback, operator_folder
from agent.terminal.ingestion_report import rows_of


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
        *await asyncio.to_thread(_knowledge, pipeline, environment),
        *check_age(pipeline, environment),
        *await check_folder(pipeline, environment),
        *await check_whatsapp(pipeline, environment, now=now),
        *check_models(pipeline, environment),
        _alerts(environment),
        *(await try_alerts(environment) if alerts else ()),
    )


def _knowledge(pipeline: Pipeline, environment: Environment) -> tuple[Check, ...]:
    """The index, and what the operator says of how to reach a person."""
    settings = pipeline.config.ports.index
    try:
        index = FaissIndex.open(environment.cairn_data, settings)
    except PortError as error:
        return (Check(name="index", state="failed", says=str(error), remedy="run `cairn ingest`"),)
    return (
        _index(index, pipeline),
        _composer(index),
        *_languages(index, environment),
        _customers(index, pipeline),
        _person(pipeline, index.catalogue.operator),
        _hours(index.catalogue.operator),
    )


def _person(pipeline: Pipeline, operator: Mapping[str, Any]) -> Check:
    missing = no_way_to_a_person(pipeline, operator)
    if missing:
        return Check(name="person", state="failed", says=missing.what, remedy="set one of them; WhatsApp requires it")
    return Check(name="person", state="ok", says="customers can be handed over")


def _hours(operator: Mapping[str, Any]) -> Check:
    try:
        known = OfficeHours.of(operator)
    except ValueError as error:
        return Check(name="office hours", state="failed", says=str(error), remedy="mend it and run `cairn ingest`")
    if known is None:
        remedy = "add hours and timezone, so that customers hear when a person writes"
        return Check(name="office hours", state="note", says="none in operator.yaml", remedy=remedy)
    says = f"{known.opens:%H:%M} to {known.closes:%H:%M}, {len(known.days)} days a week, {known.zone}"
    return Check(name="office hours", state="ok", says=says)


def _operator(pipeline: Pipeline) -> Check:
    """Whose files are read."""
    documents, path = pipeline.config.ports.index.documents, pipeline.config.path
    if note := fallback(documents, path):
        remedy = "start in your own folder, or name your config with --config: data/ is looked for beside it"
        return Check(name="operator", state="note", says=note, remedy=remedy)
    return Check(name="operator", state="ok", says=f"{operator_folder(documents, path).resolve()}")


def _composer(index: FaissIndex) -> Check:
    """Without some keys no message is answered without a model."""
    missing = missing_settings(index.catalogue)
    if missing:
        says = f"operator.yaml lacks {', '.join(missing)}: without a model every message goes to a person"
        return Check(
            name="composer", state="note", says=says, remedy="add them (docs/catalogue.md) and run `cairn ingest`"
        )
    return Check(name="composer", state="ok", says="operator.yaml has what it needs")


def _languages(index: FaissIndex, environment: Environment) -> Sequence[Check]:
    """One line for each language that texts lack."""
    folder = index_folder(environment.cairn_data)
    readings = read_readings(folder / current_name(folder))
    remedy = "write them, or take the language out of `languages`; then run `cairn ingest`"
    lacking = [
        Check(name="languages", state="note", says=finding.message, remedy=remedy)
        for finding in lint_languages(index.catalogue, readings)
    ]
    return lacking or [Check(name="languages", state="ok", says="no text lacks a language of operator.yaml")]


def _customers(index: FaissIndex, pipeline: Pipeline) -> Check:
    """The files that a server takes in at its start."""
    folder = operator_folder(pipeline.config.ports.index.documents, pipeline.config.path)
    found = look_through(folder, index.catalogue)
    if found.findings:
        first = found.findings[0]
        says = f"{len(found.findings)} bad cells; the first: {first.source}, {first.where}: {first.message}"
        return Check(name="customers", state="note", says=says, remedy="mend them; `cairn ingest` lists them all")
    return Check(name="customers", state="ok", says=rows_of(found.rows) or f"none in {folder / 'customers'}")


def _index(index: FaissIndex, pipeline: Pipeline) -> Check:
    treks = len(index.catalogue.treks)
    if not treks:
        folder = operator_folder(pipeline.config.ports.index.documents, pipeline.config.path) / "catalogue"
        return Check(name="index", state="failed", says="no trek in the catalogue", remedy=f"fill {folder}/treks.yaml")
    return Check(name="index", state="ok", says=f"version {index.version}, {treks} treks in the catalogue")


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
