"""Every payload we know of, through the real server, three times: each 200, each update kept once."""

import asyncio
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest

from agent.channel.memory import Outbox
from agent.channel.payload import parse_webhook
from agent.channel.simulator.wire import encode
from agent.ports import InboxEvent, InboxItem, InboxMessage, InboxStatus
from tests.contract.batches import Webhook, put_together, shuffled, taken_apart
from tests.contract.examples import Example, own_examples, read, shared_examples
from tests.serve.conftest import Running

OWN, SHARED = own_examples(), shared_examples()
SETS = [OWN, [*OWN, *SHARED]] if SHARED else [OWN]


def test_our_examples_cover_every_type_status_and_field_that_is_known() -> None:
    known = {name: set(held) for name, held in read("covered").items()}
    messages = list(read("messages").values())

    assert known["types"] <= {message["type"] for message in messages}
    assert known["interactive"] <= {message.get("interactive", {}).get("type") for message in messages}
    assert known["system"] <= {message.get("system", {}).get("type") for message in messages}
    assert known["statuses"] <= {status["status"] for status in read("statuses").values()}
    assert known["fields"] <= {told["field"] for told in read("fields").values()}


@pytest.mark.parametrize("example", [*OWN, *SHARED], ids=str)
def test_every_example_is_understood(example: Example) -> None:
    items, problems = parse_webhook(encode(example.webhook))

    assert items
    assert problems == []
    fields = {change["field"] for entry in example.webhook["entry"] for change in entry["changes"]}
    kinds = {item.kind for item in items if isinstance(item, InboxMessage)}
    assert any(isinstance(item, InboxEvent) for item in items) or fields == {"messages"} or kinds == {"call"}


@pytest.mark.parametrize("example", [*OWN, *SHARED], ids=str)
def test_every_example_is_the_same_updates_in_another_spelling(example: Example) -> None:
    first, _ = parse_webhook(encode(example.webhook))
    again, _ = parse_webhook(json.dumps(example.webhook, ensure_ascii=False, indent=1).encode())

    assert [identity(item) for item in first] == [identity(item) for item in again]


@pytest.mark.parametrize("examples", SETS, ids=lambda examples: f"{len(examples)}-webhooks")
async def test_sent_three_times_in_any_order_and_batch_every_update_is_kept_once(
    durable: Running, examples: Sequence[Example], tmp_path: Path
) -> None:
    rng = Random(20261126)
    await deliver(durable, shuffled(examples, rng))
    first = kept(tmp_path)
    await deliver(durable, taken_apart(examples, rng))
    await deliver(durable, put_together(examples, rng))

    assert kept(tmp_path) == first
    assert first["message"] >= names(examples, "messages", "id")
    assert first["status"] >= names(examples, "statuses", "id", "status")
    assert set(first["event"].values()) <= {1}
    assert await answers_of_each(durable) == {1}


def identity(item: InboxItem) -> tuple[str, ...]:
    if isinstance(item, InboxStatus):
        return item.number, item.wamid, item.status, item.to
    return item.number, item.id


async def deliver(server: Running, webhooks: Sequence[Webhook]) -> None:
    """Eight at a time, as Meta's deliveries run side by side."""
    gate = asyncio.Semaphore(8)

    async def post(webhook: Webhook) -> int:
        async with gate:
            return (await server.post(encode(webhook))).status_code

    assert Counter(await asyncio.gather(*map(post, webhooks))) == {200: len(webhooks)}
    async with asyncio.timeout(60):
        while await server.ports.journal.arrivals(limit=1):  # noqa: ASYNC110 (the server reads what came as a flood)
            await asyncio.sleep(0.02)


def kept(folder: Path) -> dict[str, Counter[tuple[str, ...]]]:
    """What the journal holds: rows by their identity. Read from the file, past the code that wrote it."""
    asked = {
        "message": "SELECT number, id FROM inbox",
        "status": "SELECT number, wamid, status FROM statuses",
        "event": "SELECT key FROM records WHERE kind = 'event'",
    }
    connection = sqlite3.connect(folder / "journal.sqlite")
    try:
        return {kind: Counter(connection.execute(sql).fetchall()) for kind, sql in asked.items()}
    finally:
        connection.close()


def names(examples: Iterable[Example], of: str, *parts: str) -> Counter[tuple[str, ...]]:
    """Number and these parts of each element of one list of `messages`; each once."""
    values = [
        change["value"]
        for example in examples
        for entry in example.webhook["entry"]
        for change in entry["changes"]
        if change["field"] == "messages"
    ]
    found = {name for value in values for name in _names(value, of, parts)}
    return Counter(found)


def _names(value: Mapping[str, Any], of: str, parts: Sequence[str]) -> set[tuple[str, ...]]:
    number = value["metadata"]["phone_number_id"]
    return {(number, *(element[part] for part in parts)) for element in value.get(of, ())}


async def answers_of_each(server: Running) -> set[int]:
    """How often each message was answered, once nobody waits any more."""
    async with asyncio.timeout(30):
        while (await server.ports.journal.depth())["waiting"]:  # noqa: ASYNC110 (the journal tells nobody)
            await asyncio.sleep(0.05)
    assert isinstance(server.ports.channel, Outbox)
    return set(Counter(post.outgoing.message_id for post in server.ports.channel.posts).values())
