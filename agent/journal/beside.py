"""The journal from the terminal, beside a running server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from agent.journal.backup import JOURNAL
from agent.journal.sqlite import SQLiteJournal
from agent.ports import NoJournalError


@asynccontextmanager
async def journal_beside(folder: Path, *, read_only: bool = False) -> AsyncIterator[SQLiteJournal]:
    """The folder's journal, opened and closed; NoJournalError where there is none yet."""
    path = folder / JOURNAL
    if not path.exists():
        what = "not there yet, so nothing was ever received or sent; start the server first"
        raise NoJournalError(f"journal {path}: {what}")
    # SQLite lets two processes write in turn; the server's leases are not ours to clear.
    journal = await asyncio.to_thread(SQLiteJournal.open, path, read_only=read_only, clear_leases=False)
    try:
        yield journal
    finally:
        await journal.aclose()
