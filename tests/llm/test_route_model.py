"""The learnt routing signal: from examples, kept with the index, and loud where the examples cannot be used."""

import json
from pathlib import Path

import pytest

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.llm.route_model import RouteModel
from agent.llm.route_signals import ROUTE_NAMES
from tests.llm.samples import asked

SAID = {
    "simple": ("what does it cost", "how many days is it", "is food included"),
    "complex": ("compare both and say which suits us", "if we cancel and they go, what then", "plan ten days for five"),
    "live": ("is the road open now", "is it snowing today", "are flights delayed right now"),
    "quality": ("my lawyer will write to you", "you cheated us, i want my money", "my father died this morning"),
}


def written(path: Path, rows: list[dict[str, str]]) -> str:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return str(path)


@pytest.fixture
def examples(tmp_path: Path) -> str:
    rows = [{"text": text, "label": label} for label, texts in SAID.items() for text in texts]
    return written(tmp_path / "examples.jsonl", rows)


async def test_a_message_is_most_like_the_examples_of_its_route(examples: str) -> None:
    index = ListIndex([], Catalogue())
    model = await RouteModel.of(index, examples)

    found = await model.signals(asked("is the road to the camp open now?"), index)

    assert set(found) == {f"like_{name}" for name in ROUTE_NAMES}
    assert sum(found.values()) == pytest.approx(1, abs=1e-3)
    assert max(found, key=lambda name: found[name]) == "like_live"


async def test_a_message_without_text_is_like_nothing(examples: str) -> None:
    index = ListIndex([], Catalogue())
    assert await (await RouteModel.of(index, examples)).signals(asked("  "), index) == {}


async def test_examples_of_an_unknown_route_are_refused_by_name(tmp_path: Path) -> None:
    path = written(tmp_path / "examples.jsonl", [{"text": "hello", "label": "cheap"}])
    with pytest.raises(ValueError, match="no such route: cheap"):
        await RouteModel.of(ListIndex([], Catalogue()), path)


async def test_every_route_needs_examples(tmp_path: Path) -> None:
    path = written(tmp_path / "examples.jsonl", [{"text": "hello", "label": "simple"}])
    with pytest.raises(ValueError, match="a route has no example"):
        await RouteModel.of(ListIndex([], Catalogue()), path)
