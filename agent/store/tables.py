"""The store's tables: one list of columns, from which the DuckDB schema and the Arrow batches follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pyarrow as pa

SCHEMA_VERSION = 7
"""A store of another version is not migrated: it is rebuilt from the journal."""

ColumnType = Literal["text", "integer", "number", "yes_no", "moment", "json", "texts", "day"]
_SQL: Mapping[str, str] = {
    "text": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "yes_no": "BOOLEAN",
    "moment": "TIMESTAMPTZ",
    "json": "JSON",
    "texts": "VARCHAR[]",
    "day": "DATE",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; all may be NULL."""

    name: str
    type: ColumnType = "text"

    @property
    def quoted(self) -> str:
        """Its name in SQL: `at` is a reserved word of DuckDB."""
        return f'"{self.name}"'

    @property
    def sql(self) -> str:
        """Its type in DuckDB."""
        return _SQL[self.type]

    @property
    def arrow(self) -> Any:
        """Its type in Arrow; JSON travels as text."""
        return _arrow()[self.type]


def _arrow() -> Mapping[str, Any]:
    return {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "yes_no": pa.bool_(),
        "moment": pa.timestamp("us", "UTC"),
        "json": pa.string(),
        "texts": pa.list_(pa.string()),
        "day": pa.date32(),
    }


def _columns(types: ColumnType, names: str) -> tuple[Column, ...]:
    return tuple(Column(name, types) for name in names.split())


_FACT = (Column("seq", "integer"), Column("contact"), Column("recorded_at", "moment"))

TABLES: Mapping[str, tuple[Column, ...]] = {
    "contact_facts": (
        *_FACT,
        *_columns("text", "phone user_id name language country source"),
        Column("first_seen", "moment"),
        Column("preferences", "json"),
    ),
    "booking_facts": (
        *_FACT,
        *_columns("text", "booking_id trek_id departure_id status currency"),
        Column("people", "integer"),
        Column("price_total", "number"),
        *_columns("day", "booked_at start_date"),
    ),
    "turns": (
        *_FACT,
        *_columns("text", "message_id number kind"),
        Column("at", "moment"),
        *_columns("text", "language intent sentiment"),
        Column("treks", "texts"),
        *_columns("number", "risk_message risk_reply"),
        *_columns("text", "reply_kind route model"),
        Column("cost_usd", "number"),
        *_columns("integer", "tokens_in tokens_out confidence"),
        Column("action"),
        *_columns("yes_no", "compliance_ok notice"),
        Column("flags", "texts"),
        Column("handoff"),
        *_columns("text", "delivery wamid config_hash"),
        Column("ms_total", "number"),
        *_columns("text", "question answer"),
        *_columns("json", "trace turn"),
        # what scores were made of: other weights and thresholds are tried on these, without reading whole turns
        *_columns("json", "factors_message factors_reply account signals"),
        Column("route_reasons", "texts"),
    ),
    "leads": (
        *_FACT,
        Column("message_id"),
        Column("score", "integer"),
        *_columns("text", "segment stage"),
        Column("reasons", "texts"),
        Column("follow_up", "yes_no"),
        Column("signs", "json"),
    ),
    "statuses": (
        *_FACT,
        *_columns("text", "wamid send_id message_id number status pricing_category pricing_type"),
        Column("at", "moment"),
        Column("errors", "json"),
    ),
    "consents": (*_FACT, *_columns("text", "status scope"), Column("at", "moment"), *_columns("text", "source text")),
    "pause_facts": (
        *_FACT,
        *_columns("text", "message_id reason state"),
        *_columns("moment", "at until released_at"),
        Column("released_by"),
        Column("holder"),
        *_columns("moment", "held_since held_at"),
    ),
    "review_facts": (
        *_FACT,
        *_columns("text", "id message_id reason severity state"),
        Column("flags", "texts"),
        *_columns("moment", "opened_at done_at"),
        Column("done_by"),
    ),
    "replies": (
        *_FACT,
        *_columns("text", "message_id send_id number author text"),
        Column("template", "yes_no"),
        Column("at", "moment"),
    ),
    "label_facts": (*_FACT, *_columns("text", "message_id suite label labeller source"), Column("at", "moment")),
    "events": (*_FACT, *_columns("text", "key field number"), Column("payload", "json")),
}

_CONTACT_FIELDS = ("phone", "user_id", "name", "language", "country", "source")

VIEWS: Mapping[str, str] = {
    "contacts": "SELECT contact AS id, "
    + ", ".join(f"arg_max({field}, seq) AS {field}" for field in _CONTACT_FIELDS)
    + ", min(first_seen) AS first_seen, list_reduce(list(preferences ORDER BY seq) "
    "FILTER (preferences IS NOT NULL), lambda older, newer: json_merge_patch(older, newer)) AS preferences "
    "FROM contact_facts GROUP BY contact",
    "bookings": "SELECT * FROM booking_facts QUALIFY row_number() OVER (PARTITION BY booking_id ORDER BY seq DESC) = 1",
    "pauses": "SELECT * FROM pause_facts "
    "QUALIFY row_number() OVER (PARTITION BY contact, message_id ORDER BY seq DESC) = 1",
    "reviews": "SELECT * FROM review_facts QUALIFY row_number() OVER (PARTITION BY id ORDER BY seq DESC) = 1",
    "labels": "SELECT * FROM (SELECT * FROM label_facts "
    "QUALIFY row_number() OVER (PARTITION BY message_id, suite, labeller ORDER BY seq DESC) = 1) "
    "WHERE label <> 'withdrawn'",
    "lead_status": "SELECT * FROM leads QUALIFY row_number() OVER (PARTITION BY contact ORDER BY seq DESC) = 1",
}
"""What is current, from tables that only grow: updating indexed rows is where DuckDB's files have broken."""


def schema() -> tuple[str, ...]:
    """The statements that make an empty store."""
    tables = (
        f"CREATE TABLE {name} ({', '.join(f'{column.quoted} {column.sql}' for column in columns)})"
        for name, columns in TABLES.items()
    )
    views = (f"CREATE VIEW {name} AS {select}" for name, select in VIEWS.items())
    return (
        *tables,
        *views,
        "CREATE TABLE store_meta (schema_version BIGINT, watermark BIGINT, kind VARCHAR, key VARCHAR)",
        f"INSERT INTO store_meta VALUES ({SCHEMA_VERSION}, 0, '', '')",
    )


def insert(table: str, batch: str) -> str:
    """INSERT of a registered Arrow table; a JSON cell DuckDB cannot read becomes NULL rather than stop the feed."""
    cells = ", ".join(f"TRY_CAST({c.quoted} AS JSON)" if c.type == "json" else c.quoted for c in TABLES[table])
    return f"INSERT INTO {table} SELECT {cells} FROM {batch}"


def arrow_batch(table: str, rows: Sequence[Mapping[str, Any]]) -> Any:
    """Rows as a pyarrow.Table in the order of the columns."""
    columns = TABLES[table]
    schema = pa.schema([(column.name, column.arrow) for column in columns])
    return pa.table({column.name: [row.get(column.name) for row in rows] for column in columns}, schema=schema)
