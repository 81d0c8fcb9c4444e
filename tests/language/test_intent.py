import json
from pathlib import Path

import numpy as np
import pytest

from agent.knowledge.memory import HashingEmbedder
from agent.language.intent import Example, IntentModel, load_examples
from agent.language.lexical import masked
from agent.turn import Entity

ROOT = Path(__file__).parents[2]
TEXTS = {
    "pricing": [
        "how much is it",
        "what does TREK cost",
        "price for PEOPLE",
        "cuánto cuesta",
        "combien ça coûte",
        "kitna paisa lagega",
    ],
    "cancellation": [
        "cancel my seat",
        "i want a refund",
        "please cancel",
        "quiero cancelar",
        "je veux annuler",
        "booking cancel karo",
    ],
    "greeting": ["hello", "good morning", "thanks a lot", "hola", "bonjour", "namaste"],
}
OUTSIDE = ["who won the match", "sing me a song", "fix my laptop", "cook some pasta", "capital of france", "buy gold"]


def learnt(texts: dict[str, list[str]]) -> IntentModel[str]:
    examples = [Example(text, label) for label, said in texts.items() for text in said]
    return IntentModel.fit(examples, HashingEmbedder().embed([example.text for example in examples]))


@pytest.fixture(scope="module")
def model() -> IntentModel[str]:
    return learnt(TEXTS)


def said(model: IntentModel[str], text: str) -> tuple[str, float]:
    return model.predict(text, HashingEmbedder().embed([text])[0])


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("what is the cost of TREK", "pricing"),
        ("refund please", "cancellation"),
        ("hello there", "greeting"),
        ("¿me devuelven el dinero?", "cancellation"),
        ("quel est le tarif", "pricing"),
        ("रिफंड चाहिए", "cancellation"),
    ],
)
def test_a_new_message_goes_to_the_examples_it_is_like(model: IntentModel[str], text: str, label: str) -> None:
    assert said(model, text)[0] == label


def test_probabilities_add_up_whatever_comes(model: IntentModel[str], nasty: str) -> None:
    chances = model.probabilities(nasty, HashingEmbedder().embed([nasty])[0])

    assert chances.shape == (len(TEXTS),)
    assert np.isclose(chances.sum(), 1.0)


def test_what_is_like_no_example_is_less_sure(model: IntentModel[str]) -> None:
    assert said(model, "xylophone zebra quartz")[1] < said(model, "how much is it")[1]


def test_the_same_examples_make_the_same_model(model: IntentModel[str]) -> None:
    assert said(learnt(TEXTS), "price of TREK") == said(model, "price of TREK")


@pytest.mark.parametrize("outside", ["oos", "out_of_scope"])
def test_a_label_may_mean_none_of_the_others(outside: str) -> None:
    model = learnt(TEXTS | {outside: OUTSIDE})

    assert said(model, "who won the song match")[0] == outside
    assert said(model, "price for PEOPLE please")[0] == "pricing"


def test_probabilities_add_up_with_outsiders_too(nasty: str) -> None:
    model = learnt(TEXTS | {"oos": OUTSIDE})

    assert np.isclose(model.probabilities(nasty, HashingEmbedder().embed([nasty])[0]).sum(), 1.0)


@pytest.mark.parametrize("texts", [TEXTS, TEXTS | {"oos": OUTSIDE}])
def test_a_model_read_from_its_arrays_says_the_same(texts: dict[str, list[str]]) -> None:
    model = learnt(texts)
    again = IntentModel.of_arrays(model.labels, model.arrays())

    assert said(again, "price of TREK and a song?") == said(model, "price of TREK and a song?")


def test_a_rare_label_is_not_drowned_by_a_frequent_one() -> None:
    model = learnt({"pricing": [f"how much is number {n}" for n in range(60)], "greeting": ["hello", "good morning"]})

    assert said(model, "hello good morning")[0] == "greeting"


def test_one_label_cannot_be_told_from_another() -> None:
    with pytest.raises(ValueError, match="1 labels"):
        IntentModel.fit([Example("a", "x"), Example("b", "x")], HashingEmbedder().embed(["a", "b"]))


def test_examples_without_a_vector_are_refused() -> None:
    with pytest.raises(ValueError, match="1 vectors"):
        IntentModel.fit([Example("a", "x"), Example("b", "y")], HashingEmbedder().embed(["a"]))


def test_masks_speak_for_every_trek_and_day() -> None:
    entities = [
        Entity(type="trek", text="Hampta", start=0, end=6, value="hampta-pass"),
        Entity(type="date", text="june", start=10, end=14, value="2027-06"),
    ]

    assert masked("Hampta in june", entities).split() == ["TREK", "in", "DATE"]


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "examples.jsonl"
    path.write_text('{"text": "hi", "label": "greeting"}\n{"text": "hi"}\n', encoding="utf-8")

    with pytest.raises(ValueError, match=r"examples.jsonl: line 2: expected {text, label}"):
        load_examples(path)


def test_the_shipped_examples_hold_every_intent_in_every_language_many_times() -> None:
    rows = [json.loads(line) for line in (ROOT / "eval/intents.jsonl").read_text(encoding="utf-8").splitlines()]
    cells = [(row["label"], row["lang"]) for row in rows]

    assert len(set(cells)) == 9 * 5
    assert min(cells.count(cell) for cell in set(cells)) >= 40
    assert len({row["text"].lower() for row in rows}) == len(rows)


def test_no_labelled_message_of_ours_is_also_an_example() -> None:
    examples = {example.text.lower() for example in load_examples(ROOT / "eval/intents.jsonl")}
    rows = (ROOT / "eval/messages.jsonl").read_text(encoding="utf-8").splitlines()
    alone = {row["text"].lower() for row in map(json.loads, rows) if len(row["text"].split()) > 3}

    assert not examples & alone
