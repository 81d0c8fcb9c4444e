"""/metrics: every family documented, every figure counted, nobody named."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.channel.memory import Outbox
from agent.channel.watched import WatchedChannel
from agent.health import Component
from agent.ports import InboxStatus, ModelState, ModelUse, Ports, Receipt, Rung
from agent.settings import ROOT
from serve.metrics import Metrics
from tests.conftest import Load
from tests.serve.conftest import serving
from tests.serve.test_webhook import text_message
from tests.test_service import LINES, STEPS

PHONE, WAMID = "919000000001", "wamid.HBgMOTE5MDAwMDAwMDAxFQIAEhgUMjY5RUYyQTc0REU0NTJFNkI0MzgA"


def status(state: str, *, code: Any = None) -> InboxStatus:
    errors = [{"code": code, "title": f"about {PHONE}"}] if code is not None else []
    return InboxStatus(wamid=WAMID, number="100", status=state, at=datetime.now(UTC), to=PHONE, errors=errors)


def test_the_table_of_the_docs_is_what_the_code_tells() -> None:
    page = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    rows = [
        f"| `{one.name}` | {one.kind} | {', '.join(f'`{label}`' for label in one.labels) or ''} | {one.says} |"
        for one in Metrics().families.known
    ]

    assert [row for row in rows if row not in page] == []
    assert len(re.findall(r"^\| `cairn_", page, re.MULTILINE)) == len(rows)


def test_every_family_on_the_page_is_one_of_the_table_in_prometheus_style() -> None:
    metrics = Metrics()
    metrics.look_at(Rung(), ModelState(used={"m": ModelUse(answers=1)}))
    told = {line.split()[2] for line in metrics.text().splitlines() if line.startswith("# TYPE")}
    known = {one.name for one in metrics.families.known}

    assert {name for name in told if not name.endswith("_created")} == known
    assert all(re.fullmatch(r"cairn_[a-z0-9]+(_[a-z0-9]+)*", name) for name in known)
    assert all(one.name.endswith("_total") == (one.kind == "counter") for one in metrics.families.known)
    assert all(one.name.endswith("_seconds") for one in metrics.families.known if one.kind == "histogram")


def test_codes_are_counted_where_they_were_told_and_strange_ones_make_no_label() -> None:
    metrics = Metrics()
    metrics.observe_receipt(Receipt(state="failed", code=131056, retryable=True), 0.2)
    metrics.observe_receipt(Receipt(state="failed", held=True), 0.0)
    for code in (131026, 987654, PHONE, None, True):
        metrics.observe_item(status("failed", code=code))
    metrics.observe_item(status("melted"))
    text = metrics.text()

    assert 'cairn_whatsapp_errors_total{code="131056",where="answer"} 1.0' in text
    assert 'cairn_whatsapp_errors_total{code="131026",where="status"} 1.0' in text
    assert 'cairn_whatsapp_errors_total{code="other",where="status"} 3.0' in text
    assert 'cairn_sends_total{state="held"} 1.0' in text
    assert 'cairn_statuses_total{status="other"} 1.0' in text
    assert "cairn_send_seconds_count 1.0" in text
    assert not {PHONE, "987654", "wamid", "melted"} & set(re.findall(r'"([^"]+)"', text))


def test_models_are_told_by_calls_tokens_money_and_failures() -> None:
    metrics = Metrics()
    use = ModelUse(answers=3, failures={"silent": 2}, tokens_in=900, tokens_out=120, cost_usd=0.02)
    metrics.look_at(Rung(mode="cheaper", reason="slow"), ModelState(used={"qwen/qwen3": use}))
    text = metrics.text()

    assert 'cairn_model_calls_total{model="qwen/qwen3",outcome="answered"} 3.0' in text
    assert 'cairn_model_calls_total{model="qwen/qwen3",outcome="silent"} 2.0' in text
    assert 'cairn_model_tokens_total{model="qwen/qwen3",way="out"} 120.0' in text
    assert 'cairn_model_cost_usd_total{model="qwen/qwen3"} 0.02' in text
    assert 'cairn_ladder_rung{mode="cheaper"} 1.0' in text


def test_a_component_that_is_not_well_is_down() -> None:
    metrics = Metrics()
    metrics.look_at_health([Component(name="disk", state="degraded"), Component(name="clock")])

    assert 'cairn_component_up{component="disk"} 0.0' in metrics.text()
    assert 'cairn_component_up{component="clock"} 1.0' in metrics.text()


async def test_a_running_server_counts_turn_send_and_acknowledgement(load: Load, ports: Ports, tmp_path: Path) -> None:
    watched = replace(ports, channel=WatchedChannel(Outbox()))
    async with serving(load(LINES, STEPS), tmp_path / "pipeline.yaml", watched) as server:
        await server.post(text_message())
        text = await told(server.client, "cairn_turn_seconds_count 1.0")

    assert "cairn_webhook_seconds_count 1.0" in text
    assert 'cairn_sends_total{state="sent"} 1.0' in text
    assert 'cairn_step_seconds_count{step="send"} 1.0' in text
    assert 'cairn_inbox_oldest_seconds{what="waiting"} 0.0' in text
    assert 'cairn_inbox{what="retrying_sends"} 0.0' in text
    assert 'cairn_inbox{what="limited_sends"} 0.0' in text
    assert 'cairn_messaging_people{what="reached"} 0.0' in text
    assert 'cairn_messaging_people{what="limit"} 250.0' in text
    assert "cairn_disk_free_bytes" in text
    assert not re.search(r"91900|wamid|hello|Aarav", text)


async def told(client: Any, line: str) -> str:
    for _ in range(100):
        text = str((await client.get("/metrics")).text)
        if line in text:
            return text
        await asyncio.sleep(0.05)
    pytest.fail(f"never told: {line}")
