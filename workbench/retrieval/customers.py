"""What customers asked and the documents do not say, as groups on the map of the documents."""

from dataclasses import dataclass
from datetime import UTC, datetime

import streamlit as st

from agent.gaps.clusters import gaps
from agent.gaps.unanswered import Unanswered, unanswered
from agent.knowledge.embedding_map import EmbeddingMap
from agent.language.follow_up import glossed
from workbench.desk import Workbench

_MOST = 40


@dataclass(frozen=True, slots=True)
class Open:
    """A group of questions of one meaning that were left open, amid the passages nearest to it."""

    x: float
    y: float
    title: str
    people: int
    questions: int


def open_questions(desk: Workbench, drawn: EmbeddingMap) -> list[Open]:
    """The groups worth most; kept until there is news in the traffic or in the documents."""
    return _found(desk, drawn, desk.reader.watermark(), desk.agent.ports.index.version)


@st.cache_data(show_spinner="Reading what was left unanswered …", max_entries=2)
def _found(_desk: Workbench, _drawn: EmbeddingMap, watermark: int, version: str) -> list[Open]:
    asked = unanswered(_desk.reader)
    return _desk.bridge.run(_placed(_desk, _drawn, asked)) if asked else []


async def _placed(desk: Workbench, drawn: EmbeddingMap, asked: list[Unanswered]) -> list[Open]:
    index = desk.agent.ports.index
    found = (await gaps(asked, index, datetime.now(UTC).date()))[:_MOST]
    vectors = await index.embed([glossed(gap.questions[0].topic) for gap in found])
    places = [drawn.place_of(vector) for vector in vectors]
    return [Open(x, y, gap.title, gap.people, len(gap.questions)) for gap, (x, y) in zip(found, places, strict=True)]
