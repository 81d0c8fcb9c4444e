"""Conversations as bubbles. Whatever a customer wrote is shown as text: never as markup, never as a link."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

Side = Literal["customer", "bot", "colleague"]
_FACES = {"customer": ":material/person:", "bot": "⛰", "colleague": ":material/support_agent:"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bubble:
    """One message. `note`: a line of ours below it, such as the time, the buttons, or what marked it."""

    side: Side
    text: str
    note: str = ""


def show_bubble(bubble: Bubble) -> None:
    """One message; without text only its note."""
    with st.chat_message("user" if bubble.side == "customer" else "assistant", avatar=_FACES[bubble.side]):
        if bubble.text:
            st.text(bubble.text)
        if bubble.note:
            st.caption(plain(bubble.note))


def show_conversation(bubbles: Sequence[Bubble]) -> None:
    """Messages, oldest first."""
    for bubble in bubbles:
        show_bubble(bubble)


def bubbles_of(turn: dict[str, Any]) -> tuple[Bubble, Bubble]:
    """What was written and what was answered, of a turn as `cairn ask --json` prints it."""
    asked = Bubble(side="customer", text=turn["message"]["text"])
    reply = turn["reply"]
    if reply is None or reply["kind"] == "silence":
        reasons = ", ".join(reply["route_reasons"]) if reply else "no reply"
        return asked, Bubble(side="bot", text="", note=f"Nothing is sent: {reasons}.")
    titles = " · ".join(button["title"] for button in reply["buttons"])
    return asked, Bubble(side="bot", text=reply["text"], note=f"Buttons: {titles}" if titles else "")


def plain(words: str) -> str:
    """Words for a place that reads Markdown, with every sign that means something there taken literally."""
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in words)


_SIGNS = frozenset("\\`*_{}[]()<>#+-.!|~$:&")
