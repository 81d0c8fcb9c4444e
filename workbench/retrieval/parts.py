"""What the views of the page share: both settings of the step, the question set, and passages with their scores."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from agent.steps.retrieve import Retrieve
from agent.turn import Passage
from eval.job import step_of
from eval.suites.question_set import QuestionSet
from workbench.bubbles import plain
from workbench.clickable import clicked_row
from workbench.desk import Workbench
from workbench.progress import Tell, watched


@dataclass(frozen=True, slots=True)
class Both:
    """The step as it is in service, and as this user's draft would have it."""

    live: Retrieve
    draft: Retrieve
    name: str

    @property
    def differ(self) -> bool:
        """Whether the draft changes anything of this step."""
        return self.live.model_dump() != self.draft.model_dump()


def both(desk: Workbench) -> Both:
    """The draft's step keeps what the live one has read of the FAQ. Raises ConfigError for a draft that is none."""
    live = step_of(desk.agent.pipeline, Retrieve)
    draft = step_of(desk.draft.pipeline(), Retrieve)
    fields = {name: getattr(draft, name) for name in Retrieve.model_fields}
    name = next(placed.name for placed in desk.agent.pipeline.steps if placed.step is live)
    return Both(live, live.model_copy(update=fields), name)


def questions_of(desk: Workbench) -> QuestionSet:
    """Read once for each config in service and each version of the documents."""
    kept, index = _kept(), desk.agent.ports.index
    key = f"{desk.agent.pipeline.config_hash} {index.version}"

    async def read(tell: Tell) -> QuestionSet:
        found = await QuestionSet.read(desk.agent.pipeline, index, tell)
        kept.clear()
        kept[key] = found
        return found

    return kept[key] if key in kept else watched(desk, f"questions {key}", read)


def searched(desk: Workbench, questions: QuestionSet, step: Retrieve) -> None:
    """Search for all questions where these settings search otherwise than any before."""
    if not questions.is_searched(step):
        watched(desk, f"search {questions.search_key(step)}", lambda tell: questions.search(step, tell))


@st.cache_resource(show_spinner=False)
def _kept() -> dict[str, QuestionSet]:
    """One question set for all sessions."""
    return {}


def measured_on(desk: Workbench, what: str) -> None:
    """Which configs and documents the figures below are of."""
    live, changes = desk.publishing.live(), len(desk.draft.values)
    draft = f":orange[your draft ({changes} changed)]" if changes else "your draft changes nothing"
    st.caption(
        f"{plain(what)} · :blue[live `{live.hash[:7]}`], {draft} · documents `{desk.agent.ports.index.version[:7]}`"
    )


SCORES = {
    "score": ("score", "What they are ordered by, 0 to 1", "%.2f"),
    "dense": ("vector", "How near in meaning: cosine of question and passage", "%.2f"),
    "lexical": ("BM25", "Words in common, rare ones more; 0 and above", "%.1f"),
    "fused": ("fused", "Vector and words as one figure, 0 to 1", "%.2f"),
    "rerank": ("rerank", "With title, trek, kind, language and time, 0 to 1", "%.2f"),
    "answer": ("answers", "How surely it answers, whatever the others are like, 0 to 1", "%.2f"),
    "same": ("same", "How surely an entry of the FAQ asks the same, 0 to 1", "%.2f"),
}
"""Column, its heading, what it means, its format."""


def show_passages(passages: Sequence[Passage], right: Collection[str] = (), *, key: str) -> Passage | None:
    """A line for each with every score, best first; the one that is clicked. `right`: ids of those that answer."""
    if not passages:
        st.caption("No passage.")
        return None
    rows = [_row(place, passage, right) for place, passage in enumerate(passages, start=1)]
    table = pd.DataFrame(rows)
    if not right:
        table = table.drop(columns="right")
    picked = clicked_row(
        table,
        key=key,
        columns={
            "#": st.column_config.NumberColumn("#", width=30),
            "right": st.column_config.TextColumn("✓", help="✓: the question set says it answers", width=30),
            "title": st.column_config.TextColumn("Passage", width="medium"),
            **{
                name: st.column_config.NumberColumn(heading, help=meaning, format=form, width=62)
                for name, (heading, meaning, form) in SCORES.items()
            },
        },
    )
    return None if picked is None else passages[picked]


def show_text(passage: Passage | None) -> None:
    """The words of the passage that was clicked."""
    if passage is None:
        st.caption("Click a line to read its passage.")
        return
    with st.container(border=True):
        st.text(passage.title)
        st.text(passage.text)
        st.caption(plain(passage.id))


def _row(place: int, passage: Passage, right: Collection[str]) -> dict[str, object]:
    scores = passage.scores
    return {
        "#": place,
        "right": "✓" if passage.id in right else "",
        "title": passage.title,
        "score": passage.score,
        "dense": scores.dense,
        "lexical": scores.lexical,
        "fused": scores.fused,
        "rerank": scores.rerank,
        "answer": scores.answer,
        "same": scores.same,
        "kind": passage.kind,
        "source": passage.source,
    }
