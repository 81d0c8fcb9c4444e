"""The simulator as a process of its own, and inside a test's event loop."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from agent.channel.simulator.app import simulator_app
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.world import World


def run_simulator(settings: SimulatorSettings, *, host: str = "127.0.0.1", port: int = 8001) -> None:
    """Serve until Ctrl-C."""
    simulator_app(settings).run(host=host, port=port, single_process=True, motd=False, access_log=False)


@dataclass(frozen=True, slots=True)
class RunningSimulator:
    """Where it listens, and its state."""

    url: str
    world: World


@asynccontextmanager
async def running_simulator(
    settings: SimulatorSettings, port: int = 0, *, host: str = "127.0.0.1"
) -> AsyncIterator[RunningSimulator]:
    """A simulator in this event loop; port 0 takes a free one."""
    app = simulator_app(settings)
    listener = socket.create_server((host, port))
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
