"""Some facts change what the store shows of earlier ones: in every store alike, in one batch or in many."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.journal import MemoryJournal
from agent.ports import Record
from agent.store import DuckDBStore, MemoryStore, open_store

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
AnyStore = DuckDBStore | MemoryStore


@pytest.fixture(params=["duckdb", "memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[AnyStore]:
    kept: AnyStore = MemoryStore()
    if request.param == "duckdb":
        kept = await open_store(tmp_path / "store.duckdb", MemoryJournal())
    yield kept
    await kept.aclose()


def fact(seq: int, kind: str, key: str, contact: str, body: Mapping[str, Any]) -> Record:
    return Record(seq=seq, kind=kind, key=key, contact=contact, at=AT, body=body)


def turn(seq: int, contact: str, text: str) -> Record:
    message = {"id": f"m{seq}", "text": text, "sent_at": f"2026-11-22T09:0{seq}:00+00:00"}
    return fact(seq, "turn", f"m{seq}", contact, {"message": message, "reply": {"text": f"re {text}"}})


async def apply(store: AnyStore, records: list[Record], *, one_by_one: bool) -> None:
    for batch in [[record] for record in records] if one_by_one else [records]:
        await store.apply(batch)


@pytest.mark.parametrize("one_by_one", [True, False])
async def test_after_a_merge_both_histories_are_one_contacts(store: AnyStore, one_by_one: bool) -> None:
    booking = {"booking_id": "b1", "trek_id": "hampta-pass", "status": "paid", "people": 2}
    records = [
        turn(1, "c-elder", "one"),
        turn(2, "c-younger", "two"),
        fact(3, "booking", "b1", "c-younger", booking),
        fact(4, "merge", "c-younger", "c-elder", {"kept": "c-elder", "gone": "c-younger", "by": "whatsapp"}),
        turn(5, "c-elder", "three"),
    ]
    await apply(store, records, one_by_one=one_by_one)
    customer = await store.customer("c-elder", messages=10)
    assert customer is not None
    assert [line.text for line in customer.history if line.speaker == "U"] == ["one", "two", "three"]
    assert [found.id for found in customer.bookings] == ["b1"]
    assert await store.customer("c-younger", messages=10) is None
    assert [known.id for known in await store.contacts()] == ["c-elder"]


@pytest.mark.parametrize("one_by_one", [True, False])
async def test_a_parked_status_is_shown_with_its_send_once_it_is_known(store: AnyStore, one_by_one: bool) -> None:
    status = {"wamid": "w1", "status": "sent", "at": AT.isoformat(), "number": "n", "send_id": "", "message_id": ""}
    other = {**status, "wamid": "w2"}
    joined = {"wamid": "w1", "send_id": "s1", "message_id": "m1", "contact": "c-1"}
    records = [
        fact(1, "status", "w1:sent", "", status),
        fact(2, "status", "w2:sent", "", other),
        fact(3, "joined", "w1", "c-1", joined),
    ]
    await apply(store, records, one_by_one=one_by_one)
    rows = (await store.query("SELECT wamid, contact, send_id, message_id FROM statuses ORDER BY wamid")).to_pylist()
    assert [tuple(row.values()) for row in rows] == [("w1", "c-1", "s1", "m1"), ("w2", "", "", "")]


@pytest.mark.parametrize("one_by_one", [True, False])
async def test_a_revised_turn_says_the_new_words_and_nothing_of_the_old(store: AnyStore, one_by_one: bool) -> None:
    revision = fact(3, "revision", "m1:0", "c-1", {"message_id": "m1", "text": "new"})
    await apply(store, [turn(1, "c-1", "old"), turn(2, "c-1", "other"), revision], one_by_one=one_by_one)
    lines = await store.lines("c-1", last=10)
    assert [line.text for line in lines if line.speaker == "U"] == ["new", "other"]
    (row,) = (await store.query("SELECT turn FROM turns WHERE message_id = 'm1'")).to_pylist()
    assert json.loads(row["turn"])["message"]["text"] == "new"
