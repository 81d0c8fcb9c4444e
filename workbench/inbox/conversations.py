"""The list of conversations, the chosen one beside it, and what a colleague may do in it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pandas as pd
import streamlit as st

from agent.channel.format import TEXT_LIMIT
from agent.colleagues.client import NO_SERVER, Colleague
from agent.colleagues.refused import RefusedError
from agent.colleagues.take_over import name_of
from agent.inbox.conversations import Conversation, Line, Wanted, conversations, hours_left, thread
from agent.inbox.queue import REASONS
from agent.ports import PortError
from agent.steps.send import Send
from workbench.bar import moment
from workbench.bubbles import Bubble, plain, show_conversation
from workbench.clickable import choose_line
from workbench.desk import Workbench
from workbench.sample_month import show_nothing_yet

EVERY_S = 2.0
LANGUAGES = {"en": "English", "hi": "हिन्दी", "es": "Español", "fr": "Français", "hi-Latn": "Hindi (Roman)"}
STAGES = ("initial", "inquiry", "decision", "booked", "after")
SILENT = {
    "asked": "the customer asked for a person",
    "complaint": "the customer complained",
    "unsure": "it could not answer",
    "unsure_twice": "it could not answer twice in a row",
    "emergency": "somebody is in danger",
    "compliance": "a reply was held back",
    "failure": "something failed",
    "taken_over": "a colleague took over",
    "colleague_wrote": "a colleague wrote in the phone app",
    "other_app": "another app has the conversation",
}
TICKS = {
    "sent": "✓",
    "delivered": "✓✓",
    "read": "✓✓ read",
    "played": "✓✓ read",
    "failed": "not delivered",
    "unknown": "nobody knows whether it arrived",
    "queued": "waits to be sent",
    "sending": "on its way",
    "skipped": "not sent",
}
WILL_BE = """Conversations appear here as customers write, those that wait for a person first. With `make run` you can
write as a customer on the phone page."""


def show_conversations(desk: Workbench) -> None:
    """List at the left, conversation at the right; below each other on a phone."""
    if show_nothing_yet(desk, WILL_BE):
        return
    left, right = st.columns([0.42, 0.58], gap="large")
    with left:
        wanted = _filters()
        chosen = _show_list(desk, wanted)
    with right:
        if chosen:
            _show_one(desk, chosen)
        else:
            st.info("Choose a conversation in the list.")


def _filters() -> Wanted:
    search = st.text_input("Search names and messages", key="inbox search", icon=":material/search:")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        waiting = st.toggle("Needs a person", key="inbox waiting")
        with st.popover("Filter"):
            language = st.selectbox("Language", ["", *LANGUAGES], format_func=lambda code: LANGUAGES.get(code, "All"))
            stage = st.selectbox("Stage", ["", *STAGES], format_func=lambda stage: stage or "All")
            segment = st.selectbox("Lead", ["", "hot", "warm", "cold"], format_func=lambda one: one or "All")
    return Wanted(search=search, language=language, stage=stage, segment=segment, waiting=waiting)


def _show_list(desk: Workbench, wanted: Wanted) -> str:
    """The chosen contact. The list refreshes by itself; the choice stands in the address."""
    _refreshing_list(desk, wanted)
    return st.query_params.get("contact", "")


@st.fragment(run_every=EVERY_S)
def _refreshing_list(desk: Workbench, wanted: Wanted) -> None:
    found = _conversations(desk.reader, desk.reader.watermark(), wanted)
    if not found:
        st.info("Nothing is like that.")
        return
    choose_line(
        _table(found),
        [one.contact for one in found],
        parameter="contact",
        key="inbox list",
        height=min(35 * (len(found) + 1) + 3, 420 if st.query_params.get("contact") else 560),
        columns={
            "": st.column_config.TextColumn(width=30, help="How many messages a person owes an answer"),
            "Customer": st.column_config.TextColumn(width=120),
            "With": st.column_config.TextColumn(width=70, help="The colleague who has taken it over"),
            "Last message": st.column_config.TextColumn(width=170),
        },
    )


@st.cache_data(show_spinner=False, max_entries=64, ttl=60)
def _conversations(_reader: Any, news: int, wanted: Wanted) -> Sequence[Conversation]:
    """Asked again only when there is news."""
    return conversations(_reader, wanted)


def _table(found: Sequence[Conversation]) -> pd.DataFrame:
    now = datetime.now(UTC)
    return pd.DataFrame(
        {
            "": str(one.waiting) if one.waiting else ("!" if one.open_items else ""),
            "Customer": one.name or one.contact,
            "With": name_of(one.holder),
            "Last message": f"{'' if one.last_side == 'customer' else '↩ '}{' '.join(one.last_text.split())}"[:120],
            "When": moment(one.last_at, now),
            "Lead": f"{one.score} {one.segment}",
        }
        for one in found
    )


def _show_one(desk: Workbench, contact: str) -> None:
    lines = thread(desk.reader, contact)
    if not lines:
        st.info("Nothing of this contact is known. Choose another in the list.")
        return
    who = next(iter(_of(desk, contact)), None)
    _show_head(desk, contact, who, lines)
    _refreshing_thread(desk, contact, _state(who))
    if desk.may("answer"):
        _show_actions(desk, contact, who, lines)
    else:
        st.caption("You may read. To answer takes the role agent.")


def _state(who: Conversation | None) -> tuple[str, str]:
    """Why the bot is silent, and who has it: with another one the page offers other deeds."""
    return (who.silent, who.holder) if who else ("", "")


def _of(desk: Workbench, contact: str) -> Sequence[Conversation]:
    found = _conversations(desk.reader, desk.reader.watermark(), Wanted(contact=contact))
    return found


def _show_head(desk: Workbench, contact: str, who: Conversation | None, lines: Sequence[Line]) -> None:
    name = (who.name if who else "") or contact
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(plain(name), anchor=False)
        if desk.may("reveal"):
            _offer_number(desk, contact)
    if who is not None:
        language = LANGUAGES.get(who.language, who.language or "language unknown")
        st.caption(plain(f"{language} · stage {who.stage} · lead {who.score} {who.segment} · {_window(lines)}"))
        if who.silent:
            st.warning(f"The bot is silent here: {SILENT.get(who.silent, who.silent)}.", icon=":material/pause_circle:")
        if who.holder:
            _show_holder(desk, who)


def _show_holder(desk: Workbench, who: Conversation) -> None:
    """Who has it and since when, and whether they are still at it."""
    now, name = datetime.now(UTC), name_of(who.holder)
    is_mine = who.holder == desk.colleague.actor
    since = f"since {moment(who.held_since, now, with_time=True)}" if who.held_since else ""
    told = f"You have had this conversation {since}." if is_mine else f"{name} has had this conversation {since}."
    if not is_mine and who.is_free(now) and who.held_at is not None:
        hours = (now - who.held_at).total_seconds() / 3600
        told += f" They have done nothing here for {hours:.0f} hours: whoever answers now has it."
    if who.waiting:
        owed = "1 message waits" if who.waiting == 1 else f"{who.waiting} messages wait"
        told += f" {owed} for an answer."
    st.info(plain(told), icon=":material/person:")


def _window(lines: Sequence[Line]) -> str:
    left = hours_left(lines, datetime.now(UTC))
    return f"free text for {left:.0f} h more" if left > 0 else "the 24 hours for free text are over"


def _offer_number(desk: Workbench, contact: str) -> None:
    with st.popover("Phone number", type="tertiary"):
        st.caption("Showing it is written into the audit log, with your name.")
        if st.button("Show the number", key=f"reveal {contact}"):
            try:
                st.code(f"+{desk.colleague.reveal(contact)}", language=None)
            except (PortError, RefusedError) as error:
                st.error(plain(str(error)))


@st.fragment(run_every=EVERY_S)
def _refreshing_thread(desk: Workbench, contact: str, state: tuple[str, str]) -> None:
    """When somebody took the conversation over or gave it back, what may be done below changes too."""
    who = next(iter(_of(desk, contact)), None)
    if who is not None and _state(who) != state:
        st.rerun()
    lines = _thread(desk.reader, desk.reader.watermark(), contact)
    now = datetime.now(UTC)
    with st.container(height=380, border=True, key="thread", autoscroll=True):
        show_conversation([_bubble(line, now) for line in lines])


@st.cache_data(show_spinner=False, max_entries=64, ttl=60)
def _thread(_reader: Any, news: int, contact: str) -> Sequence[Line]:
    return thread(_reader, contact)


def _bubble(line: Line, now: datetime) -> Bubble:
    parts = [moment(line.at, now, with_time=True)]
    if line.side != "customer":
        parts += [line.author, TICKS.get(line.state, line.state), REASONS.get(line.why, "")]
    return Bubble(side=line.side, text=line.text, note=" · ".join(part for part in parts if part))


def _show_actions(desk: Workbench, contact: str, who: Conversation | None, lines: Sequence[Line]) -> None:
    """Answering is the main thing; it takes the conversation over by itself."""
    if not desk.colleague.is_there:
        st.info(NO_SERVER)
        return
    colleague = desk.colleague
    taken = who is not None and not who.is_free(datetime.now(UTC)) and colleague.is_kept_out(who.holder)
    _show_answer_box(desk, contact, lines, locked=taken)
    with st.container(horizontal=True):
        if who is not None and taken:
            _offer_to_take(colleague, who)
        else:
            _show_deeds(colleague, contact, who)
    _show_said(contact)


def _show_deeds(colleague: Colleague, contact: str, who: Conversation | None) -> None:
    if who is None or who.holder != colleague.actor:
        _button(colleague, "Take over", "take_over", contact, who.holder if who else "")
    if who is not None and who.silent:
        _button(colleague, "Let the bot answer again", "release", contact)


def _offer_to_take(colleague: Colleague, who: Conversation) -> None:
    """Not by accident: a colleague may be writing this very moment."""
    name = plain(name_of(who.holder))
    with st.popover(f"Take over from {name}"):
        st.text(f"It is yours then. {name_of(who.holder)} sees that on this page, and can no longer answer here.")
        _button(colleague, f"Yes, take it over from {name}", "take_over", who.contact, who.holder)


def _show_answer_box(desk: Workbench, contact: str, lines: Sequence[Line], *, locked: bool) -> None:
    """Locked, it keeps what is typed in it: who takes the conversation over goes on with that."""
    is_late, template = hours_left(lines, datetime.now(UTC)) <= 0, _template(desk)
    if is_late and desk.trouble is not None:
        st.info("The 24 hours for free text are over, and which template may be used cannot be read: see Publish.")
        return
    if is_late and not template:
        st.info(
            "WhatsApp takes free text only within 24 hours after the customer's last message, and no template for "
            "later is set (send.late_template). You can answer when the customer writes again."
        )
        return
    with st.form(f"answer {contact}", border=False, enter_to_submit=False):
        label = f"Answer in the template {template}" if is_late else "Answer as a colleague"
        st.text_area(label, key=f"words {contact}", height=90, max_chars=TEXT_LIMIT)
        st.form_submit_button(
            "Send",
            type="primary",
            on_click=_send,
            args=(desk.colleague, contact, is_late),
            help=_LOCKED if locked else _SENDS,
            disabled=locked,
        )


_LOCKED = "A colleague has this conversation, and may be writing now: take it over first."
_SENDS = "Goes to the customer through WhatsApp at once, and silences the bot until you let it answer again."


def _template(desk: Workbench) -> str:
    if desk.trouble is not None:
        return ""
    steps = (placed.step for placed in desk.agent.pipeline.steps)
    return next((step.late_template for step in steps if isinstance(step, Send)), "")


def _send(colleague: Colleague, contact: str, as_template: bool) -> None:
    """The same words sent twice by a double click are one answer: they keep their id until they are gone."""
    words = st.session_state.get(f"words {contact}", "")
    key = st.session_state.setdefault(f"key {contact}", str(uuid4()))
    if not words.strip():
        _say(contact, "error", "Write something first.")
        return
    try:
        state = colleague.reply(contact, key, words, as_template=as_template)
    except (RefusedError, PortError) as error:
        _say(contact, "error", str(error))
        if isinstance(error, RefusedError) and error.why == "other_words":
            st.session_state.pop(f"key {contact}", None)
        return
    st.session_state.pop(f"key {contact}", None)
    st.session_state[f"words {contact}"] = ""
    _say(contact, "success", f"{TICKS.get(state, state).capitalize()}. The bot stays silent here until you release it.")


def _button(colleague: Colleague, label: str, how: str, contact: str, *more: str) -> None:
    def act() -> None:
        try:
            getattr(colleague, how)(contact, *more)
        except (RefusedError, PortError) as error:
            _say(contact, "error", str(error))

    st.button(label, key=f"{how} {contact}", on_click=act)


def _say(contact: str, kind: str, words: str) -> None:
    st.session_state[f"said {contact}"] = (kind, words)


def _show_said(contact: str) -> None:
    kind, words = st.session_state.pop(f"said {contact}", ("", ""))
    if kind == "error":
        st.error(plain(words))
    elif kind:
        st.success(plain(words))
