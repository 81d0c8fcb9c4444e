"""Tables and SQL over HTTP: by role, with pseudonyms below admin whatever the SQL, within limits, and audited."""

import asyncio
import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pyarrow as pa
import pytest

from agent.accounts.access import WINDOW, AccessBook
from agent.accounts.api_keys import ApiKey
from agent.journal.memory import MemoryJournal
from agent.ports import Address
from tests.serve.conftest import API_KEYS, Running

PHONE, USER = "919816055512", "IN.20260000000009"
WAMID = "wamid.HBgLOTE5ODE2MDU1NTEyFQIAEhgg"
SECRETS = (PHONE, "98160 55512", "9816055512", "55512", USER, WAMID, "HBgL", "asha_treks")
TRICKS = (
    "SELECT * FROM contacts",
    "SELECT * FROM contact_facts ORDER BY phone",
    "SELECT * FROM turns",
    "SELECT turn->>'$.message.text' FROM turns",
    "SELECT json_extract(turn, '$.message') FROM turns",
    "SELECT substring(phone, 1, 3) || substring(phone, 4) FROM contacts",
    "SELECT reverse(phone), hex(phone), encode(phone) FROM contacts",
    "SELECT unnest(string_split(question, ' ')) FROM turns",
    "WITH turns AS (SELECT * FROM main.turns) SELECT * FROM turns",
    "SELECT phone FROM contacts UNION SELECT user_id FROM contact_facts",
    "SELECT * FROM query_table('turns')",
    "SELECT * FROM query('SELECT * FROM turns')",
    "FROM (SUMMARIZE SELECT * FROM turns)",
    "SELECT * FROM events",
    "SELECT * FROM statuses",
    "SELECT * FROM consents",
    "SELECT * FROM duckdb_databases()",
    "SELECT * FROM duckdb_views()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM duckdb_logs()",
    "SELECT getvariable('pepper')",
    "SELECT * FROM pragma_database_list()",
    "SELECT CAST(question AS INTEGER) FROM turns",
    "SELECT error(question) FROM turns",
)
REFUSED = (
    "SELECT * FROM read_text('/etc/passwd')",
    "SELECT * FROM read_csv('pseudonyms.json')",
    "SELECT * FROM 'cairn.duckdb'",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT getenv('HOME')",
    "PRAGMA database_list",
    "ATTACH 'cairn.duckdb' AS raw",
    "COPY (SELECT 1) TO '/tmp/stolen.csv'",
    "INSTALL httpfs",
    "SET enable_external_access = true",
    "SELECT 1; SELECT 2",
    "DELETE FROM turns",
    "WITH gone AS (DELETE FROM turns RETURNING *) SELECT * FROM gone",
    "EXPLAIN SELECT 1",
    "SELECT",
    "SELECT * FROM no_such_table",
)


async def ask(server: Running, sql: str, parameters: Sequence[Any] = (), role: str = "reader") -> httpx.Response:
    body = {"sql": sql, "parameters": list(parameters)}
    headers = {"Authorization": f"Bearer {API_KEYS[role]}"}
    return await server.client.post("/v1/query", json=body, headers=headers, timeout=60)


def rows(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = pa.ipc.open_stream(answer.content).read_all().to_pylist()
    return found


async def filled(server: Running) -> None:
    """Asha, who told us her number in every way there is."""
    journal = server.ports.journal
    await journal.enrol("c-1", Address(phone=PHONE))
    await journal.record("contact", "c-1", "c-1", {"phone": PHONE, "user_id": USER, "name": "Asha Negi"})
    text = f"I am on 98160 55512 or {USER}"
    turn = {
        "message": {"id": WAMID, "text": text, "sent_at": "2026-11-22T12:00:00+00:00"},
        "parsed": {"language": "en", "entities": [{"type": "phone", "text": "98160 55512", "value": f"+{PHONE}"}]},
        "reply": {"text": "We will call 9816055512."},
    }
    await journal.record("turn", WAMID, "c-1", turn)
    await journal.record("status", "s-1", "c-1", {"wamid": WAMID, "status": "failed", "errors": [{"to": PHONE}]})
    await journal.record("consent", "k-1", "c-1", {"status": "opted_out", "text": text})
    await journal.record("event", "e-1", "", {"payload": {"wa_id": PHONE, "username": "asha_treks", "id": WAMID}})
    await seen(server, 5)


async def seen(server: Running, records: int) -> None:
    """Until readers see so many."""
    deadline = time.monotonic() + 20
    headers = {"Authorization": f"Bearer {API_KEYS['reader']}"}
    while time.monotonic() < deadline:
        answer = await server.client.get("/v1/watermark", headers=headers)
        if answer.status_code == 200 and answer.json()["watermark"] >= records:
            return
        await asyncio.sleep(0.02)
    pytest.fail("the records never came")


async def test_a_reader_gets_arrow_with_its_watermark_and_parameters_are_values(server: Running) -> None:
    await filled(server)
    answer = await ask(
        server, "SELECT name, ? AS n FROM contacts WHERE name = ? AND ? < now()", [7, "Asha Negi", "2026-01-01"]
    )

    assert rows(answer) == [{"name": "Asha Negi", "n": 7}]
    assert answer.headers["content-type"] == "application/vnd.apache.arrow.stream"
    assert (answer.headers["x-cairn-watermark"], answer.headers["x-cairn-rows"]) == ("5", "1")
    assert answer.headers["x-cairn-role"] == "reader"


@pytest.mark.parametrize("role", ["reader", "agent"])
async def test_no_sql_tells_who_somebody_is_below_admin(server: Running, role: str) -> None:
    await filled(server)
    for trick in TRICKS:
        answer = await ask(server, trick, role=role)
        told = str(rows(answer)) if answer.status_code == 200 else answer.text
        backwards = [secret[::-1] for secret in SECRETS]
        assert [part for part in (*SECRETS, *backwards, PHONE.encode().hex()) if part in told] == [], trick


async def test_a_number_is_not_found_by_guessing_it(server: Running) -> None:
    await filled(server)
    guesses = ("phone = ?", "phone LIKE ?", "contains(phone, ?)", "phone ILIKE '%' || ? || '%'")
    for guess in guesses:
        assert rows(await ask(server, f"SELECT id FROM contacts WHERE {guess}", [PHONE])) == [], guess
    for column in ("question", "turn", "answer", "message_id"):
        assert rows(await ask(server, f"SELECT 1 FROM turns WHERE contains({column}, ?)", ["55512"])) == [], column


@pytest.mark.parametrize("sql", REFUSED)
async def test_what_is_no_select_of_our_tables_is_refused_in_words(server: Running, sql: str) -> None:
    await filled(server)
    for role in ("reader", "admin"):
        answer = await ask(server, sql, role=role)
        assert (answer.status_code, list(answer.json())) == (400, ["error"])
        assert "root:" not in answer.text
    assert rows(await ask(server, "SELECT count(*) AS n FROM turns")) == [{"n": 1}]


async def test_pseudonyms_still_join_and_group(server: Running) -> None:
    await filled(server)
    joined = "SELECT count(*) AS n FROM turns JOIN statuses ON statuses.wamid = turns.message_id"
    assert rows(await ask(server, joined)) == [{"n": 1}]
    same = (
        "SELECT starts_with(substring(phone, 7), regexp_extract(question, '#([a-z2-7]+)', 1)) AS same, "
        "turn->>'$.message.id' = message_id AS ids FROM contacts JOIN turns ON turns.contact = contacts.id"
    )
    assert rows(await ask(server, same)) == [{"same": True, "ids": True}]


async def test_an_admin_sees_who_it_is(server: Running) -> None:
    await filled(server)
    await server.ports.store.apply(await server.ports.journal.records_after(0))
    (row,) = rows(await ask(server, "SELECT phone, user_id FROM contacts", role="admin"))
    assert row == {"phone": PHONE, "user_id": USER}


async def test_the_tables_are_listed_with_columns_and_rows(server: Running) -> None:
    await filled(server)
    headers = {"Authorization": f"Bearer {API_KEYS['reader']}"}
    told = (await server.client.get("/v1/tables", headers=headers)).json()

    tables = {table["name"]: table for table in told["tables"]}
    assert (told["watermark"], told["role"]) == (5, "reader")
    assert (tables["turns"]["rows"], tables["contacts"]["rows"], tables["leads"]["rows"]) == (1, 1, 0)
    assert {"name": "at", "type": "TIMESTAMP WITH TIME ZONE"} in tables["turns"]["columns"]
    assert "store_meta" not in tables


async def test_wrong_requests_are_told_what_is_wrong(server: Running) -> None:
    await filled(server)
    headers = {"Authorization": f"Bearer {API_KEYS['reader']}"}
    bodies = (b"", b"{", b"[]", b'{"sql": ""}', b'{"sql": 1}', b'{"sql": "SELECT 1", "more": 1}', b'{"sql": "\\ud800"}')
    for body in bodies:
        answer = await server.client.post("/v1/query", content=body, headers=headers)
        assert (answer.status_code, list(answer.json())) == (400, ["error"]), body
    large = json.dumps({"sql": "SELECT 1", "parameters": ["x" * 300_000]})
    assert (await server.client.post("/v1/query", content=large, headers=headers)).status_code == 413
    assert (await ask(server, "SELECT ?", [])).status_code == 400
    assert (await ask(server, "SELECT ?", [10**60])).status_code == 400


async def test_too_much_is_refused_before_it_fills_the_memory(server: Running) -> None:
    await filled(server)
    many = await ask(server, "SELECT * FROM range(5_000_000)")
    wide = await ask(server, "SELECT repeat('x', 100_000) FROM range(5_000)")

    assert (many.status_code, wide.status_code) == (400, 400)
    assert "1,000,000 rows" in many.json()["error"]
    assert "256 MB" in wide.json()["error"]


async def test_a_crowd_of_queries_is_told_to_come_back_and_nobody_else_waits(server: Running) -> None:
    await filled(server)
    slow = "SELECT count(*) FROM range(150_000_000) a(x) WHERE hash(x) % 7 = 3"
    answers = await asyncio.gather(*(ask(server, slow) for _ in range(12)))

    assert sorted({answer.status_code for answer in answers}) == [200, 429]
    assert [answer.status_code for answer in answers].count(429) == 4
    assert all(answer.headers["retry-after"] == "1" for answer in answers if answer.status_code == 429)
    assert (await ask(server, "SELECT 1 AS x")).status_code == 200


def audited(server: Running) -> list[tuple[str, str, str, dict[str, Any]]]:
    journal = server.ports.journal
    assert isinstance(journal, MemoryJournal)
    lines = journal.audit_lines
    return [(line.actor, line.action, line.subject, json.loads(line.detail)) for line in lines if "read" in line.action]


async def test_who_reads_what_is_audited_before_it_is_told_once_for_each_table(server: Running) -> None:
    await filled(server)
    for _ in range(50):
        await ask(server, "SELECT * FROM turns WHERE contact = ?", ["c-1"])
    await ask(server, "SELECT count(*) FROM contacts, turns")
    await ask(server, "SELECT * FROM query('SELECT 1')", role="agent")

    assert audited(server) == [
        ("board", "reads", "turns", {"role": "reader"}),
        ("board", "reads", "contacts", {"role": "reader"}),
        ("asha", "reads", "query()", {"role": "agent"}),
    ]


async def test_what_cannot_be_audited_is_not_told(full_disk: Running) -> None:
    headers = {"Authorization": f"Bearer {API_KEYS['reader']}"}
    deadline = time.monotonic() + 20
    while (await full_disk.client.get("/v1/watermark", headers=headers)).status_code != 200:
        assert time.monotonic() < deadline
    answer = await ask(full_disk, "SELECT 1 AS x")

    assert answer.status_code == 503


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/query"), ("GET", "/v1/tables"), ("GET", "/v1/watermark")])
async def test_without_a_key_nothing_is_told(server: Running, method: str, path: str) -> None:
    for key in ("nobody", "a-key-nobody-has-00001"):
        answer = await server.client.request(method, path, headers={"Authorization": f"Bearer {key}"})
        assert answer.status_code == 401
    assert audited(server) == []


def test_a_quarter_of_an_hour_is_summed_up_in_one_line() -> None:
    journal = MemoryJournal()
    book, key, start = AccessBook(journal), ApiKey("board", "reader", "s" * 16), datetime(2026, 11, 22, tzinfo=UTC)

    async def work() -> None:
        for minute in range(0, 31, 5):
            await book.opens(key, ("turns",), start + minute * WINDOW / 15)
            book.gave(key, ("turns",), 10, 1.0)
        await book.aclose()

    asyncio.run(work())
    told = [(line.action, json.loads(line.detail).get("rows")) for line in journal.audit_lines]
    assert told == [("reads", None), ("read", 30), ("reads", None), ("read", 30), ("reads", None), ("read", 10)]


async def test_a_clock_that_is_set_back_leaves_nothing_unwritten() -> None:
    journal = MemoryJournal()
    book, key, start = AccessBook(journal), ApiKey("board", "reader", "s" * 16), datetime(2026, 11, 22, tzinfo=UTC)
    await book.opens(key, ("turns",), start)
    await book.opens(key, ("turns",), start - timedelta(hours=1))
    assert [line.action for line in journal.audit_lines] == ["reads", "read", "reads"]
