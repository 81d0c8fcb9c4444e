"""Whom to write as: a customer chosen by name, however many there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from agent.agent import VISITOR
from agent.turn import Customer
from workbench.desk import Workbench

LANGUAGES = {"en": "English", "hi": "हिन्दी", "es": "Español", "fr": "Français", "hi-Latn": "Hindi (Roman)"}
_MOST = 300
"""In one list: more would make the page heavy, and nobody scrolls that far."""
_LISTED = """
SELECT contacts.id, coalesce(contacts.name, '') AS name, coalesce(contacts.language, '') AS language,
       coalesce(lead_status.stage, '') AS stage
FROM contacts LEFT JOIN lead_status ON lead_status.contact = contacts.id
"""
_BY_NAME = f"{_LISTED} WHERE contains(lower(concat_ws(' ', name, contacts.id)), lower(?)) ORDER BY name, id LIMIT ?"
_BY_ID = f"{_LISTED} WHERE contacts.id = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A line of the list."""

    id: str
    name: str = ""
    language: str = ""
    stage: str = ""

    @property
    def label(self) -> str:
        """Name, language and stage; never the phone number."""
        parts = [self.name or self.id, LANGUAGES.get(self.language, ""), self.stage]
        return " · ".join(part for part in parts if part and part != "initial")


def pick_customer(desk: Workbench) -> Customer:
    """The first five contacts speak one language each; the choice is in the address of the page."""
    news = desk.reader.watermark()
    wanted = st.query_params.get("as", "c-0001")
    choices = {VISITOR: Choice(id=VISITOR, name="Somebody new")}
    choices |= {**_listed(desk, news), **_one(desk.reader, news, wanted)}
    options = list(choices)
    chosen = st.selectbox(
        "Write as",
        options,
        index=options.index(wanted) if wanted in choices else 0,
        format_func=lambda contact: choices[contact].label,
        key="customer",
        help="A dry run on the config in service: nothing is sent, nothing is written.",
    )
    st.query_params["as"] = chosen
    known = desk.bridge.run(desk.agent.ports.store.customer(chosen, messages=0))
    return known or Customer(id=chosen, name=choices[chosen].name, language=choices[chosen].language)


def _listed(desk: Workbench, news: int) -> Mapping[str, Choice]:
    """All of them; where there are too many for a list, those with the words that are looked for."""
    found = _named(desk.reader, news, "")
    if len(found) > _MOST:
        words = st.text_input("Find a customer", key="customer words", placeholder="Part of a name, or a contact id")
        found = _named(desk.reader, news, words.strip())
        if len(found) > _MOST:
            st.caption(f"The list has the first {_MOST} by name; type part of a name to find others.")
    return {choice.id: choice for choice in found[:_MOST]}


@st.cache_data(show_spinner=False, max_entries=16)
def _named(_reader: Any, news: int, words: str) -> Sequence[Choice]:
    """Asked again only when there is news."""
    return [Choice(**row) for row in _reader.query(_BY_NAME, [words, _MOST + 1]).to_pylist()]


@st.cache_data(show_spinner=False, max_entries=64)
def _one(_reader: Any, news: int, contact: str) -> Mapping[str, Choice]:
    found = _reader.query(_BY_ID, [contact]).to_pylist()
    return {row["id"]: Choice(**row) for row in found}
