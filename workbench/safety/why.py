"""One text under the page: its points, what would lower them, and the smallest change that lets it pass."""

from typing import Literal

import pandas as pd
import streamlit as st

from agent.safety.edits import EDITS
from agent.safety.factors import FACTORS, Own
from agent.safety.why import Settings, Way, ways_out
from agent.turn import Level, RiskScore
from workbench.bubbles import plain
from workbench.charts import HARM
from workbench.safety.data import RiskPage

KEY = "risk_text"
_TOLD: dict[Level, str] = {"low": "goes through", "medium": "is looked at", "high": "is held back"}
_KINDS = {"wording": "Wording", "weight": "Weight of one factor", "threshold": "Threshold"}


def show_text(seen: RiskPage) -> None:
    """A box to type in, and everything that follows from its words."""
    text = st.text_area(
        "Type or paste a text",
        key=KEY,
        max_chars=4096,
        height=110,
        placeholder="Last seats for Hampta Pass!!! Book NOW 🔥🔥🔥🔥",
        help="Scored as it would be now and with your draft. Nothing is sent, nothing is kept.",
    )
    if not text.strip():
        st.info(
            "Type a text, or click a message under *Flips*: its points, the words behind them, what would let it pass."
        )
        return
    live, draft = seen.live.settings.score(text, seen.own), seen.draft.settings.score(text, seen.own)
    _show_scores(live, draft if seen.is_moved else None)
    _show_points(draft)
    _show_suggestions(text, draft, seen.own)
    _show_ways(text, draft, seen.draft.settings, seen.own)


def words_behind(found: RiskScore) -> str:
    """The words each factor saw, as one line for under a bubble."""
    by: dict[str, list[str]] = {}
    for mark in found.evidence:
        by.setdefault(mark.factor, []).append(mark.text.strip() or "hidden character")
    return " · ".join(
        f"{name.replace('_', ' ')} {found.factors[name]:g}: {', '.join(dict.fromkeys(words))[:80]}"
        for name, words in by.items()
    )


def _show_scores(live: RiskScore, draft: RiskScore | None) -> None:
    told = f":blue[**live {live.score:g}** of 100, {_TOLD[live.level]}]"
    if draft is not None:
        told += f" · :orange[**draft {draft.score:g}**, {_TOLD[draft.level]}]"
    st.markdown(told)


def _show_points(found: RiskScore) -> None:
    rows = [
        {"Factor": name.replace("_", " "), "Points": points, "Words": _words(found, name)}
        for name, points in sorted(found.factors.items(), key=lambda one: -one[1])
        if points > 0
    ]
    if rows:
        st.dataframe(
            pd.DataFrame(rows),
            hide_index=True,
            column_config={
                "Points": st.column_config.ProgressColumn(format="%.1f", min_value=0, max_value=40, color=HARM)
            },
        )


def _words(found: RiskScore, name: str) -> str:
    return ", ".join(dict.fromkeys(mark.text.strip() or "hidden" for mark in found.evidence if mark.factor == name))


def _show_suggestions(text: str, found: RiskScore, own: Own) -> None:
    """Each factor's advice with a button that follows it."""
    names = [name for name, points in found.factors.items() if points > 0]
    if not names:
        return
    st.caption("Follow a suggestion and see what is left:")
    with st.container(horizontal=True, gap="small"):
        for name in names:
            edited = EDITS[name](text, FACTORS[name](text, own).spans)
            st.button(
                f"Less {name.replace('_', ' ')}",
                key=f"less {name}",
                disabled=edited == text or not edited,
                on_click=_write,
                args=(edited,),
            )


def _show_ways(text: str, found: RiskScore, settings: Settings, own: Own) -> None:
    if found.level == "low":
        st.caption("It goes through: nothing need be changed.")
        return
    wanted: Literal["low", "medium"] = "medium" if found.level == "high" else "low"
    done = "no longer held back" if wanted == "medium" else "no longer looked at"
    ways = ways_out(text, settings, own, wanted=wanted)
    st.markdown(f"**The smallest change of each kind after which it is {done}**")
    wording = next((way for way in ways if way.kind == "wording"), None)
    if wording is not None:
        st.text(wording.needed)
        st.button("Use this wording", on_click=_write, args=(wording.needed,), key="use wording")
    else:
        st.caption("No wording that keeps anything of it would: its points are not in single words.")
    rows = [_row(way) for way in ways if way.kind != "wording"]
    if rows:
        st.dataframe(pd.DataFrame(rows), hide_index=True)
    st.caption(plain("Each is scored again as the pipeline would, so a hundredth less would not do."))


def _row(way: Way) -> dict[str, str | float]:
    return {
        "Change": f"{_KINDS[way.kind]}: {way.what.replace('_', ' ')}",
        "Now": way.now,
        "Needed": ("at most " if way.kind == "weight" else "at least ") + way.needed,
        "Score then": way.score,
    }


def _write(text: str) -> None:
    st.session_state[KEY] = text
