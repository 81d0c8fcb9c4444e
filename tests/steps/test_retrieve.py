"""Step 4 on a small index: generic pages beside a trek's own, and translations."""

import asyncio
from dataclasses import replace

import pytest

from agent.knowledge.memory import ListIndex
from agent.llm.scripted import ScriptedLLM
from agent.pipeline import Pipeline
from agent.ports import Completion, CompletionRequest, Ports
from agent.settings import ROOT
from agent.steps.generate import Generate
from agent.steps.retrieve import Retrieve
from agent.turn import Customer, Language, Passage, Turn, Utterance
from tests.llm.samples import FEW_ROUTES, asked, catalogue

PACKING = {
    "en": ("What should I pack?", "Layers: fleece, down jacket, waterproof trousers."),
    "es": ("¿Qué llevo en la mochila?", "Capas: forro polar, plumas, pantalón impermeable."),
}
PAGES = [
    Passage(id=f"faq.{code}.yaml#packing", source=f"faq.{code}.yaml", title=title, text=text, kind="faq", language=code)
    for code, (title, text) in PACKING.items()
] + [
    Passage(
        id=f"treks/abc.md#{day}",
        source="treks/abc.md",
        title=f"Annapurna Base Camp trek: Day {day}",
        text=f"On day {day} of Annapurna Base Camp we walk for six hours to the next lodge.",
        kind="trek",
        trek="annapurna-base-camp",
    )
    for day in range(1, 40)
]


@pytest.fixture
def stocked(ports: Ports) -> Ports:
    return replace(ports, index=ListIndex(PAGES, catalogue()))


async def found(turn: Turn, ports: Ports) -> list[str]:
    return [passage.id for passage in (await Retrieve().run(turn, ports)).evidence]


async def test_a_treks_name_does_not_crowd_out_the_page_on_the_matter(stocked: Ports) -> None:
    turn = asked("what should I pack for Annapurna Base Camp?", trek="annapurna-base-camp")
    assert "faq.en.yaml#packing" in await found(turn, stocked)


@pytest.mark.parametrize(
    ("text", "language", "code"),
    [
        ("what should I pack?", "en", "en"),
        ("¿qué ropa llevo?", "es", "es"),
        ("quels vêtements emporter ?", "fr", "en"),
        ("kapde kaunse?", "hi-Latn", "en"),
    ],
)
async def test_a_page_comes_in_the_customers_language_where_there_is_one(
    stocked: Ports, text: str, language: Language, code: str
) -> None:
    turn = asked(text, language)
    assert (await found(turn, stocked))[0] == f"faq.{code}.yaml#packing"


def translation(code: str, title: str, text: str) -> Passage:
    source = f"faq.{code}.yaml"
    return Passage(id=f"{source}#tea", source=source, title=title, text=text, kind="faq", language=code)


TEA = {
    "en": translation("en", "Do we get tea?", "Tea is served at five."),
    "hi": translation("hi", "चाय मिलती है?", "चाय पाँच बजे मिलती है।"),
    "hi-Latn": translation("hi-Latn", "Chai milti hai?", "Chai paanch baje milti hai."),
}


@pytest.mark.parametrize(
    ("language", "there", "code"),
    [
        ("hi-Latn", ("en", "hi", "hi-Latn"), "hi-Latn"),
        ("hi-Latn", ("en", "hi"), "hi"),
        ("hi-Latn", ("en",), "en"),
        ("hi", ("en", "hi", "hi-Latn"), "hi"),
        ("und", ("en", "hi", "hi-Latn"), "en"),
    ],
)
async def test_who_writes_hindi_in_latin_letters_gets_it_so_else_in_devanagari(
    ports: Ports, language: Language, there: tuple[str, ...], code: str
) -> None:
    stocked = replace(ports, index=ListIndex([TEA[one] for one in there], catalogue()))
    assert await found(asked("chai milti hai? do we get tea?", language), stocked) == [f"faq.{code}.yaml#tea"]


async def test_translations_of_one_entry_leave_room_for_other_entries(ports: Ports) -> None:
    about = {"boots": "shoes and boots", "poles": "boots and poles"}
    pages = [
        Passage(id=f"faq.{code}.yaml#{name}", source=f"faq.{code}.yaml", title=f"{said}?", text=said, language=code)
        for name, said in about.items()
        for code in ("en", "es", "fr", "hi", "hi-Latn")
    ]
    stocked = replace(ports, index=ListIndex(pages, catalogue()))
    evidence = (await Retrieve(rerank_top=2).run(asked("boots?"), stocked)).evidence
    assert {passage.id for passage in evidence if passage.scores.rerank > 0} >= {f"faq.en.yaml#{one}" for one in about}


async def test_romanised_hindi_finds_an_english_page(stocked: Ports) -> None:
    after = await Retrieve().run(asked("kapde kaunse laane hain", "hi-Latn"), stocked)
    assert after.evidence[0].id == "faq.en.yaml#packing"
    assert after.evidence[0].scores.answer >= 0.45


async def test_a_follow_up_is_searched_for_as_a_model_says_it_again(stocked: Ports) -> None:
    lines = (Utterance(speaker="U", text="estoy mirando el trek"), Utterance(speaker="S", text="¡Qué bien!"))
    turn = asked("y eso?", "es", customer=Customer(id="c-1", history=lines))
    told = replace(stocked, llm=ScriptedLLM(["What should I pack?"]))

    assert (await found(turn, told))[0] == "faq.es.yaml#packing"
    assert told.llm.history != []  # type: ignore[attr-defined]


async def test_what_saying_it_again_took_is_on_the_bill_of_the_turn(stocked: Ports) -> None:
    lines = (Utterance(speaker="U", text="estoy mirando el trek"), Utterance(speaker="S", text="¡Qué bien!"))
    turn = asked("y eso?", "es", customer=Customer(id="c-1", history=lines))
    llm = ScriptedLLM(["What should I pack?"])
    searched = await Retrieve().run(turn, replace(stocked, llm=llm))
    spent = searched.searches[0].spent
    assert spent.cost_usd > 0

    answered = await Generate(mode="composer", route_examples=FEW_ROUTES).run(searched, stocked)
    assert answered.reply is not None
    assert (answered.reply.tokens_in, answered.reply.cost_usd) == (spent.tokens_in, spent.cost_usd)


def test_the_shipped_budget_of_the_search_holds_the_wait_for_a_follow_up_said_again() -> None:
    steps = Pipeline.load(ROOT / "config/pipeline.yaml").steps
    placed = next(one for one in steps if isinstance(one.step, Retrieve))
    assert isinstance(placed.step, Retrieve)
    assert placed.budget_ms is not None
    assert placed.budget_ms >= 1000 * placed.step.rewrite.timeout_s + 500


async def test_the_questions_of_a_follow_up_are_said_again_side_by_side(stocked: Ports) -> None:
    lines = (Utterance(speaker="U", text="estoy mirando el trek"), Utterance(speaker="S", text="¡Qué bien!"))
    turn = asked("y la comida? y las botas?", "es", customer=Customer(id="c-1", history=lines))
    llm = AtOnce()
    await Retrieve().run(turn, replace(stocked, llm=llm))
    assert llm.calls == llm.most_at_once


class AtOnce(ScriptedLLM):
    """Counts how many are asked while others wait."""

    def __init__(self) -> None:
        super().__init__([])
        self.calls = self.open = self.most_at_once = 0

    async def complete(self, request: CompletionRequest) -> Completion:
        self.calls += 1
        self.open += 1
        self.most_at_once = max(self.most_at_once, self.open)
        await asyncio.sleep(0.05)
        self.open -= 1
        return Completion(text="What should I pack?", model="m", tokens_in=1, tokens_out=1, cost_usd=0.0)


async def test_switched_off_no_model_is_asked(stocked: Ports) -> None:
    turn = asked("y eso?", "es", customer=Customer(id="c-1", history=(Utterance(speaker="U", text="hola"),)))
    llm = ScriptedLLM(["What should I pack?"])
    await Retrieve(rewrite_follow_ups=False).run(turn, replace(stocked, llm=llm))

    assert llm.history == []


async def test_each_question_of_a_message_finds_its_own_page(stocked: Ports) -> None:
    turn = asked("what should I pack? how many hours do we walk on Annapurna Base Camp?", trek="annapurna-base-camp")
    after = await Retrieve().run(turn, stocked)
    packing = next(passage for passage in after.evidence if passage.id == "faq.en.yaml#packing")
    assert packing.question == "what should I pack?"
    assert len(after.evidence) == Retrieve().keep


async def test_a_message_with_one_question_is_searched_for_once(stocked: Ports) -> None:
    after = await Retrieve().run(asked("what should I pack?"), stocked)
    assert {passage.question for passage in after.evidence} == {""}
