"""Several views on one page, one at a time; which one stands in the address."""

from collections.abc import Callable, Mapping

import streamlit as st

from workbench.desk import Workbench

Views = Mapping[str, tuple[str, Callable[[Workbench], None]]]
"""By the word in the address: what is written on the switch, and what draws the view. The first is the usual one."""


def chosen_view(views: Views, *, key: str, required: bool = False) -> str:
    """Draw the switch; the view that is on. Not `required`: clicking it off leads back to the usual one."""
    usual = next(iter(views))
    wanted = st.query_params.get("view", usual)
    st.session_state.setdefault(key, wanted if wanted in views else usual)
    chosen = st.segmented_control(
        "View",
        list(views),
        key=key,
        format_func=lambda view: views[view][0],
        label_visibility="collapsed",
        required=required,
    )
    view = str(chosen or usual)
    st.query_params["view"] = view
    return view
