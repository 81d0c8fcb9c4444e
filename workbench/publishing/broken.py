"""A config file in service that cannot be used: what is wrong at which line, and the way back."""

import streamlit as st

from agent.publishing.broken import around, difference, lines_of
from agent.publishing.version import Version
from workbench.bar import count
from workbench.bubbles import plain
from workbench.desk import Workbench
from workbench.publishing.history import offer_rollback


def show_broken(desk: Workbench, live: Version) -> None:
    """The problems with the lines they are in, what was edited, and back to the last good version."""
    good = desk.publishing.last_good()
    st.subheader("The config file in service cannot be used", anchor=False)
    st.error(_what_it_means(good))
    for problem in live.problems:
        st.text(problem)
    text = desk.publishing.text_now()
    st.code(around(text, lines_of(live.problems)) or "(the file is empty or not there)", language=None)
    if good is not None:
        with st.expander(f"What is another in it than in version {good.number}"):
            st.code(difference(desk.publishing.text(good), text), language="diff", wrap_lines=True)
    st.text(f"Correct the lines in {desk.publishing.config}, and this page is as always again within seconds. Or:")
    if good is None:
        st.caption("No earlier version was ever in service here, so there is none to go back to.")
    else:
        st.markdown(f"**Back to version {good.number}**")
        st.text(f"{good.author}: {good.reason}")
        offer_rollback(desk, good)
    if desk.draft.values:
        st.caption(f"Your draft ({count(len(desk.draft.values))}) is kept; it is shown once the file is right again.")


def _what_it_means(good: Version | None) -> str:
    if good is None:
        return "A server does not start with it. Nothing was changed by this page."
    return plain(
        f"A server that runs goes on with the last good one, version {good.number} ({good.hash[:7]}); one that is "
        "started now does not start. Pages that need the pipeline wait for it; nothing was changed."
    )
