"""Answers given again: the same question gets the same answer, and never that of another question."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from agent.knowledge.memory import ListIndex
from agent.llm.answers import AnswerCache, Embed
from agent.llm.budget import Budget
from agent.llm.governed import GovernedLLM
from agent.llm.ladder import Ladder
from agent.llm.question import normal
from agent.llm.scripted import ScriptedLLM
from agent.llm.settings import AnswerCacheSettings, BudgetSettings, LadderSettings
from agent.ports import Ports, Vectors
from agent.steps.generate import Generate
from agent.turn import Booking, Compliance, Customer, Entity, Language, Passage, Turn, Utterance, Verdict
from tests.llm.samples import FEW_ROUTES, asked, catalogue

STEP = Generate(composer_first=False, route_examples=FEW_ROUTES)
"""Learns its routes once for all tests."""
QUESTION = "Do dogs enjoy Hampta Pass?"
ANSWERS: Mapping[str, str] = {
    "en": "Most guests like Hampta Pass for its valleys. Shall I tell you more?",
    "hi": "ज़्यादातर मेहमानों को हम्पता पास की घाटियाँ पसंद आती हैं। क्या मैं और बताऊँ?",
}
GOOD = Verdict(confidence=90)


async def same_place(texts: Sequence[str]) -> Vectors:
    """An embedder that takes every text for every other: what the gates alone let through is seen."""
    return np.tile(np.array([1.0, 0.0], dtype=np.float32), (len(texts), 1))


class Desk:
    """The step and the model port, with answers that are told apart by their number."""

    def __init__(
        self,
        ports: Ports,
        *,
        semantic: bool = False,
        language: Language = "en",
        embed: Embed = same_place,
        **settings: float,
    ) -> None:
        self.now = 0.0
        text = ANSWERS.get(language, ANSWERS["en"])
        self.model = ScriptedLLM([f"{text} ({number})" for number in range(1, 50)])
        self.cache = AnswerCache(
            AnswerCacheSettings.model_validate({"semantic": semantic, **settings}), embed, clock=lambda: self.now
        )
        llm = GovernedLLM(self.model, Ladder(LadderSettings()), Budget(BudgetSettings()), self.cache)
        self.ports = replace(ports, index=ListIndex([], catalogue()), llm=llm)
        self.turns = 0

    async def answer(self, turn: Turn, *, verdict: Verdict = GOOD, step: Generate | None = None) -> str:
        """What this turn is told; it ends as the verdict says. `"n"` is the n-th answer of the model."""
        self.turns += 1
        message = replace(turn.message, id=f"m-{self.turns}")
        after = await (step or STEP).run(replace(turn, message=message), self.ports)
        done = replace(after, verdict=verdict, compliance=Compliance(ok=True))
        self.ports.llm.settle(done)
        assert after.reply is not None
        return after.reply.text.rpartition("(")[2].rstrip(")")


@pytest.fixture
def desk(ports: Ports) -> Desk:
    return Desk(ports)


@pytest.fixture
def loose(ports: Ports) -> Desk:
    """With the semantic look-up on, and an embedder that sees no difference at all."""
    return Desk(ports, semantic=True)


def hampta(text: str = QUESTION, language: Language = "en", **more: object) -> Turn:
    return asked(text, language, trek="hampta-pass", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "again",
    [QUESTION, "do dogs enjoy hampta pass", "  DO DOGS ENJOY   HAMPTA PASS!?! ", "Do dogs enjoy Hampta Pass? 🏔️😍"],
)
async def test_the_same_question_is_answered_without_a_model(desk: Desk, again: str) -> None:
    assert await desk.answer(hampta()) == "1"
    assert await desk.answer(hampta(again)) == "1"
    assert len(desk.model.history) == 1


async def test_an_answer_given_again_says_so_and_costs_nothing(desk: Desk) -> None:
    await desk.answer(hampta())
    after = await STEP.run(hampta(), desk.ports)

    assert after.reply is not None
    assert (after.reply.cached, after.reply.cost_usd, after.reply.tokens_in) == (True, 0.0, 0)
    assert "answered before" in after.reply.route_reasons
    assert STEP.note(after) == "normal · simple · given before"


async def test_hits_misses_and_savings_are_counted(desk: Desk) -> None:
    for _ in range(4):
        await desk.answer(hampta())
    state = desk.ports.llm.state

    assert (state.cache_hits, state.cache_misses, state.cache_kept) == (3, 1, 1)
    assert state.cache_saved_usd > 0


@pytest.mark.parametrize("action", ["repair", "fallback", "handoff"])
async def test_an_answer_that_did_not_pass_is_not_kept(desk: Desk, action: str) -> None:
    await desk.answer(hampta(), verdict=Verdict(confidence=40, action=action))  # type: ignore[arg-type]

    assert await desk.answer(hampta()) == "2"


async def test_a_turn_that_never_ended_leaves_nothing(desk: Desk) -> None:
    await STEP.run(hampta(), desk.ports)

    assert desk.cache.figures.kept == 0


async def test_an_old_answer_is_asked_for_anew(ports: Ports) -> None:
    desk = Desk(ports, ttl_s=60.0)
    await desk.answer(hampta())
    desk.now = 61

    assert await desk.answer(hampta()) == "2"


async def test_the_least_recently_given_answer_goes_first(ports: Ports) -> None:
    desk = Desk(ports, size=2)
    one, two, three = hampta("Do dogs come along?"), hampta("Do yaks come along?"), hampta("Do cats come along?")
    for turn in (one, two, one, three):
        await desk.answer(turn)

    assert desk.cache.figures.kept == 2
    assert await desk.answer(one) == "1"
    assert await desk.answer(two) == "4"


HISTORY = (Utterance(speaker="U", text="Tell me about Hampta Pass"), Utterance(speaker="S", text="A crossing."))


def said_before(turn: Turn, *lines: str, focus: tuple[str, ...] = ("hampta-pass",)) -> Turn:
    history = tuple(Utterance(speaker="U", text=line) for line in lines)
    customer = replace(turn.customer or Customer(id="c-1"), history=history, focus=focus)
    return replace(turn, customer=customer, message=replace(turn.message, history=history))


def of(country: str = "", stage: str = "initial", name: str = "") -> Customer:
    return Customer(id="c-1", country=country, stage=stage, name=name)  # type: ignore[arg-type]


OTHER_SETTINGS = {
    "another trek of the conversation": asked(QUESTION, trek="rupin-pass"),
    "another language": hampta(language="fr"),
    "another country": hampta(customer=of(country="FR")),
    "another stage": hampta(customer=of(stage="decision")),
    "another intent": hampta(intent="pricing"),
    "another config": replace(hampta(), config_hash="other"),
    "another day": replace(
        hampta(), message=replace(hampta().message, sent_at=hampta().message.sent_at + timedelta(1))
    ),
    "other people": hampta(people=4),
    "another month": hampta(when="2027-07"),
}


@pytest.mark.parametrize("other", OTHER_SETTINGS)
async def test_the_same_words_in_another_setting_are_another_question(loose: Desk, other: str) -> None:
    await loose.answer(hampta())

    assert await loose.answer(OTHER_SETTINGS[other]) == "2"


async def test_documents_that_changed_make_every_answer_old(desk: Desk) -> None:
    await desk.answer(hampta())
    more = Passage(id="faq#1", source="faq", title="Dogs", text="Dogs may come along.")
    desk.ports = replace(desk.ports, index=ListIndex([more], catalogue()))

    assert await desk.answer(hampta()) == "2"


PERSONAL = {
    "own booking": hampta(
        customer=replace(of(), bookings=(Booking(id="b", trek="hampta-pass", status="confirmed", people=2),))
    ),
    "an upset customer": hampta(sentiment="negative"),
    "a phone number": hampta("Do dogs enjoy Hampta Pass? +91 98765 43210"),
    "an e-mail": hampta("Do dogs enjoy Hampta Pass? Write to ravi@example.com"),
    "a follow-up": said_before(hampta("And the food?"), "Tell me about Hampta Pass"),
    "a party size said before": said_before(hampta(), "We are 6 people"),
    "a month said before": said_before(hampta(), "We come in June 2027"),
    "the trek of the talk only": said_before(asked("Do people like it?", trek=()), "Tell me about Hampta Pass"),
    "the other one": said_before(hampta("And do people like the other one?"), "Hampta Pass or Rupin Pass?"),
}


@pytest.mark.parametrize("what", PERSONAL)
async def test_what_is_personal_is_asked_every_time(desk: Desk, what: str) -> None:
    assert await desk.answer(PERSONAL[what]) == "1"
    assert await desk.answer(PERSONAL[what]) == "2"


async def test_a_follow_up_never_gets_the_answer_of_another_conversation(loose: Desk) -> None:
    and_for_four = hampta("and for 4?", people=4)
    price = said_before(and_for_four, "What does Hampta Pass cost?")
    seats = said_before(and_for_four, "Are there seats on Hampta Pass in June?")

    assert await loose.answer(price) == "1"
    assert await loose.answer(seats) == "2"


async def test_a_question_that_stands_alone_is_known_in_a_conversation_too(desk: Desk) -> None:
    await desk.answer(hampta())

    assert await desk.answer(said_before(hampta(), "hello there")) == "1"


async def test_an_answer_written_in_a_conversation_is_for_that_customer_only(desk: Desk) -> None:
    assert await desk.answer(said_before(hampta(), "hello there")) == "1"
    assert await desk.answer(hampta()) == "2"


async def test_a_reply_that_calls_the_customer_by_name_is_not_kept(ports: Ports) -> None:
    desk = Desk(ports)
    desk.model = ScriptedLLM(
        ["Dear Meera, most guests like Hampta Pass. Shall I tell you more? (1)", f"{ANSWERS['en']} (2)"]
    )
    desk.ports = replace(
        desk.ports, llm=GovernedLLM(desk.model, Ladder(LadderSettings()), Budget(BudgetSettings()), desk.cache)
    )
    assert await desk.answer(hampta(customer=of(name="Meera Rao"))) == "1"

    assert await desk.answer(hampta()) == "2"


def both(text: str, first: str, second: str, language: Language = "en") -> Turn:
    return asked(text, language, trek=(first, second))


def entity(kind: str, value: str) -> Entity:
    return Entity(type=kind, text="x", start=0, end=0, value=value)  # type: ignore[arg-type]


H, R = "hampta-pass", "rupin-pass"
ADVERSARIAL = {
    "who is harder": (
        both("Is Hampta Pass harder than Rupin Pass?", H, R),
        both("Is Rupin Pass harder than Hampta Pass?", R, H),
    ),
    "who is harder, in Spanish": (
        both("¿Es Hampta Pass más duro que Rupin Pass?", H, R, "es"),
        both("¿Es Rupin Pass más duro que Hampta Pass?", R, H, "es"),
    ),
    "who is harder, in Hindi": (
        both("क्या हमता पास रूपिन पास से कठिन है?", H, R, "hi"),
        both("क्या रूपिन पास हमता पास से कठिन है?", R, H, "hi"),
    ),
    "trek swapped": (hampta("Do dogs come on Hampta Pass?"), asked("Do dogs come on Rupin Pass?", trek=R)),
    "negation": (hampta("Do dogs come along?"), hampta("Do dogs not come along?")),
    "negation, French": (hampta("Les chiens viennent ?", "fr"), hampta("Les chiens ne viennent pas ?", "fr")),
    "negation, Hindi": (hampta("कुत्ते आते हैं?", "hi"), hampta("कुत्ते नहीं आते हैं?", "hi")),
    "negation, romanised": (hampta("kutte aate hain?", "hi-Latn"), hampta("kutte nahi aate hain?", "hi-Latn")),
    "can and can't": (hampta("Can dogs come along?"), hampta("Can't dogs come along?")),
    "month": (hampta("Do people like June?"), hampta("Do people like July?")),
    "count": (hampta("Do 2 dogs fit in?"), hampta("Do 3 dogs fit in?")),
    "count in words": (hampta("Do two dogs fit in?"), hampta("Do three dogs fit in?")),
    "decimal": (hampta("Is 1.5 l enough?"), hampta("Is 15 l enough?")),
    "currency": (hampta("Is €500 enough?"), hampta("Is $500 enough?")),
    "sign": (hampta("Is a bag for -5° enough?"), hampta("Is a bag for 5° enough?")),
    "direction": (hampta("Do buses go from Delhi to Manali?"), hampta("Do buses go to Delhi from Manali?")),
    "before and after": (hampta("Do we eat before the pass?"), hampta("Do we eat after the pass?")),
    "with and without": (hampta("Do people go with a guide?"), hampta("Do people go without a guide?")),
    "with and without, Spanish": (hampta("¿Van con guía?", "es"), hampta("¿Van sin guía?", "es")),
    "question word": (hampta("When do dogs come along?"), hampta("Where do dogs come along?")),
    "who for whom": (hampta("Does the guide pay the porter?"), hampta("Does the porter pay the guide?")),
    "accent": (hampta("¿Cuántos años tiene el guía?", "es"), hampta("¿Cuántos anos tiene el guía?", "es")),
    "one word more": (hampta("Do dogs come along?"), hampta("Do guide dogs come along?")),
    "language": (hampta("Hotel Manali?", "en"), hampta("Hotel Manali?", "es")),
}


@pytest.mark.parametrize("pair", ADVERSARIAL)
async def test_the_wrong_answer_never_comes_out_even_when_meanings_look_the_same(ports: Ports, pair: str) -> None:
    first, second = ADVERSARIAL[pair]
    loose = Desk(ports, semantic=True, language=first.language)

    assert await loose.answer(first) == "1"
    assert await loose.answer(second) == "2"
    assert await loose.answer(first) == "1"


PARAPHRASES = [
    ("Hi, do the dogs come along please", "Do dogs come along?", "en"),
    ("Hola, ¿vienen los perros?", "¿Vienen perros?", "es"),
    ("Bonjour, les chiens aiment la neige ?", "Chiens aiment neige", "fr"),
]


@pytest.mark.parametrize(("first", "second", "language"), PARAPHRASES)
async def test_courtesies_and_articles_do_not_matter_when_the_semantic_look_up_is_on(
    ports: Ports, first: str, second: str, language: Language
) -> None:
    loose, exact = Desk(ports, semantic=True), Desk(ports)
    for desk in (loose, exact):
        await desk.answer(hampta(first, language))

    assert await loose.answer(hampta(second, language)) == "1"
    assert await exact.answer(hampta(second, language)) == "2"


async def test_questions_far_apart_are_not_taken_for_one_even_with_the_same_words(ports: Ports) -> None:
    async def far(texts: Sequence[str]) -> Vectors:
        return np.eye(len(texts), dtype=np.float32)

    desk = Desk(ports, semantic=True, embed=far)
    await desk.answer(hampta("Hi, do dogs come along?"))

    assert await desk.answer(hampta("Do dogs come along?")) == "2"


async def test_answers_about_what_changes_by_the_hour_are_not_kept(desk: Desk) -> None:
    live = hampta("How is the weather on Hampta Pass right now?")
    assert await desk.answer(live) == "1"
    assert await desk.answer(live) == "2"


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Price???", "price"),
        ("  क्या   कीमत है? ", "क्या कीमत है"),
        ("₹5,000 ok?", "₹ 5,000 ok"),
        ("१२ लोग", "12 लोग"),
        ("Café\u200d?", "café"),
        ("👍👍", ""),
    ],
)
def test_the_normal_form_keeps_what_has_meaning(text: str, same: str) -> None:
    assert normal(text) == same
