"""The journal's tables, as an ordered list of migrations, and how the file is opened."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from agent.journal.errors import damaged, port_error
from agent.ports import NoJournalError, PortError

_V1 = (
    """CREATE TABLE contacts (
        contact TEXT PRIMARY KEY, phone TEXT NOT NULL, user_id TEXT NOT NULL, name TEXT NOT NULL,
        first_seen REAL NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE identities (
        kind TEXT NOT NULL CHECK (kind IN ('phone', 'user_id')), value TEXT NOT NULL,
        contact TEXT NOT NULL REFERENCES contacts, PRIMARY KEY (kind, value)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE conversations (
        contact TEXT PRIMARY KEY REFERENCES contacts, lease_owner TEXT NOT NULL DEFAULT '',
        lease_until REAL NOT NULL DEFAULT 0, fence INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID""",
    """CREATE TABLE inbox (
        place INTEGER PRIMARY KEY, number TEXT NOT NULL, id TEXT NOT NULL,
        contact TEXT NOT NULL REFERENCES conversations, kind TEXT NOT NULL, text TEXT NOT NULL,
        sent_at INTEGER NOT NULL, payload TEXT NOT NULL, received_at REAL NOT NULL,
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'answered', 'set_aside')),
        attempts INTEGER NOT NULL DEFAULT 0, UNIQUE (number, id)) STRICT""",
    "CREATE INDEX inbox_waiting ON inbox (contact, received_at) WHERE state = 'waiting'",
    "CREATE INDEX inbox_set_aside ON inbox (contact) WHERE state = 'set_aside'",
    """CREATE TABLE outbox (
        id TEXT PRIMARY KEY, message_id TEXT NOT NULL UNIQUE, contact TEXT NOT NULL, body TEXT NOT NULL,
        state TEXT NOT NULL, wamid TEXT NOT NULL DEFAULT '', attempts INTEGER NOT NULL DEFAULT 0,
        error TEXT NOT NULL DEFAULT '', opened_at REAL NOT NULL, changed_at REAL NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX outbox_wamid ON outbox (wamid) WHERE wamid <> ''",
    "CREATE INDEX outbox_open ON outbox (state, changed_at) WHERE state IN ('sending', 'unknown')",
    """CREATE TABLE statuses (
        wamid TEXT NOT NULL, status TEXT NOT NULL, recipient TEXT NOT NULL, number TEXT NOT NULL,
        callback TEXT NOT NULL, at INTEGER NOT NULL, errors TEXT NOT NULL, payload TEXT NOT NULL,
        received_at REAL NOT NULL, PRIMARY KEY (wamid, status, recipient)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX statuses_callback ON statuses (callback) WHERE callback <> ''",
    """CREATE TABLE consents (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, contact TEXT NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL,
        source TEXT NOT NULL, text TEXT NOT NULL) STRICT""",
    "CREATE INDEX consents_contact ON consents (contact, seq)",
    """CREATE TRIGGER consents_keep BEFORE UPDATE ON consents
        BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END""",
    """CREATE TRIGGER consents_stay BEFORE DELETE ON consents
        BEGIN SELECT RAISE(ABORT, 'the consent ledger is append-only'); END""",
    """CREATE TABLE records (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, key TEXT NOT NULL, contact TEXT NOT NULL,
        at INTEGER NOT NULL, body TEXT NOT NULL, UNIQUE (kind, key)) STRICT""",
    """CREATE TABLE audit (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
        subject TEXT NOT NULL, detail TEXT NOT NULL, prev TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    """CREATE TRIGGER audit_keep BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
    """CREATE TRIGGER audit_stay BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END""",
)
_PEOPLE = (
    """CREATE TABLE pauses (
        contact TEXT NOT NULL, message_id TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER,
        released_at INTEGER, released_by TEXT NOT NULL DEFAULT '', PRIMARY KEY (contact, message_id)) STRICT""",
    "CREATE INDEX pauses_open ON pauses (contact) WHERE released_at IS NULL",
    """CREATE TABLE pause_messages (
        contact TEXT NOT NULL, message_id TEXT NOT NULL, pause TEXT NOT NULL,
        PRIMARY KEY (contact, message_id)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX pause_messages_of ON pause_messages (contact, pause)",
    """CREATE TABLE reviews (
        id TEXT PRIMARY KEY, contact TEXT NOT NULL, message_id TEXT NOT NULL, reason TEXT NOT NULL,
        flags TEXT NOT NULL, severity TEXT NOT NULL, opened_at INTEGER NOT NULL,
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'done')),
        done_by TEXT NOT NULL DEFAULT '', done_at INTEGER) STRICT""",
    "CREATE INDEX reviews_by_state ON reviews (state)",
    "CREATE INDEX reviews_of ON reviews (contact) WHERE state = 'open'",
)
_SCOPES = (
    "ALTER TABLE consents ADD COLUMN scope TEXT NOT NULL DEFAULT 'all'",
    "ALTER TABLE inbox ADD COLUMN choice TEXT NOT NULL DEFAULT ''",
)
_NUMBERS = (
    """CREATE TABLE numbers (
        number TEXT PRIMARY KEY, reason TEXT NOT NULL, stopped_by TEXT NOT NULL, at INTEGER NOT NULL,
        until INTEGER) STRICT, WITHOUT ROWID""",
    "ALTER TABLE outbox ADD COLUMN number TEXT NOT NULL DEFAULT ''",
)
_PERSONS = (
    "ALTER TABLE contacts ADD COLUMN parent_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE contacts ADD COLUMN username TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE ids (
        kind TEXT NOT NULL CHECK (kind IN ('phone', 'user_id', 'parent_id')), value TEXT NOT NULL,
        contact TEXT NOT NULL REFERENCES contacts, left_at INTEGER, PRIMARY KEY (kind, value)) STRICT, WITHOUT ROWID""",
    "INSERT INTO ids SELECT kind, value, contact, NULL FROM identities",
    "DROP TABLE identities",
    "ALTER TABLE ids RENAME TO identities",
    "CREATE INDEX identities_of ON identities (contact)",
    """CREATE TABLE merges (
        gone TEXT PRIMARY KEY REFERENCES contacts, kept TEXT NOT NULL REFERENCES contacts,
        at INTEGER NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX merges_into ON merges (kept)",
)
_NEWS = (
    """CREATE TABLE number_news (
        number TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (number, name)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE template_news (
        template TEXT NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, at INTEGER NOT NULL,
        PRIMARY KEY (template, language, name)) STRICT, WITHOUT ROWID""",
)
_SENDS = (
    "ALTER TABLE outbox ADD COLUMN callback TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE outbox ADD COLUMN fallback TEXT NOT NULL DEFAULT '{}'",
    "ALTER TABLE outbox ADD COLUMN code INTEGER",
    "ALTER TABLE outbox ADD COLUMN resends INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE outbox ADD COLUMN due_at REAL",
    "UPDATE outbox SET callback = id, due_at = CASE WHEN state IN ('queued', 'sending', 'unknown') THEN changed_at END",
    "CREATE INDEX outbox_callback ON outbox (callback)",
    "CREATE INDEX outbox_due ON outbox (due_at) WHERE due_at IS NOT NULL",
    "CREATE INDEX outbox_ahead ON outbox (contact) WHERE state IN ('queued', 'sending')",
    """CREATE TABLE former_sends (
        callback TEXT PRIMARY KEY, wamid TEXT NOT NULL, send TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE INDEX former_wamid ON former_sends (wamid) WHERE wamid <> ''",
    """CREATE TABLE windows (
        contact TEXT NOT NULL, number TEXT NOT NULL, opened_at INTEGER NOT NULL,
        PRIMARY KEY (contact, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE marks (
        subject TEXT NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER,
        PRIMARY KEY (subject, kind)) STRICT, WITHOUT ROWID""",
)
_REVISIONS = (
    "ALTER TABLE inbox ADD COLUMN turn TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE inbox ADD COLUMN revises TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX inbox_turns ON inbox (number, turn) WHERE turn <> ''",
    "CREATE INDEX inbox_revisions ON inbox (number, revises) WHERE revises <> ''",
)
_LEAVING = (
    "ALTER TABLE outbox ADD COLUMN left_at REAL",
    "UPDATE outbox SET left_at = changed_at WHERE state NOT IN ('queued', 'skipped')",
)
_ARRIVALS = ("CREATE TABLE arrivals (seq INTEGER PRIMARY KEY, bodies BLOB NOT NULL, at REAL NOT NULL) STRICT",)
_ABOUT = ("CREATE INDEX records_about ON records (contact, kind)",)
_HOLDERS = (
    "ALTER TABLE pauses ADD COLUMN holder TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE pauses ADD COLUMN held_since INTEGER",
    "ALTER TABLE pauses ADD COLUMN held_at INTEGER",
)
_DUE = (
    "DROP INDEX outbox_due",
    "CREATE INDEX outbox_due ON outbox (due_at, opened_at, id, state, number) WHERE due_at IS NOT NULL",
    "CREATE INDEX outbox_changed ON outbox (changed_at) WHERE due_at IS NOT NULL",
)
_REACHED = (
    "ALTER TABLE outbox ADD COLUMN reached_at REAL",
    "ALTER TABLE outbox ADD COLUMN limited_at REAL",
    """UPDATE outbox SET reached_at = left_at
        WHERE left_at > unixepoch() - 86400 AND body ->> '$.type' = 'template'""",
    "CREATE INDEX outbox_reached ON outbox (reached_at, contact, state) WHERE reached_at IS NOT NULL",
)
MIGRATIONS = (
    *(_V1, _PEOPLE, _SCOPES, _NUMBERS, _PERSONS, _NEWS, _REVISIONS, _SENDS, _LEAVING, _ARRIVALS, _ABOUT),
    *(_HOLDERS, _DUE, _REACHED),
)
"""Statements that lead from version n to n + 1; the version of a file is how many of these it has seen."""

_Prepare = Callable[[sqlite3.Connection, Path], None]


def open_writer(path: Path, *, busy_s: float) -> sqlite3.Connection:
    """A checked and migrated connection for the writing thread; PortError when the file must not be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(f"{path.absolute().as_uri()}?mode=rwc", busy_s)
    except OSError as error:
        raise PortError(f"journal {path}: {error.strerror}; make {path.parent} a folder of this user") from error
    except sqlite3.Error as error:
        raise port_error(error, path) from error
    return _prepared(connection, path, _prepare_writer)


def open_guest(path: Path, *, busy_s: float) -> sqlite3.Connection:
    """A connection that writes a line or two beside the server. Creates, checks and migrates nothing; PortError."""
    try:
        connection = _connect(f"{path.absolute().as_uri()}?mode=rw", busy_s)
    except sqlite3.Error as error:
        raise port_error(error, path) from error
    return _prepared(connection, path, _prepare_guest)


def open_reader(path: Path, *, busy_s: float) -> sqlite3.Connection:
    """A connection that cannot write; NoJournalError when there is no journal, PortError when it is newer than ours."""
    if not path.exists():
        raise NoJournalError(f"journal {path}: not there yet; start the server once, or name another data folder")
    try:
        connection = _connect(f"{path.absolute().as_uri()}?mode=ro", busy_s)
    except sqlite3.Error as error:
        raise port_error(error, path) from error
    return _prepared(connection, path, _prepare_reader)


def _connect(uri: str, busy_s: float) -> sqlite3.Connection:
    return sqlite3.connect(
        uri, uri=True, timeout=busy_s, isolation_level=None, check_same_thread=False, cached_statements=256
    )


def _prepared(
    connection: sqlite3.Connection, path: Path, prepare: Callable[[sqlite3.Connection, Path], None]
) -> sqlite3.Connection:
    try:
        prepare(connection, path)
    except sqlite3.Error as error:
        connection.close()
        raise port_error(error, path) from error
    except PortError:
        connection.close()
        raise
    return connection


def _prepare_writer(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    _quick_check(connection, path)
    _migrate(connection, path)


def _prepare_guest(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    if _known_version(connection, path) < len(MIGRATIONS):
        raise PortError(f"journal {path}: written by an older Cairn; start the server once, which brings it up to date")


def _prepare_reader(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA query_only = ON")
    _known_version(connection, path)


def _quick_check(connection: sqlite3.Connection, path: Path) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != [("ok",)]:
        raise damaged(path, str(found[0][0]).splitlines()[0] if found else "no answer")


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")
    for number in range(_known_version(connection, path), len(MIGRATIONS)):
        for statement in MIGRATIONS[number]:
            connection.execute(statement)
        connection.execute("INSERT OR REPLACE INTO meta VALUES ('schema_version', ?)", (str(number + 1),))
    connection.execute("COMMIT")


def _known_version(connection: sqlite3.Connection, path: Path) -> int:
    row = connection.execute("SELECT value FROM meta WHERE key = 'schema_version'").fetchone()
    version = int(row[0]) if row else 0
    if version > len(MIGRATIONS):
        raise PortError(
            f"journal {path}: written by a newer Cairn (schema {version}, this one knows {len(MIGRATIONS)}); "
            "install that version again, or restore the backup made before the update"
        )
    return version
