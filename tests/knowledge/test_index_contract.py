"""The promises of the `Index` port, kept by both adapters."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import numpy as np
import pytest

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.embedder import Embedder
from agent.knowledge.faiss_index import FaissIndex, contents_of, model_folder
from agent.knowledge.memory import ListIndex
from agent.knowledge.settings import IndexSettings
from agent.ports import Index
from agent.turn import Passage

TEXTS = {
    "deposit": "You pay a deposit of a fifth to hold a seat.",
    "snow": "Snow lies on the pass until July.",
    "dogs": "Dogs stay at home.",
    "hindi": "ट्रेक की कीमत में खाना शामिल है।",
}


@pytest.fixture(params=["faiss", "faiss-ivf", "list"])
async def index(
    request: pytest.FixtureRequest, exported: Path, tiny: Path, passage: Callable[..., Passage]
) -> AsyncIterator[Index]:
    passages = [passage(name, text) for name, text in TEXTS.items()]
    if request.param == "list":
        yield ListIndex(passages, Catalogue(operator={"name": "Blue Yak"}))
        return
    settings = IndexSettings(flat_below=1 if request.param == "faiss-ivf" else 100)
    embedder = Embedder(model_folder(exported, str(tiny)), precision="fp32")
    many = [*passages, *(passage(f"p{n}", f"Sentence {n} about stone {n * 7}") for n in range(200))]
    contents = contents_of(many, embedder, settings, Catalogue(operator={"name": "Blue Yak"}))
    found = FaissIndex(contents, embedder)
    yield found
    await found.aclose()


async def test_a_search_returns_the_union_with_both_scores_by_dense_score(index: Index) -> None:
    found = await index.search("deposit for a seat", top_k=3)
    vector = (await index.embed(["deposit for a seat"]))[0]

    assert 3 <= len(found) <= 6
    assert [p.scores.dense for p in found] == sorted((p.scores.dense for p in found), reverse=True)
    assert max(found, key=lambda p: p.scores.lexical).title == "deposit"
    assert all(p.scores.lexical >= 0 for p in found)
    assert all(abs(p.scores.dense) <= 1.0001 for p in found)
    assert vector.dtype == np.float32


async def test_many_texts_are_embedded_in_their_order_and_a_search_goes_on_beside_them(index: Index) -> None:
    texts = [f"Sentence {n} about a lake" for n in range(150)]

    rows, found = await asyncio.gather(index.embed(texts), index.search("deposit", top_k=2))

    assert rows.shape[0] == len(texts)
    for at in (0, 31, 32, 63, 64, 149):
        np.testing.assert_allclose(rows[at], (await index.embed([texts[at]]))[0], atol=1e-5)
    assert found
    assert (await index.embed([])).shape == (0, rows.shape[1])


async def test_all_passages_of_a_kind_are_given(index: Index) -> None:
    kinds = {passage.kind for passage in await index.search("deposit", top_k=5)}

    assert kinds
    for kind in kinds:
        found = await index.of_kind(kind)
        assert len(found) >= len(TEXTS)
        assert {passage.kind for passage in found} == {kind}
    assert await index.of_kind("no such kind") == ()


async def test_devanagari_is_found_by_its_words(index: Index) -> None:
    found = await index.search("कीमत", top_k=2)

    assert max(found, key=lambda p: p.scores.lexical).title == "hindi"


@pytest.mark.parametrize("text", ["", "???", "\x00", "🏔️" * 50, "word " * 5000])
async def test_odd_questions_are_answered(index: Index, text: str) -> None:
    assert len(await index.search(text, top_k=2)) <= 4


async def test_more_than_there_is_can_be_asked_for(index: Index) -> None:
    found = await index.search("snow", top_k=500)

    assert len({p.id for p in found}) == len(found)
    assert await index.search("snow", top_k=0) == ()


async def test_passages_come_in_the_order_asked_and_unknown_ones_are_left_out(index: Index) -> None:
    assert [p.title for p in await index.passages(["a.md#dogs", "nope", "a.md#snow"])] == ["dogs", "snow"]


async def test_the_catalogue_and_the_version_are_there(index: Index) -> None:
    assert index.catalogue.operator["name"] == "Blue Yak"
    assert index.version


async def test_equal_questions_side_by_side_get_equal_answers(index: Index) -> None:
    found = await asyncio.gather(*(index.search("snow in July", top_k=3) for _ in range(16)))

    assert all(one == found[0] for one in found)


async def test_an_empty_index_finds_nothing() -> None:
    assert await ListIndex().search("snow", top_k=3) == ()
    assert await ListIndex().passages(["x"]) == ()


def test_the_version_of_a_list_changes_with_its_texts(passage: Callable[..., Passage]) -> None:
    assert ListIndex([passage("a", "one")]).version != ListIndex([passage("a", "two")]).version
