"""What each rung of the degradation ladder does to a turn."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.memory import ListIndex
from agent.llm.budget import Budget
from agent.llm.governed import GovernedLLM
from agent.llm.ladder import Ladder
from agent.llm.scripted import ScriptedLLM
from agent.llm.settings import BudgetSettings, LadderSettings
from agent.people.handoff import handoff_reply
from agent.ports import CompletionError, Ports
from agent.steps.generate import Generate
from agent.turn import Customer, Language, Reply, StepRun, Turn, Utterance
from tests.llm.samples import FEW_ROUTES, LANGUAGES, asked, catalogue

STEP = Generate(route_examples=FEW_ROUTES)
"""Learns its routes once for all tests."""
ANGRY = asked(
    "Which colour of jacket do people like, and why did nobody answer me?",
    sentiment="negative",
    customer=Customer(id="c-1", lead_score=90, stage="decision"),
)
OPEN = asked("Which colour of jacket do people like?")
SETTLED = asked("price in June?", intent="pricing", trek="hampta-pass", when="2027-06")


class World:
    """Ports with a ladder that can be moved."""

    def __init__(self, ports: Ports, answers: Sequence[str] = ("Take any warm jacket.",)) -> None:
        self.spent = 0.0
        self.model = ScriptedLLM(answers)
        self.ladder = Ladder(LadderSettings(handoffs_per_hour=3), spent=lambda: self.spent)
        llm = GovernedLLM(self.model, self.ladder, Budget(BudgetSettings()))
        self.ports = replace(ports, index=ListIndex([], catalogue()), llm=llm)

    async def reply(self, turn: Turn, step: Generate | None = None) -> Reply:
        after = await (step or STEP).run(turn, self.ports)
        assert after.reply is not None
        return after.reply

    def without_catalogue(self) -> None:
        self.ports = replace(self.ports, index=ListIndex([], Catalogue()))
        self.spent = 1.0


@pytest.fixture
def world(ports: Ports) -> World:
    return World(ports)


async def test_the_normal_rung_takes_the_route_a_question_deserves(world: World) -> None:
    reply = await world.reply(ANGRY)

    assert (reply.mode, reply.route) == ("normal", "quality")


async def test_the_cheaper_rung_asks_every_question_of_the_cheapest_route_and_says_why(world: World) -> None:
    world.spent = 0.8
    reply = await world.reply(ANGRY)

    assert (reply.mode, reply.route) == ("cheaper", "simple")
    assert "instead of quality: 80% of the day's budget is spent" in reply.route_reasons
    assert world.model.history[0].models[0].startswith("qwen/")


async def test_the_composer_rung_asks_no_model_and_still_answers(world: World) -> None:
    world.spent = 1.0
    opened, settled = await world.reply(OPEN), await world.reply(SETTLED)

    assert (opened.mode, opened.route, settled.mode, settled.route) == ("composer", "composer", "composer", "composer")
    assert "100% of the day's budget is spent" in opened.route_reasons
    assert world.model.history == []
    assert not world.ports.llm.available


async def test_failing_models_lead_to_the_composer_by_themselves(ports: Ports) -> None:
    world = World(ports)
    failing = ScriptedLLM([CompletionError("HTTP 500")])
    world.ports = replace(world.ports, llm=GovernedLLM(failing, world.ladder, Budget(BudgetSettings())))
    modes = [(await world.reply(replace(OPEN, message=replace(OPEN.message, id=f"m{n}")))).mode for n in range(8)]

    assert modes[:6] == ["normal"] * 6
    assert modes[6:] == ["composer"] * 2


async def test_with_neither_model_nor_catalogue_a_colleague_is_promised(world: World) -> None:
    world.without_catalogue()
    reply = await world.reply(OPEN)

    assert (reply.mode, reply.kind, reply.handoff) == ("handoff", "handoff", "failure")
    assert "no catalogue to answer from" in reply.route_reasons


async def test_where_the_search_failed_an_unsettled_question_goes_to_a_colleague_and_a_settled_one_is_answered(
    world: World,
) -> None:
    world.spent = 1.0
    failed = StepRun(step="retrieve", ms=1.0, error="PortError: the index is damaged")
    opened = await world.reply(replace(OPEN, trace=(failed,)))
    settled = await world.reply(replace(SETTLED, trace=(failed,)))

    assert (opened.mode, opened.kind) == ("handoff", "handoff")
    assert (settled.mode, settled.kind) == ("composer", "answer")


def conversation(turn: Turn, reply: Reply) -> Turn:
    """The same customer's next message."""
    history = (Utterance(speaker="U", text=turn.message.text), Utterance(speaker="S", text=reply.text))
    customer = replace(turn.customer or Customer(id="c-1"), history=(*turn.history, *history))
    return replace(turn, message=replace(turn.message, history=customer.history), customer=customer)


async def test_when_the_hour_is_full_one_apology_is_said_then_nothing_until_there_is_room(world: World) -> None:
    world.without_catalogue()
    for _ in range(3):
        world.ports.llm.settle(replace(OPEN, reply=handoff_reply("en", "failure")))
    first = await world.reply(OPEN)
    second = await world.reply(conversation(OPEN, first))

    assert (first.mode, first.kind) == ("apology", "apology")
    assert "write again" in first.text
    assert (second.mode, second.kind, second.text) == ("apology", "silence", "")

    world.spent = 0.0
    world.ports = replace(world.ports, index=ListIndex([], catalogue()), llm=world.model)
    assert (await world.reply(conversation(OPEN, first))).kind == "answer"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_apology_is_said_in_the_customers_language(world: World, language: Language) -> None:
    reply = await world.reply(asked("x", language), STEP.model_copy(update={"mode": "apology"}))
    english = await world.reply(OPEN, STEP.model_copy(update={"mode": "apology"}))

    assert reply.language == language
    assert (reply.text == english.text) == (language == "en")


@pytest.mark.parametrize(
    ("mode", "kind", "route"),
    [("normal", "answer", "simple"), ("cheaper", "answer", "simple"), ("composer", None, "composer"),
     ("handoff", "handoff", "fixed"), ("apology", "apology", "fixed")],
)  # fmt: skip
async def test_a_drill_forces_a_rung(world: World, mode: str, kind: str | None, route: str) -> None:
    reply = await world.reply(OPEN, STEP.model_copy(update={"mode": mode}))

    assert (reply.mode, reply.route) == (mode, route)
    assert kind in (None, reply.kind)


async def test_the_trace_line_tells_the_rung_and_the_route(world: World) -> None:
    world.spent = 0.8
    after = await STEP.run(OPEN, world.ports)

    assert STEP.note(after) == "cheaper · simple"
