from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from agent.knowledge.embedder import Role
from agent.knowledge.memory import HashingEmbedder
from agent.knowledge.settings import IndexSettings
from agent.ports import Vectors
from eval.suites.beir import DocumentRow
from eval.suites.collection import catalogue_of, passages_of, spoken_in
from eval.suites.vectors import KeptVectors

SETTINGS = IndexSettings(max_tokens=40, min_tokens=5)


class Counting(HashingEmbedder):
    """Counts the texts it had to embed."""

    def __init__(self, digest: str = "counting") -> None:
        self.digest = digest
        self.embedded = 0

    def embed(self, texts: Sequence[str], role: Role = "query") -> Vectors:
        self.embedded += len(texts)
        return super().embed(texts, role)


def ignore(stage: str, done: int, total: int) -> None:
    """Nobody watches."""


def row(name: str, title: str = "", text: str = "", **more: str) -> DocumentRow:
    return DocumentRow.model_validate({"_id": name, "title": title, "text": text, **more})


def cut(*rows: DocumentRow) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for passage in passages_of(rows, HashingEmbedder(), SETTINGS, ignore):
        found.setdefault(passage.source, []).append(f"{passage.title} {passage.text}".strip())
    return found


def test_a_long_document_keeps_its_tail_and_its_title_everywhere() -> None:
    text = " ".join(f"Sentence number {n} says something of its own." for n in range(40)) + " The word is marmot."

    pieces = cut(row("long", "Animals", text), row("short", "Boots", "Wear them in."))

    assert len(pieces["long"]) > 3
    assert pieces["long"][-1].endswith("The word is marmot.")
    assert all(piece.startswith("Animals") for piece in pieces["long"])
    assert pieces["short"] == ["Boots Wear them in."]


def test_a_document_without_text_is_found_by_its_title_and_one_without_title_by_its_text() -> None:
    assert cut(row("a", "Only a title"), row("b", text="Only a text")) == {
        "a": ["Only a title Only a title"],
        "b": ["Only a text"],
    }


def test_entities_stand_where_treks_stand() -> None:
    rows = [row("1", "Parking", "Yes.", entity="Hotel Öl & Salz", city="Bern"), row("2", "Taxi", "Call us.")]

    passages = passages_of(rows, HashingEmbedder(), SETTINGS, ignore)
    treks = catalogue_of(rows).treks

    assert [passage.trek for passage in passages] == ["hotel-ol-salz", None]
    assert {trek.id: (trek.name, trek.region) for trek in treks.values()} == {
        "hotel-ol-salz": ("Hotel Öl & Salz", "Bern")
    }


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The tents are put up before you arrive at the camp."),
        ("es", "Las tiendas se montan antes de que ustedes lleguen al campamento."),
        ("fr", "Les tentes sont montées avant que vous n'arriviez au camp."),
        ("hi", "आपके पहुँचने से पहले तंबू लगा दिए जाते हैं।"),
    ],
)
def test_the_language_is_that_of_most_documents(language: str, text: str) -> None:
    assert spoken_in([row(str(n), text=text) for n in range(5)] + [row("x", text="ok")]) == language


def test_documents_that_tell_no_language_count_as_english() -> None:
    assert spoken_in([row("1", text="42"), row("2", text="—")]) == "en"


def test_vectors_are_made_once_by_model_and_text(tmp_path: Path) -> None:
    first, again, other = Counting(), Counting(), Counting("another model")
    texts = ["boots", "tents", "boots"]

    made = KeptVectors(tmp_path, first).of_texts(texts, ignore)
    kept = KeptVectors(tmp_path, again).of_texts([*texts, "ropes"], ignore)
    KeptVectors(tmp_path, other).of_texts(texts, ignore)

    assert (first.embedded, again.embedded, other.embedded) == (2, 1, 2)
    assert np.array_equal(made, kept[:3])
    assert np.array_equal(made, HashingEmbedder().embed(texts))


def test_passages_are_kept_apart_from_questions_of_the_same_words(tmp_path: Path) -> None:
    embedder = Counting()
    passages = passages_of([row("1", "Boots", "Wear them in.")], embedder, SETTINGS, ignore)

    KeptVectors(tmp_path, embedder).of_passages(passages, ignore)
    once = embedder.embedded
    KeptVectors(tmp_path, embedder).of_passages(passages, ignore)
    twice = embedder.embedded
    KeptVectors(tmp_path, embedder).of_texts(["Boots", "Boots\nWear them in."], ignore)

    assert once == twice > 0
    assert embedder.embedded == twice + 2


def test_a_damaged_file_of_vectors_costs_time_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "learnt").mkdir()
    (tmp_path / "learnt" / "eval-vectors.sqlite").write_bytes(b"no database" * 100)

    made = KeptVectors(tmp_path, Counting()).of_texts(["boots"], ignore)

    assert np.array_equal(made, HashingEmbedder().embed(["boots"]))
