"""One turn on a page: what was understood, found, decided, checked, and how long each step took."""

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from agent.pipeline import Pipeline
from workbench.charts import HARM, LIVE
from workbench.desk import Workbench
from workbench.sample_month import show_nothing_yet
from workbench.trying.what_if import show_what_if

Plain = dict[str, Any]

EMPTY = """Here you will see how each answer came about: what was understood, which passages were found, the risk,
the route, the claims checked, and the time of each step. Write a message to begin."""

WILL_BE = "This page answers all the same. Logged conversations will be on the others, from Inbox to Live."
AXIS = 60
"""Pixels below the bars of a chart: its scale and its title."""


def show_turn(turn: Plain | None, desk: Workbench) -> None:
    """The turn in tabs; what to do when there is none yet."""
    if turn is None:
        st.info(EMPTY)
        show_nothing_yet(desk, WILL_BE)
        return
    show_figures(turn)
    views: dict[str, Callable[[Plain], None]] = {
        "Understood": show_understood,
        "Passages": show_passages,
        "Risk": show_risk,
        "Answer": show_answer,
        "Claims": show_claims,
        "Steps": lambda shown: show_steps(shown, desk.agent.pipeline),
        "JSON": show_json,
        "What if": lambda shown: show_what_if(shown, desk),
    }
    for tab, view in zip(st.tabs(list(views)), views.values(), strict=True):
        with tab:
            view(turn)


def show_figures(turn: Plain) -> None:
    """The five figures people look at first."""
    for column, (name, value, meaning) in zip(st.columns(5), figures(turn), strict=True):
        column.caption(name, help=meaning)
        column.markdown(f"**{value}**")


def figures(turn: Plain) -> Sequence[tuple[str, str, str]]:
    """Name, value and one sentence of explanation."""
    parsed, reply, verdict, lead = (turn[part] or {} for part in ("parsed", "reply", "verdict", "lead"))
    confidence = f"{verdict['confidence']} of 100" if verdict else "–"
    readiness = f"{lead['score']} {lead['segment']}" if lead else "–"
    took = sum(run["ms"] for run in turn["trace"])
    return (
        ("Asked about", str(parsed.get("intent", "–")).replace("_", " "), "One of eight intents, or out of scope."),
        ("Answered by", reply.get("route", "–"), "The composer writes from catalogue facts; other routes are models."),
        ("Sure enough", confidence, "How far the checks trust this reply."),
        ("Lead", readiness, "How near this person is to booking, 0 to 100."),
        ("Took", f"{took:.1f} ms", "All steps together, without the network to WhatsApp."),
    )


def show_understood(turn: Plain) -> None:
    """Language, intent, sentiment, entities with their spans, consent, and what is known of the person."""
    parsed = turn["parsed"]
    if parsed is None:
        st.warning("The message could not be read; the trace says why.")
        return
    language = f"**{parsed['language']}** with {parsed['language_confidence']:.0%}"
    intent = f"**{parsed['intent']}** with {parsed['intent_confidence']:.0%}"
    st.markdown(f"{language} · {intent} · **{parsed['sentiment']}**")
    if parsed["entities"]:
        table = pd.DataFrame(parsed["entities"])[["type", "text", "value", "start", "end"]].astype({"value": str})
        st.dataframe(table, hide_index=True, width="stretch")
    else:
        st.caption("No trek, date, price or number of people was named.")
    show_person(turn)


def show_person(turn: Plain) -> None:
    """Consent and profile in two lines."""
    consent, customer = turn["consent"], turn["customer"]
    if consent:
        changed = ", changed by this message" if consent["changed"] else ""
        st.markdown(f"Consent: **{consent['status'].replace('_', ' ')}**{changed}")
    if customer:
        focus = ", ".join(customer["focus"]) or "none yet"
        st.markdown(f"Stage **{customer['stage']}** · {customer['messages']} earlier messages · "
                    f"{len(customer['bookings'])} bookings · trek of the conversation: {focus}")  # fmt: skip


def show_passages(turn: Plain) -> None:
    """Every passage with every score, best first, and its text on demand."""
    if not turn["evidence"]:
        st.caption("No search was needed: this message was answered before it.")
        return
    rows = [{"score": p["score"], **p["scores"], "kind": p["kind"], "title": p["title"], "source": p["source"]}
            for p in turn["evidence"]]  # fmt: skip
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "score": st.column_config.ProgressColumn("score", min_value=0, max_value=1, format="%.2f"),
            "dense": st.column_config.NumberColumn("dense", help="Cosine of the sentence vectors", format="%.2f"),
            "lexical": st.column_config.NumberColumn("BM25", help="BM25 over stemmed words", format="%.1f"),
            "fused": st.column_config.NumberColumn("fused", help="Both as one figure, 0 to 1", format="%.2f"),
            "rerank": st.column_config.NumberColumn("rerank", help="After the features of the rerank", format="%.2f"),
            "answer": st.column_config.NumberColumn("answer", help="How likely it answers the question", format="%.2f"),
        },
    )
    for passage in turn["evidence"]:
        with st.expander(f"{passage['title']} — {passage['source']}"):
            st.text(passage["text"])


def show_risk(turn: Plain) -> None:
    """The seven factors of the message and of the reply, as bars, with what would lower them."""
    risk = turn["risk"] or {}
    for name, what in (("message", "What the customer wrote"), ("reply", "What we are about to send")):
        score = risk.get(name)
        if not score:
            continue
        st.markdown(f"{what}: **{score['score']:.0f}** of 100, **{score['level']}**")
        if score["score"]:
            st.altair_chart(_factors(score["factors"]), width="stretch")
        else:
            st.caption("None of the seven factors counts against it.")
        for line in (*_beside(score["account"]), *score["suggestions"]):
            st.markdown(f"- {line}")
    if not risk:
        st.caption("Not scored: this message was answered before it.")


def _beside(account: dict[str, float]) -> list[str]:
    """The points of signals beside the text, a line each."""
    return [f"Account: {name.replace('_', ' ')}, {points:.0f} points." for name, points in account.items() if points]


def _factors(factors: dict[str, float]) -> alt.Chart:
    names = [name.replace("_", " ") for name in factors]
    table = pd.DataFrame({"factor": names, "points": list(factors.values())})
    bars: alt.Chart = (
        alt.Chart(table, height=26 * len(factors) + AXIS)
        .mark_bar(color=LIVE)
        .encode(
            x=alt.X("points:Q", title="points of 100", scale=alt.Scale(domain=[0, 20])),
            y=alt.Y("factor:N", title=None, sort=None, axis=alt.Axis(labelLimit=180, labelOverlap=False)),
            tooltip=["factor", alt.Tooltip("points:Q", format=".1f")],
        )
    )
    return bars


def show_answer(turn: Plain) -> None:
    """Route with its reasons, model, cost, sources and the prompt a model was given."""
    reply = turn["reply"]
    if reply is None:
        st.caption("There is no reply.")
        return
    st.markdown(f"Rung **{reply['mode']}** · route **{reply['route']}**"
                + (f" · model **{reply['model']}**" if reply["model"] else "")
                + (" · **given before** to the same question" if reply["cached"] else ""))  # fmt: skip
    for reason in reply["route_reasons"]:
        st.markdown(f"- {reason}")
    if reply["tokens_in"]:
        st.markdown(f"{reply['tokens_in']} tokens in, {reply['tokens_out']} out, {reply['cost_usd']:.6f} USD")
    if reply["sources"]:
        st.markdown("Sources: " + ", ".join(f"`{source}`" for source in reply["sources"]))
    if reply["prompt"]:
        st.code(reply["prompt"], language=None, wrap_lines=True)
    else:
        st.caption("No prompt: no model was asked.")


def show_claims(turn: Plain) -> None:
    """Each claim of the reply against catalogue and passages, then the flags of compliance."""
    verdict, compliance = turn["verdict"], turn["compliance"]
    if verdict:
        st.markdown(f"Verdict **{verdict['action']}**, confidence **{verdict['confidence']}** of 100")
        for reason in verdict["reasons"]:
            st.markdown(f"- {reason}")
        if verdict["claims"]:
            st.dataframe(pd.DataFrame(verdict["claims"]), hide_index=True, width="stretch")
        else:
            st.caption("The reply states no price, date, altitude or other checkable figure.")
    if compliance:
        flags = ", ".join(compliance["flags"]) or "none"
        st.markdown(f"Compliance **{'ok' if compliance['ok'] else 'not ok'}** · flags: {flags}")


def show_steps(turn: Plain, pipeline: Pipeline) -> None:
    """Time of each step; what it changed; the error in red."""
    budgets = {placed.name: placed.budget_ms for placed in pipeline.steps}
    table = pd.DataFrame(
        {
            "step": run["step"],
            "ms": run["ms"],
            "budget ms": budgets.get(run["step"]),
            "changed": ", ".join(run["changed"]),
            "note": run.get("note", ""),
            "error": run["error"] or "",
        }
        for run in turn["trace"]
    )
    bars = alt.Chart(table, height=28 * len(table) + AXIS).mark_bar().encode(
        x=alt.X("ms:Q", title="milliseconds"),
        y=alt.Y("step:N", sort=None, title=None, axis=alt.Axis(labelLimit=200, labelOverlap=False)),
        color=alt.condition("datum.error != ''", alt.value(HARM), alt.value(LIVE)),
        tooltip=["step", "ms", "budget ms", "changed", "error"],
    )  # fmt: skip
    st.altair_chart(bars, width="stretch")
    st.dataframe(table, hide_index=True, width="stretch")
    skipped = [name for name in budgets if name not in set(table["step"])]
    if skipped:
        st.caption("Not due in this turn: " + ", ".join(skipped))


def show_json(turn: Plain) -> None:
    """The turn as `cairn ask --json` prints it."""
    st.json(turn, expanded=1)
