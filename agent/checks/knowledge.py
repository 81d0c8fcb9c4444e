"""The part of `cairn check` about what the bot knows: facts, texts, customers, and the way to a person."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from agent.checks.finding import Check
from agent.compose.composer import missing_settings
from agent.knowledge.catalogue_files import CatalogueError, load_catalogue
from agent.knowledge.customer_files import look_through
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.generation import current_name, index_folder
from agent.knowledge.lint_languages import lint_languages
from agent.knowledge.readings import read_readings
from agent.people.escalation import no_way_to_a_person
from agent.people.office_hours import OfficeHours
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment, operator_folder
from agent.terminal.ingestion_report import rows_of


def check_knowledge(pipeline: Pipeline, environment: Environment) -> Sequence[Check]:
    """The index, and what the operator says of how to reach a person.

    Files that `cairn ingest` does not take are named once; nothing is said then of what only follows from it.
    """
    settings = pipeline.config.ports.index
    try:
        index = FaissIndex.open(environment.cairn_data, settings)
    except PortError as error:
        return (Check(name="index", state="failed", says=str(error), remedy="run `cairn ingest`"),)
    folder = operator_folder(settings.documents, pipeline.config.path)
    known = bool(index.catalogue.treks or index.catalogue.operator)
    if untaken := _not_taken(folder, known):
        return (*(_facts(pipeline, index, folder) if known else ()), untaken)
    return (*_facts(pipeline, index, folder), *_languages(index, environment), _customers(index, folder))


def _facts(pipeline: Pipeline, index: FaissIndex, folder: Path) -> Iterator[Check]:
    """Of the facts in service."""
    yield _index(index, folder)
    yield _composer(index)
    yield _person(pipeline, index.catalogue.operator)
    yield _hours(index.catalogue.operator)


def _not_taken(folder: Path, known: bool) -> Check | None:
    """Files of facts that cannot be used as they stand, or that were mended since; `known`: others are in service."""
    stays = "the facts of the last good run stay in use" if known else "no price, date or rule is known"
    try:
        found = load_catalogue(folder)
    except CatalogueError as error:
        mistakes = Counter(name for name, _ in error.mistakes)
        named = ", ".join(f"{name} ({count} mistake{'' if count == 1 else 's'})" for name, count in mistakes.items())
        says, remedy = f"not taken: {named}, see `cairn ingest`; {stays}", "mend what it lists, and run it again"
        return Check(name="facts", state="note" if known else "failed", says=says, remedy=remedy)
    if found.treks and not known:
        return Check(name="facts", state="failed", says=f"not taken yet; {stays}", remedy="run `cairn ingest`")
    return None


def _index(index: FaissIndex, folder: Path) -> Check:
    treks = len(index.catalogue.treks)
    if not treks:
        remedy = f"fill {folder}/catalogue/treks.yaml"
        return Check(name="index", state="failed", says="no trek in the catalogue", remedy=remedy)
    return Check(name="index", state="ok", says=f"version {index.version}, {treks} treks in the catalogue")


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


def _customers(index: FaissIndex, folder: Path) -> Check:
    """The files that a server takes in at its start."""
    found = look_through(folder, index.catalogue)
    if found.findings:
        first = found.findings[0]
        says = f"{len(found.findings)} bad cells; the first: {first.source}, {first.where}: {first.message}"
        return Check(name="customers", state="note", says=says, remedy="mend them; `cairn ingest` lists them all")
    return Check(name="customers", state="ok", says=rows_of(found.rows) or f"none in {folder / 'customers'}")


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
