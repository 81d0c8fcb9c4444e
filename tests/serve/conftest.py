"""The server on a real port, around an agent whose ports are in memory."""

import socket
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from agent.agent import Agent
from agent.channel.memory import Outbox
from agent.channel.signature import sign
from agent.pipeline import Pipeline
from agent.ports import InboxItem, PortError, Ports
from agent.reload import LivePipeline
from agent.service import Service
from agent.settings import Environment, ServiceSettings
from agent.store.feed import Feed
from agent.store.pseudonyms import Pseudonyms
from agent.store.readers_copy import ReadersCopy
from serve.sanic_app import WebhookKeys, webhook_app
from tests.conftest import Load
from tests.sample_steps import TABLE
from tests.test_service import LINES, STEPS

API_KEYS = {"agent": "the-key-of-asha-000001", "reader": "the-key-of-the-board-1", "admin": "the-key-of-vikram-0001"}
OWN_NUMBER = "100"
SECRET, OLD_SECRET, TOKEN = "app-secret", "the-one-before", "verify-me"


@dataclass(slots=True)
class Running:
    """A client of the running server, and what it wrote."""

    client: httpx.AsyncClient
    ports: Ports

    async def post(self, body: bytes, *, secret: str = SECRET) -> httpx.Response:
        headers = {"X-Hub-Signature-256": sign(body, secret), "Content-Type": "application/json"}
        return await self.client.post("/webhook", content=body, headers=headers)

    @property
    def posts(self) -> Sequence[Any]:
        assert isinstance(self.ports.channel, Outbox)
        return self.ports.channel.posts


class FullDisk:
    """A journal whose inbox and audit log cannot be committed; all else is the journal's own."""

    def __init__(self, journal: Any) -> None:
        self._journal = journal

    def __getattr__(self, name: str) -> Any:
        return getattr(self._journal, name)

    async def receive(self, items: Sequence[InboxItem]) -> Sequence[bool]:
        raise PortError("the disk is full")

    async def audit(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        raise PortError("the disk is full")


def _environment(number: str, data: Path) -> Environment:
    keys = f"asha:agent:{API_KEYS['agent']},board:reader:{API_KEYS['reader']},vikram:admin:{API_KEYS['admin']}"
    return Environment(cairn_api_keys=SecretStr(keys), whatsapp_phone_number_id=number, cairn_data=data)


@asynccontextmanager
async def serving(pipeline: Pipeline, path: Path, ports: Ports, *, number: str = OWN_NUMBER) -> AsyncIterator[Running]:
    async def build() -> Agent:
        feed = Feed(ports.journal, ports.store)
        live = LivePipeline(path, pipeline, ports)
        service = Service(live.serving, ports, feed, ServiceSettings(burst_window_s=0.0))
        environment = _environment(number, path.parent / "data")
        agent = Agent(live=live, ports=ports, feed=feed, service=service, environment=environment)
        agent.readers = ReadersCopy(path.parent, ports.journal, Pseudonyms(b"pepper of the tests"))
        return agent

    app = webhook_app(build, keys=WebhookKeys(secrets=(SECRET, OLD_SECRET), verify_token=TOKEN), name=f"t{id(ports)}")
    listener = socket.create_server(("127.0.0.1", 0))
    server: Any = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.start_serving()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            yield Running(client, ports)
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()


@pytest.fixture
async def server(load: Load, ports: Ports, tmp_path: Path) -> AsyncIterator[Running]:
    """Echoes every message."""
    async with serving(load(LINES, STEPS), tmp_path / "pipeline.yaml", ports) as running:
        yield running


@pytest.fixture
async def full_disk(load: Load, ports: Ports, tmp_path: Path) -> AsyncIterator[Running]:
    """Cannot commit its inbox."""
    broken = replace(ports, journal=FullDisk(ports.journal))
    async with serving(load("steps: [answer]", TABLE), tmp_path / "pipeline.yaml", broken) as running:
        yield running
