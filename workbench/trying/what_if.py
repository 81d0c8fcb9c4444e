"""What if: the last message answered again with one setting changed, or by your draft, beside the config in service."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import JsonValue

from agent.config import ConfigError
from agent.setting import setting_at
from agent.turn_json import from_json, to_json
from agent.what_if import answered_again, differences, settings_to_try, with_values
from workbench.bubbles import Bubble, bubbles_of, plain, show_bubble
from workbench.controls import free_control, reason
from workbench.desk import Workbench

DRAFT = "my draft"


def show_what_if(turn: dict[str, Any], desk: Workbench) -> None:
    """Choose a setting, give it another value, answer again."""
    st.caption("The same message once more, with one setting changed. Nothing is sent, and your draft stays as it is.")
    chosen = _choose(desk)
    values: Mapping[str, JsonValue] | None
    if chosen == DRAFT:
        values = desk.draft.values
    else:
        given = free_control(setting_at(desk.agent.pipeline.config, chosen), f"what if {chosen}")
        values = None if given is None else {chosen: given}
    if st.button("Answer again", type="primary", key="what if", disabled=values is None) and values is not None:
        _answer(turn, desk, values)
    found = st.session_state.get("what if found")
    if found and found["of"] == turn["message"]["id"]:
        _show(found)


def _choose(desk: Workbench) -> str:
    settings, changes = settings_to_try(desk.agent.pipeline.config), len(desk.draft.values)
    options = [*([DRAFT] if changes else []), *settings]
    first = options.index("score_message_risk.medium_from") if "score_message_risk.medium_from" in options else 0
    return st.selectbox(
        "Setting",
        options,
        index=0 if changes else first,
        key="what if setting",
        format_func=lambda path: path if path == DRAFT else f"{path} · {settings[path].label}",
    )


def _answer(turn: dict[str, Any], desk: Workbench, values: Mapping[str, JsonValue]) -> None:
    try:
        other = with_values(desk.agent, values)
    except ConfigError as error:
        st.error(reason(error), icon=":material/block:")
        return
    with st.spinner("Answering twice …"):
        pair = desk.bridge.run(answered_again(desk.agent, from_json(turn).message, other))
    changed = [{"what": one.what, "live": one.live, "what if": one.other} for one in differences(*pair)]
    told = ", ".join(f"{path} = {value}" for path, value in values.items())
    st.session_state["what if found"] = {
        "of": turn["message"]["id"], "pair": [to_json(one) for one in pair], "changed": changed, "told": told,
    }  # fmt: skip


def _show(found: dict[str, Any]) -> None:
    live, other = found["pair"]
    same = live["reply"] and other["reply"] and live["reply"]["text"] == other["reply"]["text"]
    left, right = st.columns(2)
    with left:
        st.markdown(":blue[**Live**]")
        show_bubble(bubbles_of(live)[1])
    with right:
        st.markdown(":orange[**What if**]")
        st.caption(plain(found["told"]))
        show_bubble(Bubble(side="bot", text="", note="The same answer.") if same else bubbles_of(other)[1])
    if found["changed"]:
        st.dataframe(pd.DataFrame(found["changed"]), hide_index=True, width="stretch")
    else:
        st.success("Nothing comes out otherwise: every decision and every figure is the same.")
