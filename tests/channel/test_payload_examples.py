"""Meta's own examples and pywa's captured updates, where they lie beside the checkout."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.channel.payload import parse_webhook
from agent.channel.simulator.wire import encode
from agent.ports import InboxEvent, InboxMessage

SHARED = Path(__file__).parents[3] / "shared" / "whatsapp"
META = sorted((SHARED / "meta-examples" / "webhooks").glob("*.json"))
PYWA = sorted((SHARED / "pywa-updates").glob("*.json"))


def webhooks(path: Path) -> Iterator[dict[str, Any]]:
    found = json.loads(path.read_text(encoding="utf-8"))
    yield from [found] if "object" in found else found.values()


def test_the_examples_are_found_where_they_should_be() -> None:
    if SHARED.exists():
        assert len(META) == 16
        assert len(PYWA) == 19


@pytest.mark.parametrize("path", META + PYWA, ids=lambda path: path.stem)
def test_every_example_is_understood(path: Path) -> None:
    for webhook in webhooks(path):
        items, problems = parse_webhook(encode(webhook))
        assert items
        assert problems == []
        fields = {change["field"] for entry in webhook["entry"] for change in entry["changes"]}
        kinds = {item.kind for item in items if isinstance(item, InboxMessage)}
        assert any(isinstance(item, InboxEvent) for item in items) or fields == {"messages"} or kinds == {"call"}


@pytest.mark.parametrize("path", META + PYWA, ids=lambda path: path.stem)
def test_every_example_is_the_same_items_when_it_comes_again(path: Path) -> None:
    for webhook in webhooks(path):
        first, _ = parse_webhook(encode(webhook))
        again, _ = parse_webhook(json.dumps(webhook, ensure_ascii=False, indent=1).encode())
        assert [item for item in first if not isinstance(item, InboxMessage)] == [
            item for item in again if not isinstance(item, InboxMessage)
        ]
        assert len(first) == len(again)
