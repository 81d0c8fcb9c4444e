"""Every store gives these answers, whatever it is kept in."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.journal import MemoryJournal
from agent.ports import PortError, Record
from agent.store import DuckDBStore, MemoryStore, open_store
from agent.turn import Booking, Delivery, Entity, Inbound, Parsed, Reply, Turn, Utterance
from agent.turn_json import to_json

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
AnyStore = DuckDBStore | MemoryStore


@pytest.fixture(params=["duckdb", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    kept: AnyStore = MemoryStore(query_timeout_s=1)
    if request.param == "duckdb":
        kept = await open_store(tmp_path / "store.duckdb", MemoryJournal(), query_timeout_s=1)
    yield kept
    await kept.aclose()


def record(seq: int, kind: str, body: Mapping[str, Any], *, contact: str = "c-1", key: str = "") -> Record:
    return Record(
        seq=seq, kind=kind, key=key or f"k{seq}", contact=contact, at=START + timedelta(minutes=seq), body=body
    )


def turn(
    seq: int, question: str, answer: str = "", *, trek: str = "", language: str = "en", delivery: str = "sent"
) -> Record:
    entities = (Entity(type="trek", text=question[:3], start=0, end=3, value=trek),) if trek else ()
    told = Turn(
        message=Inbound(id=f"m{seq}", contact="c-1", text=question, sent_at=START + timedelta(minutes=seq)),
        parsed=Parsed(language=language, intent="pricing", entities=entities),  # type: ignore[arg-type]
        reply=Reply(text=answer, language="en", model="qwen", cost_usd=0.001, tokens_in=10) if answer else None,
        delivery=Delivery(id="s", state=delivery),  # type: ignore[arg-type]
        config_hash="abc",
    )
    return record(seq, "turn", to_json(told), key=f"m{seq}")


async def count(store: AnyStore, table: str) -> int:
    return int((await store.query(f"SELECT count(*) AS n FROM {table}")).to_pylist()[0]["n"])


async def test_an_empty_store_knows_nobody(store: AnyStore) -> None:
    assert await store.watermark() == 0
    assert await store.customer("c-1", messages=10) is None
    assert await store.contacts() == []
    await store.apply([])
    assert await store.watermark() == 0


async def test_records_are_applied_once(store: AnyStore) -> None:
    first, second = turn(4, "one"), turn(9, "two")
    await store.apply([first])
    await store.apply([first, second, second])
    await store.apply([first])
    assert await store.watermark() == 9
    assert await count(store, "turns") == 2


async def test_a_customer_is_put_together_from_all_facts(store: AnyStore) -> None:
    booking = {"booking_id": "B1", "trek_id": "triund", "people": "2", "status": "held", "currency": "INR"}
    await store.apply(
        [
            record(1, "contact", {"phone": "919", "name": "Asha", "first_seen": START.isoformat()}),
            record(2, "profile", {"language": "hi", "country": "IN", "preferences": {"food": "vegan", "pace": "slow"}}),
            record(3, "profile", {"name": "", "preferences": {"pace": "fast"}}),
            record(4, "booking", {**booking, "price_total": "24000", "booked_at": "2026-01-02"}, key="B1"),
            record(
                5, "booking", {**booking, "booking_id": "B2", "booked_at": "2026-05-01", "start_date": "2027-06-12"}
            ),
            record(6, "booking", {**booking, "status": "confirmed", "price_total": 23999.5, "booked_at": "2026-01-02"}),
            record(7, "lead", {"score": 40, "stage": "inquiry", "segment": "warm", "reasons": ["asked a price"]}),
            record(8, "lead", {"score": 72, "stage": "decision", "segment": "hot", "reasons": []}),
            turn(9, "How much is Triund?", "INR 12,000", trek="triund"),
            turn(10, "ok", language="und"),
            record(11, "contact", {"name": "Other"}, contact="c-2"),
        ]
    )
    customer = await store.customer("c-1", messages=2)
    assert customer
    assert (customer.id, customer.name, customer.language, customer.country) == ("c-1", "Asha", "hi", "IN")
    assert (customer.stage, customer.lead_score, customer.messages) == ("decision", 72, 2)
    assert customer.preferences == {"food": "vegan", "pace": "fast"}
    assert customer.bookings == (
        Booking(id="B2", trek="triund", status="held", people=2, start_date="2027-06-12"),
        Booking(id="B1", trek="triund", status="confirmed", people=2, total="INR 23999.5"),
    )
    assert customer.history == (
        Utterance(speaker="S", text="INR 12,000", at=START + timedelta(minutes=9)),
        Utterance(speaker="U", text="ok", at=START + timedelta(minutes=10)),
    )
    assert customer.focus == ("triund",)
    listed = await store.contacts()
    assert [one.name for one in listed] == ["Asha", "Other"]
    assert listed[0].bookings == customer.bookings
    assert (listed[0].history, listed[0].focus, listed[0].messages) == ((), (), 2)


async def test_the_history_is_in_the_customers_order_whenever_it_was_logged(store: AnyStore) -> None:
    late = turn(1, "second", "two")
    early = turn(2, "first", "one")
    early.body["message"]["sent_at"] = (START - timedelta(hours=1)).isoformat()
    await store.apply([late, early])
    customer = await store.customer("c-1", messages=10)
    assert customer
    assert [(line.speaker, line.text) for line in customer.history] == [
        ("U", "first"),
        ("S", "one"),
        ("U", "second"),
        ("S", "two"),
    ]


@pytest.mark.parametrize(("messages", "lines"), [(0, 0), (1, 1), (3, 3), (100, 30)])
async def test_the_history_is_as_long_as_asked(store: AnyStore, messages: int, lines: int) -> None:
    await store.apply([turn(n, f"q{n}", f"a{n}") for n in range(1, 16)])
    customer = await store.customer("c-1", messages=messages)
    assert customer
    assert len(customer.history) == lines
    assert customer.messages == 15
    if lines:
        assert customer.history[-1].text == "a15"


@pytest.mark.parametrize("last", [0, 1, 3, 100])
async def test_the_last_lines_are_those_of_the_history(store: AnyStore, last: int) -> None:
    await store.apply([turn(n, f"q{n}", f"a{n}") for n in range(1, 8)])
    customer = await store.customer("c-1", messages=last)
    assert customer
    assert tuple(await store.lines("c-1", last=last)) == customer.history
    assert not await store.lines("c-nobody", last=last)


async def test_what_was_not_said_is_not_in_the_history(store: AnyStore) -> None:
    await store.apply([turn(1, "", "photo seen"), turn(2, "hello", "lost", delivery="failed"), turn(3, "STOP")])
    customer = await store.customer("c-1", messages=10)
    assert customer
    assert [line.text for line in customer.history] == ["photo seen", "hello", "STOP"]


async def test_messages_without_words_that_were_not_answered_push_no_line_out(store: AnyStore) -> None:
    await store.apply([turn(1, "hello", "please write"), *(turn(n, "", "") for n in range(2, 30))])
    assert [line.text for line in await store.lines("c-1", last=4)] == ["hello", "please write"]


async def test_what_whatsapp_charges_a_send_as_is_kept(store: AnyStore) -> None:
    body = {"wamid": "w", "status": "sent", "at": START.isoformat(), "errors": []}
    await store.apply(
        [
            record(1, "status", body | {"pricing_category": "service", "pricing_type": "regular"}),
            record(2, "status", body | {"status": "read"}),
        ]
    )
    told = await store.query("SELECT pricing_category AS category, pricing_type AS type FROM statuses ORDER BY seq")
    assert told.to_pylist() == [{"category": "service", "type": "regular"}, {"category": None, "type": None}]


async def test_the_focus_moves_with_the_conversation_and_fades(store: AnyStore) -> None:
    await store.apply([turn(1, "Roopkund?", "yes", trek="roopkund"), turn(2, "Triund?", "yes", trek="triund")])
    customer = await store.customer("c-1", messages=1)
    assert customer
    assert customer.focus == ("triund",)
    await store.apply([turn(n, "hm", "yes") for n in range(3, 7)])
    customer = await store.customer("c-1", messages=1)
    assert customer
    assert customer.focus == ("triund",)
    await store.apply([turn(7, "hm", "yes")])
    customer = await store.customer("c-1", messages=1)
    assert customer
    assert customer.focus == ()


async def test_the_last_language_spoken_stands_in_for_the_profiles(store: AnyStore) -> None:
    await store.apply(
        [turn(1, "hola", language="es"), turn(2, "bonjour", language="fr"), turn(3, "ok", language="und")]
    )
    customer = await store.customer("c-1", messages=1)
    assert customer
    assert customer.language == "fr"
    assert [one.language for one in await store.contacts()] == ["fr"]


async def test_a_contact_known_only_by_a_booking_is_a_customer(store: AnyStore) -> None:
    await store.apply([record(1, "booking", {"trek_id": "triund"}, contact="c-9", key="B7")])
    customer = await store.customer("c-9", messages=10)
    assert customer
    assert [booking.id for booking in customer.bookings] == ["B7"]
    assert [one.id for one in await store.contacts()] == ["c-9"]


ODD: Sequence[Mapping[str, Any]] = (
    {},
    {"message": "text", "parsed": [], "reply": 3, "trace": "x", "risk": {"message": 1}},
    {"message": {"id": 7, "text": {"a": 1}, "sent_at": "yesterday"}, "trace": [None, {"ms": "fast"}]},
    {"reply": {"cost_usd": "NaN", "tokens_in": 10**30, "text": "half \ud83d nul \x00"}, "flags": "x"},
    {"message": {"text": "x", "sent_at": 1e30}, "parsed": {"entities": [{"type": "trek", "value": None}, 5]}},
    {"score": float("inf"), "reasons": [1, None, {"a": 2}], "people": "many", "booked_at": "soon"},
    {"deep": {"er": [[[[float("nan")]]]]}, "big": 10**400},
)


@pytest.mark.parametrize("kind", ["contact", "profile", "booking", "turn", "lead", "status", "consent", "event", "new"])
async def test_no_record_stops_the_feed_however_odd(store: AnyStore, kind: str) -> None:
    await store.apply([record(n, kind, body) for n, body in enumerate(ODD, start=1)])
    assert await store.watermark() == len(ODD)
    await store.customer("c-1", messages=10)
    await store.contacts()
    tables = ("contact_facts", "booking_facts", "turns", "leads", "statuses", "consents", "events")
    assert sum([await count(store, table) for table in tables]) == len(ODD)


async def test_logs_can_be_asked_in_sql(store: AnyStore) -> None:
    await store.apply(
        [
            turn(1, "Triund?", "yes", trek="triund"),
            record(2, "status", {"wamid": "w", "status": "read", "at": START.isoformat(), "errors": []}),
            record(3, "consent", {"status": "opted_out", "source": "message", "at": START.isoformat()}),
            record(4, "event", {"field": "account_update", "payload": {"a": 1}}, contact=""),
            record(5, "weather", {"rain": True}),
        ]
    )
    table = await store.query(
        'SELECT message_id, "at", intent, treks, cost_usd, model, answer, config_hash, '
        "turn ->> '$.message.text' AS text FROM turns WHERE contact = ?",
        ["c-1"],
    )
    assert table.to_pylist() == [
        {
            "message_id": "m1",
            "at": START + timedelta(minutes=1),
            "intent": "pricing",
            "treks": ["triund"],
            "cost_usd": 0.001,
            "model": "qwen",
            "answer": "yes",
            "config_hash": "abc",
            "text": "Triund?",
        }
    ]
    events = await store.query("SELECT field, payload ->> '$.rain' AS rain FROM events ORDER BY seq")
    assert events.to_pylist() == [{"field": "account_update", "rain": None}, {"field": "weather", "rain": "true"}]
    assert await count(store, "statuses") == 1
    assert await count(store, "consents WHERE status = 'opted_out'") == 1


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM turns",
        "SELECT 1; DELETE FROM turns",
        "WITH gone AS (DELETE FROM turns RETURNING seq) SELECT * FROM gone",
        "WITH new AS (INSERT INTO leads (seq) VALUES (1) RETURNING seq) SELECT * FROM new",
        "CREATE TABLE mine AS SELECT 1",
        "COPY turns TO '/tmp/turns.csv'",
        "ATTACH '/tmp/other.duckdb'",
        "SET threads = 8",
        "PRAGMA threads = 8",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/*')",
        "COMMIT",
        "INSTALL httpfs",
        "SELEC 1",
        "",
        "SELECT nothing FROM turns",
        "SELECT * FROM records",
        "SELECT 1 WHERE ?",
    ],
)
async def test_only_a_select_is_answered(store: AnyStore, sql: str) -> None:
    await store.apply([turn(1, "hello")])
    with pytest.raises(PortError):
        await store.query(sql)
    assert await count(store, "turns") == 1
    assert await count(store, "leads") == 0


async def test_a_query_that_never_ends_is_broken_off(store: AnyStore) -> None:
    with pytest.raises(PortError, match="more than 1 s"):
        await store.query("SELECT sum(a.range * b.range) FROM range(100000000) a, range(100000000) b")
    assert await count(store, "turns") == 0


async def test_a_result_that_would_fill_the_memory_is_refused(store: AnyStore) -> None:
    with pytest.raises(PortError, match="LIMIT"):
        await store.query("SELECT * FROM range(5000000)")
    assert (await store.query("SELECT * FROM range(25000)")).num_rows == 25000


async def test_a_closed_store_says_so(store: AnyStore) -> None:
    await store.aclose()
    with pytest.raises(PortError, match="closed"):
        await store.customer("c-1", messages=1)
    await store.aclose()


async def test_contacts_are_found_by_their_folded_full_names(store: AnyStore) -> None:
    await store.apply(
        [
            record(1, "contact", {"name": "Lucía Fernández"}, contact="c-1"),
            record(2, "contact", {"name": "lucia FERNANDEZ"}, contact="c-2"),
            record(3, "contact", {"name": "Meera Rawat"}, contact="c-3"),
            record(4, "contact", {"name": "Élodie Roux"}, contact="c-4"),
        ]
    )
    found = await store.named(["lucia fernandez", "elodie roux", "asha rawat", ""])
    assert found == {"lucia fernandez": frozenset({"c-1", "c-2"}), "elodie roux": frozenset({"c-4"})}
    assert await store.named([]) == {}
