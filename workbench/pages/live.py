"""Live: what comes in and goes out, how fast, how well and at what price; each bar opens its messages."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pandas as pd
import streamlit as st

from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.settings import Environment
from agent.steps.score_ban_risk import ScoreBanRisk
from agent.traffic import alerts, flow, health
from agent.traffic.behind import Pick
from agent.traffic.span import SPANS, Span, newest
from workbench.bubbles import plain
from workbench.desk import Workbench
from workbench.live import charts
from workbench.live.messages import show_behind
from workbench.live.words import change, meaning, moment, part, seconds, share
from workbench.sample_month import show_nothing_yet

REFRESH_S = 2.0
"""No figure on the page is older than that."""
LABELS = {"1h": "Last hour", "24h": "24 hours", "7d": "7 days", "30d": "30 days"}
DEFAULT = "7d"
WILL_BE = "Here you will see messages as they come in, how fast they are answered, what went wrong and what it cost."
COMPARABLE = 30
"""Messages the time before must have had for a change to mean something."""


def page(desk: Workbench) -> None:
    """The stretch of time, and under it a fragment that renews itself without the page."""
    left, right = st.columns([0.62, 0.38], vertical_alignment="bottom")
    with left:
        chosen = _choose_span()
    with right:
        st.toggle(
            "Keep it up to date", value=True, key="live_on", help=f"Looks for news every {REFRESH_S:.0f} seconds."
        )
    if not show_nothing_yet(desk, WILL_BE):
        st.fragment(_figures, run_every=REFRESH_S if st.session_state["live_on"] else None)(desk, chosen)


def _choose_span() -> str:
    wanted = st.query_params.get("span", DEFAULT)
    chosen = st.segmented_control(
        "Stretch of time",
        list(SPANS),
        default=wanted if wanted in SPANS else DEFAULT,
        format_func=LABELS.__getitem__,
        required=True,
        key="live_span",
    )
    st.query_params["span"] = chosen
    return str(chosen)


def _figures(desk: Workbench, chosen: str) -> None:
    try:
        mark = desk.reader.watermark()
        latest = _kept("newest", mark, "", lambda: newest(desk.reader))
        if latest is None:
            st.rerun()
        _show(desk, _span(desk, chosen, latest), mark)
    except PortError as error:
        st.warning("The figures cannot be read now. The page tries again by itself; nothing is lost.")
        st.text(str(error))


def _span(desk: Workbench, chosen: str, latest: datetime) -> Span:
    """Up to now; where the newest turn is older than the stretch, up to that turn."""
    zone = str(desk.agent.ports.index.catalogue.operator.get("timezone") or "UTC")
    now, length = datetime.now(UTC).replace(microsecond=0), SPANS[chosen]
    if now - latest > min(length, timedelta(hours=24)):
        return Span.last(length, latest.replace(microsecond=0) + timedelta(seconds=1), zone)
    return Span.last(length, now + timedelta(seconds=1), zone)


def _show(desk: Workbench, span: Span, mark: int) -> None:
    _show_totals(desk, span, mark)
    left, right = st.columns(2, gap="large")
    shown: list[Pick | None] = []
    for number, (title, says, draw) in enumerate(_panels(desk, span, mark)):
        with (left, right)[number % 2]:
            st.markdown(f"##### {title}", help=says)
            shown.append(draw())
    with left:
        _show_alerts(desk, span, mark)
    with right:
        _show_waiting(desk, mark)
    _remember(next((pick for pick in shown if pick is not None), None))
    show_behind(desk, span)


def _panels(desk: Workbench, span: Span, mark: int) -> list[tuple[str, str, Callable[[], Pick | None]]]:
    return [
        ("Messages", "By what became of them. Click a bar to read its messages.", lambda: _flow(desk, span, mark)),
        (
            "How fast the steps are",
            "From the time half of the turns need to the time 95 % need; red where that is over the step's budget.",
            lambda: _steps(desk, span, mark),
        ),
        ("How people feel", "Of messages whose feeling was read.", lambda: _feelings(desk, span, mark)),
        ("What models cost", "Answers of the composer cost nothing.", lambda: _spend(desk, span, mark)),
        (
            "How far people come",
            "People who wrote in this stretch, by the farthest step towards a booking they have reached.",
            lambda: _funnel(desk, span, mark),
        ),
        (
            "Ban risk of replies",
            "What pushes or repeats itself may cost the number. Above 'high' a reply is rewritten or held back.",
            lambda: _risk(desk, span, mark),
        ),
    ]


def _show_totals(desk: Workbench, span: Span, mark: int) -> None:
    now = _kept("totals", mark, span, lambda: flow.totals(desk.reader, span))
    before = _kept("before", mark, span, lambda: flow.totals(desk.reader, span.before))
    st.caption(
        f"{moment(span.since, span)} to {moment(span.until, span)} ({span.zone}). Arrows: against the time before"
    )
    figures: list[tuple[str, str, float | None, float | None, bool]] = [
        ("Messages", f"{now['turns']:,}", now["turns"], before["turns"], False),
        ("People", f"{now['people']:,}", now["people"], before["people"], False),
        ("To a colleague", share(now, "handoffs"), part(now, "handoffs"), part(before, "handoffs"), True),
        ("Unhappy", share(now, "negative"), part(now, "negative"), part(before, "negative"), True),
        ("95 % answered in", seconds(now["p95_ms"]), now["p95_ms"], before["p95_ms"], True),
        ("Models", f"${now['cost_usd']:,.2f}", now["cost_usd"], before["cost_usd"], True),
    ]
    with st.container(horizontal=True, gap="medium"):
        for label, value, figure, earlier, less_is_better in figures:
            st.metric(
                label,
                value,
                change(figure, earlier) if before["turns"] >= COMPARABLE else None,
                delta_color="inverse" if less_is_better else "normal",
                width=150,
            )


def _flow(desk: Workbench, span: Span, mark: int) -> Pick | None:
    rows = _frame("flow", desk, span, mark, flow.flow)
    return _clicked(charts.flow_chart(rows, span.zone, span.bucket), "live_flow", "kind") if len(rows) else _none()


def _steps(desk: Workbench, span: Span, mark: int) -> Pick | None:
    rows = health.with_budgets(_kept("steps", mark, span, lambda: health.steps(desk.reader, span)), _budgets(desk))
    return _clicked(charts.steps_chart(rows), "live_steps", "step") if rows else _none()


def _feelings(desk: Workbench, span: Span, mark: int) -> Pick | None:
    rows = _frame("feelings", desk, span, mark, flow.feelings)
    chart = charts.feelings_chart
    return _clicked(chart(rows, span.zone, span.bucket), "live_feelings", "sentiment") if len(rows) else _none()


def _spend(desk: Workbench, span: Span, mark: int) -> Pick | None:
    rows = _frame("spend", desk, span, mark, health.spend)
    if not len(rows):
        st.caption("No model was asked in this stretch.")
        return None
    return _clicked(charts.spend_chart(rows, span.zone, span.bucket), "live_spend", "model")


def _funnel(desk: Workbench, span: Span, mark: int) -> Pick | None:
    rows = _frame("funnel", desk, span, mark, flow.funnel)
    return _clicked(charts.funnel_chart(rows), "live_funnel", "stage") if rows["people"].max() > 0 else _none()


def _risk(desk: Workbench, span: Span, mark: int) -> Pick | None:
    rows = _frame("risk", desk, span, mark, health.risk)
    medium, high = _risk_limits(desk.agent.pipeline)
    return _clicked(charts.risk_chart(rows, medium, high), "live_risk", "low") if len(rows) else _none()


def _none() -> Pick | None:
    st.caption("Nothing in this stretch.")
    return None


def _show_alerts(desk: Workbench, span: Span, mark: int) -> None:
    settings = desk.agent.pipeline.config.alerts
    st.markdown(
        f"##### Alerts, last {settings.window_s / 60:.0f} minutes",
        help="The server's own rules on what was logged. Queues, disk and webhooks: /health/ready and /metrics tell.",
    )
    found = _kept(
        f"alerts {settings.model_dump_json()}", mark, span, lambda: alerts.judged(desk.reader, span.until, settings)
    )
    if not found:
        st.caption(f"Fewer than {settings.least} turns: too little to judge.")
    for one in found:
        sign = ":material/error:" if one.fires else ":material/check:"
        st.markdown(f"{sign} {plain(one.finding.says)}")
        if one.fires:
            st.caption(plain(one.finding.remedy))


def _show_waiting(desk: Workbench, mark: int) -> None:
    st.markdown(
        "##### What went wrong", help="Sends WhatsApp refused in this stretch, and what waits for a person now."
    )
    span = _span(desk, str(st.session_state["live_span"]), _kept("newest", mark, "", lambda: newest(desk.reader)))
    rows = _frame("refusals", desk, span, mark, health.refusals)
    if len(rows):
        says = [meaning(code) for code in rows["code"]]
        _remember(_clicked(charts.refusals_chart(rows.assign(says=says)), "live_refusals", "code"))
    else:
        st.caption("WhatsApp refused no send.")
    waiting = _kept("waiting", mark, "", lambda: health.waiting(desk.reader).to_pylist())
    if not waiting:
        st.caption("Nothing waits for a person.")
        return
    table = pd.DataFrame(waiting).assign(oldest=[moment(row["oldest"], span) for row in waiting])
    columns = {"reason": "waits for a person", "severity": "how grave", "items": "items", "oldest": "oldest since"}
    st.dataframe(table.rename(columns=columns), hide_index=True, width="stretch")


def _clicked(chart: Any, key: str, field: str) -> Pick | None:
    """Draw; the bar that was clicked since the last time, None when none or the same."""
    event = st.altair_chart(chart, key=key, on_select="rerun", selection_mode=charts.CLICKED)
    points = event["selection"].get(charts.CLICKED) or []
    found = points[0] if points else {}
    value = found.get(field)
    by = {"low": "risk"}.get(field, field)
    pick = Pick(by=by, value="" if value is None else str(value), bar=str(found.get("at", ""))) if found else None
    text = pick.text if pick else ""
    if st.session_state.get(f"{key} was") == text:
        return None
    st.session_state[f"{key} was"] = text
    return pick


def _remember(pick: Pick | None) -> None:
    """In the address, so that what is seen can be sent to somebody."""
    if pick is not None:
        st.query_params["pick"] = pick.text


def _frame(name: str, desk: Workbench, span: Span, mark: int, ask: Callable[[Any, Span], Any]) -> pd.DataFrame:
    frame: pd.DataFrame = _kept(name, mark, span, lambda: ask(desk.reader, span).to_pandas())
    return frame


def _kept(name: str, mark: int, span: Span | str, work: Callable[[], Any]) -> Any:
    """What was asked before, as long as there is no news; a stretch that moved by less than a minute is the same."""
    place = span if isinstance(span, str) else f"{span.length} {span.until:%Y-%m-%dT%H:%M} {span.zone}"
    return _asked(name, mark, place, str(Environment().cairn_data), work)


@st.cache_data(show_spinner=False, max_entries=256)
def _asked(name: str, mark: int, place: str, folder: str, _work: Callable[[], Any]) -> Any:
    """All sessions see the same figures, so that only the first one after news waits for them."""
    return _work()


def _budgets(desk: Workbench) -> dict[str, float | None]:
    return {placed.name: placed.budget_ms for placed in desk.agent.pipeline.steps}


def _risk_limits(pipeline: Pipeline) -> tuple[float, float]:
    """Of the step that scores replies."""
    scoring = (placed.step for placed in pipeline.steps if isinstance(placed.step, ScoreBanRisk))
    step = next(step for step in scoring if step.of == "reply")
    return float(step.medium_from), float(step.high_above)
