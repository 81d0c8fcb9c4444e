"""Where a turn computes: in one thread beside the event loop, so that acknowledgements wait for no turn.

One thread on purpose: two would share the interpreter's lock with the loop, and each would have a third of the time.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_THREAD = ThreadPoolExecutor(1, thread_name_prefix="turns")
SHARE_S = 0.001
"""Longest that thread keeps the interpreter from one that waits, for `sys.setswitchinterval`; Python's own is 0.005.
Each webhook's commit takes it some ten times."""


async def computed(work: Callable[[*Ts], T], *arguments: *Ts) -> T:
    """What `work` returns or raises; it must not touch the event loop. Logs in it carry the turn's id."""
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(_THREAD, lambda: context.run(work, *arguments))
