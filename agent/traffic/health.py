"""How fast the steps are, what failed, what models cost, and how near the number is to a ban."""

from collections.abc import Mapping
from typing import Any

from agent.traffic.span import IN_SPAN, Asks, Span, bar

SAMPLE = 10_000
"""Times are read from the traces of about so many turns at most: a 95th percentile of them is off by under 1 %."""
_RUNS = '[{"step":"VARCHAR","ms":"DOUBLE","error":"VARCHAR"}]'


def steps(reader: Asks, span: Span) -> Any:
    """Times and errors of each step, in the order of the pipeline: step, turns, p50, p95, p99 (ms), late, failed.

    `late` overran its budget and still did its work. Beyond `SAMPLE` turns every n-th one is read, by a hash of its id.
    """
    (found,) = reader.query(f"SELECT count(*) AS n FROM turns WHERE {IN_SPAN}", span.bounds).to_pylist()
    every = max(1, found["n"] // SAMPLE)
    sql = f"""
        WITH runs AS (
            SELECT unnest(from_json(trace, '{_RUNS}')) AS run FROM turns
            WHERE {IN_SPAN} AND hash(message_id) % ? = 0),
        placed AS (SELECT run.step AS step, run.ms AS ms, run.error AS error FROM runs)
        SELECT step, count(*) AS turns, quantile_cont(ms, 0.5) AS p50, quantile_cont(ms, 0.95) AS p95,
            quantile_cont(ms, 0.99) AS p99,
            count(*) FILTER (starts_with(error, 'over budget') AND NOT contains(error, 'cut off')) AS late,
            count(*) FILTER (error IS NOT NULL AND (NOT starts_with(error, 'over budget')
                OR contains(error, 'cut off'))) AS failed
        FROM placed GROUP BY step ORDER BY turns DESC, p95 DESC"""
    return reader.query(sql, [*span.bounds, every])


def with_budgets(rows: Any, budgets: Mapping[str, float | None]) -> list[dict[str, Any]]:
    """`steps` in the order of the pipeline, each with its `budget` in ms; steps of an older config come last."""
    order = list(budgets)
    found = [{**row, "budget": budgets.get(row["step"])} for row in rows.to_pylist()]
    return sorted(found, key=lambda row: order.index(row["step"]) if row["step"] in order else len(order))


def spend(reader: Asks, span: Span) -> Any:
    """What models cost, by bar: bar, model, turns, cost_usd."""
    sql = f"""SELECT {bar(span)} AS bar, model, count(*) AS turns, sum(cost_usd) AS cost_usd
        FROM turns WHERE {IN_SPAN} AND model <> '' GROUP BY ALL ORDER BY ALL"""
    return reader.query(sql, span.bounds)


def risk(reader: Asks, span: Span) -> Any:
    """Replies by their ban risk, in bins of five points: low (of the bin), replies."""
    sql = f"""SELECT least(floor(risk_reply / 5) * 5, 95) AS low, count(*) AS replies
        FROM turns WHERE {IN_SPAN} AND risk_reply IS NOT NULL GROUP BY ALL ORDER BY ALL"""
    return reader.query(sql, span.bounds)


def refusals(reader: Asks, span: Span) -> Any:
    """Sends that failed in the end, by WhatsApp's code: code (None where it gave none), sends."""
    sql = f"""SELECT TRY_CAST(errors->>'$[0].code' AS INTEGER) AS code, count(DISTINCT wamid) AS sends
        FROM statuses WHERE {IN_SPAN} AND status = 'failed' GROUP BY ALL ORDER BY sends DESC"""
    return reader.query(sql, span.bounds)


def waiting(reader: Asks) -> Any:
    """What waits for a person now: reason, severity, items, and since when the oldest does."""
    return reader.query(
        "SELECT reason, severity, count(*) AS items, min(opened_at) AS oldest FROM reviews WHERE state = 'open' "
        "GROUP BY reason, severity ORDER BY list_position(['critical', 'high', 'medium', 'low'], severity), items DESC"
    )
