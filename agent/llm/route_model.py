"""How much a message is like the examples of each route: a signal learnt from `route_examples.jsonl`."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.kept_vectors import kept_vectors
from agent.language.entities import EntityFinder
from agent.language.follow_up import glossed
from agent.language.intent import Example, IntentModel, load_examples
from agent.language.lexical import masked
from agent.llm.route_signals import ROUTE_NAMES, RouteName
from agent.ports import Arrays, Index, Vectors
from agent.settings import find
from agent.turn import Turn

EXAMPLES = "eval/route_examples.jsonl"
_LEARNT = 1  # raise when masking, features or learning change, so that what was kept is learnt again
_MAX_CHARS = 2_000  # as parse reads it: the vector of its own reading is there already
_WRITTEN_ON = date(2026, 11, 22)  # the examples' day; it decides nothing but how "tomorrow" is masked


@dataclass(slots=True)
class RouteModel:
    """The intents' kind of model, with routes for labels; learnt once per index and set of examples, and kept."""

    _model: IntentModel[RouteName]

    @classmethod
    async def of(cls, index: Index, examples: str = EXAMPLES) -> "RouteModel":
        """Raises ValueError naming file and line where the examples cannot be used."""
        read = await asyncio.to_thread(route_examples, examples)
        probe = await _probe(read, index)

        async def learn() -> Arrays:
            return (await asyncio.to_thread(_learn, read, await example_vectors(read, index), index.catalogue)).arrays()

        treks = [(t.id, t.name, t.aliases, sorted(t.names.items())) for t in index.catalogue.treks.values()]
        told = [_LEARNT, [(one.text, one.label) for one in read], treks, np.round(probe, 4).tolist()]
        arrays = await index.kept(f"routes {json.dumps(told, ensure_ascii=False)}", learn)
        return cls(IntentModel.of_arrays(sorted(ROUTE_NAMES), arrays))

    async def signals(self, turn: Turn, index: Index) -> dict[str, float]:
        """`like_simple`, `like_complex`, `like_live` and `like_quality`: probabilities that sum to 1."""
        text = turn.message.text[:_MAX_CHARS]
        if not text.strip():
            return {}
        vector = (await index.embed([glossed(text)]))[0]
        known = masked(text, [e for e in turn.entities if e.end <= _MAX_CHARS])
        chances = self._model.probabilities(known, vector)
        return {f"like_{label}": round(float(chances[n]), 4) for n, label in enumerate(self._model.labels)}


async def example_vectors(examples: Sequence[Example[RouteName]], index: Index) -> Vectors:
    """A row for each example, kept with the index."""
    return await kept_vectors([glossed(one.text) for one in examples], await _probe(examples, index), index)


async def _probe(examples: Sequence[Example[RouteName]], index: Index) -> Vectors:
    return await index.embed([glossed(examples[0].text)])


def route_examples(path: str = EXAMPLES) -> list[Example[RouteName]]:
    """Raises ValueError where a label is no route, or a route has no example."""
    routes: dict[str, RouteName] = {name: name for name in ROUTE_NAMES}
    read = load_examples(find(path))
    unknown = sorted({example.label for example in read} - routes.keys())
    if unknown or len({example.label for example in read}) < len(routes):
        wrong = f"no such route: {', '.join(unknown)}" if unknown else "a route has no example"
        raise ValueError(f"{path}: {wrong}; each of {', '.join(ROUTE_NAMES)} needs examples")
    return [Example(example.text, routes[example.label]) for example in read]


def _learn(examples: Sequence[Example[RouteName]], vectors: Vectors, catalogue: Catalogue) -> IntentModel[RouteName]:
    finder = EntityFinder(catalogue)
    known = [Example(masked(one.text, finder.find(one.text, _WRITTEN_ON)), one.label) for one in examples]
    return IntentModel.fit(known, vectors)
