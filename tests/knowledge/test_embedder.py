"""Vectors do not depend on company, cache or thread, and the server needs no torch."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from agent.knowledge.embed_passages import windows
from agent.knowledge.embedder import Embedder, pool
from agent.knowledge.export import export_model
from agent.knowledge.faiss_index import model_folder
from agent.knowledge.model_card import read_card
from agent.ports import PortError
from agent.turn import Passage

TEXTS = ["a cold night", "x", "many words " * 60, "ठंडी रात", ""]


@pytest.fixture(scope="session")
def folder(exported: Path, tiny: Path) -> Path:
    return model_folder(exported, str(tiny))


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_a_vector_does_not_depend_on_its_company(folder: Path, precision: str) -> None:
    embedder = Embedder(folder, precision="int8" if precision == "int8" else "fp32")

    alone = np.vstack([embedder.embed([text]) for text in TEXTS])

    assert alone.dtype == np.float32
    np.testing.assert_allclose(embedder.embed(TEXTS), alone, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(alone, axis=1), 1, atol=1e-5)


def test_the_cache_gives_what_was_computed_and_cannot_be_spoilt(folder: Path) -> None:
    embedder = Embedder(folder, precision="fp32", cache_size=2)
    first = embedder.embed(["snow"])
    wanted = first.copy()
    first[:] = 0

    for text in ("rain", "hail", "snow"):
        embedder.embed([text])

    np.testing.assert_array_equal(embedder.embed(["snow"]), wanted)
    assert not np.array_equal(embedder.embed(["Snow!"]), wanted)


def test_no_texts_give_no_rows(folder: Path) -> None:
    assert Embedder(folder).embed([]).shape == (0, 32)


def test_counting_goes_on_beyond_what_the_model_reads(folder: Path) -> None:
    assert Embedder(folder).count("a " * 1000) == 1000


def test_every_window_of_a_long_passage_fits_the_model(folder: Path) -> None:
    embedder = Embedder(folder)
    long = Passage(id="a", source="a", title="t " * 400, text="s " * 900 + "end")

    pieces = windows(long, embedder)

    assert all(embedder.count(piece) <= embedder.max_tokens - 2 for piece in pieces)
    assert sum(piece.count("s") for piece in pieces) == 900
    assert pieces[-1].endswith("end")


def test_pooling_leaves_padding_out() -> None:
    hidden = np.array([[[1.0, 0.0], [3.0, 0.0], [9.0, 9.0]]], dtype=np.float32)
    mask = np.array([[1, 1, 0]])

    assert pool(hidden, mask, "mean").tolist() == [[2.0, 0.0]]
    assert pool(hidden, mask, "max").tolist() == [[3.0, 0.0]]
    assert pool(hidden, mask, "cls").tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("pooling", ["cls", "max"])
def test_other_poolings_are_exported_and_agree_with_torch(
    tmp_path: Path, build_model: Callable[[Path, str], Path], pooling: str
) -> None:
    card = export_model(str(build_model(tmp_path, pooling)), tmp_path / "out")

    assert (card.backend, card.pooling) == ("onnx", pooling)
    assert card.agreement["fp32"] > 0.999


def test_a_pooling_that_cannot_be_repeated_is_served_by_sentence_transformers(
    tmp_path: Path, build_model: Callable[[Path, str], Path]
) -> None:
    from agent.knowledge.embedder import open_embedder

    export_model(str(build_model(tmp_path, "weightedmean")), tmp_path / "out")
    embedder = open_embedder(tmp_path / "out", precision="int8")

    assert read_card(tmp_path / "out").backend == "torch"
    assert embedder.embed(["a cold night", "x"]).shape == (2, 32)
    assert embedder.count("ab") == 2


def test_the_packaged_model_is_exported_from_verified_weights(tmp_path: Path) -> None:
    card = export_model("all-MiniLM-L6-v2", tmp_path / "model")
    embedder = Embedder(tmp_path / "model")
    rows = embedder.embed(["How cold are the nights?", "Temperature after dark", "You pay a deposit by card"])

    assert (card.dim, card.max_tokens, card.pooling) == (384, 256, "mean")
    assert card.source_sha256.startswith("53aa5117")
    assert card.agreement["fp32"] > 0.999
    assert card.agreement["int8"] > 0.99
    assert rows[0] @ rows[1] > rows[0] @ rows[2]


def test_a_model_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(PortError, match="cairn ingest"):
        Embedder(tmp_path)


def test_a_graph_that_was_exchanged_is_not_run(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"something else")

    with pytest.raises(PortError, match="not the file that was exported"):
        Embedder(tmp_path, precision="fp32")


def test_the_server_side_never_imports_torch() -> None:
    modules = ("embedder", "faiss_index", "ingest", "memory", "rerank")
    code = f"import sys\nfor m in {modules}: __import__('agent.knowledge.' + m)\n"
    code += "print(sorted({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
