"""Logged traffic ranked again: which customers would be answered from other passages."""

import pandas as pd
import streamlit as st

from agent.rewind.logged import logged_turns
from eval.figures.by_contact import share_by_contact
from eval.traffic.traffic_passages import Other, Rankable, others, rankable
from workbench.bubbles import Bubble, plain, show_bubble
from workbench.clickable import clicked_row
from workbench.desk import Workbench
from workbench.retrieval.label import ask_for_label, offer_rows
from workbench.retrieval.parts import Both, both, measured_on, show_passages, show_text
from workbench.sample_month import show_nothing_yet

WILL_BE = "Here you will see which customers would be answered from other passages with your draft."
NEWEST = (200, 500, 1000, 2000)
WHICH = {"all": "all of them", "first": "another passage first", "fewer": "fewer passages"}


def show_traffic(desk: Workbench) -> None:
    """No model and no search: raw scores are logged with each turn."""
    steps = both(desk)
    newest = st.selectbox("Newest turns", NEWEST, index=1, width=200)
    with st.spinner("Reading the log …"):
        traffic = _traffic(desk, steps, newest)
    total = len(traffic.logged) + traffic.unsearched + traffic.others
    if not total:
        show_nothing_yet(desk, WILL_BE)
        return
    measured_on(desk, f"{len(traffic.logged)} of the newest {total} turns; {_left_out(traffic)}")
    if not steps.differ:
        st.info("Your draft changes nothing of the search. Move a setting under Tune, then come back.")
        return
    if steps.live.search_key(desk.agent.ports.index) != steps.draft.search_key(desk.agent.ports.index):
        st.warning("Your draft searches anew (top_k, glossary, questions of a message): the page Rewind tells of that.")
        return
    show_others(desk, others(traffic, steps.live, steps.draft), traffic)
    offer_rows(desk, [turn for turn, _ in traffic.logged])


def _traffic(desk: Workbench, steps: Both, newest: int) -> Rankable:
    """Kept until there is news, other documents, or another config in service."""
    index = desk.agent.ports.index
    key = f"{desk.reader.watermark()} {newest} {steps.live.search_key(index)}"
    kept = st.session_state.get("retrieval traffic")
    if kept is None or kept[0] != key:
        turns = logged_turns(desk.reader, limit=newest)
        kept = (key, desk.bridge.run(rankable(turns, steps.live, index)))
        st.session_state["retrieval traffic"] = kept
    found: Rankable = kept[1]
    return found


def _left_out(traffic: Rankable) -> str:
    parts = [f"{traffic.unsearched} were answered without a search"]
    if traffic.others:
        parts.append(f"{traffic.others} were searched on other documents or settings")
    return ", ".join(parts)


def show_others(desk: Workbench, found: list[Other], traffic: Rankable) -> None:
    """How many, which ones, and one of them in full."""
    first, fewer = [one for one in found if one.another_first], [one for one in found if one.fewer]
    told = (
        ("Other passages", found, "Turns answered from other passages, or from the same in another order"),
        ("Another passage first", first, "Turns whose best passage is another one"),
        ("Fewer passages", fewer, "Turns whose answer has less to stand on"),
    )
    for column, (words, hits, meaning) in zip(st.columns(3), told, strict=True):
        with column:
            _show_count(words, {one.turn.message.id for one in hits}, traffic, meaning)
    if not found:
        st.caption("Nobody would have been answered from other passages.")
        return
    which = st.segmented_control(
        "Show", list(WHICH), format_func=WHICH.__getitem__, default="all", required=True, key="which others"
    )
    shown = {"all": found, "first": first, "fewer": fewer}[which]
    table = pd.DataFrame(
        {
            "message": one.turn.message.text,
            "at": one.turn.message.sent_at,
            "live": one.live[0].title if one.live else "",
            "draft": one.draft[0].title if one.draft else "",
            "passages": f"{len(one.live)} → {len(one.draft)}",
        }
        for one in shown
    )
    if not shown:
        st.caption("None of these.")
        return
    row = clicked_row(
        table,
        height=min(320, 38 + 35 * len(table)),
        key=f"others {which}",
        columns={
            "message": st.column_config.TextColumn("Customer wrote", width="large"),
            "at": st.column_config.DatetimeColumn("When (UTC)", format="D MMM HH:mm", timezone="UTC"),
            "live": "First passage live",
            "draft": "First passage in the draft",
            "passages": "Passages",
        },
    )
    _show_other(desk, None if row is None else shown[row])


def _show_count(words: str, hit: set[str], traffic: Rankable, meaning: str) -> None:
    turns = [turn for turn, _ in traffic.logged]
    share = share_by_contact([one.message.id in hit for one in turns], [one.message.contact for one in turns])
    st.metric(words, f"{len(hit):,} of {len(turns):,}", help=meaning, border=True)
    low, high = share.ci95
    st.caption(plain(f"{share.value:.1%}; 95 % interval {low:.1%} to {high:.1%}, contacts drawn again"))


def _show_other(desk: Workbench, one: Other | None) -> None:
    if one is None:
        st.caption("Click a message to see its passages before and after.")
        return
    show_bubble(Bubble(side="customer", text=one.turn.message.text))
    if one.turn.reply is not None and one.turn.reply.text:
        show_bubble(Bubble(side="bot", text=one.turn.reply.text, note="as it was answered then"))
    read = None
    sides = (("Live", "blue", one.live), ("Draft", "orange", one.draft))
    for column, (words, colour, passages) in zip(st.columns(2), sides, strict=True):
        with column:
            st.markdown(f":{colour}[**{plain(words)}**]: passages given to the answer")
            read = show_passages(passages, key=f"other {words} {one.turn.message.id}") or read
    show_text(read)
    if read is not None:
        ask_for_label(desk, one.turn, read)
