"""Two clicks say whether a passage answers a customer; what people agree on can be taken into the question set."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from agent.people.labels import Label, keep_label, labels_of, open_labels
from agent.ports import PortError
from agent.settings import Environment
from agent.turn import Passage, Turn
from eval.traffic.passage_labels import SUITE, named, question_rows
from workbench.desk import Workbench

ANSWERS = {"right": "Answers it", "wrong": "Does not"}


def ask_for_label(desk: Workbench, turn: Turn, passage: Passage) -> None:
    """The clicked passage, and the two answers."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption("Does this passage answer the message?")
        for label, words in ANSWERS.items():
            st.button(
                words,
                key=f"passage {label} {turn.message.id} {passage.id}",
                disabled=not desk.may("label"),
                on_click=_keep,
                args=(desk, turn, passage, label),
            )
    if "passage label" in st.session_state:
        st.caption(st.session_state.pop("passage label"))


def offer_rows(desk: Workbench, turns: Sequence[Turn]) -> None:
    """The rows there are, to add to `eval/questions.jsonl`."""
    if not desk.may("export"):
        return
    try:
        rows = question_rows(turns, desk.bridge.run(_labels()))
    except PortError:
        return  # nothing was ever logged here, so nothing was labelled
    if rows:
        told = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        st.download_button(f"{len(rows)} labelled questions as JSON Lines", told, "questions.jsonl", type="tertiary")


def _keep(desk: Workbench, turn: Turn, passage: Passage, label: str) -> None:
    kept = Label(
        message_id=named(turn.message.id, passage.id),
        contact=turn.message.contact,
        suite=SUITE,
        label=label,
        labeller=desk.user.name,
        at=datetime.now(UTC),
    )
    try:
        desk.bridge.run(_kept(kept))
        st.session_state["passage label"] = f"Kept: {ANSWERS[label].lower()}."
    except PortError as error:
        st.session_state["passage label"] = f"The label was not kept: {error}"


async def _kept(label: Label) -> None:
    async with open_labels(Environment().cairn_data) as journal:
        await keep_label(journal, label)


async def _labels() -> list[Label]:
    async with open_labels(Environment().cairn_data, read_only=True) as journal:
        return await labels_of(journal, SUITE)
