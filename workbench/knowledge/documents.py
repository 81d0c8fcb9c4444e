"""The documents in service, what contradicts in them, and what has run out."""

from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from agent.gaps.documents import Held, Shelf, passages_of, shelf
from workbench.clickable import clicked_row
from workbench.desk import Workbench

LEVELS = {"error": "Wrong", "warning": "Doubtful", "note": "Good to know"}
HELP = {
    "Wrong": "A customer may be told something wrong",
    "Doubtful": "Likely an oversight",
    "Good to know": "Nothing has to be done",
}


def read_shelf(desk: Workbench) -> Shelf:
    """What is in service, read anew when it changes."""
    return _shelf(desk, desk.agent.ports.index.version, datetime.now(UTC).date().isoformat())


@st.cache_data(show_spinner="Reading the documents …", max_entries=4)
def _shelf(_desk: Workbench, version: str, today: str) -> Shelf:
    return shelf(_desk.agent.environment.cairn_data, datetime.fromisoformat(today).date())


def show_documents(desk: Workbench) -> None:
    """One line each; the chunks of the one that is chosen."""
    found = read_shelf(desk)
    documents, passages, expired = st.columns(3)
    documents.metric("Documents", len(found.documents))
    passages.metric("Passages", f"{found.passages:,}", help="What questions are answered from, facts included")
    expired.metric("Prices and offers that ran out", len(found.expired))
    st.caption(f"Read {found.read_at[:16].replace('T', ' at ')} UTC. The operator's own change by `cairn ingest`.")
    table = pd.DataFrame([_row(held) for held in found.documents])
    row = clicked_row(table, height=360, key="document table")
    if row is not None:
        _show_chunks(desk, found.documents[row])
    else:
        st.caption("Select a row to see how the document was cut.")
    _show_expired(found)


def _row(held: Held) -> dict[str, object]:
    return {
        "Document": held.source,
        "Chunks": held.chunks,
        "Language": held.language,
        "About": held.trek or "the company",
        "Changed": held.changed.date() if held.changed else None,
        "State": "changed since it was read" if held.stale else "in service" if held.path else "its file is gone",
        "To look at": held.findings,
    }


def _show_chunks(desk: Workbench, held: Held) -> None:
    st.subheader("How it was cut", divider="gray")
    st.text(f"{held.source}: {held.chunks} chunks")
    for passage in passages_of(desk.agent.environment.cairn_data, held.source):
        with st.container(border=True):
            st.text(passage.title)
            st.text(passage.text)


def _show_expired(found: Shelf) -> None:
    with st.expander(f"Prices and offers that ran out ({len(found.expired)})"):
        rows = [{"What": one.kind, "Of": one.name, "Which": one.detail, "Until": one.until} for one in found.expired]
        if rows:
            st.dataframe(pd.DataFrame(rows), hide_index=True, height=300)
            st.caption("The bot never says them: they are kept so that an old quotation can be checked.")
        else:
            st.text("None has.")


def show_findings(desk: Workbench) -> None:
    """Contradictions inside the catalogue, between it and the documents, and between documents."""
    found = read_shelf(desk)
    if not found.findings:
        st.success("Catalogue and documents say the same everywhere.", icon=":material/check:")
        return
    counted = pd.Series([LEVELS[finding.level] for finding in found.findings]).value_counts()
    for column, (name, help_text) in zip(st.columns(3), HELP.items(), strict=True):
        column.metric(name, int(counted.get(name, 0)), help=help_text)
    rows = [
        {
            "How grave": LEVELS[finding.level],
            "Where": f"{finding.source}{', ' + finding.where if finding.where else ''}",
            "What": finding.message,
            "Against": finding.also,
        }
        for finding in found.findings
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height=min(600, 38 + 35 * len(rows)))
    st.caption("Correct the document or the catalogue, then `cairn ingest`; or bring the document anew.")
