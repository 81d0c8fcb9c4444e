"""The review queue: what a person should see to, the gravest first, and what may be done about it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from agent.colleagues.client import NO_SERVER
from agent.colleagues.refused import RefusedError
from agent.inbox.queue import Item, is_settled_by_release, items
from agent.ports import PortError
from workbench.bar import moment
from workbench.bubbles import Bubble, plain, show_conversation
from workbench.clickable import choose_line
from workbench.desk import Workbench
from workbench.sample_month import show_nothing_yet

EVERY_S = 2.0
WILL_BE = "Here you will see what waits for a person: hand-offs, what the checks noticed, answers nobody saw arrive."
EMPTY = (
    "Nothing waits for a person. Hand-offs, what the checks noticed and answers that may not have arrived come here."
)


def show_queue(desk: Workbench) -> None:
    """The queue at the left, the chosen item at the right."""
    if not _items(desk.reader, desk.reader.watermark()) and show_nothing_yet(desk, WILL_BE):
        return
    left, right = st.columns([0.5, 0.5], gap="large")
    with left:
        _refreshing_queue(desk)
    with right:
        _refreshing_item(desk)


@st.fragment(run_every=EVERY_S)
def _refreshing_queue(desk: Workbench) -> None:
    found = _items(desk.reader, desk.reader.watermark())
    if not found:
        st.success(EMPTY)
        return
    st.caption(plain(f"{len(found)} open, the gravest first"))
    height = min(35 * (len(found) + 1) + 3, 560)
    choose_line(_table(found), [item.id for item in found], parameter="item", key="queue list", height=height)


@st.fragment(run_every=EVERY_S)
def _refreshing_item(desk: Workbench) -> None:
    """What somebody else settled, or was just settled here, is no longer there."""
    wanted = st.query_params.get("item", "")
    chosen = next((item for item in _items(desk.reader, desk.reader.watermark()) if item.id == wanted), None)
    if chosen is None:
        st.caption("Choose an item in the list." if not wanted else "This item is done.")
    else:
        _show_item(desk, chosen)


@st.cache_data(show_spinner=False, max_entries=16, ttl=60)
def _items(_reader: Any, news: int) -> Sequence[Item]:
    """Asked again only when there is news."""
    return items(_reader)


def _table(found: Sequence[Item]) -> pd.DataFrame:
    now = datetime.now(UTC)
    return pd.DataFrame(
        {
            "How grave": item.severity,
            "What": item.what,
            "Customer": item.name or item.contact,
            "Since": moment(item.opened_at, now),
            "Message": " ".join(item.question.split())[:120],
        }
        for item in found
    )


def _show_item(desk: Workbench, item: Item) -> None:
    now = datetime.now(UTC)
    st.subheader(plain(item.what), anchor=False)
    st.caption(plain(f"{item.name or item.contact} · {item.severity} · since {moment(item.opened_at, now)}"))
    if item.noticed:
        st.text("Noticed: " + ", ".join(item.noticed))
    asked = [Bubble(side="customer", text=item.question)] if item.question else []
    answered = [Bubble(side="bot", text=item.answer)] if item.answer else []
    show_conversation([*asked, *answered])
    _show_deeds(desk, item)


def _show_deeds(desk: Workbench, item: Item) -> None:
    with st.container(horizontal=True):
        if st.button("Open the conversation", key=f"open {item.id}"):
            _open(item.contact)
            st.rerun()
        if desk.may("answer") and desk.colleague.is_there:
            _show_settling(desk, item)
    if desk.may("answer") and not desk.colleague.is_there:
        st.info(NO_SERVER)
    if is_settled_by_release(item):
        st.caption("Letting the bot answer again, in the conversation, settles this too.")
    words = st.session_state.pop("queue said", "")
    if words:
        st.error(plain(words))


def _show_settling(desk: Workbench, item: Item) -> None:
    if not item.is_unknown:
        st.button("Done", key=f"done {item.id}", type="primary", on_click=_settle, args=(desk, item, "done"))
        return
    st.button("It arrived", key=f"arrived {item.id}", type="primary", on_click=_settle, args=(desk, item, "arrived"))
    with st.popover("Send again"):
        st.text("The same words go to this one customer once more. If the first did arrive, they read it twice.")
        st.button("Send it again", key=f"again {item.id}", on_click=_settle, args=(desk, item, "again"))


def _settle(desk: Workbench, item: Item, how: str) -> None:
    try:
        desk.colleague.settle(item.id, how)
    except (PortError, RefusedError) as error:
        st.session_state["queue said"] = str(error)


def _open(contact: str) -> None:
    st.session_state["inbox go to"] = "conversations"
    st.query_params["contact"] = contact
