"""What is read and analysed: contacts, turns, bookings, leads. A projection of the journal's records."""

from agent.store.duck import DuckDBStore
from agent.store.feed import Feed
from agent.store.memory import MemoryStore
from agent.store.open import open_store

__all__ = ["DuckDBStore", "Feed", "MemoryStore", "open_store"]
