"""Start the server process."""

import errno
import socket
import sys
from pathlib import Path

import structlog

from agent.accounts.api_keys import read_keys
from agent.bootstrap import build_server_agent, require_ready
from agent.log_streams import LogFiles
from agent.logs import configure_logs
from agent.ports import PortError
from agent.process import garbage, heap
from agent.process.computing import SHARE_S
from agent.process.index_process import bring_index_up_to_date, has_index
from agent.settings import Environment
from serve.sanic_app import settled, webhook_app
from serve.slow_requests import PromptProtocol


def run_server(config: Path, *, host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish the turns under way.

    A data folder without an index gets one first. One process on purpose: Sanic's manager does not restart a dead
    worker, and two would fight for the data folder. Raises ConfigError or PortError before anything listens.
    """
    heap.share()
    sys.setswitchinterval(SHARE_S)
    environment = Environment()
    configure_logs(environment.all_secrets(), files=_log_files(environment))
    require_ready(config, environment)
    read_keys(environment.cairn_api_keys.get_secret_value())
    _require_free(host, port)
    if not has_index():
        structlog.get_logger("serve").info("no index in the data folder yet: it is built before anything is served")
        bring_index_up_to_date(config)
    app = webhook_app(lambda: settled(build_server_agent(config, environment)), alone=True)
    try:
        app.run(host=host, port=port, protocol=PromptProtocol, single_process=True, access_log=False, motd=False)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise _in_use(host, port) from error
    finally:
        garbage.release()


def _require_free(host: str, port: int) -> None:
    """Known before an index is built and models are loaded, which takes up to minutes. Nothing listens yet."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:  # any other is told where the server starts
            if error.errno == errno.EADDRINUSE:
                raise _in_use(host, port) from error


def _in_use(host: str, port: int) -> PortError:
    return PortError(f"port {port} on {host} is in use; stop what listens there, or give another --port")


def _log_files(environment: Environment) -> LogFiles | None:
    """Only the server writes files: two processes that turn the same file over would lose lines."""
    folder = environment.cairn_log_folder
    if folder is None:
        return None
    return LogFiles(folder, max_mb=environment.cairn_log_max_mb, keep=environment.cairn_log_keep)
