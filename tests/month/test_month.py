"""A sample month in a data folder: the same twice, whole, marked, and out of the way of real traffic."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.catalogue_files import load_catalogue
from agent.month.filling import JOURNAL, STORE, Filled, fill, forget
from agent.month.pouring import held, pour
from agent.ports import Address, InboxMessage, InboxStatus, PortError
from agent.settings import Environment
from agent.store.customers import import_customers
from agent.store.pseudonyms import numbers_in, pseudonyms_of
from agent.turn_json import from_json
from tests.real_parts import cairn, cairn_here, data_folder

UNTIL = date(2026, 11, 25)
TURNS, DAYS = 36, 6
"""Enough for every language, a send that was read, and a call of a model: each of which a test here looks for."""
Month = tuple[Path, Filled, list[tuple[int, int]]]
"""A folder, what was told of the month in it, and its progress."""
SAME = ("records", "inbox", "outbox", "statuses", "consents", "pauses", "reviews", "audit", "contacts", "windows")
"""Tables that hold what happened."""


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    """A folder with a small month, what was told of it, and its progress."""
    folder = data_folder(tmp_path_factory.mktemp("month") / "data")
    told: list[tuple[int, int]] = []
    filled = asyncio.run(
        fill(
            turns=TURNS,
            days=DAYS,
            until=UNTIL,
            environment=Environment(cairn_data=folder),
            on_progress=lambda done, total: told.append((done, total)),
        )
    )
    return folder, filled, told


@pytest.fixture
def journal(month: Month) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(f"file:{month[0] / JOURNAL}?mode=ro", uri=True)
    yield connection
    connection.close()


@pytest.fixture
def store(month: Month) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(month[0] / STORE), read_only=True) as connection:
        yield connection


def _rows(path: Path, table: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(f"SELECT * FROM {table}").fetchall()
    finally:
        connection.close()


def test_the_same_seed_fills_the_same_bytes_in_another_process(month: Month, tmp_path: Path) -> None:
    other = data_folder(tmp_path / "data")
    options = ("--month", "--turns", str(TURNS), "--days", str(DAYS), "--until", UNTIL.isoformat(), "--json")
    done = cairn("simulator", *options, data=other, PYTHONHASHSEED="4242")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["turns"] == month[1].turns
    assert {name: _rows(other / JOURNAL, name) for name in SAME} == {
        name: _rows(month[0] / JOURNAL, name) for name in SAME
    }


def test_it_went_through_the_whole_pipeline(month: Month, store: duckdb.DuckDBPyConnection) -> None:
    turns = [from_json(json.loads(row[0])) for row in store.sql("SELECT turn FROM turns").fetchall()]
    assert len(turns) == month[1].turns >= TURNS
    answered = [turn for turn in turns if turn.reply and turn.reply.kind == "answer"]
    assert len(answered) > 0.6 * len(turns)
    assert all(turn.verdict and turn.compliance and turn.delivery and turn.config_hash for turn in answered)
    assert {run.step for turn in answered for run in turn.trace} >= {
        "parse",
        "retrieve",
        "generate",
        "validate",
        "send",
    }
    assert not [run for turn in turns for run in turn.trace if run.error]
    assert {turn.parsed.language for turn in turns if turn.parsed} >= {"en", "hi", "hi-Latn", "es", "fr"}


def test_everything_has_the_time_of_the_month(journal: sqlite3.Connection) -> None:
    begins, ends = (datetime(2026, 11, day, tzinfo=UTC).timestamp() for day in (20, 26))
    times = [micros / 1e6 for (micros,) in journal.execute("SELECT at FROM records").fetchall()]
    assert min(times) >= begins
    assert max(times) <= ends
    audit = [datetime.fromisoformat(at).timestamp() for (at,) in journal.execute("SELECT at FROM audit").fetchall()]
    assert all(begins <= at <= ends for at in audit)


def test_nothing_waits_and_sends_have_their_ticks(journal: sqlite3.Connection) -> None:
    assert journal.execute("SELECT count(*) FROM inbox WHERE state <> 'answered' AND kind = 'text'").fetchone() == (0,)
    assert journal.execute("SELECT count(*) FROM outbox WHERE state IN ('queued', 'sending')").fetchone() == (0,)
    states = dict(journal.execute("SELECT state, count(*) FROM outbox GROUP BY state").fetchall())
    assert states["read"] > states.get("failed", 0)


async def test_the_audit_log_holds_together(month: Month) -> None:
    opened = SQLiteJournal.open(month[0] / JOURNAL, read_only=True)
    try:
        assert await opened.verify_audit() is None
    finally:
        await opened.aclose()


def test_the_store_is_complete(journal: sqlite3.Connection, store: duckdb.DuckDBPyConnection) -> None:
    last = journal.execute("SELECT max(seq) FROM records").fetchone()
    assert store.sql("SELECT watermark FROM store_meta").fetchall() == [last]


def test_what_a_model_would_have_cost_says_that_it_was_simulated(store: duckdb.DuckDBPyConnection) -> None:
    rows = store.sql("SELECT model, cost_usd, tokens_in FROM turns WHERE coalesce(model, '') <> ''").fetchall()
    assert rows
    assert all(model.endswith("(simulated)") and cost > 0 and tokens > 500 for model, cost, tokens in rows)
    assert store.sql("SELECT sum(cost_usd) FROM turns WHERE coalesce(model, '') = ''").fetchall() == [(0.0,)]


def test_the_folder_says_that_it_is_a_sample(month: Month, store: duckdb.DuckDBPyConnection) -> None:
    (payload,) = store.sql("SELECT payload FROM events WHERE field = 'sample_month'").fetchall()[0]
    told = json.loads(payload)
    assert (told["first"], told["until"], told["seed"]) == ("2026-11-20", "2026-11-25", 7)
    assert told["turns"] == month[1].turns


def test_the_numbers_to_call_in_danger_stay_readable(month: Month) -> None:
    operator = load_catalogue(Path("data")).operator
    hidden = pseudonyms_of(month[0])
    ours = numbers_in(operator)
    assert len(ours) > 0
    assert [hidden.text(f"call {number}") for number in ours] == [f"call {number}" for number in ours]
    assert "98160 55512" not in hidden.text("call +91 98160 55512")


def test_progress_counts_up_to_the_end(month: Month) -> None:
    done = [one for one, _ in month[2]]
    assert done == list(range(1, month[1].turns + 1))
    assert all(one <= total for one, total in month[2])


async def test_a_second_month_is_refused_until_the_first_is_forgotten(
    month: Month,
) -> None:
    with pytest.raises(PortError, match="holds a sample month already"):
        await fill(turns=5, environment=Environment(cairn_data=month[0]))


async def test_real_traffic_is_never_mixed_with_a_sample(tmp_path: Path) -> None:
    folder = data_folder(tmp_path / "data")
    journal = SQLiteJournal.open(folder / JOURNAL)
    await journal.receive([_real()])
    await journal.aclose()
    with pytest.raises(PortError, match="1 messages of real traffic"):
        await fill(turns=5, environment=Environment(cairn_data=folder))
    with pytest.raises(PortError, match="no sample month"):
        forget(Environment(cairn_data=folder))


async def test_a_number_stopped_and_started_again_is_no_traffic(tmp_path: Path) -> None:
    journal = SQLiteJournal.open(tmp_path / JOURNAL)
    assert await journal.stop_number("100000000000001", "a drill", "terminal:ann")
    assert held(tmp_path / JOURNAL).real == 0
    assert await journal.start_number("100000000000001", "terminal:ann")
    assert held(tmp_path / JOURNAL).real == 0
    await journal.receive([_spam_block()])
    assert (await journal.number_state("100000000000001")).stopped
    await journal.aclose()
    assert held(tmp_path / JOURNAL).real == 1


def _spam_block() -> InboxStatus:
    """What stops a number by itself: a send that Meta refuses for spam, after a person started it."""
    errors = ({"code": 131048, "title": "Spam rate limit hit"},)
    at = datetime.now(UTC) + timedelta(minutes=1)
    return InboxStatus(wamid="wamid.x", number="100000000000001", status="failed", at=at, errors=errors)


async def test_a_folder_with_imported_customers_takes_the_month_and_keeps_what_it_had(
    month: Month, tmp_path: Path
) -> None:
    target = tmp_path / JOURNAL
    journal = SQLiteJournal.open(target)
    await import_customers(Path("data/customers"), journal)
    await journal.audit("terminal:ann", "number.stop", "1", {})
    await journal.aclose()
    before = _rows(target, "records")
    pour(month[0] / JOURNAL, target, {"seed": 7})
    after = _rows(target, "records")
    assert after[: len(before)] == before
    turns = [row for row in after if row[1] == "turn"]
    assert len(turns) == month[1].turns
    assert [row[1:] for row in turns] == [row[1:] for row in _rows(month[0] / JOURNAL, "records") if row[1] == "turn"]
    imports = [row for row in _rows(target, "consents") if "import" in row]
    assert len(imports) == len({row[1] for row in imports})
    opened = SQLiteJournal.open(target, read_only=True)
    assert await opened.verify_audit() is None
    await opened.aclose()


async def test_broken_off_it_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    folder = data_folder(tmp_path / "data")
    before = sorted(path.name for path in folder.iterdir())

    def enough(done: int, total: int) -> None:
        if done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await fill(turns=20, days=3, until=UNTIL, environment=Environment(cairn_data=folder), on_progress=enough)
    assert sorted(path.name for path in folder.iterdir()) == before


async def test_forgetting_puts_it_aside_but_not_with_what_came_later(month: Month, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    pour(month[0] / JOURNAL, folder / JOURNAL, {"seed": 7})
    journal = SQLiteJournal.open(folder / JOURNAL)
    await journal.receive([_real()])
    await journal.aclose()
    assert held(folder / JOURNAL).later == 1
    with pytest.raises(PortError, match="1 messages came after"):
        forget(Environment(cairn_data=folder))
    aside = forget(Environment(cairn_data=folder), force=True)
    assert held(folder / JOURNAL).sample is None
    assert held(aside / JOURNAL).later == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [(("--turns", "0"), "1 to 366 days"), (("--until", "yesterday"), "isoformat"), (("--days", "999"), "366")],
)
def test_options_that_make_no_month_are_refused(options: tuple[str, ...], said: str, shipped_data: Path) -> None:
    done = cairn_here("simulator", "--month", *options, data=shipped_data)
    assert done.returncode == 2
    assert said in done.stderr


def _real() -> InboxMessage:
    return InboxMessage(
        id="wamid.real",
        number="1",
        sender=Address(phone="34600000999"),
        kind="text",
        text="hola",
        sent_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
        payload={},
    )
