"""What the questions of a FAQ are about, kept with the index: reading what all of them mean takes half a minute."""

import asyncio
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from agent.compose.topics.model import MODEL, topic_model
from agent.knowledge.model_card import sha256
from agent.language.meaning import meaning, meaning_about
from agent.ports import Arrays, Index
from agent.turn import Passage

Topics = NDArray[np.float64]
"""How much is asked about each topic, from 0 for not at all to about 1."""


@dataclass(frozen=True, slots=True)
class About:
    """What a wording asks about. `meaning`: a row of length 1, what all messages have in common taken off; or 0."""

    topics: Topics
    meaning: NDArray[np.float32]


async def entry_topics(passages: Iterable[Passage], index: Index) -> Mapping[str, About]:
    """What each wording is about. Kept by document, so that after an edit the others need not be read again."""
    worded: dict[str, list[str]] = {}
    for passage in passages:
        worded.setdefault(passage.source, []).extend((passage.title, *passage.also))
    told: dict[str, About] = {}
    for titles in worded.values():
        told |= await _kept(list(dict.fromkeys(titles)), index)
    return told


async def _kept(titles: Sequence[str], index: Index) -> Mapping[str, About]:
    model = [await asyncio.to_thread(_model_digest), meaning("") is None]
    key = f"entry topics and meanings {json.dumps([model, titles], ensure_ascii=False)}"
    arrays = await index.kept(key, lambda: asyncio.to_thread(_read, titles))
    told = zip(titles, arrays["topics"], arrays["meanings"], strict=True)
    return {title: About(topics, meant) for title, topics, meant in told}


def _read(titles: Sequence[str]) -> Arrays:
    with ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="entry topics") as cores:
        told = list(cores.map(about, titles))
    return {"topics": np.array([one.topics for one in told]), "meanings": np.array([one.meaning for one in told])}


def about(text: str) -> About:
    """What one text is about; of no meaning where it cannot be read."""
    centre = topic_model().taught.centre
    meant = meaning_about(text, centre)
    return About(topics_of(text), np.zeros_like(centre) if meant is None else meant)


def topics_of(text: str) -> Topics:
    """How much the text asks about each topic, in their order."""
    return np.maximum(topic_model().read(text).astype(np.float64), 0.0)


@cache
def _model_digest() -> str:
    return sha256(MODEL)
