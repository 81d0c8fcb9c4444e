"""The queue of messages to label: read one, click what it is, the next one comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from agent.accounts.roles import NotAllowedError
from agent.people.labels import UNSURE, WITHDRAWN, Label, Source, keep_label, labels_of, open_labels
from agent.ports import PortError
from agent.settings import Environment
from eval.figures.agreement import agreement
from workbench.bubbles import Bubble, plain, show_bubble
from workbench.desk import Workbench


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message to label, why it is this one, and who wrote it."""

    message_id: str
    contact: str
    text: str
    note: str
    side: str = "customer"


def said_in(desk: Workbench, suite: str) -> tuple[Label, ...]:
    """What people said so far; nothing before anything was logged."""
    return desk.bridge.run(_said(suite))


async def _said(suite: str) -> tuple[Label, ...]:
    folder = Environment().cairn_data
    if not (folder / "journal.sqlite").exists():
        return ()
    async with open_labels(folder, read_only=True) as journal:
        return tuple(await labels_of(journal, suite))


def show_queue(
    desk: Workbench, suite: str, answers: Mapping[str, str], asked: Asked | None, said: Sequence[Label]
) -> None:
    """`answers`: label → what the button says. The first message of the queue, or why there is none."""
    mine = [one for one in said if one.labeller == desk.user.name]
    st.caption(f"You labelled {len(mine)} messages; {len({one.message_id for one in said})} have a label of somebody.")
    if "label failed" in st.session_state:
        st.error(st.session_state.pop("label failed"))
    if asked is None:
        st.info("Nothing is left to label here. New messages come with new traffic.")
    else:
        _show_asked(desk, suite, answers, asked)
    if len({one.labeller for one in said}) > 1:
        st.caption(plain(agreement(said).told))
    if mine:
        st.button("Take my last label back", on_click=_keep, args=(desk, _undone(mine[-1])), type="tertiary")


def _show_asked(desk: Workbench, suite: str, answers: Mapping[str, str], asked: Asked) -> None:
    show_bubble(Bubble(side="bot" if asked.side == "reply" else "customer", text=asked.text, note=asked.note))
    with st.container(horizontal=True, gap="small"):
        for number, (label, words) in enumerate([*answers.items(), (UNSURE, "Not sure")], start=1):
            st.button(
                f"{words}",
                key=f"label {suite} {label}",
                type="secondary" if label == UNSURE else "primary",
                disabled=not desk.may("label"),
                shortcut=str(number % 10),  # the tenth is 0
                on_click=_keep,
                args=(desk, _label(desk, suite, label, asked)),
            )


def _label(desk: Workbench, suite: str, label: str, asked: Asked, source: Source = "queue") -> Label:
    return Label(
        message_id=asked.message_id,
        contact=asked.contact,
        suite=suite,
        label=label,
        labeller=desk.user.name,
        at=datetime.now(UTC),
        source=source,
    )


def _undone(last: Label) -> Label:
    """Nothing is deleted: a later line takes the earlier one back."""
    return Label(
        message_id=last.message_id,
        contact=last.contact,
        suite=last.suite,
        label=WITHDRAWN,
        labeller=last.labeller,
        at=datetime.now(UTC),
        source=last.source,
    )


def _keep(desk: Workbench, label: Label) -> None:
    try:
        desk.user.must("label")
        desk.bridge.run(_kept(label))
    except (PortError, NotAllowedError) as error:
        st.session_state["label failed"] = f"The label was not kept: {error}"


async def _kept(label: Label) -> None:
    async with open_labels(Environment().cairn_data) as journal:
        await keep_label(journal, label)
