import numpy as np
import pytest

from agent.safety import learn
from agent.safety.learn import TASKS, Lesson, digest
from agent.safety.vote import path_of, read_vote


@pytest.mark.parametrize("name", TASKS)
def test_the_shipped_votes_are_learnt_from_the_examples_of_today(name: str) -> None:
    with np.load(path_of(name), allow_pickle=False) as kept:
        assert str(kept["digest"]) == digest(TASKS[name]), "stale: run `python -m agent.safety.learn`"


def test_what_was_taught_is_known_and_the_same_lesson_teaches_the_same() -> None:
    wanted = ["stop writing to me", "no more messages", "remove my number"]
    texts = [*wanted, "is there a bus stop", "what does it cost", "hello"]
    lesson = Lesson(texts, np.array([True, True, True, False, False, False]))
    one, two = (learn.learn(lesson, TASKS["opt_out"]) for _ in range(2))
    assert [one.of(text) > 0.5 for text in texts] == [True, True, True, False, False, False]
    assert one.weights == two.weights


def test_no_example_has_two_labels_or_stands_twice() -> None:
    for task in {task.examples for task in TASKS.values()}:
        texts = [text for _, text in learn.examples(task)]
        assert len(texts) == len(set(texts))


def test_every_language_has_examples_of_every_danger() -> None:
    labels = {label for label, _ in learn.examples("danger")}
    assert labels == {*TASKS["emergency"].kinds, "none"}


@pytest.mark.parametrize("text", ["", "?", "👍", "\u200b", "a" * 10_000])
def test_any_text_gets_a_chance(text: str) -> None:
    assert 0 <= read_vote("emergency", "danger").of(text) <= 1
