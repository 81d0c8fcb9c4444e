"""Publish: what a draft changes, on what evidence, for whom; the canary that runs; and the way back."""

from collections.abc import Callable
from datetime import UTC, datetime

import streamlit as st

from agent.config import ConfigError
from agent.ports import PortError
from agent.publishing.canary import Canary
from agent.publishing.desk import LEAST_SHARE, LEAST_WORDS, MOST_SHARE
from agent.publishing.draft import Draft
from agent.publishing.harm import HARMS
from agent.publishing.reach import active_contacts
from agent.publishing.version import Version
from workbench.bar import count
from workbench.bubbles import plain
from workbench.desk import Workbench
from workbench.publishing.broken import show_broken
from workbench.publishing.canary import show_figures
from workbench.publishing.history import changes_table, show_evidence, show_history
from workbench.sample_month import show_nothing_yet

WILL_BE = "With logged messages a draft can be measured on them before customers hear it."
_FIRST = "Some contacts first"
_ALL = "Everybody at once"


def page(desk: Workbench) -> None:
    """The canary if one runs; the draft, or what is wrong with the file in service; the history below."""
    _show_done()
    canary = desk.publishing.canary()
    if canary is not None:
        _show_canary(desk, canary)
    live = desk.publishing.live()
    if live.problems:
        show_broken(desk, live)
    else:
        _show_draft(desk, canary)
    st.divider()
    show_history(desk)


def _show_done() -> None:
    """What the click before did."""
    done = st.session_state.pop("done", "")
    if done:
        st.success(plain(done), icon=":material/check_circle:")


# --- the draft -----------------------------------------------------------------------------------------------


def _show_draft(desk: Workbench, canary: Canary | None) -> None:
    draft = _pick(desk)
    st.subheader("Your draft" if draft.author == desk.user.name else f"Draft of {plain(draft.author)}", anchor=False)
    if not draft.values:
        st.info(
            "Nothing to publish: your draft is as what is live. Move a control on Retrieval, Routing or Safety, or try "
            "a setting on Try it; each change appears here, to be compared, measured and published."
        )
        show_nothing_yet(desk, WILL_BE)
        return
    try:
        changes = draft.changes()
    except ConfigError as error:
        st.error("This draft no longer fits what is live. Discard it, or take back what changed in the file.")
        st.code(str(error), language=None, wrap_lines=True)
        _offer_discard(desk, draft)
        return
    st.dataframe(changes_table(changes), hide_index=True)
    _show_waits(draft)
    if draft.is_behind:
        _show_behind(desk, draft)
        return
    left, right = st.columns([0.45, 0.55], gap="large")
    with left:
        _show_measured(draft)
    with right:
        _show_form(desk, draft, canary)


def _pick(desk: Workbench) -> Draft:
    """The user's own; who may publish can choose a colleague's. The choice is in the address of the page."""
    own = desk.draft
    others = [draft for draft in desk.publishing.drafts() if draft.author != own.author] if desk.may("publish") else []
    if not others:
        return own
    drafts = {draft.author: draft for draft in (own, *others)}
    wanted = st.query_params.get("draft", own.author if own.values else others[0].author)
    authors = list(drafts)
    chosen = st.selectbox(
        "Whose draft",
        authors,
        index=authors.index(wanted) if wanted in authors else 0,
        format_func=lambda author: _whose(drafts[author], own),
        key="whose",
    )
    st.query_params["draft"] = chosen
    return drafts[chosen]


def _whose(draft: Draft, own: Draft) -> str:
    return f"{'yours' if draft.author == own.author else draft.author} ({count(len(draft.values))})"


def _show_waits(draft: Draft) -> None:
    """What a publish alone does not put in force."""
    waits = [change for change in draft.changes() if change.needs]
    if waits:
        told = "; ".join(f"{change.label} ({change.needs})" for change in waits)
        st.warning(f"In force only after more than a publish: {plain(told)}.", icon=":material/restart_alt:")


def _show_behind(desk: Workbench, draft: Draft) -> None:
    st.warning("What is live changed since this draft was begun. Look at it before you publish:")
    changes = desk.publishing.changed_since(draft.base)
    if changes:
        st.dataframe(changes_table(changes), hide_index=True, key="behind")
    if st.button("Keep my changes on top of it", type="primary", disabled=not desk.may("draft")):
        _do(lambda: desk.publishing.rebase(draft.author), "Your changes are on top of what is live now.")
    _offer_discard(desk, draft)


def _offer_discard(desk: Workbench, draft: Draft) -> None:
    if draft.author == desk.user.name and st.button("Discard my draft", type="tertiary"):
        _do(lambda: desk.publishing.discard(draft.author), "Your draft is discarded; nothing else changed.")


def _show_measured(draft: Draft) -> None:
    st.markdown("**What was measured**")
    if draft.evidence is None:
        st.caption("Nothing yet. Rewind answers logged messages again with this draft and tells what would change.")
        return
    if not draft.evidence_is_current:
        st.warning("Measured on an earlier state of this draft: it does not go along. Run Rewind again.")
    show_evidence(draft.evidence)


def _show_form(desk: Workbench, draft: Draft, canary: Canary | None) -> None:
    st.markdown("**Publish**")
    if canary is not None:
        st.caption("A canary runs: serve everybody with it or end it before anything else is published.")
        return
    if not desk.may("publish"):
        st.info("You may draft; putting it in service takes the role admin, who finds your draft here under your name.")
        _offer_discard(desk, draft)
        return
    common = [change for change in draft.changes() if change.owner in ("ports", "service", "alerts")]
    whom = st.radio("For whom", [_FIRST, _ALL], index=1 if common else 0, horizontal=True, disabled=bool(common))
    if common:
        st.caption(
            "What stands under ports, service or alerts is for the whole server: it cannot be tried on some contacts."
        )
    share, accepts = _canary_settings() if whom == _FIRST else (None, [])
    reason = st.text_area(
        "Why",
        key="why",
        placeholder=f"In {LEAST_WORDS} words or more: colleagues read it in the history",
        max_chars=1000,
    )
    _say_what_happens(desk, share)
    label = "Publish to everybody" if share is None else f"Start the canary for {share:.0%}"
    if st.button(label, type="primary", key="publish"):
        _publish(desk, draft, reason, share, accepts)
    _offer_discard(desk, draft)


def _canary_settings() -> tuple[float, list[str]]:
    share = st.slider(
        "Share of contacts",
        int(LEAST_SHARE * 100),
        int(MOST_SHARE * 100),
        10,
        format="%d %%",
        help="Always the same contacts, chosen by chance. The more, the sooner harm shows, and the more are harmed.",
    )
    accepts = st.multiselect(
        "May rise on purpose",
        list(HARMS),
        format_func=lambda name: HARMS[name].title,
        help="Contacts harmed more often end the canary by themselves, but for what is meant here.",
        placeholder="nothing: any harm ends it",
    )
    return share / 100, accepts


def _say_what_happens(desk: Workbench, share: float | None) -> None:
    """Before the click: to how many, when, and what ends it."""
    try:
        active = active_contacts(desk.reader, datetime.now(UTC))
        many = f" ({active:,} contacts wrote in the last 7 days)"
        some = f" (about {round(active * (share or 0)):,} of the {active:,} who wrote in the last 7 days)"
    except PortError:
        many = some = ""
    rehearsed = (
        "First a plain question is answered with it, as a rehearsal of some seconds; if that fails, it ends there. "
    )
    if share is None:
        st.caption(f"{rehearsed}Then everybody{many} is answered with it, within two seconds and without a restart.")
        return
    st.caption(
        f"{rehearsed}Then {share:.0%} of contacts{some} are answered with it and all others as now. It ends by itself "
        "when it does harm; else it runs until somebody serves everybody with it or ends it."
    )


def _publish(desk: Workbench, draft: Draft, reason: str, share: float | None, accepts: list[str]) -> None:
    def act() -> Version:
        return desk.publishing.publish(desk.user.name, reason, canary_share=share, accepts=accepts, draft=draft)

    told = "It is live for everybody." if share is None else f"It serves {share:.0%} of contacts now."
    _do(act, told, "Rehearsing the draft with a plain question, then putting it in service …")


# --- the canary ----------------------------------------------------------------------------------------------


def _show_canary(desk: Workbench, canary: Canary) -> None:
    st.subheader(f"Canary: {canary.share:.0%} of contacts since {canary.since:%d %b %H:%M} UTC", anchor=False)
    st.text(f"{canary.author}: {canary.reason}")
    left, right = st.columns([0.66, 0.34], gap="large")
    with left:
        show_figures(desk, canary)
    with right:
        _show_end(desk, canary)


def _show_end(desk: Workbench, canary: Canary) -> None:
    st.markdown("**End it**")
    if not desk.may("publish"):
        st.caption("Ending it, either way, takes the role admin.")
        return
    reason = st.text_input("Why", key="why end", placeholder=f"In {LEAST_WORDS} words or more", max_chars=300)
    st.caption("Serve everybody: its exact file goes live within two seconds; the figures are kept as evidence.")
    if st.button("Serve everybody with it", type="primary"):
        _do(lambda: desk.publishing.promote(desk.user.name, reason), "It is live for everybody.", "Rehearsing it …")
    st.caption(f"End it: its contacts are answered as all others again; the draft goes back to {plain(canary.author)}.")
    if st.button("End the canary"):
        _do(
            lambda: desk.publishing.abort(desk.user.name, reason), "The canary is ended: everybody has the live config."
        )


def _do(act: Callable[[], object], told: str, meanwhile: str = "") -> None:
    """One click: done and told at the top of the page, or refused with the reason here."""
    try:
        with st.spinner(meanwhile or "One moment …"):
            act()
    except ConfigError as error:
        st.error("The config would not be valid. Nothing was changed.")
        st.code(str(error), language=None, wrap_lines=True)
        return
    except PortError as error:
        st.error(plain(str(error)))
        return
    st.session_state["done"] = told
    st.rerun()
