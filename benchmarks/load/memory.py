"""The server's memory over the time of a measurement."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from benchmarks.load.processes import Running

_EVERY_S = 0.5


@asynccontextmanager
async def sampled(server: Running) -> AsyncIterator[list[float]]:
    """Resident MB, twice a second."""
    found = [server.rss_mb()]

    async def look() -> None:
        while True:
            await asyncio.sleep(_EVERY_S)
            found.append(server.rss_mb())

    task = asyncio.create_task(look())
    try:
        yield found
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def over_time(samples: list[float]) -> str:
    """At the start, after each quarter, and the growth of the second half: what grows for ever grows there too."""
    quarters = [samples[round(part * (len(samples) - 1) / 4)] for part in range(5)]
    grown = quarters[4] - quarters[2]
    return f"{' → '.join(f'{mb:.0f}' for mb in quarters)} MB; second half {grown:+.0f} MB"
