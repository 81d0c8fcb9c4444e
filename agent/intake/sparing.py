"""Looking again and again without taking the time of what is looked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

_LONGEST_REST_S = 1.0


@asynccontextmanager
async def sparing(share: float) -> AsyncIterator[None]:
    """Rest after the work in it, so that it takes no more than this share of the time; at most a second.

    What comes in while it rests is seen to together: the more there is to do, the larger the portions.
    """
    loop = asyncio.get_running_loop()
    started = loop.time()
    yield
    await asyncio.sleep(min(_LONGEST_REST_S, (loop.time() - started) * (1 - share) / share))
