"""The history of the config: who, when, why; one version in full; and the way back to it."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from agent.config import ConfigError
from agent.ports import PortError
from agent.publishing.changes import Change, shown
from agent.publishing.desk import LEAST_WORDS
from agent.publishing.reach import answered_with
from agent.publishing.telling import DONE
from agent.publishing.version import Version
from workbench.bubbles import plain
from workbench.clickable import choose_line
from workbench.desk import Workbench

_PARAMETER = "version"


def show_history(desk: Workbench) -> None:
    """The table; a row that is chosen is shown below it, and is in the address of the page."""
    versions, live = desk.publishing.history(), desk.publishing.live()
    st.subheader("History", anchor=False)
    numbers = [str(version.number) for version in versions]
    choose_line(_table(versions, live), numbers, parameter=_PARAMETER, key="history")
    chosen = _chosen(versions)
    if chosen is None:
        st.caption("Choose a row to see what it changed, what it rested on, and to go back to it.")
        return
    _show_version(desk, chosen, live)


def changes_table(changes: Sequence[Change]) -> pd.DataFrame:
    """Settings in words, live and new side by side."""
    rows = [
        {
            "Setting": change.label,
            "Step": change.owner,
            "Before": shown(change.old),
            "After": f"{shown(change.new)} {change.unit}".strip(),
            "Takes": change.needs or "seconds",
            "Path": change.path,
        }
        for change in changes
    ]
    return pd.DataFrame(rows)


def show_evidence(evidence: object) -> None:
    """What it rested on: of a rewind its main figures, of anything else the JSON."""
    if evidence is None:
        st.caption("Nothing was measured for it.")
        return
    if isinstance(evidence, dict) and "flips" in evidence and "shares" in evidence:
        _show_rewind(evidence)
    with st.expander("All of it as JSON"):
        st.json(evidence, expanded=1)


def _show_rewind(evidence: dict[str, object]) -> None:
    shares, changes = evidence.get("shares"), evidence.get("changes")
    told = [f"{evidence.get('n'):,} logged messages were answered again with the draft."]
    if isinstance(shares, dict) and isinstance(shares.get("any"), dict):
        told.append(_interval("{0:.1%} of them would have gone another way ({1:.1%} to {2:.1%})", shares["any"]))
    if isinstance(changes, dict) and isinstance(changes.get("handoffs"), dict):
        told.append(_interval("{0:+.1f} hand-offs for 1,000 messages ({1:+.1f} to {2:+.1f})", changes["handoffs"]))
    if isinstance(changes, dict) and isinstance(changes.get("cost_usd"), dict):
        told.append(_interval("{0:+.2f} USD for 1,000 messages ({1:+.2f} to {2:+.2f})", changes["cost_usd"]))
    for line in told:
        st.text(line)


def _interval(words: str, figure: dict[str, object]) -> str:
    bounds = figure.get("ci95")
    low, high = bounds if isinstance(bounds, list) and len(bounds) == 2 else (figure["value"], figure["value"])
    return words.format(figure["value"], low, high)


def _chosen(versions: Sequence[Version]) -> Version | None:
    named = st.query_params.get(_PARAMETER, "")
    return next((version for version in versions if str(version.number) == named), None)


def _table(versions: Sequence[Version], live: Version) -> pd.DataFrame:
    rows = [
        {
            "": "live" if version.number == live.number else "",
            "Version": version.number,
            "When (UTC)": f"{version.since:%d %b %Y %H:%M}",
            "What": DONE[version.kind] + (f", {version.share:.0%}" if version.share else ""),
            "By": version.author + (f" (draft of {version.drafted_by})" if version.drafted_by else ""),
            "Why": version.reason,
            "Changes": len(version.changes),
            "Measured": "yes" if version.evidence else "no",
            "Config": version.hash[:7] or "broken",
        }
        for version in versions
    ]
    return pd.DataFrame(rows)


def _show_version(desk: Workbench, version: Version, live: Version) -> None:
    with st.container(border=True):
        st.markdown(f"**Version {version.number}** · {plain(DONE[version.kind])} by {plain(version.author)}")
        st.text(version.reason)
        for problem in version.problems:
            st.error(plain(problem))
        if version.changes:
            st.dataframe(changes_table(version.changes), hide_index=True)
        elif version.kind != "found" and not version.problems:
            st.caption("No setting changed: comments or layout only.")
        _show_use(desk, version)
        show_evidence(desk.publishing.evidence(version))
        with st.expander("The whole file"):
            st.code(desk.publishing.text(version), language="yaml")
        if version.hash and version.text_hash != live.text_hash:
            offer_rollback(desk, version)


def _show_use(desk: Workbench, version: Version) -> None:
    if not version.hash:
        return
    try:
        count = answered_with(desk.reader, version.hash)
        st.caption(f"{count:,} logged messages were answered with config {version.hash[:7]}.")
    except PortError:
        st.caption("How many messages were answered with it cannot be read now.")


def offer_rollback(desk: Workbench, version: Version) -> None:
    """Back to it, after saying what that does."""
    if not desk.may("publish"):
        st.caption("Going back to it takes the role admin.")
        return
    ends = " The canary that runs ends with it." if desk.publishing.canary() else ""
    st.markdown(
        f"Going back puts the exact file of version {version.number} in service for **everybody**, within two seconds "
        f"and without a restart. It is a new version, so that it can be taken back too.{ends}"
    )
    reason = st.text_input(
        "Why go back", key=f"why back {version.number}", placeholder=f"In {LEAST_WORDS} words or more", max_chars=300
    )
    if st.button(f"Roll back to version {version.number}", key="roll back", type="primary"):
        _roll_back(desk, version, reason)


def _roll_back(desk: Workbench, version: Version, reason: str) -> None:
    try:
        with st.spinner("Rehearsing it with a plain question, then putting it in service …"):
            made = desk.publishing.rollback(str(version.number), desk.user.name, reason)
    except (ConfigError, PortError) as error:
        st.error(plain(str(error)))
        return
    st.session_state["done"] = f"Version {made.number} is live: the file of version {version.number} is back."
    st.rerun()
