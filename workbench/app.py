"""The workbench: chat as a customer, and beside it the turn. Widgets only; the logic lives in `agent`."""

import os
from pathlib import Path
from typing import Any

import streamlit as st

from agent.bootstrap import DEFAULT_CONFIG, Agent, build_dry_agent, message_of
from agent.config import ConfigError
from agent.logs import configure_logs
from agent.ports import PortError
from agent.settings import Environment, find
from agent.turn import Customer, Utterance
from agent.turn_json import to_json
from workbench.bridge import Bridge
from workbench.turn_view import show_turn

LANGUAGES = {"en": "English", "hi": "हिन्दी", "es": "Español", "fr": "Français", "hi-Latn": "Hindi (Roman)"}
EXAMPLES = {
    "en": ("What does Hampta Pass cost in June for two people?", "Which treks are good for beginners in December?"),
    "hi": ("हम्पता पास ट्रेक का जून में कितना खर्चा है?", "बुकिंग कैसे करें?"),
    "es": ("¿Cuánto cuesta el trekking de Hampta Pass en junio?", "¿Cómo puedo cancelar mi reserva?"),
    "fr": ("Combien coûte le trek du Hampta Pass en juin ?", "Quelle est l'altitude maximale du camp de base ?"),
    "hi-Latn": ("bhai hampta pass ka june me kitna paisa lagega", "kedarkantha december me khula hai kya"),
}

# Streamlit leaves 100 px above a page, and gives a box one height for all screens: on a laptop the line to write in
# would be below the edge.
TIGHT = """<style>
.stMainBlockContainer { padding-top: 2.5rem; padding-bottom: 2rem; }
div:has(> .st-key-chat) { height: max(20rem, calc(100vh - 23.5rem)) !important; flex: none !important; }
</style>"""


@st.cache_resource(show_spinner="Loading the pipeline, the model and the index …")
def bridge_and_agent(config: str, stamp: float) -> tuple[Bridge, Agent]:
    """Built once per version of the config file; `stamp` is its modification time."""
    configure_logs(Environment().all_secrets(), level="WARNING")
    bridge = Bridge()
    return bridge, bridge.run(build_dry_agent(Path(config)))


def main() -> None:
    """One page: Try it."""
    st.set_page_config(page_title="Cairn · Try it", page_icon="⛰", layout="wide")
    st.html(TIGHT)
    config = Path(os.environ.get("CAIRN_CONFIG") or find(str(DEFAULT_CONFIG)))
    try:
        bridge, agent = bridge_and_agent(str(config), config.stat().st_mtime)
    except (ConfigError, PortError, OSError) as error:
        show_failure(error)
        return
    show_status(agent, config)
    customer = pick_customer(bridge, agent)
    chat, turn = st.columns([0.42, 0.58], gap="large")
    with chat:
        show_chat(bridge, agent, customer)
    with turn:
        show_turn(last_turn(customer.id), agent.pipeline)


def show_failure(error: Exception) -> None:
    """What is wrong and what to do, in the words of the error."""
    st.error("The pipeline cannot be built. Nothing was changed; correct this and reload the page.")
    st.code(str(error), language=None, wrap_lines=True)
    st.caption("`cairn check` names every problem with its line; `cairn ingest` builds a missing index.")


def show_status(agent: Agent, config: Path) -> None:
    """The thin bar: what is measured here, on which config."""
    model = "model through OpenRouter" if agent.ports.llm.available else "no model key: the composer answers"
    st.markdown("### Try it")
    st.caption(
        f"Config **{config.name}** · `{agent.pipeline.config_hash}` · {model} · "
        "a dry run: nothing is sent, nothing is written"
    )


def pick_customer(bridge: Bridge, agent: Agent) -> Customer:
    """The first five contacts speak one language each."""
    contacts = {customer.id: customer for customer in bridge.run(agent.ports.store.contacts())}
    contacts = {"c-visitor": Customer(id="c-visitor", name="Somebody new"), **contacts}
    wanted = st.query_params.get("as", "c-0001")
    options = list(contacts)
    index = options.index(wanted) if wanted in contacts else 0
    chosen = st.selectbox(
        "Write as", options, index=index, format_func=lambda contact: label(contacts[contact]), key="customer"
    )
    st.query_params["as"] = chosen
    return contacts[chosen]


def label(customer: Customer) -> str:
    """Name, language and stage; never the phone number."""
    parts = [customer.name or customer.id, LANGUAGES.get(customer.language, ""), customer.stage]
    return " · ".join(part for part in parts if part and part != "initial")


def show_chat(bridge: Bridge, agent: Agent, customer: Customer) -> None:
    """Bubbles, and the box to write in."""
    turns: list[dict[str, Any]] = st.session_state.setdefault("turns", {}).setdefault(customer.id, [])
    with st.container(height=480, border=True, key="chat"):
        if not turns:
            show_examples(bridge, agent, customer)
        for turn in turns:
            show_bubbles(turn)
    text = st.chat_input("Write as this customer", max_chars=4096, key=f"box {customer.id}")
    if text:
        answer(bridge, agent, customer, text)
    if turns and st.button("Start over", help="Forgets this conversation; nothing was stored."):
        turns.clear()
        bridge.run(agent.forget(customer.id))
        st.rerun()


def show_examples(bridge: Bridge, agent: Agent, customer: Customer) -> None:
    """What to do on an empty page."""
    st.caption("The conversation appears here. Write below, or start with one of these:")
    for example in EXAMPLES.get(customer.language, EXAMPLES["en"]):
        if st.button(example, key=f"{customer.id} {example}"):
            answer(bridge, agent, customer, example)


def answer(bridge: Bridge, agent: Agent, customer: Customer, text: str) -> None:
    """One message through the pipeline, with the lines before it."""
    turns = st.session_state["turns"][customer.id]
    with st.spinner("Answering …"):
        turn = bridge.run(agent.ask(message_of(text, customer.id, earlier(turns))))
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


def show_bubbles(turn: dict[str, Any]) -> None:
    """What was written and what was answered, as plain text: a customer's words are never read as markup."""
    with st.chat_message("user", avatar=":material/person:"):
        st.text(turn["message"]["text"])
    reply = turn["reply"]
    with st.chat_message("assistant", avatar="⛰"):
        if reply is None or reply["kind"] == "silence":
            reasons = reply["route_reasons"] if reply else ["no reply"]
            st.caption(f"Nothing is sent: {', '.join(reasons)}.")
            return
        st.text(reply["text"])
        if reply["buttons"]:
            st.caption("Buttons: " + " · ".join(button["title"] for button in reply["buttons"]))


def last_turn(contact: str) -> dict[str, Any] | None:
    """The newest turn of this conversation, as plain JSON: session state outlives a reload of our classes."""
    turns = st.session_state.get("turns", {}).get(contact, [])
    return turns[-1] if turns else None


main()
