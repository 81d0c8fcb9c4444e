"""The server as it is run in production, in a data folder of its own, and what it is compared with."""

import asyncio
import contextlib
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from agent.settings import ROOT

NUMBER = "100000000000001"
SECRET = "secret-of-the-benchmarks"
KEYS: Mapping[str, str] = {
    "WHATSAPP_TOKEN": "token-of-the-benchmarks",
    "WHATSAPP_APP_SECRET": SECRET,
    "WHATSAPP_VERIFY_TOKEN": "verify-of-the-benchmarks",
    "WHATSAPP_PHONE_NUMBER_ID": NUMBER,
}
_OURS = ("WHATSAPP_", "OPENROUTER_", "CAIRN_")
_PATIENCE_S = 180.0
_SHIPPED = ("index", "models", "learnt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A process that answers at `url`; a server's `data` folder."""

    url: str
    pid: int
    data: Path

    def rss_mb(self) -> float:
        """Resident memory now; 0 where the system has no /proc."""
        try:
            pages = int(Path(f"/proc/{self.pid}/statm").read_text(encoding="ascii").split()[1])
        except OSError:
            return 0.0
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def cpu_s(self) -> float:
        """Processor time of all its threads so far; 0 where the system has no /proc."""
        try:
            said = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii")
        except OSError:
            return 0.0
        user, system = said.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    @property
    def journal(self) -> Path:
        """The file of the journal."""
        return self.data / "journal.sqlite"


@contextmanager
def data_folder() -> Iterator[Path]:
    """A new data folder with the shipped index, model and what was learnt; needs `make model` once."""
    shipped = ROOT / ".cairn"
    if not (shipped / "index" / "current").exists():
        raise SystemExit("no index in .cairn: run `make model` first, or `make bench`, which does")
    with tempfile.TemporaryDirectory(prefix="cairn-load-", dir=ROOT / ".cairn") as name:
        for part in _SHIPPED:
            (Path(name) / part).symlink_to(shipped / part)
        yield Path(name)


@asynccontextmanager
async def running_server(data: Path, *, graph: str, config: Path | None = None, **keys: str) -> AsyncIterator[Running]:
    """`cairn serve` until it is ready; ended with SIGTERM."""
    port = _free_port()
    words = ("agent.cli", "serve", "--port", str(port), *(("--config", str(config)) if config else ()))
    async with _running(data, words, port, "/health/ready", {"WHATSAPP_GRAPH_URL": graph, **keys}) as server:
        yield server


@asynccontextmanager
async def running_forgetful(data: Path) -> AsyncIterator[Running]:
    """`cairn serve` but for what it keeps, which is nothing."""
    port = _free_port()
    words = ("benchmarks.load.forgetful_server", str(port))
    async with _running(data, words, port, "/health/ready", {}) as server:
        yield server


@asynccontextmanager
async def running_null(*, as_it_comes: bool = False) -> AsyncIterator[Running]:
    """The same Sanic with a handler that does nothing; `as_it_comes` without what our server does to its speed."""
    port = _free_port()
    words = ("benchmarks.load.null_server", str(port), *(("as-it-comes",) if as_it_comes else ()))
    with tempfile.TemporaryDirectory() as name:
        async with _running(Path(name), words, port, "/webhook", {}) as server:
            yield server


@asynccontextmanager
async def _running(
    data: Path, words: Sequence[str], port: int, ready: str, keys: Mapping[str, str]
) -> AsyncIterator[Running]:
    log = data / "output.log"
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *words, cwd=ROOT, env=_environment(data, keys), stdout=out, stderr=out
        )
    server = Running(url=f"http://127.0.0.1:{port}", pid=process.pid, data=data)
    try:
        await _wait(process, server.url + ready, log)
        yield server
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    try:
        async with asyncio.timeout(_PATIENCE_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def _environment(data: Path, keys: Mapping[str, str]) -> dict[str, str]:
    """Without any key of this machine: nobody outside is ever called."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**others, **KEYS, "CAIRN_DATA": str(data), **keys}


async def _wait(process: asyncio.subprocess.Process, url: str, log: Path) -> None:
    end = time.monotonic() + _PATIENCE_S
    async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
        while time.monotonic() < end and process.returncode is None:
            with contextlib.suppress(httpx.HTTPError):
                if (await client.get(url)).status_code < 500:
                    return
            await asyncio.sleep(0.1)
    said = await asyncio.to_thread(log.read_text, encoding="utf-8")
    raise SystemExit(f"{url} is not ready; its last words:\n{said[-2000:]}")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def cores() -> int:
    """Processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def has_wrk() -> bool:
    """Whether the load generator is installed."""
    return shutil.which("wrk") is not None
