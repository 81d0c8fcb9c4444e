"""Settings at the left; what they do to the question set at the right; below, who won and who lost."""

from collections.abc import Mapping, Sequence

import altair as alt
import pandas as pd
import streamlit as st

from eval.suites.question_set import QuestionSet, Ranked
from eval.tuning.question_changes import Change, Moved, by_language, changes, won_and_lost
from workbench.bubbles import Bubble, show_bubble
from workbench.charts import axis, colours, names
from workbench.clickable import clicked_row
from workbench.controls import controls
from workbench.desk import Workbench
from workbench.retrieval.parts import Both, both, measured_on, questions_of, searched, show_passages, show_text

FIRST = ("weights.answer", "weights.title", "weights.kind", "same_from", "diversity", "min_score", "keep")
FOLDED = (
    "fusion",
    "dense_weight",
    "dense_share.bias",
    "dense_share.pieces_per_word",
    "dense_share.dense_margin",
    "dense_share.lexical_margin",
    "rerank_top",
    "weights.fused",
    "weights.answer_in_others",
    "weights.trek",
    "weights.other_trek",
    "weights.language",
    "weights.when",
    "weights.expired",
    "each_question",
    "top_k",
    "glossary",
)
"""The last two search anew, which takes seconds; all others only rank."""

FIGURES: Mapping[str, tuple[str, str]] = {
    "hit@1": ("Right passage first", "Share of questions whose first passage answers (hit@1)"),
    "hit@5": ("Right one in the first five", "Share of questions with a passage that answers among five (hit@5)"),
    "mrr@10": ("How early the right one comes", "Mean of 1 / place of the first that answers (MRR, first ten)"),
    "ndcg@10": ("Order of the first ten", "Right passages early and many, full answers more (nDCG@10)"),
    "recall@10": ("Right ones found", "Share of all passages that answer that are among ten (recall@10)"),
    "kept": ("Answer has a right passage", "Share of questions where a passage given to the answer answers"),
    "right": ("Right ones of those given", "Share of the passages given to the answer that answer"),
}
LANGUAGES = {"en": "English", "hi": "Hindi", "es": "Spanish", "fr": "French", "hi-Latn": "Hindi (Roman)"}


def show_tune(desk: Workbench) -> None:
    """Every figure is of both configs on the same questions."""
    left, right = st.columns([0.3, 0.7], gap="large")
    with left:
        name = both(desk).name
        controls(desk, [f"{name}.{path}" for path in (*FIRST, *FOLDED)])
    with right:
        steps = both(desk)
        questions = questions_of(desk)
        live, draft = _ranked(desk, questions, steps)
        measured_on(desk, f"{len(questions.asked)} labelled questions")
        told = changes(live, draft)
        show_figures(told, differ=steps.differ)
        show_languages(questions, live, draft, differ=steps.differ)
    show_moved(desk, questions, steps, live, draft)


def _ranked(desk: Workbench, questions: QuestionSet, steps: Both) -> tuple[Ranked, Ranked]:
    for step in (steps.live, steps.draft):
        searched(desk, questions, step)
    return desk.bridge.run(questions.ranked(steps.live)), desk.bridge.run(questions.ranked(steps.draft))


def show_figures(told: Mapping[str, Change], *, differ: bool) -> None:
    """Points with their 95 % intervals, then the same in figures."""
    rows = [(words, told[name]) for name, (words, _) in FIGURES.items()]
    st.altair_chart(_points(rows, differ=differ), width="stretch")
    told_apart = [change for _, change in rows]
    table = pd.DataFrame(
        {
            "Figure": words,
            "Live": _percent(change.live),
            "Draft": _percent(change.draft),
            "Change": _points_of(change.difference.mean),
            "95 % interval": _interval(change),
            "": _verdict(change),
        }
        for words, change in rows
    )
    shown = _greyed(table, told_apart) if differ else table[["Figure", "Live"]]
    meanings = "  \n".join(f"**{words}**: {meaning}." for words, meaning in FIGURES.values())
    st.dataframe(shown, hide_index=True, width="stretch")
    st.caption("What the figures mean, and the change in points of 100", help=meanings)


def show_languages(questions: QuestionSet, live: Ranked, draft: Ranked, *, differ: bool) -> None:
    """One figure for each language."""
    wanted = st.query_params.get("figure", "recall@10")
    place = list(FIGURES).index(wanted) if wanted in FIGURES else list(FIGURES).index("recall@10")
    chosen = st.selectbox("By language", list(FIGURES), index=place, format_func=lambda one: FIGURES[one][0])
    st.query_params["figure"] = chosen
    told = by_language(questions, live, draft)
    rows = [(f"{LANGUAGES.get(one, one)} ({found[chosen].n})", found[chosen]) for one, found in told.items()]
    st.altair_chart(_points(rows, differ=differ), width="stretch")


def show_moved(desk: Workbench, questions: QuestionSet, steps: Both, live: Ranked, draft: Ranked) -> None:
    """The questions whose first right passage stands elsewhere; one of them in full."""
    moved = won_and_lost(questions, live, draft)
    lost, won = sum(one.gain < 0 for one in moved), sum(one.gain > 0 for one in moved)
    st.markdown(f"##### Questions won and lost: {won} won, {lost} lost")
    if not moved:
        st.caption(
            "No question has its first right passage elsewhere. "
            + ("" if steps.differ else "Move a setting at the left: it goes into your draft, and nothing else changes.")
        )
    table = pd.DataFrame(
        {
            "question": questions.asked[one.place].row.text,
            "language": LANGUAGES.get(questions.asked[one.place].row.language, "other"),
            "live": one.live,
            "draft": one.draft,
            "change": "won" if one.gain > 0 else "lost",
        }
        for one in moved
    )
    picked = _pick(table) if moved else None
    if picked is not None:
        st.query_params["question"] = questions.asked[moved[picked].place].row.id
    _show_question(desk, questions, steps, moved)


def _pick(table: pd.DataFrame) -> int | None:
    return clicked_row(
        table,
        height=min(320, 38 + 35 * len(table)),
        key="moved",
        columns={
            "question": st.column_config.TextColumn("Question", width="large"),
            "language": "Language",
            "live": st.column_config.NumberColumn("Place live", help="Of the first passage that answers"),
            "draft": st.column_config.NumberColumn("Place in the draft", help="Of the first passage that answers"),
            "change": "",
        },
    )


def _show_question(desk: Workbench, questions: QuestionSet, steps: Both, moved: Sequence[Moved]) -> None:
    """The question of the address, with what each config gives to the answer."""
    wanted = st.query_params.get("question", "")
    place = next((n for n, one in enumerate(questions.asked) if one.row.id == wanted), None)
    if place is None:
        if moved:
            st.caption("Click a question to see its passages before and after.")
        return
    asked = questions.asked[place]
    for line in asked.row.history:
        show_bubble(Bubble(side="customer" if line.speaker == "U" else "bot", text=line.text))
    show_bubble(Bubble(side="customer", text=asked.row.text, note=f"Question {asked.row.id}"))
    read = None
    for column, (words, colour, step) in zip(
        st.columns(2), (("Live", "blue", steps.live), ("Draft", "orange", steps.draft)), strict=True
    ):
        with column:
            st.markdown(f":{colour}[**{words}**]: passages given to the answer")
            given = desk.bridge.run(questions.passages(step, place))
            read = show_passages(given, asked.row.relevant, key=f"given {words} {wanted}") or read
    show_text(read)


def _points(rows: Sequence[tuple[str, Change]], *, differ: bool) -> alt.Chart:
    """Live and draft of each row with its interval; without a difference only live."""
    told = []
    for words, change in rows:
        told.append(_point(words, "live", change.live, change.live_ci95))
        if differ:
            told.append(_point(words, "draft", change.draft, change.draft_ci95))
    base = alt.Chart(pd.DataFrame(told), height=(40 if differ else 26) * len(rows) + 70).encode(
        y=alt.Y("figure:N", sort=None, axis=names()),
        yOffset=alt.YOffset("config:N", sort=["live", "draft"]),
        color=alt.Color("config:N", scale=colours(), legend=alt.Legend(title=None, orient="top") if differ else None),
        tooltip=["figure", "config", *(alt.Tooltip(f"{one}:Q", format=".1f") for one in ("value", "low", "high"))],
    )
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, 100]), axis=axis("%, with its 95 % interval"))
    chart: alt.Chart = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q"), x2="high:Q") + base.mark_point(
        filled=True, size=70
    ).encode(x=x)
    return chart


def _point(words: str, config: str, value: float, ci95: tuple[float, float]) -> dict[str, object]:
    return {"figure": words, "config": config, "value": 100 * value, "low": 100 * ci95[0], "high": 100 * ci95[1]}


def _greyed(table: pd.DataFrame, told: Sequence[Change]) -> "pd.io.formats.style.Styler":
    """A change its interval cannot tell from none is grey."""
    styles = ["" if change.is_sure else "color: #8a8f98" for change in told]
    return table.style.apply(lambda column: styles, subset=["Change", "95 % interval", ""])


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _points_of(value: float) -> str:
    return f"{100 * value:+.1f}"


def _interval(change: Change) -> str:
    low, high = change.difference.ci95
    return f"{100 * low:+.1f} to {100 * high:+.1f}"


def _verdict(change: Change) -> str:
    if not change.is_sure:
        return "not told apart"
    return "better" if change.difference.mean > 0 else "worse"
