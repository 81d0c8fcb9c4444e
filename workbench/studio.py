"""Threshold Studio on a page: what errors cost, the best setting, and how sure it is."""

from collections.abc import Mapping

import streamlit as st

from agent.config import ConfigError
from agent.settings import Environment
from eval.tuning.boundary import Fitted
from eval.tuning.costs import Cost
from eval.tuning.found import Setting
from eval.tuning.looks import BUDGET, Looks, looks_file
from eval.tuning.worth import Worth
from workbench.bubbles import plain
from workbench.controls import reason
from workbench.desk import Workbench


def ask_costs(known: Mapping[str, Cost], key: str) -> dict[str, float]:
    """One box per error; the prices are in the address of the page, so a link shows the same."""
    return {
        name: float(
            st.number_input(
                plain(cost.description[:1].upper() + cost.description[1:]),
                min_value=0.0,
                value=float(cost.default),
                step=1.0 if cost.default >= 1 else 0.05,
                format="%g",
                key=f"{key}_{name}",
                bind="query-params",
                help="What one such error costs you, in any currency: only the ratio to the others decides.",
            )
        )
        for name, cost in known.items()
    }


def ask_share(labelled: float, key: str, what: str) -> float:
    """The share of bad ones in traffic, in per cent; labels hold more than a normal week."""
    return (
        float(
            st.number_input(
                f"Of 100 messages, how many are {what}?",
                min_value=0.1,
                max_value=99.0,
                value=3.0,
                step=0.5,
                format="%g",
                key=f"{key}_share",
                bind="query-params",
                help=f"Of the labelled texts {labelled:.0%} are {what}; a normal week has fewer, and a threshold for "
                "one is wrong for the other.",
            )
        )
        / 100
    )


def show_fitted(desk: Workbench, path: str, fitted: Fitted, worth: Worth, label: str) -> None:
    """Value, interval, band and saving in words, with the way into the draft."""
    found = fitted.cut
    mean, (low, high) = found.saving
    show_setting(label, fitted.setting)
    saves = f"Moving saves {mean:,.0f} per 1,000 messages ({low:,.0f} to {high:,.0f})."
    st.caption(plain(saves) if low > 0 else f":gray[{plain(saves)} That is within what chance explains.]")
    st.caption(plain(worth.told))
    offer(desk, f"Put {found.best:g} into my draft", {path: found.best}, {path: found.now})


def show_setting(label: str, found: Setting) -> None:
    """What is in force and what is best, how surely, and what is as good."""
    st.markdown(f"**{plain(label)}**: in force {found.now:g}, best **{found.best:g}**")
    low, high = found.band or found.ci95
    holds = ", which holds the one in force." if low <= found.now <= high else "."
    sure = f"95 % sure it lies between {found.ci95[0]:g} and {found.ci95[1]:g}."
    st.caption(plain(f"{sure} As good as the best: {low:g} to {high:g}{holds}"))


def show_guard(suite: str) -> None:
    """How often the locked rows were looked at. A page never looks."""
    used = Looks(looks_file(Environment().cairn_data)).count(suite)
    st.caption(
        plain(
            f"The locked rows were looked at {used} of {BUDGET} times. This page never looks: cairn tune {suite} does, "
            "and counts it, so that a setting is not picked for its luck with them."
        )
    )


def offer(desk: Workbench, words: str, best: Mapping[str, float], now: Mapping[str, float]) -> None:
    """The button that puts these values into the draft; what the config refuses is said below it."""
    key = f"take {' '.join(best)}"
    st.button(
        words,
        key=key,
        disabled=not desk.may("draft") or {path: desk.draft.values.get(path, now[path]) for path in best} == dict(best),
        on_click=_take,
        args=(desk, best, f"refused {key}"),
    )
    if refused := st.session_state.pop(f"refused {key}", ""):
        st.error(refused, icon=":material/block:")


def show_metric(
    name: str, live: str, draft: str, *, interval: str, change: str, told_apart: bool, help_text: str
) -> None:
    """A figure of live with its interval; with a draft its value and the change, grey where chance explains it."""
    st.metric(name, draft or live, help=help_text, border=True)
    if draft:
        colour = "orange" if told_apart else "gray"
        st.caption(f":blue[live {plain(live)}] · :{colour}[{plain(change)}]")
    else:
        st.caption(f":blue[live], {plain(interval)}")


def _take(desk: Workbench, values: Mapping[str, float], refused: str) -> None:
    desk.user.must("draft")
    plain_values = {path: int(value) if value == int(value) else value for path, value in values.items()}
    try:
        desk.publishing.save(desk.user.name, {**desk.draft.values, **plain_values})
    except ConfigError as error:
        st.session_state[refused] = f"{reason(error)}. Your draft stays as it was."
