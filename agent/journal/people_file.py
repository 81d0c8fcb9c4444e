"""A journal's file asked by person: what was recorded about one contact, without reading what was about others."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from agent.journal import identities, records
from agent.journal.errors import port_error
from agent.journal.schema import open_reader
from agent.ports import Address, Record

T = TypeVar("T")
_BUSY_S = 10.0


class PeopleFile:
    """Opened for each question and closed again; a file that is not there yet may come. Raises PortError."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def exists(self) -> bool:
        """Whether anything was served in this folder."""
        return self.path.exists()

    async def newest(self, after: int) -> tuple[int, Sequence[Record]]:
        """The highest seq, and the merges above `after`: one moment of the file."""

        def read(connection: sqlite3.Connection) -> tuple[int, Sequence[Record]]:
            upto = records.newest(connection)
            return upto, [one for one in records.merges(connection, after) if one.seq <= upto]

        return await self._read(read)

    async def about(self, contacts: Sequence[str], after: int, upto: int) -> Sequence[Record]:
        """The records about these contacts with a seq above `after`, up to `upto`, in order."""
        return await self._read(lambda connection: records.about(connection, contacts, after, upto))

    async def of_bookings(self, bookings: Sequence[str], upto: int) -> Sequence[Record]:
        """All facts about these bookings, whoever they are about."""
        return await self._read(lambda connection: records.of_bookings(connection, bookings, upto))

    async def profiles(self, after: int, upto: int) -> Sequence[tuple[str, int, str, str, str]]:
        """Contact, seq, name, language and country of each fact about a person."""
        return await self._read(lambda connection: records.profiles(connection, after, upto))

    async def contacts(self) -> Sequence[str]:
        """Every contact that a fact, a booking or a turn names."""
        return await self._read(records.contacts)

    async def address(self, contact: str) -> Address | None:
        """Where to reach the contact now."""
        return await self._read(lambda connection: identities.address(connection, contact))

    async def find(self, number: str) -> str:
        """The contact with this phone number or user id; empty when nobody has it."""
        return await self._read(lambda connection: identities.find(connection, number))

    async def after(self, seq: int, limit: int) -> Sequence[Record]:
        """All records, a batch at a time."""
        return await self._read(lambda connection: records.after(connection, seq, limit))

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        def read() -> T:
            try:
                with closing(open_reader(self.path, busy_s=_BUSY_S)) as connection:
                    return work(connection)
            except sqlite3.Error as error:
                raise port_error(error, self.path) from error

        return await asyncio.to_thread(read)
