"""The process of the workbench: Streamlit with our settings, whatever its own files and environment say."""

import argparse
import sys
import threading
from pathlib import Path

from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from streamlit.starlette import App

from agent.accounts.doorkeeper import Doorkeeper, require_login
from agent.accounts.organisation import organisation_of
from agent.logs import configure_logs
from agent.ports import PortError
from agent.settings import Environment
from workbench.access.door import Door
from workbench.access.signing_in import routes
from workbench.access.who import install
from workbench.desk import warm_up
from workbench.failure import show_failure
from workbench.look import options

FIRST = "/try-it"
"""The first page is at the root, and Streamlit knows it by no other address."""
SCRIPT = Path(__file__).with_name("entry") / "run.py"


def main() -> None:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8501)
    given = parser.parse_args()
    environment = Environment()
    configure_logs(environment.all_secrets(), level="WARNING")
    try:
        app = guarded_app(environment, given.host)
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        app.run(config=options(given.host, given.port))
    except PortError as error:
        sys.stderr.write(f"cairn: {error}\n")
        raise SystemExit(1) from error


def guarded_app(environment: Environment, host: str) -> App:
    """The app behind its door. Raises PortError where it would be open to others without a login."""
    require_login(environment, host)
    organisation = organisation_of(environment)
    keeper = Doorkeeper(environment.cairn_data, host, organisation)
    install(keeper)
    return App(
        SCRIPT,
        routes=[*routes(keeper), Route(FIRST, to_the_root)],
        middleware=[Middleware(Door, keeper=keeper)],
        secrets=organisation.secrets(keeper.sessions.signing_key(organisation.stamp)) if organisation else None,
        on_script_error=show_failure,
    )


async def to_the_root(request: Request) -> RedirectResponse:
    """The first page by its own name, with what stands in its address."""
    return RedirectResponse(str(request.url.replace(scheme="", netloc="", path="/")))


if __name__ == "__main__":
    main()
