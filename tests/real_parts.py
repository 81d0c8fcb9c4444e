"""The `cairn` command as users and operations start it, on a data folder of its own: real processes, mostly."""

import logging
import os
import random
import signal
import socket
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

import httpx
import pytest
import structlog
from pydantic import SecretStr
from ruamel.yaml import YAML

from agent.cli import main
from agent.logs import Libraries
from agent.settings import ROOT, Environment
from tests.forked import Forked, Started

KEYS = {
    "WHATSAPP_TOKEN": "token-of-the-tests",
    "WHATSAPP_APP_SECRET": "secret-of-the-tests",
    "WHATSAPP_VERIFY_TOKEN": "verify-of-the-tests",
    "WHATSAPP_PHONE_NUMBER_ID": "100000000000001",
}
PATIENCE_S = 120.0
PLAIN: Any = {"trust_env": False, "verify": False}
"""For httpx: no proxy, and no certificates read, which takes longer than asking a neighbour."""
OURS = ("WHATSAPP_", "OPENROUTER_", "CAIRN_")


def data_folder(folder: Path) -> Path:
    """A data folder with the shipped index, model and what was learnt, nothing else in it."""
    shipped = ROOT / ".cairn"
    if not (shipped / "index" / "current").exists():
        pytest.fail("the shipped index is not built: run `make model`, or `make test`, which does")
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("index", "models", "learnt"):
        (shipped / name).mkdir(exist_ok=True)
        (folder / name).symlink_to(shipped / name)
    return folder


def edited(text: str, step: str = "", service: Mapping[str, Any] | None = None, **settings: Any) -> str:
    """A config with other settings of the service, and of the first step of this name."""
    yaml = YAML(typ="safe", pure=True)
    document = yaml.load(text)
    document["service"] = {**(document.get("service") or {}), **(service or {})}
    for placed in document["steps"]:
        if isinstance(placed, dict) and placed["step"] == step:
            placed.update(settings)
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def environment(data: Path, **more: str) -> dict[str, str]:
    """This process's environment without any key of ours, so that a developer's keys are never used."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**others, "CAIRN_DATA": str(data), "COLUMNS": "200", **more}


def server_environment(data: Path, **more: Any) -> Environment:
    """What a server that is built in the test's process is given: any keys of WhatsApp, and what `more` names."""
    given = SecretStr("given")
    keys = dict.fromkeys(("whatsapp_token", "whatsapp_app_secret", "whatsapp_verify_token"), given)
    return Environment().model_copy(update={**keys, "cairn_data": data, **more})


def cairn(*words: str, data: Path, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """One command, to its end."""
    return subprocess.run(
        (sys.executable, "-m", "agent.cli", *words),
        cwd=ROOT,
        env=environment(data, **more),
        input=stdin,
        text=True,
        capture_output=True,
        timeout=2 * PATIENCE_S,
        check=False,
    )


def cairn_here(*words: str, data: Path, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    """One command to its end, in this process: seven seconds less. Each verb needs one test in a real one."""
    out, err, status = StringIO(), StringIO(), 0
    process = (
        patch.dict(os.environ, environment(data, **more), clear=True),
        patch.object(sys, "argv", ["cairn", *words]),
        patch.object(sys, "stdin", StringIO(stdin)),
        redirect_stdout(out),
        redirect_stderr(err),
        _logs_as_before(),
    )
    with ExitStack() as stack:
        for part in process:
            stack.enter_context(part)
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else int(end.code is not None)
        except BaseException:
            status = 1
            traceback.print_exc()
    return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())


@contextmanager
def _logs_as_before() -> Iterator[None]:
    """A command sets up the logs of its process, which here are those of all tests."""
    configured, before = structlog.is_configured(), structlog.get_config()
    try:
        yield
    finally:
        structlog.configure(**before) if configured else structlog.reset_defaults()
        root = logging.getLogger()
        root.handlers = [one for one in root.handlers if not isinstance(one, Libraries)]


def at_once(runs: Sequence[Callable[[], subprocess.CompletedProcess[str]]]) -> list[subprocess.CompletedProcess[str]]:
    """Several commands, two side by side."""
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(lambda run: run(), runs))


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def until(condition: Callable[[], Any], what: str, within_s: float = PATIENCE_S) -> Any:
    """The first true value of `condition`; fails with `what` when it never is."""
    deadline = time.monotonic() + within_s
    while not (found := condition()):
        if time.monotonic() > deadline:
            pytest.fail(f"waited in vain: {what}")
        time.sleep(0.05)
    return found


def answers(url: str) -> bool:
    """Whether a GET is answered with 200."""
    try:
        return httpx.get(url, **PLAIN, timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@dataclass(slots=True)
class Deployment:
    """A server and the simulator in its processes, as `make run` starts them. The server may be killed."""

    data: Path
    config: Path
    server_port: int = field(default_factory=free_port)
    simulator_port: int = field(default_factory=free_port)
    server: Started | None = None
    simulator: Started | None = None
    written: dict[str, str] = field(default_factory=dict)
    """Message id by the phone that wrote it."""
    simulator_options: tuple[str, ...] = ()
    begin: Callable[..., Started] = Forked
    """`afresh` where the interpreter itself has to start with the server's environment."""
    patience_s: float = PATIENCE_S
    """How long a start, or what a test waits for, may take: a machine shared with others is slow."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def phone(self) -> str:
        return f"http://127.0.0.1:{self.simulator_port}"

    @property
    def log(self) -> str:
        """All the server ever wrote to stderr and stdout."""
        return (self.data / "server.log").read_text(encoding="utf-8")

    def keys(self) -> dict[str, str]:
        return {**KEYS, "WHATSAPP_GRAPH_URL": self.phone}

    def start(self) -> None:
        """Start what is not running, and wait until it is ready."""
        if self.simulator is None:
            hook = f"{self.url}/webhook"
            port = str(self.simulator_port)
            self.simulator = self._spawn("simulator", "--port", port, "--webhook", hook, *self.simulator_options)
            until(lambda: answers(self.phone), "the simulator answers", self.patience_s)
        self.spawn()
        try:
            until(self._ready, "the server is ready", self.patience_s)
        except pytest.fail.Exception as failure:
            raise AssertionError(f"{failure}; its log ends:\n{self.log[-2000:]}") from failure

    def spawn(self) -> None:
        """Start the server if it does not run, and do not wait for it."""
        if self.server is None or self.server.poll() is not None:
            self.server = self._spawn("serve", "--port", str(self.server_port), "--config", str(self.config))

    def _ready(self) -> bool:
        assert self.server is not None
        if self.server.poll() is not None:
            pytest.fail(f"the server ended with {self.server.returncode}:\n{self.log[-2000:]}")
        return answers(f"{self.url}/health/ready")

    def _spawn(self, *words: str) -> Started:
        log = self.data / f"{'server' if words[0] == 'serve' else words[0]}.log"
        return self.begin("agent.cli", *words, env=environment(self.data, **self.keys()), log=log)

    def restart_simulator(self) -> None:
        """Everything it knew is gone."""
        assert self.simulator is not None
        self.simulator.kill()
        self.simulator.wait()
        self.simulator = None
        self.start()

    def end(self, how: signal.Signals) -> int:
        """Signal the server, wait for its end; its exit status."""
        assert self.server is not None
        self.server.send_signal(how)
        return self.server.wait(self.patience_s)

    def close(self) -> None:
        """End both."""
        for process in (self.server, self.simulator):
            if process is not None and process.poll() is None:
                process.kill()
                process.wait()

    def write(self, phone: str, text: str) -> str:
        """A customer's message through the simulator; its id."""
        message = {"contact": phone, "text": text}
        posted = httpx.post(f"{self.phone}/sim/messages", json=message, **PLAIN, timeout=self.patience_s)
        self.written[phone] = posted.raise_for_status().json()["id"]
        return self.written[phone]

    def sent(self, phone: str = "") -> list[Mapping[str, Any]]:
        """What the simulator accepted, for one phone or all."""
        found = httpx.get(f"{self.phone}/sim/sent", **PLAIN, timeout=self.patience_s).json()
        return [send for send in found if not phone or send["to"] == phone]


def phones(seed: int, n: int) -> list[str]:
    """Numbers nobody has, no two the same."""
    rng = random.Random(seed)
    return [f"9190{tail:08d}" for tail in rng.sample(range(10**8), n)]


D = TypeVar("D", bound=Deployment)


@contextmanager
def running_deployment(kind: type[D], folder: Path, config: str) -> Iterator[D]:
    """A server and simulator in `folder` on this config, ready; ended whatever comes."""
    path = folder / "pipeline.yaml"
    path.write_text(config, encoding="utf-8")
    found = kind(data_folder(folder / "data"), path)
    try:
        found.start()
        yield found
    finally:
        found.close()
