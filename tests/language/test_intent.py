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


@pytest.fixture(scope="module")
def model() -> IntentModel[str]:
    examples = [Example(text, label) for label, texts in TEXTS.items() for text in texts]
    return IntentModel.fit(examples, HashingEmbedder().embed([example.text for example in examples]))


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
    examples = [Example(text, label) for label, texts in TEXTS.items() for text in texts]
    again = IntentModel.fit(examples, HashingEmbedder().embed([example.text for example in examples]))

    assert said(again, "price of TREK") == said(model, "price of TREK")


def test_one_label_cannot_be_told_from_another() -> None:
    with pytest.raises(ValueError, match="1 labels"):
        IntentModel.fit([Example("a", "x"), Example("b", "x")], HashingEmbedder().embed(["a", "b"]))


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


@pytest.mark.parametrize("name", ["intents.jsonl", "intents_test.jsonl"])
def test_the_shipped_sets_cover_every_intent_in_every_language(name: str) -> None:
    rows = [json.loads(line) for line in (ROOT / "eval" / name).read_text(encoding="utf-8").splitlines()]
    cells = {(row["label"], row["lang"]) for row in rows}

    assert len(cells) == 9 * 5
    assert len({row["text"] for row in rows}) == len(rows)


def test_training_and_held_out_messages_differ() -> None:
    texts = [
        {json.loads(line)["text"].lower() for line in (ROOT / "eval" / name).read_text(encoding="utf-8").splitlines()}
        for name in ("intents.jsonl", "intents_test.jsonl")
    ]

    assert not texts[0] & texts[1]
