"""Knowledge: what customers asked that the documents do not say, the documents themselves, and bringing new ones."""

import streamlit as st

from workbench.desk import Workbench
from workbench.document_view import show_documents, show_findings
from workbench.gap_view import show_gaps
from workbench.upload_view import show_uploads

VIEWS = {
    "gaps": ("Not said yet", show_gaps),
    "documents": ("Documents", show_documents),
    "findings": ("Contradictions", show_findings),
    "upload": ("Upload", show_uploads),
}


def page(desk: Workbench) -> None:
    """The chosen view; the address can be shared."""
    wanted = st.query_params.get("view", "gaps")
    st.session_state.setdefault("knowledge view", wanted if wanted in VIEWS else "gaps")
    chosen = st.segmented_control(
        "View",
        list(VIEWS),
        key="knowledge view",
        format_func=lambda view: VIEWS[view][0],
        label_visibility="collapsed",
    )
    view = chosen or "gaps"
    st.query_params["view"] = view
    VIEWS[view][1](desk)
