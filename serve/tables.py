"""The read API: tables and SQL for keys of the role reader or more, with pseudonyms for all below admin."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
from pydantic import Field, JsonValue, ValidationError
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json, raw

from agent.accounts.access import AccessBook
from agent.accounts.api_keys import ApiKey
from agent.agent import Agent
from agent.ports import QueryError, Store
from agent.store.select import Names
from agent.store.tables import TABLES, VIEWS
from agent.strict import Strict
from serve.people import needs

ARROW = "application/vnd.apache.arrow.stream"
MOST_BODY = 256 * 1024
"""Bytes of a query with its parameters."""
AT_ONCE = 8
"""Queries that may run or wait; each of them holds its result in memory."""
_BUSY = "too many queries at once; ask again in a second"
_NOT_YET = "the tables for readers are being prepared; ask again in a moment"


class Query(Strict):
    """One SELECT; `?` stands for a parameter."""

    sql: str = Field(min_length=1, max_length=20_000, description="One SELECT of DuckDB's SQL.")
    parameters: list[JsonValue] = Field(default_factory=list, max_length=1000, description="Values for each `?`.")


@dataclass(slots=True)
class ReadApi:
    """What the routes share while the server runs."""

    agent: Agent
    book: AccessBook
    names: Names = field(default_factory=Names)
    running: int = 0

    def store(self, key: ApiKey) -> Store | None:
        """The tables this key may see; None while they are not there yet."""
        if key.may("admin"):
            return self.agent.ports.store
        return self.agent.readers.store if self.agent.readers is not None else None


def add_table_routes(app: Sanic[Any, Any]) -> None:
    """Register the routes; `app.ctx.read_api` is set when the server starts."""
    app.add_route(query, "/v1/query", methods=["POST"], name="query")
    app.add_route(tables, "/v1/tables", methods=["GET"], name="tables")
    app.add_route(watermark, "/v1/watermark", methods=["GET"], name="watermark")


@needs("reader")
async def query(request: Request, key: ApiKey) -> HTTPResponse:
    """Arrow's stream format; the number of rows and the watermark stand in the headers."""
    api: ReadApi = request.app.ctx.read_api
    if len(request.body) > MOST_BODY:
        return json({"error": f"a query is at most {MOST_BODY >> 10} KB long"}, status=413)
    try:
        asked = Query.model_validate_json(request.body)
    except ValidationError as error:
        wrong = error.errors()[0]
        where = ".".join(str(part) for part in wrong["loc"])
        return json({"error": f"send {{sql, parameters}} as JSON: {where} {wrong['msg']}".strip()}, status=400)
    if api.running >= AT_ONCE:
        return json({"error": _BUSY}, status=429, headers={"Retry-After": "1"})
    api.running += 1
    try:
        return await _answer(api, key, asked)
    finally:
        api.running -= 1


async def _answer(api: ReadApi, key: ApiKey, asked: Query) -> HTTPResponse:
    store = api.store(key)
    if store is None:
        return _not_yet()
    started = time.perf_counter()
    try:
        named = await asyncio.to_thread(api.names.of, asked.sql)
        await api.book.opens(key, named)
        mark = await store.watermark()
        table = await store.query(asked.sql, asked.parameters)
    except QueryError as error:
        return json({"error": str(error)}, status=400)
    body = await asyncio.to_thread(_stream, table)
    api.book.gave(key, named, table.num_rows, (time.perf_counter() - started) * 1000)
    headers = {"X-Cairn-Watermark": str(mark), "X-Cairn-Rows": str(table.num_rows), "X-Cairn-Role": key.role}
    return raw(body, content_type=ARROW, headers=headers)


def _stream(table: Any) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


@needs("reader")
async def tables(request: Request, key: ApiKey) -> HTTPResponse:
    """What can be asked: names, columns with their types, and how many rows there are."""
    store = request.app.ctx.read_api.store(key)
    if store is None:
        return _not_yet()
    mark = await store.watermark()
    columns = await store.query("SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal")
    counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in (*TABLES, *VIEWS))
    rows = dict(zip(*(await store.query(counts)).to_pydict().values(), strict=True))
    found: dict[str, list[dict[str, str]]] = {name: [] for name in rows}
    for column in columns.to_pylist():
        if column["table_name"] in found:
            found[column["table_name"]].append({"name": column["column_name"], "type": column["data_type"]})
    listed = [{"name": name, "rows": rows[name], "columns": found[name]} for name in rows]
    return json({"watermark": mark, "role": key.role, "tables": listed})


@needs("reader")
async def watermark(request: Request, key: ApiKey) -> HTTPResponse:
    """Changes when there is news: cheap to ask, and nothing about anybody."""
    store = request.app.ctx.read_api.store(key)
    return json({"watermark": await store.watermark(), "role": key.role}) if store is not None else _not_yet()


def _not_yet() -> HTTPResponse:
    return json({"error": _NOT_YET}, status=503, headers={"Retry-After": "1"})
