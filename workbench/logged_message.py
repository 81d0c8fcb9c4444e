"""A logged message as the conversation it was."""

from typing import Any

import streamlit as st

from eval.traffic.logged_risk import turn_of
from workbench.bubbles import bubbles_of, show_conversation
from workbench.desk import Workbench


def show_logged(desk: Workbench, message_id: str) -> dict[str, Any] | None:
    """Message and answer as bubbles, and the turn as JSON; None, and a word about it, where it is gone."""
    turn = turn_of(desk.reader.query, message_id)
    if turn is None:
        st.info("This message is no longer there: it was erased, or its contact was.")
        return None
    show_conversation(bubbles_of(turn))
    return turn
