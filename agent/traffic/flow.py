"""How many wrote, what became of it, and whether they were content."""

from typing import Any

from agent.traffic.span import IN_SPAN, Asks, Span, bar

STAGES = ("initial", "inquiry", "decision", "booked")
"""The way to a booking; `after` is behind it."""


def totals(reader: Asks, span: Span) -> dict[str, Any]:
    """turns, people, handoffs, failed (sends), negative (turns), risky (replies), cost_usd, p95_ms."""
    sql = f"""
        SELECT count(*) AS turns, count(DISTINCT contact) AS people,
            count(*) FILTER (handoff IS NOT NULL AND handoff <> '') AS handoffs,
            count(*) FILTER (delivery = 'failed') AS failed,
            count(*) FILTER (sentiment = 'negative') AS negative,
            count(*) FILTER (risk_reply > 50) AS risky,
            coalesce(sum(cost_usd), 0) AS cost_usd, quantile_cont(ms_total, 0.95) AS p95_ms
        FROM turns WHERE {IN_SPAN}"""
    (row,) = reader.query(sql, span.bounds).to_pylist()
    found: dict[str, Any] = row
    return found


def flow(reader: Asks, span: Span) -> Any:
    """Turns by bar and kind of reply: bar, kind, turns."""
    sql = f"""SELECT {bar(span)} AS bar, coalesce(nullif(reply_kind, ''), 'none') AS kind, count(*) AS turns
        FROM turns WHERE {IN_SPAN} GROUP BY ALL ORDER BY ALL"""
    return reader.query(sql, span.bounds)


def asked(reader: Asks, span: Span) -> Any:
    """What people ask, and in which language: intent, language, turns, handoffs."""
    sql = f"""SELECT coalesce(intent, 'none') AS intent, coalesce(language, 'und') AS language, count(*) AS turns,
        count(*) FILTER (handoff IS NOT NULL AND handoff <> '') AS handoffs
        FROM turns WHERE {IN_SPAN} GROUP BY ALL ORDER BY turns DESC"""
    return reader.query(sql, span.bounds)


def feelings(reader: Asks, span: Span) -> Any:
    """How messages sound, by bar: bar, sentiment, turns."""
    sql = f"""SELECT {bar(span)} AS bar, sentiment, count(*) AS turns
        FROM turns WHERE {IN_SPAN} AND sentiment IN ('positive', 'neutral', 'negative') GROUP BY ALL ORDER BY ALL"""
    return reader.query(sql, span.bounds)


def funnel(reader: Asks, span: Span) -> Any:
    """People by how far they came in the stretch, each counted at every stage up to it: stage, people.

    Somebody whose farthest stage is `booked` asked and decided as well, whether or not those turns lie in the stretch.
    """
    sql = f"""
        WITH reached AS (
            SELECT turns.contact, max(list_position(?::VARCHAR[], leads.stage)) AS far
            FROM turns LEFT JOIN leads USING (message_id)
            WHERE turns.{IN_SPAN.replace('AND "at"', 'AND turns."at"')} GROUP BY turns.contact)
        SELECT stage, count(*) FILTER (coalesce(far, 1) >= place) AS people
        FROM reached, (SELECT unnest(?::VARCHAR[]) AS stage, unnest(range(1, ? + 1)) AS place)
        GROUP BY stage, place ORDER BY place"""
    return reader.query(sql, [list(STAGES), *span.bounds, list(STAGES), len(STAGES)])


def cohorts(reader: Asks, span: Span) -> Any:
    """People by the week of their first message, and how many wrote again: week, later (weeks after it), people."""
    zone = span.zone.replace("'", "''")
    sql = f"""
        WITH written AS (
            SELECT contact, date_trunc('week', "at" AT TIME ZONE '{zone}') AS week FROM turns WHERE {IN_SPAN}),
        began AS (SELECT contact, min(week) AS first FROM written GROUP BY contact)
        SELECT first AS week, date_diff('week', first, week) AS later, count(DISTINCT contact) AS people
        FROM written JOIN began USING (contact) GROUP BY ALL ORDER BY ALL"""
    return reader.query(sql, span.bounds)
