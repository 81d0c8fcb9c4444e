"""Navigation, who is looking, and the bar of the config in service. Pages are in `workbench/pages`."""

from collections.abc import Mapping
from functools import partial
from importlib import import_module
from importlib.util import find_spec

import streamlit as st
from streamlit.navigation.page import Page

from workbench.access.who import known_user
from workbench.bar import show_bar
from workbench.desk import Workbench, open_desk
from workbench.failure import show_failure, show_trouble
from workbench.look import STYLE

PAGES = {
    "try_it": ("Try it", ":material/chat:"),
    "inbox": ("Inbox", ":material/inbox:"),
    "retrieval": ("Retrieval", ":material/search:"),
    "routing": ("Routing", ":material/alt_route:"),
    "safety": ("Safety", ":material/health_and_safety:"),
    "rewind": ("Rewind", ":material/history:"),
    "publish": ("Publish", ":material/publish:"),
    "live": ("Live", ":material/monitoring:"),
    "knowledge": ("Knowledge", ":material/menu_book:"),
}
"""File, title and icon of each page; one that is not there is not listed."""
WITHOUT_PIPELINE = frozenset({"publish", "inbox"})
"""Pages that open though the config in service is broken: there it is mended, and customers wait for answers."""


def main() -> None:
    """Show the chosen page under the bar; where the config in service is broken, only what does without it."""
    st.set_page_config(page_title="Cairn", page_icon="⛰", layout="wide")
    st.html(STYLE)
    try:
        user = known_user()
        if user is None:
            return
        desk = open_desk(user)
        pages = _pages(desk)
        chosen = st.navigation(list(pages.values()), position="top")
        st.set_page_config(page_title=f"{chosen.title} · Cairn")
        show_bar(desk, pages)
    except Exception as error:  # nothing of Streamlit's own way of going on: that is no Exception
        show_failure(error)
        return
    if desk.trouble is not None and chosen.url_path not in WITHOUT_PIPELINE:
        show_trouble(desk.trouble, pages["publish"])
    else:
        chosen.run()


def _pages(desk: Workbench) -> Mapping[str, Page]:
    """The pages there are, the first one first."""
    there = [name for name in PAGES if find_spec(f"workbench.pages.{name}")]
    return {name: _page(name, desk, first=name == there[0]) for name in there}


def _page(name: str, desk: Workbench, *, first: bool) -> Page:
    title, icon = PAGES[name]
    return st.Page(partial(_run, name, desk), title=title, icon=icon, url_path=name.replace("_", "-"), default=first)


def _run(name: str, desk: Workbench) -> None:
    """A page is imported when somebody opens it."""
    import_module(f"workbench.pages.{name}").page(desk)
