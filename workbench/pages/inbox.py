"""Inbox: conversations, the review queue and leads. Three views of one page; which one stands in its address."""

import streamlit as st

from workbench.conversation_view import show_conversations
from workbench.desk import Workbench
from workbench.lead_view import show_leads
from workbench.queue_view import show_queue

VIEWS = {
    "conversations": ("Conversations", show_conversations),
    "queue": ("Review queue", show_queue),
    "leads": ("Leads", show_leads),
}


def page(desk: Workbench) -> None:
    """The chosen view; the address can be shared."""
    wanted = st.query_params.get("view", "conversations")
    if "inbox go to" in st.session_state:
        st.session_state["inbox view"] = st.session_state.pop("inbox go to")
    st.session_state.setdefault("inbox view", wanted if wanted in VIEWS else "conversations")
    chosen = st.segmented_control(
        "View",
        list(VIEWS),
        key="inbox view",
        format_func=lambda view: VIEWS[view][0],
        label_visibility="collapsed",
    )
    view = chosen or "conversations"
    st.query_params["view"] = view
    VIEWS[view][1](desk)
