"""Try it: chat as any customer, and beside it the turn."""

from typing import Any

import streamlit as st

from agent.agent import message_of
from agent.turn import Customer, Utterance
from agent.turn_json import to_json
from workbench.bubbles import bubbles_of, show_bubble
from workbench.desk import Workbench
from workbench.trying.customer_choice import pick_customer
from workbench.trying.turn import show_turn

EXAMPLES = {
    "en": ("What does Hampta Pass cost in June for two people?", "Which treks are good for beginners in December?"),
    "hi": ("हम्पता पास ट्रेक का जून में कितना खर्चा है?", "बुकिंग कैसे करें?"),
    "es": ("¿Cuánto cuesta el trekking de Hampta Pass en junio?", "¿Cómo puedo cancelar mi reserva?"),
    "fr": ("Combien coûte le trek du Hampta Pass en juin ?", "Quelle est l'altitude maximale du camp de base ?"),
    "hi-Latn": ("bhai hampta pass ka june me kitna paisa lagega", "kedarkantha december me khula hai kya"),
}

# A box has one height for all screens: on a laptop the line to write in would be below the edge.
TALL = """<style>
div:has(> .st-key-chat) { height: max(18rem, calc(100vh - 24rem)) !important; flex: none !important; }
</style>"""


def page(desk: Workbench) -> None:
    """Chat at the left, the newest turn at the right."""
    st.html(TALL)
    chat, turn = st.columns([0.42, 0.58], gap="large")
    with chat:
        customer = pick_customer(desk)
        show_chat(desk, customer)
    with turn:
        show_turn(last_turn(customer.id), desk)


def show_chat(desk: Workbench, customer: Customer) -> None:
    """Bubbles, and the box to write in."""
    turns: list[dict[str, Any]] = st.session_state.setdefault("turns", {}).setdefault(customer.id, [])
    with st.container(height=480, border=True, key="chat"):
        if not turns:
            show_examples(desk, customer)
        for turn in turns:
            for bubble in bubbles_of(turn):
                show_bubble(bubble)
    text = st.chat_input("Write as this customer", max_chars=4096, key=f"box {customer.id}")
    if text:
        answer(desk, customer, text)
    if turns and st.button("Start over", help="Forgets this conversation; nothing was stored."):
        turns.clear()
        desk.bridge.run(desk.agent.forget(customer.id))
        st.rerun()


def show_examples(desk: Workbench, customer: Customer) -> None:
    """What to do on an empty page."""
    st.caption("The conversation appears here. Write below, or start with one of these:")
    for example in EXAMPLES.get(customer.language, EXAMPLES["en"]):
        if st.button(example, key=f"{customer.id} {example}"):
            answer(desk, customer, example)


def answer(desk: Workbench, customer: Customer, text: str) -> None:
    """One message through the pipeline, with the lines before it."""
    turns = st.session_state["turns"][customer.id]
    with st.spinner("Answering …"):
        turn = desk.bridge.run(desk.agent.ask(message_of(text, customer.id, earlier(turns))))
    turns.append(to_json(turn))
    st.rerun()


def earlier(turns: list[dict[str, Any]]) -> tuple[Utterance, ...]:
    """The lines of this conversation, oldest first."""
    lines = []
    for turn in turns:
        lines.append(Utterance(speaker="U", text=turn["message"]["text"]))
        if turn["reply"] and turn["reply"]["text"]:
            handoff = turn["reply"]["handoff"]
            lines.append(Utterance(speaker="S", text=turn["reply"]["text"], handoff=handoff))
    return tuple(lines)


def last_turn(contact: str) -> dict[str, Any] | None:
    """The newest turn of this conversation, as plain JSON: session state outlives a reload of our classes."""
    turns = st.session_state.get("turns", {}).get(contact, [])
    return turns[-1] if turns else None
