"""The simulator as a process of its own, and inside a test's event loop."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.channel.simulator.app import simulator_app
from agent.channel.simulator.settings import DEFAULT_PHONE_NUMBER_ID, SimulatorSettings
from agent.channel.simulator.world import World


def run_simulator(
    host: str = "127.0.0.1",
    port: int = 8001,
    webhook: str = "",
    seed: int = 7,
    secret: str = "",
    *,
    token: str = "",
    verify_token: str = "",
    phone_number_id: str = "",
    speed: float = 1.0,
    contacts: Path | None = None,
) -> None:
    """Serve until Ctrl-C; what is left empty takes the defaults of SimulatorSettings.

    Raises ValueError for a webhook without a secret.
    """
    given = SimulatorSettings(
        webhook=webhook,
        secret=secret,
        token=token,
        verify_token=verify_token,
        phone_number_id=phone_number_id or DEFAULT_PHONE_NUMBER_ID,
        seed=seed,
        speed=speed,
        contacts=contacts,
    )
    simulator_app(given).run(host=host, port=port, single_process=True, motd=False, access_log=False)


@dataclass(frozen=True, slots=True)
class RunningSimulator:
    """Where it listens, and its state."""

    url: str
    world: World


@asynccontextmanager
async def running_simulator(settings: SimulatorSettings, port: int = 0) -> AsyncIterator[RunningSimulator]:
    """A simulator in this event loop on 127.0.0.1; port 0 takes a free one."""
    app = simulator_app(settings)
    listener = socket.create_server(("127.0.0.1", port))
    server: Any = await app.create_server(sock=listener, return_asyncio_server=True, access_log=False)
    await server.startup()
    await server.before_start()
    await server.start_serving()
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app.ctx.world.base_url = url
    try:
        yield RunningSimulator(url, app.ctx.world)
    finally:
        await server.before_stop()
        server.close()
        await server.wait_closed()
