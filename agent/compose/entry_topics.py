"""What the questions of a FAQ are about, kept with the index: reading what all of them mean takes half a minute."""

import asyncio
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from agent.compose.topic_model import MODEL, topic_model
from agent.knowledge.model_card import sha256
from agent.language.meaning import meaning
from agent.ports import Arrays, Index
from agent.turn import Passage

Topics = NDArray[np.float64]
"""How much is asked about each topic, from 0 for not at all to about 1."""


async def entry_topics(passages: Iterable[Passage], index: Index) -> Mapping[str, Topics]:
    """The topics of each wording. Kept by document, so that after an edit the others need not be read again."""
    worded: dict[str, list[str]] = {}
    for passage in passages:
        worded.setdefault(passage.source, []).extend((passage.title, *passage.also))
    told: dict[str, Topics] = {}
    for titles in worded.values():
        told |= await _kept(list(dict.fromkeys(titles)), index)
    return told


async def _kept(titles: Sequence[str], index: Index) -> Mapping[str, Topics]:
    async def make() -> Arrays:
        return {"topics": await asyncio.to_thread(lambda: np.array([topics_of(title) for title in titles]))}

    model = [await asyncio.to_thread(_model_digest), meaning("") is None]
    arrays = await index.kept(f"entry topics {json.dumps([model, titles], ensure_ascii=False)}", make)
    return dict(zip(titles, arrays["topics"], strict=True))


def topics_of(text: str) -> Topics:
    """How much the text asks about each topic, in their order."""
    return np.maximum(topic_model().read(text).astype(np.float64), 0.0)


@cache
def _model_digest() -> str:
    return sha256(MODEL)
