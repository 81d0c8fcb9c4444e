"""A data folder of many turns: copies of a month that journal and store agree on."""

import asyncio
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from agent.journal.sqlite import SQLiteJournal
from agent.month.filling import JOURNAL, READERS, STORE, bring_store_up_to_date, fill
from agent.month.growing import grown
from agent.month.pouring import held
from agent.ports import PortError
from agent.settings import Environment
from agent.store.reader import open_reader
from agent.turn import Turn
from agent.turn_json import from_json
from tests.real_parts import data_folder

TABLES = ("turns", "leads", "statuses", "booking_facts", "contact_facts", "consents", "pause_facts", "review_facts")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month of a dozen turns, grown tenfold."""
    folder = data_folder(tmp_path_factory.mktemp("grown") / "data")
    asyncio.run(fill(turns=12, days=2, until=date(2026, 11, 25), environment=Environment(cairn_data=folder)))
    assert grown(folder, 120) >= 120
    return folder


def _rows(path: Path, sql: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        found: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
        return found


def test_there_are_as_many_turns_of_as_many_people_on_as_many_days(small: Path) -> None:
    counts = {"turns": "*", "people": "DISTINCT contact", "days": 'DISTINCT "at"::DATE', "ids": "DISTINCT message_id"}
    told = ", ".join(f"count({what}) AS {name}" for name, what in counts.items())
    found = _rows(small / STORE, f"SELECT {told} FROM turns")[0]
    assert found["turns"] == found["ids"] >= 120
    assert found["people"] > 20
    assert found["days"] > 8


def test_the_store_is_what_a_rebuild_from_the_journal_gives(small: Path, tmp_path: Path) -> None:
    shutil.copy(small / JOURNAL, tmp_path / JOURNAL)
    asyncio.run(bring_store_up_to_date(tmp_path))
    for table in TABLES:
        sql = f"SELECT * FROM {table} ORDER BY seq"
        grown_rows, rebuilt = _rows(small / STORE, sql), _rows(tmp_path / STORE, sql)
        if table == "turns":
            assert [_turn(row) for row in grown_rows] == [_turn(row) for row in rebuilt]
        assert grown_rows == rebuilt, table


def _turn(row: dict[str, Any]) -> Turn:
    """The turn of a row, taken out of it: its JSON may be written with other spaces."""
    return from_json(json.loads(row.pop("turn")))


async def test_a_server_finds_nothing_to_repair(small: Path, tmp_path: Path) -> None:
    shutil.copy(small / JOURNAL, tmp_path / JOURNAL)
    shutil.copy(small / STORE, tmp_path / STORE)
    await bring_store_up_to_date(tmp_path)
    assert not await asyncio.to_thread(lambda: list(tmp_path.glob("*.corrupt-*")))
    journal = SQLiteJournal.open(tmp_path / JOURNAL, read_only=True)
    open_items = await journal.reviews()
    assert len({item.id for item in open_items}) == len(open_items)
    await journal.aclose()


def test_readers_find_their_copy_complete_and_without_numbers(small: Path) -> None:
    reader = open_reader(Environment(cairn_data=small))
    assert reader.query("SELECT watermark FROM store_meta").to_pylist() == _rows(
        small / STORE, "SELECT watermark FROM store_meta"
    )
    assert not list(small.glob(f"{READERS}.corrupt-*"))
    for table in TABLES:
        counted = f"SELECT count(*) AS rows, sum(seq) AS seqs, count(DISTINCT contact) AS people FROM {table}"
        assert _rows(small / READERS, counted) == _rows(small / STORE, counted), table
    phones = "SELECT DISTINCT split_part(phone, '.', 1) AS phone FROM contact_facts WHERE phone IS NOT NULL"
    numbers = {row["phone"] for row in _rows(small / STORE, phones)}
    assert numbers
    assert not numbers & {row["phone"] for row in _rows(small / READERS, phones)}


def test_it_is_still_a_sample_and_nothing_came_later(small: Path) -> None:
    found = held(small / JOURNAL)
    assert found.sample is not None
    assert found.later == 0


def test_real_traffic_is_not_multiplied(tmp_path: Path) -> None:
    folder = data_folder(tmp_path / "data")

    async def real() -> None:
        journal = SQLiteJournal.open(folder / JOURNAL)
        await journal.record("turn", "m1", "c-1", {"message": {"id": "m1"}})
        await journal.aclose()

    asyncio.run(real())
    with pytest.raises(PortError, match="real traffic"):
        grown(folder, 100)
