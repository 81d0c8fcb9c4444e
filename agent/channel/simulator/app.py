"""The simulator's HTTP side."""

import secrets
from email.utils import formatdate
from pathlib import Path
from typing import Any

from sanic import Request, Sanic
from sanic.response import BaseHTTPResponse, HTTPResponse, raw

from agent.channel.simulator.control import add_control
from agent.channel.simulator.graph.routes import add_graph
from agent.channel.simulator.settings import SimulatorSettings
from agent.channel.simulator.world import World

_PAGE = Path(__file__).parent / "page"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def simulator_app(settings: SimulatorSettings) -> Sanic[Any, Any]:
    """The app, not yet serving; its state is made when the server starts, as `app.ctx.world`."""
    app: Sanic[Any, Any] = Sanic(f"cairn-simulator-{secrets.token_hex(4)}", configure_logging=False)
    app.config.update(
        AUTO_EXTEND=False,
        MOTD=False,
        TOUCHUP=False,  # rewrites the protocol class of the whole process, which a second app then cannot do
        FALLBACK_ERROR_FORMAT="json",
        REQUEST_MAX_SIZE=8_000_000,
        GRACEFUL_SHUTDOWN_TIMEOUT=1.0,
    )

    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.world = World(settings)

    async def stop(app: Sanic[Any, Any]) -> None:
        await app.ctx.world.courier.aclose()

    async def tell_the_time(request: Request, response: BaseHTTPResponse) -> None:
        response.headers["Date"] = formatdate(usegmt=True)

    app.register_middleware(tell_the_time, "response")
    app.before_server_start(start)
    app.before_server_stop(stop)
    _add_page(app)
    add_graph(app)
    add_control(app)
    return app


def _add_page(app: Sanic[Any, Any]) -> None:
    """The chat page at `/`, and its parts beside it."""
    for file in sorted(_PAGE.iterdir()):
        path = "/" if file.name == "index.html" else f"/page/{file.name}"
        app.add_route(_shown(file), path, methods=["GET"], name=f"page_{file.stem}_{file.suffix[1:]}")


def _shown(file: Path) -> Any:
    content, kind = file.read_bytes(), _TYPES[file.suffix]

    async def show(request: Request) -> HTTPResponse:
        return raw(
            content, content_type=kind, headers={"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"}
        )

    return show
