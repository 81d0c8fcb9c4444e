"""Who is answered at the same time: a message that may have ended the process before is met with few others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agent.journal.rules import MAX_ATTEMPTS

TRIED_AT_ONCE = 4
"""Conversations tried before that run at once at first: each that succeeds opens one more place.

A crash counts against every message under way, and after three a message is set aside. So what was under way at a
crash is taken up in small groups, and what was under way at two alone: it takes nobody with it.
"""
PATIENCE_S = 2.0
"""After so long without a crash somebody else may begin beside: a slow model is no crash."""


class Places:
    """`at_once` for everybody; among them few for those tried before, and one for those on their last try."""

    def __init__(self, at_once: int, *, tried_at_once: int = TRIED_AT_ONCE, patience_s: float = PATIENCE_S) -> None:
        self._all = asyncio.Semaphore(at_once)
        self._tried = asyncio.Semaphore(tried_at_once)
        self._last = asyncio.Lock()
        self._patience_s = patience_s
        self._to_open = max(0, at_once - tried_at_once)

    @asynccontextmanager
    async def of(self, attempts: int) -> AsyncIterator[None]:
        """A place for a conversation whose messages were handed out so often; waits until there is one."""
        if attempts <= 0:
            async with self._all:
                yield
        elif attempts < MAX_ATTEMPTS - 1:
            async with self._tried_place(), self._all:
                yield
        else:
            async with self._last, self._all:
                yield

    @asynccontextmanager
    async def _tried_place(self) -> AsyncIterator[None]:
        await self._tried.acquire()
        loop = asyncio.get_running_loop()
        early = loop.call_later(self._patience_s, self._tried.release)
        try:
            yield
            self._open_one_more()
        finally:
            if loop.time() < early.when():
                early.cancel()
                self._tried.release()

    def _open_one_more(self) -> None:
        if self._to_open:
            self._to_open -= 1
            self._tried.release()
