"""The map of the passages: the same twice, kept, and a question stands amid what is near to it."""

import numpy as np
import pytest

from agent.knowledge.embedding_map import embedding_map
from agent.knowledge.memory import ListIndex
from agent.turn import Passage

SOCKS, MONEY = "warm socks and boots for the snow", "refund of the deposit by bank transfer"


def pages(n: int) -> list[Passage]:
    texts = [f"{SOCKS} {number}" if number % 2 else f"{MONEY} {number}" for number in range(n)]
    return [Passage(id=f"p{at}", source="a.md", title="", text=text) for at, text in enumerate(texts)]


@pytest.mark.parametrize("n", [0, 1, 5, 40])
async def test_every_passage_has_a_place_and_the_same_one_each_time(n: int) -> None:
    one, two = [await embedding_map(ListIndex(pages(n))) for _ in range(2)]

    assert one.places.shape == (n, 2)
    assert np.isfinite(one.places).all()
    assert np.array_equal(one.places, two.places)


async def test_a_question_stands_among_the_passages_on_its_matter() -> None:
    index = ListIndex(pages(40))
    drawn = await embedding_map(index)
    at = np.array(drawn.place_of((await index.embed(["which socks and boots?"]))[0]))
    centres = {name: drawn.places[rest::2].mean(axis=0) for name, rest in (("money", 0), ("socks", 1))}

    assert np.linalg.norm(at - centres["socks"]) < np.linalg.norm(at - centres["money"])
