"""What must not be lost: inbox, outbox, leases, consent, audit, and the facts for the store."""

from agent.journal.lock import DataLock, lock_data_folder
from agent.journal.memory import MemoryJournal
from agent.journal.sqlite import SQLiteJournal

__all__ = ["DataLock", "MemoryJournal", "SQLiteJournal", "lock_data_folder"]
