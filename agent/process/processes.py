"""`cairn run` and `cairn workbench`: the three processes, started and ended together."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from rich.console import Console

from agent.accounts.doorkeeper import require_login
from agent.channel.simulator import SimulatorSettings, run_simulator
from agent.channel.simulator.load import Load
from agent.channel.simulator.load.command import load_webhook
from agent.channel.simulator.settings import DEFAULT_PHONE_NUMBER_ID
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.process.index_process import bring_index_up_to_date, has_index
from agent.settings import Environment, operator_folder

CAIRN = (sys.executable, "-m", "agent.cli")
READY_WITHIN_S = 60.0
END_WITHIN_S = 15.0


def serve_simulator(
    config: Path,
    *,
    host: str,
    port: int,
    webhook: str,
    seed: int | None,
    speed: float = 1.0,
    load: Load | None = None,
    as_json: bool = False,
) -> bool:
    """The simulator in this process, with the keys of the environment; PortError when they or the port are missing.

    With a `load` only for as long as it runs; False when a message was left unanswered or was answered twice.
    """
    try:
        settings = _simulator_settings(config, webhook, seed, speed)
        if load is not None:
            return load_webhook(settings, load, host=host, port=port, as_json=as_json)
        run_simulator(settings, host=host, port=port)
    except ValueError as error:
        raise PortError(str(error)) from error
    except OSError as error:
        raise PortError(f"simulator on {host}:{port}: {error.strerror}; give another --port or --host") from error
    return True


def _simulator_settings(config: Path, webhook: str, seed: int | None, speed: float) -> SimulatorSettings:
    environment = Environment()
    documents = operator_folder(Pipeline.load(config).config.ports.index.documents, config)
    return SimulatorSettings(
        webhook=webhook,
        # Ids of an earlier run would be taken for its messages, delivered again, and not answered.
        seed=secrets.randbits(64) if seed is None else seed,
        speed=speed,
        secret=environment.whatsapp_app_secret.get_secret_value(),
        token=environment.whatsapp_token.get_secret_value(),
        verify_token=environment.whatsapp_verify_token.get_secret_value(),
        phone_number_id=environment.whatsapp_phone_number_id or DEFAULT_PHONE_NUMBER_ID,
        contacts=documents / "customers" / "contacts.csv",
    )


def run_workbench(config: Path, *, host: str, port: int) -> NoReturn:
    """Streamlit in this process's place: what ends this one ends the page.

    PortError where it would be open to others without a login.
    """
    require_login(Environment(), host)
    command = _workbench(host, port)
    os.execve(command[0], command, {**os.environ, "CAIRN_CONFIG": str(config.absolute())})


def run_all(config: Path, *, host: str, ports: tuple[int, int, int]) -> int:
    """Start server, simulator and workbench, print their URLs, end them all at Ctrl-C, SIGTERM or when one dies.

    Raises ConfigError, or PortError when one does not become ready.
    """
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, signal.default_int_handler)
    Pipeline.load(config)
    require_login(Environment(), host)
    _require_free(host, ports)
    console = Console()
    if not has_index():
        console.print("building the model and the index, once (about half a minute) …")
    bring_index_up_to_date(config)
    commands = _commands(config, host, ports)
    running = [subprocess.Popen(command, env=env, start_new_session=True) for command, env in commands]
    try:
        _await_ready(running, _probes(host, ports))
        _print_urls(console, host, ports)
        return _watch(running)
    except KeyboardInterrupt:
        console.print("\nstopping: turns under way are finished, the rest waits in the inbox")
        return 0
    finally:
        _end(running)


def _require_free(host: str, ports: Sequence[int]) -> None:
    """Somebody else's server on one of our ports would answer the probes in our server's place."""
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                what = f"port {port} on {host} cannot be used ({error.strerror})"
                raise PortError(f"{what}; stop what listens there, or give another port: cairn run --help") from error


def _commands(config: Path, host: str, ports: tuple[int, int, int]) -> list[tuple[Sequence[str], Mapping[str, str]]]:
    server, simulator, workbench = ports
    env = {**os.environ, **_demo_keys(host, simulator), "CAIRN_CONFIG": str(config.absolute())}
    listen = ("--host", host, "--config", str(config))
    webhook = f"http://{_reachable(host)}:{server}/webhook"
    return [
        ((*CAIRN, "serve", "--port", str(server), *listen), env),
        ((*CAIRN, "simulator", "--port", str(simulator), "--webhook", webhook, *listen), env),
        (_workbench(host, workbench), env),
    ]


def _demo_keys(host: str, simulator: int) -> dict[str, str]:
    """The simulator's own keys, made anew at each start; none of Meta's is used even where it is set."""
    return {
        "WHATSAPP_TOKEN": secrets.token_hex(16),
        "WHATSAPP_APP_SECRET": secrets.token_hex(16),
        "WHATSAPP_VERIFY_TOKEN": secrets.token_hex(16),
        "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
        "WHATSAPP_GRAPH_URL": f"http://{_reachable(host)}:{simulator}",
    }


def _workbench(host: str, port: int) -> tuple[str, ...]:
    return (sys.executable, "-m", "workbench.server", "--host", host, "--port", str(port))


def _probes(host: str, ports: tuple[int, int, int]) -> list[str]:
    paths = ("/health/ready", "/", "/_stcore/health")
    return [f"http://{_reachable(host)}:{port}{path}" for port, path in zip(ports, paths, strict=True)]


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host


def _await_ready(running: Sequence[subprocess.Popen[bytes]], probes: Sequence[str]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    for process, probe in zip(running, probes, strict=True):
        while not _answers(probe):
            if process.poll() is not None:
                raise PortError(f"{_name(process)} ended with status {process.returncode}; its reason stands above")
            if time.monotonic() > deadline:
                raise PortError(f"{_name(process)} did not answer at {probe} within {READY_WITHIN_S:.0f} s")
            time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _name(process: subprocess.Popen[bytes]) -> str:
    arguments = process.args if isinstance(process.args, list | tuple) else ()
    return next((str(word) for word in arguments if word in ("serve", "simulator")), "workbench")


def _print_urls(console: Console, host: str, ports: tuple[int, int, int]) -> None:
    names = ("server    ", "phone     ", "workbench ")
    notes = ("Meta's webhook, /health/ready, /metrics", "chat as a customer", "the same pipeline, step by step")
    for name, port, note in zip(names, ports, notes, strict=True):
        console.print(f"  {name} http://{_reachable(host)}:{port}   [dim]{note}[/dim]")
    if not Environment().openrouter_api_key.get_secret_value():
        console.print("  [dim]no OPENROUTER_API_KEY: answers come from the catalogue and the documents[/dim]")
    console.print("  Ctrl-C ends all")


def _watch(running: Sequence[subprocess.Popen[bytes]]) -> int:
    while True:
        for process in running:
            if process.poll() is not None:
                raise PortError(f"{_name(process)} ended with status {process.returncode}; the others are stopped")
        time.sleep(0.5)


def _end(running: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in running:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + END_WITHIN_S
    for process in running:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
