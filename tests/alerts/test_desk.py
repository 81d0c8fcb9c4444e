"""The desk: figures of a running agent become notices, and a bad look ends nothing."""

import asyncio
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent.alerts.desk import AlertDesk
from agent.alerts.notice import Notice
from agent.alerts.post import Post
from agent.alerts.settings import AlertSettings
from agent.channel.payload import parse_webhook
from agent.health import Component
from agent.ports import PortError, Ports
from tests.conftest import Load
from tests.serve.conftest import serving
from tests.serve.test_metrics import told as told_by_metrics
from tests.serve.test_webhook import text_message
from tests.test_service import LINES, STEPS, written


class Kept:
    """A target that keeps what it gets."""

    name = "kept"

    def __init__(self) -> None:
        self.notices: list[Notice] = []

    async def prepare(self, notice: Notice) -> bytes:
        self.notices.append(notice)
        return b""

    async def deliver(self, content: bytes) -> None:
        return None

    def states(self) -> list[tuple[str, str]]:
        return [(notice.alert, notice.state) for notice in self.notices]


class Clock:
    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.at


async def well() -> Sequence[Component]:
    return (Component(name="journal"),)


async def test_a_customer_who_waits_is_told_once_and_the_end_of_it_too(ports: Ports) -> None:
    kept, clock = Kept(), Clock()
    post = Post([kept])
    settings = AlertSettings(queue_age_s=0.0001, calm_s=60)
    desk = AlertDesk(ports, post, lambda: settings, well, now=clock)
    post.start()
    await ports.journal.receive([written(1, "is anybody there?")])
    await asyncio.sleep(0.01)
    await desk.look()
    await desk.look()
    (contact,) = await ports.journal.waiting()
    lease = await ports.journal.lease(contact, 60)
    assert lease
    await ports.journal.settle(lease)
    for _ in range(3):
        clock.at += timedelta(minutes=1)
        await desk.look()
    await post.aclose()

    assert kept.states() == [("queue_age", "firing"), ("queue_age", "over")]
    assert desk.firing == []


async def test_what_meta_says_of_the_account_is_told_at_once_without_a_look(ports: Ports) -> None:
    kept = Kept()
    post = Post([kept])
    desk = AlertDesk(ports, post, AlertSettings, well)
    post.start()
    value = {"phone_number": "15550100200", "event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "SPAM"}}
    change = {"field": "account_update", "value": value}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "time": 1, "changes": [change]}]}
    items, _ = parse_webhook(json.dumps(body).encode())
    for item in items:
        desk.news(item)
    await post.aclose()

    assert kept.states() == [("number_stopped", "told")]
    assert kept.notices[0].severity == "critical"
    assert "SPAM" in kept.notices[0].says


async def test_a_message_set_aside_before_the_start_is_not_told_again(ports: Ports) -> None:
    desk = AlertDesk(ports, Post([]), AlertSettings, well)
    desk._count_set_aside({"set_aside": 4.0})
    assert desk.traffic.total("set_aside") == 0
    desk._count_set_aside({})
    desk._count_set_aside({"set_aside": 6.0})

    assert desk.traffic.total("set_aside") == 2


async def test_a_look_that_fails_is_followed_by_the_next(ports: Ports) -> None:
    looks: list[int] = []

    async def broken() -> Sequence[Component]:
        looks.append(1)
        raise PortError("the disk is gone")

    desk = AlertDesk(ports, Post([]), lambda: AlertSettings(every_s=0.05), broken)
    running = asyncio.create_task(desk.run())
    async with asyncio.timeout(10):
        while len(looks) < 3:  # noqa: ASYNC110 (what is waited for lives in another task)
            await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert len(looks) >= 3


async def test_a_server_in_trouble_shows_its_alert_in_the_metrics(load: Load, ports: Ports, tmp_path: Path) -> None:
    config = f"{LINES}\nalerts: {{every_s: 0.05, least: 1, slow_p95_s: 0.0001}}\n"
    async with serving(load(config, STEPS), tmp_path / "pipeline.yaml", ports) as server:
        await server.post(text_message())
        text = await told_by_metrics(server.client, 'cairn_alert_firing{alert="slow"} 1.0')

    assert 'alert="errors"' not in text
