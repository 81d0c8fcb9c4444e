"""The very messages behind a bar of the page Live, as bubbles."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from agent.traffic.behind import Pick, behind
from agent.traffic.span import Span
from workbench.bubbles import Bubble, plain, show_bubble
from workbench.desk import Workbench
from workbench.live.words import moment, seconds

SHOWN = 20


def show_behind(desk: Workbench, span: Span) -> None:
    """The messages of the bar that the address names."""
    pick = Pick.read(st.query_params.get("pick", ""))
    if pick is None:
        return
    rows = behind(desk.reader, span, pick, SHOWN).to_pylist()
    st.divider()
    head, close = st.columns([0.85, 0.15], vertical_alignment="center")
    head.markdown(f"##### The messages behind it: {plain(pick.by)} {plain(pick.value)} {plain(pick.bar)}")
    if close.button("Close", key="live_close", width="stretch"):
        del st.query_params["pick"]
        st.rerun(scope="fragment")
    if not rows:
        st.caption("There are none in this stretch of time.")
    elif len(rows) == SHOWN:
        st.caption(f"The {'slowest' if pick.by == 'step' else 'newest'} {SHOWN}.")
    for row in rows:
        show_bubble(Bubble(side="customer", text=row["question"] or "", note=_note(row, span)))
        show_bubble(Bubble(side="bot", text=row["answer"] or "", note=_answer_note(row)))


def _note(row: Mapping[str, Any], span: Span) -> str:
    said = (moment(row["at"], span), row["contact"], row["intent"], row["sentiment"])
    return " · ".join(str(part) for part in said if part)


def _answer_note(row: Mapping[str, Any]) -> str:
    parts = [row["reply_kind"] or "no reply", row["model"] or row["route"], row["delivery"], seconds(row["ms_total"])]
    parts += [f"to a colleague: {row['handoff']}"] if row["handoff"] else []
    parts += [f"ban risk {row['risk_reply']:.0f}"] if row["risk_reply"] is not None else []
    return " · ".join(str(part) for part in parts if part)
