from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from agent.language.calibration import temperature_of
from agent.language.follow_up import glossed, with_line_before
from agent.language.kernel_machine import folds_of, kernel_of, machine_of, solve
from agent.language.lexical import Lexical
from agent.language.out_of_scope import Gate, signs
from agent.language.softmax import softmax
from agent.turn import Utterance

ASKED = Utterance(speaker="U", text="how much is Hampta")
TOLD = Utterance(speaker="S", text="It is 12,000 rupees.")
NOW = datetime(2026, 11, 27, 10, tzinfo=UTC)


def test_a_short_message_is_joined_to_what_the_customer_said_before() -> None:
    assert with_line_before("and in june?", [ASKED, TOLD], NOW) == "how much is Hampta\nand in june?"


def test_a_message_stands_alone_without_a_line_of_the_customer_before_it() -> None:
    assert with_line_before("and in june?", [TOLD], NOW) is None
    assert with_line_before("and in june?", [], NOW) is None


def test_what_was_asked_yesterday_is_not_joined_to_todays_message() -> None:
    asked = Utterance(speaker="U", text="how much is Hampta", at=NOW - timedelta(hours=20))
    assert with_line_before("and in june?", [asked], NOW) is None


def test_who_writes_a_long_message_has_said_what_it_is_about() -> None:
    assert with_line_before("please " * 13, [ASKED], NOW) is None


@pytest.mark.parametrize("text", ["कीमत क्या है", "cuánto cuesta", "kimat kya hai"])
def test_english_stands_in_the_place_of_what_the_glossary_knows(text: str) -> None:
    assert "price" in glossed(text) or "cost" in glossed(text)


def test_words_between_those_the_glossary_knows_keep_their_place() -> None:
    assert glossed("zzz kimat qqq").split()[0] == "zzz"
    assert glossed("zzz kimat qqq").split()[-1] == "qqq"


def test_what_the_glossary_does_not_know_is_left_as_it_is() -> None:
    assert glossed("zzz qqq") == "zzz qqq"


def test_a_price_reads_alike_in_every_language() -> None:
    table, _ = Lexical.fit(["what is the price", "cuánto cuesta", "बुकिंग रद्द", "hello"]).matrix(
        ["कीमत?", "what is the price", "hello"]
    )
    near = (table @ table.T).toarray()

    assert near[0, 1] > near[0, 2]


def test_words_never_seen_are_counted_as_unknown() -> None:
    lexical = Lexical.fit(["how much is it", "hello there"])

    assert [lexical.row(text)[2] for text in ("how much", "how zebra", "quartz zebra", "")] == [1.0, 0.5, 0.0, 0.0]


def test_the_machine_without_its_examples_scores_as_with_them() -> None:
    texts = [f"{word} {n}" for word in ("price", "hello", "cancel") for n in ("one", "two", "three")]
    classes = np.repeat(np.arange(3), 3)
    dense = np.random.default_rng(0).normal(size=(9, 16)).astype(np.float32)
    lexical = Lexical.fit(texts)
    table, _ = lexical.matrix(texts)
    kernel = kernel_of(dense, table)
    weights = solve(kernel.copy(), classes, 3)
    at, told, _ = lexical.row(texts[4])

    assert np.allclose(machine_of(weights, dense, table).scores(dense[4], at, told), kernel[4] @ weights, atol=1e-3)


def test_twins_are_never_one_in_training_and_one_held_out() -> None:
    rows = np.random.default_rng(1).normal(size=(40, 8)).astype(np.float32)
    rows = np.repeat(rows / np.linalg.norm(rows, axis=1, keepdims=True), 2, axis=0)
    folds = folds_of(rows, np.zeros(80, dtype=np.int64), 4)

    assert (folds[::2] == folds[1::2]).all()
    assert set(folds) == {0, 1, 2, 3}


def test_the_temperature_makes_confidence_hold() -> None:
    random = np.random.default_rng(2)
    classes = random.integers(0, 3, size=3_000)
    scores = np.eye(3)[classes] * 0.1 + random.normal(scale=0.1, size=(3_000, 3))
    chances = softmax(scores * temperature_of(scores, classes))

    assert chances.max(axis=1).mean() == pytest.approx((chances.argmax(axis=1) == classes).mean(), abs=0.03)


def test_the_gate_weighs_several_signs() -> None:
    random = np.random.default_rng(3)
    outside = np.arange(400) % 2 == 0
    scores = random.normal(scale=0.1, size=(400, 3)).astype(np.float32)
    scores[~outside, 0] += 0.8
    scores[outside, 2] += 0.4
    told = signs(scores, 2, np.ones(400, dtype=np.float32), np.where(outside, 0.2, 0.7).astype(np.float32))
    chances = Gate.fit(told, outside).chance(told)

    assert chances[outside].min() > chances[~outside].max()
