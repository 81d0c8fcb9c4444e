"""Leads with their reasons, those to follow up first, and the file for a spreadsheet."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from agent.inbox.leads import LeadRow, as_csv, leads
from workbench.bar import moment
from workbench.desk import Workbench
from workbench.sample_month import show_nothing_yet

WILL_BE = "Leads appear here as customers write: how ready each is to book, why, and whom to write to first."


def show_leads(desk: Workbench) -> None:
    """The table, narrowed by segment, and its export."""
    if show_nothing_yet(desk, WILL_BE):
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        segment = st.segmented_control("Lead", ["hot", "warm", "cold"], key="lead segment")
        found = _leads(desk.reader, desk.reader.watermark(), segment or "")
        if found and desk.may("export"):
            st.download_button(
                f"Export {len(found)} as CSV",
                as_csv(found),
                file_name=f"leads-{datetime.now(UTC):%Y-%m-%d}.csv",
                mime="text/csv",
                on_click=lambda: _exported(desk, len(found)),
                help="Phone numbers stay masked in it. The export is written into the audit log.",
            )
    if not found:
        st.info(f"No {segment} leads." if segment else "No leads yet.")
        return
    _show_table(found)


@st.cache_data(show_spinner=False, max_entries=16, ttl=60)
def _leads(_reader: Any, news: int, segment: str) -> Sequence[LeadRow]:
    """Asked again only when there is news."""
    return leads(_reader, segment=segment)


def _show_table(found: Sequence[LeadRow]) -> None:
    now = datetime.now(UTC)
    rows = [
        {
            "Follow up": lead.follow_up,
            "Customer": lead.name or lead.contact,
            "Score": lead.score,
            "Lead": lead.segment,
            "Stage": lead.stage,
            "Last wrote": moment(lead.last_at, now),
            "Why": "; ".join(lead.reasons),
            "Open": f"/inbox?view=conversations&contact={lead.contact}",
        }
        for lead in found
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        height=560,
        column_config={
            "Score": st.column_config.ProgressColumn(min_value=0, max_value=100, format="%d"),
            "Why": st.column_config.TextColumn(width="large"),
            "Open": st.column_config.LinkColumn(display_text="Conversation"),
        },
    )


def _exported(desk: Workbench, rows: int) -> None:
    desk.user.must("export")
    desk.write_down("leads.export", "leads", {"rows": rows})
