"""What customers asked and the documents do not say, by what it may have cost, down to the very messages."""

from collections.abc import Sequence
from datetime import UTC, date, datetime

import altair as alt
import pandas as pd
import streamlit as st

from agent.gaps.clusters import FORMULA, Gap, gaps
from agent.gaps.unanswered import WHY, Unanswered, unanswered
from agent.store.reader import Reader
from workbench.bubbles import Bubble, plain, show_bubble
from workbench.charts import LIVE, axis, names
from workbench.clickable import clicked_row
from workbench.desk import Workbench
from workbench.sample_month import show_nothing_yet

WILL_BE = "Questions that the documents do not answer appear here as customers write, by what they may have cost."
_CHARTED = 10
_LONGEST = 60
_SHOWN = 30
_TICK = "datum.value === 0 ? '0' : datum.label"
"""Nothing is 0, not 0k."""


def show_gaps(desk: Workbench) -> None:
    """The ranking, and the messages behind the one that is chosen."""
    found = _found(desk)
    if not found:
        if not show_nothing_yet(desk, WILL_BE):
            st.info("Nothing was left unanswered.", icon=":material/check:")
        return
    _show_sum(found)
    chart, table = st.columns([0.44, 0.56], gap="large")
    with table:
        chosen = _pick(found)
    with chart:
        st.altair_chart(_chart(found[:_CHARTED]), width="stretch")
        st.caption(plain(f"Value: {FORMULA}. It is the most that was lost: some booked all the same."))
    if chosen is not None:
        _show_messages(chosen)


def _found(desk: Workbench) -> tuple[Gap, ...]:
    """Grouped anew when a question was left open or the documents changed; other news costs one query."""
    asked = _asked(desk.reader, desk.reader.watermark())
    today = datetime.now(UTC).date().isoformat()
    newest = asked[0].message_id if asked else ""
    return _grouped(desk, asked, (len(asked), newest, desk.agent.ports.index.version, today))


@st.cache_resource(show_spinner="Reading what was left unanswered …", max_entries=2)
def _asked(_reader: Reader, watermark: int) -> tuple[Unanswered, ...]:
    """Nobody changes them, so that all sessions may have the same ones."""
    return tuple(unanswered(_reader))


@st.cache_resource(show_spinner="Grouping what was left unanswered …", max_entries=2)
def _grouped(_desk: Workbench, _questions: Sequence[Unanswered], key: tuple[int, str, str, str]) -> tuple[Gap, ...]:
    return _desk.bridge.run(gaps(_questions, _desk.agent.ports.index, date.fromisoformat(key[-1])))


def _show_sum(found: Sequence[Gap]) -> None:
    questions, people, value = st.columns(3)
    asked = [question for gap in found for question in gap.questions]
    questions.metric("Questions left open", f"{len(asked):,}", help=_meant())
    people.metric("People who asked them", f"{len({question.contact for question in asked}):,}")
    total = sum(gap.value for gap in found)
    value.metric("Lead value behind them", f"{found[0].currency} {total:,.0f}", help=plain(f"Added up: {FORMULA}."))


def _meant() -> str:
    return "Counted are questions of which one is true: " + "; ".join(WHY.values()) + "."


def _pick(found: Sequence[Gap]) -> Gap | None:
    """The row that is selected; the one named in the address before anybody selected one."""
    rows = [
        {"What was asked": gap.title, "People": gap.people, "Questions": len(gap.questions), "Value": gap.value}
        for gap in found
    ]
    selected = clicked_row(
        pd.DataFrame(rows),
        height=420,
        key="gap table",
        columns={
            "What was asked": st.column_config.TextColumn(
                width="medium", help="The question nearest to its group's middle"
            ),
            "People": st.column_config.NumberColumn(width="small"),
            "Questions": st.column_config.NumberColumn(width="small"),
            "Value": st.column_config.NumberColumn(f"Value ({found[0].currency})", format="%.0f", width="small"),
        },
    )
    if selected is not None:
        st.query_params["gap"] = found[selected].id
    wanted = st.query_params.get("gap", "")
    return next((gap for gap in found if gap.id == wanted), found[0])


def _chart(found: Sequence[Gap]) -> alt.Chart:
    rows = [
        {"asked": _short(gap, place), "value": gap.value, "people": gap.people} for place, gap in enumerate(found, 1)
    ]
    bars: alt.Chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_bar(color=LIVE)
        .encode(
            x=alt.X(
                "value:Q",
                axis=axis("Lead value behind it", found[0].currency, format="~s", tickCount=4, labelExpr=_TICK),
            ),
            y=alt.Y("asked:N", sort=None, axis=names()),
            tooltip=[
                alt.Tooltip("asked:N", title="asked"),
                alt.Tooltip("value:Q", title="value", format=",.0f"),
                alt.Tooltip("people:Q", title="people"),
            ],
        )
        .properties(height=38 * len(rows) + 40)
    )
    return bars


def _short(gap: Gap, place: int) -> str:
    """With its place in front: two groups may begin alike."""
    words = gap.title if len(gap.title) <= _LONGEST // 2 else gap.title[: _LONGEST // 2 - 1].rstrip() + "…"
    return f"{place}. {words}"


def _show_messages(gap: Gap) -> None:
    st.subheader("The messages behind it", divider="gray")
    st.text(gap.title)
    shown = gap.questions[:_SHOWN]
    for question in shown:
        with st.container(border=True):
            show_bubble(Bubble(side="customer", text=question.text, note=_about(question)))
            show_bubble(Bubble(side="bot", text=question.answer, note=WHY[question.why]))
    if len(gap.questions) > len(shown):
        st.caption(f"The first {len(shown)} of {len(gap.questions)}, those nearest to the group's middle first.")


def _about(question: Unanswered) -> str:
    trek = f" · {question.trek}" if question.trek else ""
    return f"{question.at:%-d %B %Y, %H:%M} · {question.contact} · {question.language}{trek} · lead {question.lead}"
