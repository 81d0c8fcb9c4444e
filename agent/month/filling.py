"""`cairn simulator --month`: the sample month into a data folder that has seen no real traffic."""

import asyncio
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from agent.config import load_config
from agent.journal.lock import lock_data_folder
from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.faiss_index import FaissIndex
from agent.logs import unlogged
from agent.month.handsets import Handsets
from agent.month.inline import InlineJournal, InlineStore
from agent.month.people import people_of
from agent.month.plan import Month, plan_of
from agent.month.player import MonthClock, Player, finder
from agent.month.pouring import held, pour, refuse
from agent.month.stand_in import StandIn
from agent.month.steady import SteadyPipeline
from agent.ports import Address, Index, Journal, PortError, Ports
from agent.settings import Environment, find, operator_folder
from agent.store import readers_copy
from agent.store.customers import import_customers
from agent.store.open import open_store
from agent.store.pseudonyms import numbers_in, pseudonyms_of

Progress = Callable[[int, int], None]
"""Hears how many turns are done, and how many there will be."""
JOURNAL, STORE, READERS = "journal.sqlite", "cairn.duckdb", readers_copy.FILE
_ASIDE = ".month"
"""Where a month is made before it is poured in: nothing of one that was broken off is ever seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was put in: turns, people and records, of which days, and how long it took."""

    turns: int
    people: int
    records: int
    first: date
    until: date
    seconds: float
    config_hash: str


def month_until_yesterday(catalogue: Catalogue, *, seed: int = 7, days: int = 30, turns: int = 3000) -> Month:
    """The month that ended yesterday where the operator is. Raises ValueError for days or turns out of bounds."""
    zone = ZoneInfo(str(catalogue.operator.get("timezone") or "UTC"))
    return Month(until=datetime.now(zone).date() - timedelta(days=1), seed=seed, days=days, turns=turns)


async def fill(
    *,
    seed: int = 7,
    days: int = 30,
    turns: int = 3000,
    until: date | None = None,
    config: Path | None = None,
    environment: Environment | None = None,
    on_progress: Progress = lambda done, total: None,
) -> Filled:
    """Play the month through the real pipeline beside the data folder, then pour it in, in one transaction.

    Broken off at any point, it leaves the folder as it was. A server may run: it takes the month up like other news.
    Raises ConfigError; PortError where the folder holds traffic, a month is being filled already, or there is no index;
    ValueError for days or turns out of bounds.
    """
    environment = environment or Environment()
    folder = environment.cairn_data
    settings = load_config(config or find("config/pipeline.yaml"))
    refuse(held(folder / JOURNAL), folder / JOURNAL)
    started = asyncio.get_running_loop().time()
    with _aside(folder) as aside:
        index = await asyncio.to_thread(FaissIndex.open, folder, settings.ports.index)
        month = month_until_yesterday(index.catalogue, seed=seed, days=days, turns=turns)
        month = Month(until=until or month.until, seed=seed, days=days, turns=turns)
        clock = MonthClock(month.begins)
        customers = operator_folder(settings.ports.index.documents, settings.path) / "customers"
        people = people_of(customers, index.catalogue, Random(f"{seed} people"))
        plan = plan_of(month, index.catalogue, people)
        model = StandIn()
        handsets = Handsets(seed, finder(plan.people))
        journal, store = InlineJournal.begin(aside / JOURNAL, clock.time), InlineStore.begin()
        ports = Ports(journal=journal, store=store, index=index, llm=model, channel=handsets)
        try:
            await import_customers(customers, journal, at=month.begins)
            await _enrol_on_call(journal, index)
            pipeline = SteadyPipeline(settings, seed, model)
            await pipeline.warm_up(ports)
            player = Player(month, plan, clock, pipeline, ports, handsets)
            with unlogged():
                await player.play(lambda done: on_progress(done, max(done, plan.turns)))
        finally:
            await store.aclose()
            await index.aclose()
            await journal.aclose()
        about = _about(month, player.turns, settings.hash)
        ours = numbers_in(index.catalogue.operator)
        records = await asyncio.to_thread(pour, aside / JOURNAL, folder / JOURNAL, about)
    pseudonyms_of(folder, ours)  # remembers them: whom to call in danger is no customer's number
    await bring_store_up_to_date(folder, config)
    return Filled(
        turns=player.turns,
        people=len(plan.people),
        records=records,
        first=month.first,
        until=month.until,
        seconds=asyncio.get_running_loop().time() - started,
        config_hash=settings.hash,
    )


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """An empty folder beside the data, this process's alone, gone afterwards."""
    path = folder / _ASIDE
    with lock_data_folder(path):
        for found in path.glob(f"{JOURNAL}*"):
            found.unlink()
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)


async def _enrol_on_call(journal: Journal, index: Index) -> None:
    """Who is paged in an emergency: a contact with an id of the month's, so that it is the same in every fill."""
    listed = index.catalogue.operator.get("on_call")
    for number, phone in enumerate(listed if isinstance(listed, list) else (), start=1):
        await journal.enrol(f"c-on-call-{number}", Address(phone=str(phone)))


def _about(month: Month, turns: int, config_hash: str) -> Mapping[str, Any]:
    return {
        "seed": month.seed,
        "days": month.days,
        "turns": turns,
        "first": month.first.isoformat(),
        "until": month.until.isoformat(),
        "config_hash": config_hash,
    }


async def bring_store_up_to_date(folder: Path, config: Path | None = None) -> None:
    """The store is made from the journal; where a server runs, that is its work."""
    limit = load_config(config or find("config/pipeline.yaml")).ports.store.memory_limit
    try:
        lock = lock_data_folder(folder)
    except PortError:
        return
    with lock:
        journal = await asyncio.to_thread(SQLiteJournal.open, folder / JOURNAL)
        try:
            store = await open_store(folder / STORE, journal, memory_limit=limit)
            await store.aclose()
            records = readers_copy.PseudonymRecords(journal, pseudonyms_of(folder))
            await (await open_store(folder / READERS, records, memory_limit=limit)).aclose()
        finally:
            await journal.aclose()


def forget(environment: Environment | None = None, *, force: bool = False) -> Path:
    """Put journal and store of a sample month aside, in a folder of the data folder that is returned.

    Raises PortError where there is no sample month, a server runs, or messages came after it and `force` is not set.
    """
    folder = (environment or Environment()).cairn_data
    found = held(folder / JOURNAL)
    if found.sample is None:
        raise PortError(f"{folder}: holds no sample month, so there is none to forget")
    if found.later and not force:
        raise PortError(
            f"{folder}: {found.later} messages came after the sample month and would be put aside with it; "
            "add --force if nobody needs them"
        )
    with lock_data_folder(folder):
        aside = folder / f"sample-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
        aside.mkdir()
        for name in (JOURNAL, STORE, READERS):
            for path in sorted(folder.glob(f"{name}*")):
                path.rename(aside / path.name)
    return aside
