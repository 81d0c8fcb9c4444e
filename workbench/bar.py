"""The thin bar on every page: which config is in service, what your draft changes, where to go with it."""

from collections.abc import Mapping
from datetime import UTC, datetime

import streamlit as st
from streamlit.navigation.page import Page

from agent.month.pouring import MARK as SAMPLE_MONTH
from agent.publishing.version import Version
from agent.store.reader import Reader
from workbench.access.who import keeper, sign_out
from workbench.bubbles import plain
from workbench.desk import Workbench

_SAMPLE = "Invented customers and messages, through the real pipeline. `cairn simulator --month --forget` clears them."
_OPEN = "Nobody made a user yet, so everybody on this machine is an admin here. `cairn user add NAME` ends that."


def show_bar(desk: Workbench, pages: Mapping[str, Page]) -> None:
    """One line; links only to pages that are there."""
    live, changes = desk.publishing.live(), len(desk.draft.values)
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(in_service(live, datetime.now(UTC)))
        st.markdown(f":orange[**Your draft**: {count(changes)}]" if changes else "Your draft: no changes")
        if changes and "rewind" in pages:
            st.page_link(pages["rewind"], label="Compare")
        if changes and "publish" in pages:
            st.page_link(pages["publish"], label="Publish")
        if _is_sample(desk.reader):
            st.markdown(":violet-badge[sample month]", help=_SAMPLE)
        st.space("stretch")
        _show_user(desk)


@st.cache_data(show_spinner=False, ttl=30)
def _is_sample(_reader: Reader) -> bool:
    """Whether the traffic shown is, at least in part, the sample month's."""
    sql = "SELECT count(*) AS n FROM events WHERE field = ?"
    return bool(_reader.query(sql, [SAMPLE_MONTH]).column("n")[0].as_py())


def _show_user(desk: Workbench) -> None:
    """Who is signed in, and the way out; where all is open, that it is."""
    if keeper().mode == "open":
        st.markdown(":gray[Open on this machine, no login]", help=_OPEN)
        return
    with st.popover(plain(desk.user.name), type="tertiary"):
        st.caption(f"Role: {desk.user.role}")
        st.button("Sign out", on_click=sign_out)


def in_service(live: Version, now: datetime) -> str:
    """Hash, since when, by whom; or that the file is no config."""
    if not live.hash:
        return f":red[**Live: the file cannot be used**] since {moment(live.since, now)}, see Publish"
    by = {"found": "", "by_hand": ", edited by hand"}.get(live.kind, f" by {plain(live.author)}")
    return f":blue[**Live**] `{live.hash[:7]}` since {moment(live.since, now)}{by}"


def moment(at: datetime, now: datetime, *, with_time: bool = False) -> str:
    """The time of today, else the day, with its time if wanted; all in UTC, as everything that is logged."""
    at = at.astimezone(UTC)
    same_year = "%-d %b" if at.year == now.year else "%-d %b %Y"
    if at.date() == now.date():
        return f"{at:%H:%M} UTC"
    return f"{at:{same_year}}, {at:%H:%M} UTC" if with_time else f"{at:{same_year}}"


def count(changes: int) -> str:
    """The number of changes in words."""
    return "1 change" if changes == 1 else f"{changes} changes"
