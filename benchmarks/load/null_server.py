"""`python -m benchmarks.load.null_server PORT [as-it-comes]`: the server's own Sanic, a handler that does nothing.

As it comes, Sanic keeps the signals that our server takes out of its way.
"""

import sys

from sanic import HTTPResponse, Request
from sanic.response import empty

from agent.process import garbage
from serve.sanic_app import bare_app
from serve.slow_requests import PromptProtocol


async def taken(request: Request) -> HTTPResponse:
    """What the webhook answers, for nothing."""
    return empty(200)


def main() -> None:
    """Serve until SIGTERM."""
    app = bare_app("null", alone="as-it-comes" not in sys.argv)
    app.add_route(taken, "/webhook", methods=["GET", "POST"])
    garbage.settle()
    port = int(sys.argv[1])
    app.run(host="127.0.0.1", port=port, protocol=PromptProtocol, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
