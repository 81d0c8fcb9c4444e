"""Inbox: conversations, the review queue and leads. Three views of one page; which one stands in its address."""

import streamlit as st

from workbench.desk import Workbench
from workbench.inbox.conversations import show_conversations
from workbench.inbox.leads import show_leads
from workbench.inbox.queue import show_queue
from workbench.views import chosen_view

VIEWS = {
    "conversations": ("Conversations", show_conversations),
    "queue": ("Review queue", show_queue),
    "leads": ("Leads", show_leads),
}


def page(desk: Workbench) -> None:
    """The chosen view; the address can be shared."""
    if "inbox go to" in st.session_state:
        st.session_state["inbox view"] = st.session_state.pop("inbox go to")
    VIEWS[chosen_view(VIEWS, key="inbox view")][1](desk)
