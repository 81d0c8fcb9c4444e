"""Any JSON at any place of a webhook: nothing raises, nothing is lost, ids stay unique, every journal takes it."""

import asyncio
import copy
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.channel.alerts import alert_of
from agent.channel.payload import parse_webhook
from agent.channel.routing import OwnNumbers
from agent.journal import MemoryJournal, SQLiteJournal
from agent.ports import InboxItem, InboxMessage, InboxStatus
from tests.channel.test_payload import ANYTHING, CONTACT, KINDS, NOW, PHONE, message, value

STATUS = {"id": "wamid.S", "status": "sent", "timestamp": "1795000000", "recipient_id": PHONE}
MOVED = {"type": "user_changed_number", "wa_id": "919000099999", "user_id": "IN.77"}
EDIT = {"original_message_id": "wamid.0", "message": {"type": "text", "text": {"body": "new"}}}
ECHO = {"from": "1", "to": PHONE, "id": "wamid.E", "timestamp": "1795000000", "type": "text"}
CALL = {"id": "wacid.1", "from": PHONE, "event": "connect", "direction": "USER_INITIATED", "timestamp": "1795000000"}
STOP = {"wa_id": PHONE, "category": "marketing_messages", "value": "stop", "timestamp": 1795000000}
RESTRICTION = {"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING", "expiration": 1999999999}
ALERT = {"alert_info": {"alert_severity": "CRITICAL", "alert_type": "X", "alert_description": "d"}}
TEMPLATE = {"event": "PAUSED", "message_template_name": "t", "message_template_language": "en"}
TAKEN = {"sender": {"phone_number": PHONE}, "timestamp": 1795000000, "take_thread_control": {"metadata": "x"}}


def whole() -> dict[str, Any]:
    """Every kind of message and every field that acts, of two businesses, in one payload."""
    kinds = [message(kind, node, id=f"wamid.{n}") for n, (kind, node, _, _) in enumerate(KINDS)]
    kinds += [message("system", MOVED, id="wamid.M"), message("edit", EDIT, id="wamid.X")]
    fields: list[tuple[str, Any]] = [
        ("messages", value(*kinds)),
        ("messages", value(statuses=[STATUS, STATUS | {"status": "read", "contacts": [CONTACT]}])),
        ("smb_message_echoes", {"contacts": [CONTACT], "message_echoes": [ECHO]}),
        ("calls", value(calls=[CALL])),
        ("user_preferences", value(user_preferences=[STOP])),
        ("account_update", {"event": "ACCOUNT_RESTRICTION", "restriction_info": [RESTRICTION]}),
        ("account_alerts", ALERT),
        ("message_template_status_update", TEMPLATE),
        ("business_capability_update", {"max_daily_conversations_per_business": 2000}),
        ("messaging_handovers", TAKEN),
    ]
    changes = [{"field": field, "value": one} for field, one in fields]
    other = [{"field": "messages", "value": value(message(id="wamid.other"), number="2")}]
    entries = [{"id": "77", "time": 1795000000, "changes": changes}, {"id": "88", "changes": other}]
    return {"object": "whatsapp_business_account", "entry": entries}


def places(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


PLACES = [path for path in places(whole()) if path]


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    tree = copy.deepcopy(whole())
    for path in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        _put(tree, path, draw(ANYTHING))
    return tree


def _put(tree: Any, path: tuple[Any, ...], new: Any) -> None:
    """Where an earlier damage took the place away, this one has nothing to damage."""
    for key in path[:-1]:
        try:
            tree = tree[key]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(tree, dict) or (isinstance(tree, list) and isinstance(path[-1], int) and path[-1] < len(tree)):
        tree[path[-1]] = new


def read(tree: Any) -> list[InboxItem]:
    items, problems = parse_webhook(json.dumps(tree).encode(), now=NOW)
    assert all(problem.where and problem.what for problem in problems)
    for item in items:
        alert_of(item)
    return OwnNumbers(["1"]).route(items)


def key_of(item: InboxItem) -> tuple[str, ...]:
    if isinstance(item, InboxMessage):
        return ("message", item.number, item.id)
    if isinstance(item, InboxStatus):
        return ("status", item.wamid, item.status, item.to)
    return ("event", item.id)


def test_whole_everything_is_understood() -> None:
    items, problems = parse_webhook(json.dumps(whole()).encode(), now=NOW)
    assert problems == []
    assert len({key_of(item) for item in items}) == len(items) == len(KINDS) + 2 + 2 + 9


@settings(deadline=None, max_examples=200)
@given(tree=damaged())
def test_damage_at_any_place_raises_nothing_and_costs_no_other_element(tree: dict[str, Any]) -> None:
    items = read(tree)
    kept = json.dumps([dict(item.payload) for item in items], default=str)
    for words in _words_of_whole_messages(tree):
        assert words in kept


def _words_of_whole_messages(tree: Any) -> Sequence[str]:
    """Ids that stand untouched in the damaged payload: each must stand in some item."""
    ids = (f"wamid.{n}" for n in range(len(KINDS)))
    text = json.dumps(tree)
    return [found for found in ids if f'"{found}"' in text]


@settings(deadline=None, max_examples=100)
@given(tree=damaged())
def test_a_journal_in_memory_takes_it_once(tree: dict[str, Any]) -> None:
    async def twice() -> None:
        journal = MemoryJournal()
        items = read(tree)
        first = await journal.receive(items)
        assert sum(first) == len({key_of(item) for item in items})
        assert not any(await journal.receive(items))

    asyncio.run(twice())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("journals")


@settings(deadline=None, max_examples=40)
@given(trees=st.lists(damaged(), min_size=1, max_size=4))
def test_a_journal_on_disk_takes_it_once_whatever_came_before(folder: Path, trees: list[dict[str, Any]]) -> None:
    async def twice() -> None:
        journal = SQLiteJournal.open(folder / "journal.sqlite")
        for tree in trees:
            items = read(tree)
            await journal.receive(items)
            assert not any(await journal.receive(items))
        assert await journal.verify_audit() is None
        await journal.aclose()

    asyncio.run(twice())
