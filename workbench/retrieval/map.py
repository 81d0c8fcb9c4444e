"""All passages on a plane, near ones near, and where a question falls among them."""

from collections.abc import Sequence
from dataclasses import asdict

import altair as alt
import pandas as pd
import streamlit as st

from agent.knowledge.embedding_map import EmbeddingMap, embedding_map
from agent.knowledge.query import Query
from agent.steps.retrieve import Retrieve
from eval.job import ports_over, step_of
from workbench.charts import DRAFT, QUIET
from workbench.desk import Workbench
from workbench.retrieval.ask import read_turn
from workbench.retrieval.customers import Open, open_questions

COLOURS = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#8a8f98"]
"""Okabe and Ito's, told apart by people who see few colours."""
_MOST_NAMED = len(COLOURS) - 1
_SHOWN_CHARS = 160


def show_map(desk: Workbench) -> None:
    """Drawn once for each version of the documents, which takes some seconds."""
    left, right = st.columns([0.35, 0.65])
    by = left.segmented_control(
        "Colour", ["kind", "trek", "language"], default=_of_address("colour", "kind"), required=True, key="map colour"
    )
    st.query_params["colour"] = by
    text = right.text_input("Put a question on it", value=st.query_params.get("ask", ""), max_chars=1000)
    with st.spinner("Drawing the map, once for these documents …"):
        drawn = _map(desk, desk.agent.ports.index.version)
    st.caption(
        f"{len(drawn.passages)} passages, documents `{desk.agent.ports.index.version[:7]}` · near means alike in "
        "meaning; directions and distances far apart mean nothing. Scroll to zoom, hover to read."
    )
    table = pd.DataFrame(_rows(drawn, by))
    layers = [_passages(table)]
    if st.toggle(
        "Show what customers asked and was left open", help="The 40 groups of one meaning that are worth most"
    ):
        layers += _left_open(open_questions(desk, drawn))
    if text.strip():
        st.query_params["ask"] = text
        layers += _question(*desk.bridge.run(_place(text, desk, drawn)), text)
    st.altair_chart(alt.layer(*layers).interactive(), width="stretch")


def _of_address(name: str, otherwise: str) -> str:
    wanted = st.query_params.get(name, otherwise)
    return wanted if wanted in ("kind", "trek", "language") else otherwise


@st.cache_resource(show_spinner=False, max_entries=2)
def _map(_desk: Workbench, version: str) -> EmbeddingMap:
    return _desk.bridge.run(embedding_map(_desk.agent.ports.index))


async def _place(text: str, desk: Workbench, drawn: EmbeddingMap) -> tuple[float, float]:
    """Among the passages that are nearest to what the search makes of it."""
    index = desk.agent.ports.index
    turn = await read_turn(text, desk, ports_over(index))
    query = Query.of(turn, index.catalogue, glossary=step_of(desk.agent.pipeline, Retrieve).glossary)
    return drawn.place_of((await index.embed([query.meaning]))[0])


def _rows(drawn: EmbeddingMap, by: str) -> list[dict[str, object]]:
    """The commonest groups have colours of their own."""
    groups = [getattr(passage, by) or "no one trek" for passage in drawn.passages]
    common = pd.Series(groups).value_counts().index[:_MOST_NAMED]
    return [
        {
            "x": float(x),
            "y": float(y),
            "group": group if group in common else "others",
            "title": passage.title,
            "text": passage.text[:_SHOWN_CHARS],
            "source": passage.source,
        }
        for passage, group, (x, y) in zip(drawn.passages, groups, drawn.places, strict=True)
    ]


def _passages(table: pd.DataFrame) -> alt.Chart:
    names = [*dict.fromkeys(name for name in table["group"].value_counts().index if name != "others"), "others"]
    chart: alt.Chart = (
        alt.Chart(table, height=560)
        .mark_circle(size=38, opacity=0.75)
        .encode(
            x=alt.X("x:Q", axis=None),
            y=alt.Y("y:Q", axis=None),
            color=alt.Color(
                "group:N",
                scale=alt.Scale(domain=names, range=[*COLOURS[: len(names) - 1], QUIET]),
                legend=alt.Legend(title=None, orient="bottom", columns=4),
            ),
            tooltip=["title:N", "group:N", "text:N", "source:N"],
        )
    )
    return chart


def _left_open(found: Sequence[Open]) -> list[alt.Chart]:
    """Rings, the larger the more people asked."""
    if not found:
        st.caption("Nothing was left open.")
        return []
    st.caption(f"{len(found)} groups, as rings; the page Knowledge ranks them and opens their messages.")
    rows = pd.DataFrame([asdict(one) for one in found])
    return [
        alt.Chart(rows)
        .mark_point(shape="circle", strokeWidth=2.5, color=DRAFT, filled=False)
        .encode(
            x="x:Q",
            y="y:Q",
            size=alt.Size("people:Q", scale=alt.Scale(range=[120, 900]), legend=None),
            tooltip=[alt.Tooltip("title:N", title="asked"), "people:Q", "questions:Q"],
        )
    ]


def _question(x: float, y: float, text: str) -> list[alt.Chart]:
    """Seen on light and on dark."""
    at = pd.DataFrame([{"x": x, "y": y, "title": text}])
    base = alt.Chart(at).encode(x="x:Q", y="y:Q", tooltip=["title:N"])
    ring = base.mark_point(size=420, shape="diamond", filled=True, color="white", stroke="black")
    return [ring, base.mark_point(size=90, shape="diamond", filled=True, color="black")]
