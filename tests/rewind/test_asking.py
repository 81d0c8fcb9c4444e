"""Models are priced before anybody is asked, asked within a cap, and asked once."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agent.llm.cassette import CassetteLLM, recorded
from agent.llm.scripted import ScriptedLLM
from agent.pipeline import Pipeline
from agent.ports import Completion, CompletionError, CompletionRequest, Price
from agent.rewind import logged_turns, past_of, rewind
from agent.rewind.price import CappedLLM, dearest_usd
from agent.rewind.rewound import Rewound
from agent.rewind.show import calls_told, notes
from tests.llm.test_cassette import REQUEST as UNPRICED
from tests.real_parts import data_folder
from tests.rewind.conftest import Stretch
from tests.rewind.world import World, drafted, shipped_index

HARD = (
    "compare Kedarkantha and Roopkund for a beginner of 60, which is safer and why",
    "if we are five and two of us turn back on day three, what do we get back and who walks down with them?",
    "which of Brahmatal, Kuari Pass and Kedarkantha would you take with children of 9 and 12 in December, and why?",
)
REQUEST = replace(UNPRICED, max_tokens=100, price=Price(usd_per_million_in=3.0, usd_per_million_out=15.0))
SAYS = "Kedarkantha is the easier of the two. Shall I tell you more?"


class Slow(ScriptedLLM):
    """Others ask before it has answered."""

    wait_s = 0.01

    async def complete(self, request: CompletionRequest) -> Completion:
        await asyncio.sleep(self.wait_s)
        return await super().complete(request)


@pytest.fixture(scope="module")
def stretch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stretch]:
    """Three hard questions, answered by a model of the complex route."""
    folder = data_folder(tmp_path_factory.mktemp("asking"))
    live = drafted(generate={"composer_first": False})

    async def made() -> World:
        world = await World.on(folder, shipped_index(folder), live, ScriptedLLM([SAYS]))
        await live.warm_up(world.ports)
        for n, text in enumerate(HARD):
            await world.write(f"9198765{n:05d}", text)
        return world

    world = asyncio.run(made())
    turns = logged_turns(world.reader)
    yield Stretch(folder, live, world, turns, past_of(world.reader, turns))
    asyncio.run(world.ports.store.aclose())


async def under(stretch: Stretch, draft: Pipeline, ask: CassetteLLM | None = None, cap: float = 0.0) -> Rewound:
    return await rewind(
        stretch.turns,
        stretch.live,
        draft,
        stretch.ports,
        past=stretch.past,
        known=recorded(stretch.data / "tape.jsonl"),
        ask=ask,
        spend_cap_usd=cap,
    )


def other_words() -> Pipeline:
    """A draft whose prompts are others, so that no answer to them is known."""
    return drafted(generate={"composer_first": False, "max_chars": 555})


def told(found: Rewound) -> str:
    return "; ".join((*notes(found), *calls_told(found)))


async def test_what_was_answered_then_costs_nothing_and_is_not_asked(stretch: Stretch) -> None:
    model = ScriptedLLM([SAYS])
    found = await under(stretch, stretch.live, CassetteLLM(stretch.data / "unused.jsonl", model, mode="record"), 5.0)
    assert not any(found.flips.values())
    assert found.calls["new"] == found.spending.spent_usd == 0
    assert model.history == []


async def test_what_nobody_answered_is_priced_before_anybody_is_asked(stretch: Stretch) -> None:
    found = await under(stretch, other_words())
    calls = found.calls
    assert calls["unasked"] >= len(HARD)
    assert calls["left_usd"] == calls["price_usd"] > 0
    assert calls["spent_usd"] == 0
    assert f"Asking for them costs at most {calls['left_usd']:.4f} USD" in told(found)


async def test_within_the_cap_all_are_asked_once_and_kept(stretch: Stretch) -> None:
    tape, model = stretch.data / "tape.jsonl", ScriptedLLM([SAYS])
    priced = (await under(stretch, other_words())).calls["left_usd"]
    found = await under(stretch, other_words(), CassetteLLM(tape, model, mode="record"), 2 * priced)
    assert found.calls["unasked"] == found.spending.refused == 0
    assert 0 < found.calls["spent_usd"] <= priced
    assert len(recorded(tape)) == len(model.history) == found.calls["new"]
    assert f"{found.calls['new']} new model answers were asked for" in told(found)
    again = await under(stretch, other_words(), CassetteLLM(tape, model, mode="record"), 2 * priced)
    assert again.calls["new"] == again.calls["spent_usd"] == 0
    assert again.calls["known"] == found.calls["new"]
    tape.unlink()


async def test_it_stops_at_the_cap_and_says_so(stretch: Stretch, tmp_path: Path) -> None:
    model = Slow([SAYS])
    model.wait_s = 2.0  # by then all turns have come to their question
    whole = (await under(stretch, other_words())).calls
    cap = 1.5 * whole["left_usd"] / whole["unasked"]
    found = await under(stretch, other_words(), CassetteLLM(tmp_path / "tape.jsonl", model, mode="record"), cap)
    assert found.calls["spent_usd"] <= cap
    assert found.spending.refused > 0
    assert 0 < found.calls["unasked"] < whole["unasked"]
    assert found.calls["left_usd"] < whole["left_usd"]
    assert f"the spending cap of {cap:.2f} USD was reached: {found.spending.refused} were not asked for" in told(found)
    plain = json.loads(json.dumps(found.as_dict()))
    assert plain["spend_cap_usd"] == cap
    assert plain["calls"]["spent_usd"] == found.spending.spent_usd


async def test_an_answer_nobody_can_use_counts_against_the_cap() -> None:
    spent = await ScriptedLLM([SAYS]).complete(REQUEST)
    capped = CappedLLM(ScriptedLLM([CompletionError("in the wrong language", spent)]), 1.0)
    with pytest.raises(CompletionError):
        await capped.complete(REQUEST)
    assert capped.spent_usd == spent.cost_usd > 0


async def test_many_at_once_cannot_pass_the_cap_together() -> None:
    dearest = dearest_usd(REQUEST)
    capped = CappedLLM(Slow([SAYS]), 3.5 * dearest)
    done = await asyncio.gather(*(capped.complete(REQUEST) for _ in range(9)), return_exceptions=True)
    assert capped.spent_usd <= capped.cap_usd
    assert capped.refused == sum(isinstance(one, CompletionError) for one in done) == 6
