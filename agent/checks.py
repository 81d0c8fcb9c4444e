"""`cairn check`: is everything there that an agent needs, and what to do where it is not."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.checks_models import check_models
from agent.escalation import no_way_to_a_person
from agent.finding import Check
from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.settings import IndexSettings
from agent.office_hours import OfficeHours
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment, find


async def check_all(config: Path, environment: Environment | None = None) -> Sequence[Check]:
    """Config first: without a valid one there is nothing else to check. Raises ConfigError with all its problems."""
    environment = environment or Environment()
    pipeline = Pipeline.load(config)
    return (
        Check(name="config", state="ok", says=f"{config}, {len(pipeline.steps)} steps, hash {pipeline.config_hash}"),
        *await asyncio.to_thread(_knowledge, pipeline, environment),
        await _journal(environment),
        _store(environment),
        _whatsapp(environment),
        *check_models(pipeline, environment),
    )


def _knowledge(pipeline: Pipeline, environment: Environment) -> tuple[Check, ...]:
    """The index, and what the operator says of how to reach a person."""
    settings = pipeline.config.ports.index
    try:
        index = FaissIndex.open(environment.cairn_data, settings)
    except PortError as error:
        return (Check(name="index", state="failed", says=str(error), remedy="run `cairn ingest`"),)
    return (_index(index, settings), _person(pipeline, index.catalogue.operator), _hours(index.catalogue.operator))


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


def _index(index: FaissIndex, settings: IndexSettings) -> Check:
    treks = len(index.catalogue.treks)
    if not treks:
        folder = find(settings.documents) / "catalogue"
        return Check(name="index", state="failed", says="no trek in the catalogue", remedy=f"fill {folder}/treks.yaml")
    return Check(name="index", state="ok", says=f"version {index.version}, {treks} treks in the catalogue")


async def _journal(environment: Environment) -> Check:
    path = environment.cairn_data / "journal.sqlite"
    if not path.exists():
        return Check(name="journal", state="note", says="not there yet; the server makes it at its first start")
    try:
        journal = await asyncio.to_thread(SQLiteJournal.open, path, read_only=True)
    except PortError as error:
        return Check(name="journal", state="failed", says=str(error), remedy="restore the newest backup of this file")
    try:
        depth = await journal.depth()
    finally:
        await journal.aclose()
    says = ", ".join(f"{name.replace('_', ' ')} {value:.0f}" for name, value in depth.items())
    return Check(name="journal", state="ok", says=says)


def _store(environment: Environment) -> Check:
    path = environment.cairn_data / "cairn.duckdb"
    torn = sorted(environment.cairn_data.glob("*.corrupt-*"))
    if torn:
        remedy = "it was rebuilt from the journal; delete the file once you have looked at it"
        return Check(name="store", state="note", says=f"a damaged file was set aside: {torn[-1].name}", remedy=remedy)
    if not path.exists():
        return Check(name="store", state="note", says="not there yet; the server makes it at its first start")
    return Check(name="store", state="ok", says=f"{path.stat().st_size / 1e6:.1f} MB")


def _whatsapp(environment: Environment) -> Check:
    missing = environment.missing_whatsapp()
    if missing:
        remedy = "set them, or use `make run`, which brings the simulator's own"
        return Check(name="WhatsApp", state="note", says=f"not set: {', '.join(missing)}", remedy=remedy)
    return Check(name="WhatsApp", state="ok", says=f"number {environment.whatsapp_phone_number_id}")
