"""Posts prepared webhooks as fast as they are answered: with wrk, or slower with Python where wrk is missing."""

import asyncio
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.load.processes import has_wrk

WRK_MISSING = (
    "wrk is not installed (Debian: apt-get install wrk): Python posts instead, and what it can post is the limit of "
    "every figure below, not the server"
)
_SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What came of it. `refused`: answers other than 2xx; `broken`: connections and reads that failed."""

    requests: int
    seconds: float
    refused: int
    broken: int
    p50_ms: float
    p99_ms: float
    max_ms: float

    @property
    def taken(self) -> int:
        """Requests answered with 200."""
        return self.requests - self.refused

    @property
    def per_second(self) -> float:
        """Requests answered with 200, by the second."""
        return self.taken / self.seconds


async def drive(url: str, lines: Path, *, connections: int, seconds: float) -> Driven:
    """Post the bodies of a file in order, at most one under way on each connection."""
    if not has_wrk():
        return await _in_python(url, lines, connections=connections, seconds=seconds)
    words = (
        "-t1",
        f"-c{connections}",
        f"-d{seconds:.0f}s",
        "--timeout",
        "10s",
        "-s",
        str(_SCRIPT),
        url,
        "--",
        str(lines),
    )
    process = await asyncio.create_subprocess_exec(
        "wrk", *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    out, _ = await process.communicate()
    told = [line for line in out.decode("utf-8", "replace").splitlines() if line.startswith('{"requests"')]
    if not told:
        raise SystemExit(f"wrk ended with {process.returncode}: {out.decode('utf-8', 'replace')[-500:]}")
    return Driven(**json.loads(told[-1]))


async def _in_python(url: str, lines: Path, *, connections: int, seconds: float) -> Driven:
    host, port = url.removeprefix("http://").split(":")
    waits: list[float] = []
    refused = 0
    started = time.perf_counter()

    async def sender(requests: Iterator[bytes]) -> None:
        nonlocal refused
        reader, writer = await asyncio.open_connection(host, int(port))
        for request in requests:
            at = time.perf_counter()
            if at - started >= seconds:
                break
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            refused += not head.startswith(b"HTTP/1.1 200")
            waits.append((time.perf_counter() - at) * 1000)
        writer.close()

    with lines.open(encoding="ascii") as file:
        requests = (_request(line) for line in file)
        await asyncio.gather(*(sender(requests) for _ in range(connections)))
    return Driven(
        requests=len(waits),
        seconds=time.perf_counter() - started,
        refused=refused,
        broken=0,
        p50_ms=float(np.percentile(waits, 50)),
        p99_ms=float(np.percentile(waits, 99)),
        max_ms=max(waits),
    )


def _request(line: str) -> bytes:
    signature, body = line.rstrip("\n").split("\t", 1)
    head = (
        "POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: {signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode("ascii")
