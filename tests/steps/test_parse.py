import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.memory import ListIndex
from agent.ports import Ports, Vectors
from agent.steps.parse import Parse
from agent.turn import Parsed, Passage, Turn, Utterance
from tests.language.conftest import NASTY

ROOT = Path(__file__).parents[2]
PRESENT = ("how much is it", "what is the price", "precio por favor", "kitna paisa lagega", "combien ça coûte")
ABSENT = ("cancel my booking", "refund please", "quiero cancelar", "cancel karo", "je veux annuler")


class CountingIndex(ListIndex):
    """The in-memory index, counting what it was asked to embed."""

    def __init__(self, passages: Sequence[Passage] = (), catalogue: Catalogue | None = None) -> None:
        super().__init__(passages, catalogue)
        self.embedded: list[int] = []

    async def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded.append(len(texts))
        return await super().embed(texts)


@pytest.fixture
def exemplars(tmp_path: Path) -> Path:
    rows = [{"text": text, "label": "pricing"} for text in PRESENT]
    rows += [{"text": text, "label": "cancellation"} for text in ABSENT]
    path = tmp_path / "exemplars.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def step(exemplars: Path) -> Parse:
    return Parse(exemplars=str(exemplars), small_language_model=True)


@pytest.fixture
def known(ports: Ports) -> Ports:
    return replace(ports, index=CountingIndex([], load_catalogue(ROOT / "data")))


async def parsed(step: Parse, ports: Ports, turn: Turn, text: str, *history: str, at: datetime | None = None) -> Parsed:
    said = tuple(Utterance(speaker="U", text=line) for line in history)
    message = replace(turn.message, text=text, history=said, sent_at=at or turn.message.sent_at)
    after = await step.run(replace(turn, message=message), ports)
    assert after.parsed is not None
    return after.parsed


async def test_a_message_is_read_in_one_go(step: Parse, known: Ports, turn: Turn) -> None:
    found = await parsed(step, known, turn, "hampta ka price kitna hai 4 log ke liye?")

    assert (found.language, found.intent) == ("hi-Latn", "pricing")
    assert found.values("trek") == ("hampta-pass",)
    assert found.values("people") == (4,)
    assert 0 < found.intent_confidence <= 1


async def test_a_follow_up_is_in_the_language_of_the_conversation(step: Parse, known: Ports, turn: Turn) -> None:
    assert (await parsed(step, known, turn, "ok", "¿Cuánto cuesta la ruta del Hampta?")).language == "es"
    assert (await parsed(step, known, turn, "👍", "हम्प्टा पास की कीमत क्या है?")).language == "hi"


async def test_our_own_lines_do_not_decide_the_language(step: Parse, known: Ports, turn: Turn) -> None:
    history = (Utterance(speaker="S", text="¿En qué puedo ayudarle hoy con su viaje?"),)
    message = replace(turn.message, text="👍", history=history)
    after = await step.run(replace(turn, message=message), known)

    assert after.parsed is not None
    assert after.parsed.language == "und"


async def test_a_treks_name_alone_is_in_no_language_but_for_its_script(step: Parse, known: Ports, turn: Turn) -> None:
    assert (await parsed(step, known, turn, "Kedarkantha")).language == "und"
    assert (await parsed(step, known, turn, "हम्प्टा पास")).language == "hi"


async def test_tomorrow_is_counted_from_the_operators_day(step: Parse, known: Ports, turn: Turn) -> None:
    late = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)  # already the 23rd in India

    assert (await parsed(step, known, turn, "tomorrow", at=late)).values("date") == ("2026-11-24",)


async def test_what_is_like_no_example_is_out_of_scope(exemplars: Path, known: Ports, turn: Turn) -> None:
    strict = Parse(exemplars=str(exemplars), out_of_scope_below=1.0, small_language_model=True)

    assert (await parsed(strict, known, turn, "xylophone quartz")).intent == "out_of_scope"


async def test_an_empty_message_says_nothing(step: Parse, known: Ports, turn: Turn) -> None:
    assert await parsed(step, known, turn, "  ") == Parsed()


async def test_examples_are_learnt_once(step: Parse, known: Ports, turn: Turn) -> None:
    assert isinstance(known.index, CountingIndex)
    await step.warm_up(known)
    at_start = len(known.index.embedded)
    await parsed(step, known, turn, "precio?")
    await parsed(step, known, turn, "zebra?")

    assert known.index.embedded[at_start:] == [2, 1]  # as written and glossed; nothing to gloss


async def test_a_follow_up_is_read_with_the_line_before(step: Parse, known: Ports, turn: Turn) -> None:
    asked = Utterance(speaker="U", text="what is the price of Hampta Pass")
    follow_up = replace(turn.message, text="and june?", history=(asked,))
    alone = await step.run(replace(turn, message=replace(follow_up, history=())), known)
    read = await step.run(replace(turn, message=follow_up), known)

    assert read.parsed is not None
    assert alone.parsed is not None
    assert read.parsed.intent == "pricing"
    assert alone.parsed.intent != "pricing" or alone.parsed.intent_confidence < read.parsed.intent_confidence


async def test_without_a_warm_up_the_first_message_waits_and_is_answered(step: Parse, known: Ports, turn: Turn) -> None:
    assert (await parsed(step, known, turn, "what is the price")).intent == "pricing"


async def test_a_new_index_brings_new_treks_without_learning_again(step: Parse, ports: Ports, turn: Turn) -> None:
    empty, full = (
        ports,
        CountingIndex([Passage(id="p", source="s", title="t", text="x")], load_catalogue(ROOT / "data")),
    )
    assert (await parsed(step, empty, turn, "hampta price")).values("trek") == ()
    assert (await parsed(step, replace(ports, index=full), turn, "hampta price")).values("trek") == ("hampta-pass",)
    assert full.embedded == [1, 1]  # the probe and the message


async def test_an_unknown_intent_in_the_examples_is_named(tmp_path: Path, known: Ports) -> None:
    path = tmp_path / "wrong.jsonl"
    path.write_text('{"text": "hi", "label": "smalltalk"}', encoding="utf-8")

    with pytest.raises(ValueError, match="no such intent: smalltalk"):
        await Parse(exemplars=str(path), small_language_model=True).warm_up(known)


async def test_a_wrong_time_zone_is_named(step: Parse, ports: Ports) -> None:
    index = ListIndex([], Catalogue(operator={"timezone": "Mars/Olympus"}))

    with pytest.raises(ValueError, match=r"no such zone 'Mars/Olympus'"):
        await step.warm_up(replace(ports, index=index))


@pytest.mark.parametrize(
    "setting", [{"out_of_scope_below": 1.5}, {"languages": []}, {"languages": ["de"]}, {"topk": 1}]
)
def test_a_setting_out_of_bounds_is_refused(setting: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Parse.model_validate(setting)


async def test_nothing_a_customer_sends_breaks_it(step: Parse, known: Ports, turn: Turn) -> None:
    for text in NASTY:
        found = await parsed(step, known, turn, text)
        assert all(text[entity.start : entity.end] == entity.text for entity in found.entities)


async def test_the_shipped_examples_are_readable_by_the_step(known: Ports) -> None:
    await Parse(small_language_model=True).warm_up(known)


def test_a_message_is_all_it_reads() -> None:
    assert Parse.reads == {"message"}
    assert Parse.writes == {"parsed"}
