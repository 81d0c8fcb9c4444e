"""Calls to a running simulator, and what its webhooks say."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from agent.channel.payload import parse_webhook
from agent.channel.simulator import RunningSimulator, SimulatorSettings
from agent.ports import InboxEvent, InboxItem, InboxMessage, InboxStatus
from tests.channel.conftest import Webhook

SECRET = "test-app-secret"
PHONE = "34600000777"
NUMBER = "100000000000001"
PATH = f"/v25.0/{NUMBER}/messages"
BODY = {"messaging_product": "whatsapp", "to": f"+{PHONE}", "text": {"body": "Hola"}, "biz_opaque_callback_data": "u-1"}
AUTH = {"Authorization": "Bearer t"}


def settings(webhook: Webhook, *, speed: float = 50) -> SimulatorSettings:
    return SimulatorSettings(webhook=webhook.url, secret=SECRET, speed=speed)


async def ask(running: RunningSimulator, path: str, body: Any = None, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=running.url, trust_env=False, timeout=30) as client:
        if body is None:
            return await client.get(path, headers=AUTH | headers)
        content = body if isinstance(body, bytes) else json.dumps(body)
        return await client.post(path, content=content, headers=AUTH | headers)


async def switch(running: RunningSimulator, **faults: Any) -> None:
    assert (await ask(running, "/sim/faults", faults)).status_code == 200


async def write(running: RunningSimulator, text: str = "hello", contact: str = PHONE, **more: Any) -> str:
    answer = await ask(running, "/sim/messages", {"contact": contact, "text": text, **more})
    return str(answer.raise_for_status().json()["id"])


async def send(running: RunningSimulator, **parts: Any) -> httpx.Response:
    return await ask(running, PATH, {**BODY, **parts})


def code_of(answer: httpx.Response) -> int:
    """0 for a send that was taken."""
    return int(answer.json().get("error", {}).get("code", 0))


def items(webhook: Webhook) -> list[InboxItem]:
    return [item for _, body in webhook.received for item in parse_webhook(body)[0]]


def statuses(webhook: Webhook) -> list[InboxStatus]:
    return [item for item in items(webhook) if isinstance(item, InboxStatus)]


def messages(webhook: Webhook) -> list[InboxMessage]:
    return [item for item in items(webhook) if isinstance(item, InboxMessage)]


def news(webhook: Webhook) -> list[InboxEvent]:
    return [item for item in items(webhook) if isinstance(item, InboxEvent)]


def told(webhook: Webhook) -> Sequence[Mapping[str, Any]]:
    """Every change of every webhook as it came."""
    bodies = [json.loads(body) for _, body in webhook.received]
    return [change | {"entry": entry} for body in bodies for entry in body["entry"] for change in entry["changes"]]
