"""Passages follow the structure of their document and fit the model."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.blocks import Block, Document, heading
from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.chunk import Chunker, Limits
from agent.knowledge.embed_passages import windows
from agent.knowledge.split import split
from agent.knowledge.tagging import TrekNames
from agent.knowledge.words import words
from agent.ports import Vectors

OWL = Trek(
    id="owl-ridge", name="Owl Ridge", aliases=("उल्लू धार",), country="IN", region="", days=3, distance_km=1,
    max_altitude_m=1, highest_point="", difficulty="", months=(), best_months=(), min_age=1, max_age=2,
    group_size_max=1, start="", end="", network="", document="documents/treks/owl-ridge.md",
)  # fmt: skip


def count(text: str) -> int:
    return len(text.split())


def chunker(most: int = 40, least: int = 5) -> Chunker:
    return Chunker(TrekNames(Catalogue(treks={"owl-ridge": OWL})), count, Limits(most, least))


def document(
    *blocks: Block, source: str = "documents/guides/a.md", title: str = "Guide", language: str = "en"
) -> Document:
    return Document(source=source, title=title, blocks=blocks, language=language)


def text(words_: int, name: str = "word") -> Block:
    return Block(kind="text", text=" ".join([name] * words_) + ".")


def test_a_passage_carries_its_headings_and_a_stable_id() -> None:
    found = chunker().chunks(document(heading("Guide", 1), heading("Feet", 2), text(9), heading("Hands", 2), text(9)))

    assert [(p.title, p.id) for p in found] == [
        ("Guide: Feet", "documents/guides/a.md#feet"),
        ("Guide: Hands", "documents/guides/a.md#hands"),
    ]


def test_equal_headings_get_numbered_ids() -> None:
    found = chunker().chunks(document(heading("Day", 2), text(9), heading("Day", 2), text(9)))

    assert [p.id for p in found] == ["documents/guides/a.md#day", "documents/guides/a.md#day-2"]


def test_a_long_section_is_cut_evenly_and_loses_nothing() -> None:
    blocks = [text(12, f"w{n}") for n in range(7)]

    found = chunker().chunks(document(heading("Part", 2), *blocks))

    assert all(count(p.title) + count(p.text) <= 40 for p in found)
    assert " ".join(p.text for p in found).split() == " ".join(block.text for block in blocks).split()
    assert min(count(p.text) for p in found) >= 12


def test_a_very_short_section_joins_its_neighbour_and_keeps_its_heading() -> None:
    found = chunker().chunks(document(heading("Network", 2), text(2), heading("Cash", 2), text(9)))

    assert [p.title for p in found] == ["Guide: Network; Cash"]
    assert found[0].text.splitlines()[0] == "Network"
    assert found[0].id.endswith("#network")


def test_a_question_above_a_short_answer_stays_alone() -> None:
    found = chunker().chunks(document(heading("May I?", 2), text(2), heading("When?", 2), text(2)))

    assert [p.title for p in found] == ["Guide: May I?", "Guide: When?"]


def test_every_part_of_a_long_table_keeps_its_header() -> None:
    rows = [Block(kind="row", text=f"week {n} | far | slow", header="Week | Walk | Pace") for n in range(12)]

    found = chunker().chunks(document(heading("Plan", 2), *rows))

    assert len(found) > 1
    assert all(p.text.startswith("Week | Walk | Pace\n") for p in found)


def test_a_faq_entry_is_one_passage_even_when_it_is_longer_than_a_section() -> None:
    entry = Block(kind="question", text="May I bring a dog to उल्लू धार?", answer="No. " * 60, id="dogs")

    found = chunker().chunks(document(entry, source="documents/faq/faq.en.yaml", title="Faq"))

    assert [(p.id, p.title, p.kind, p.trek) for p in found] == [
        ("documents/faq/faq.en.yaml#dogs", "May I bring a dog to उल्लू धार?", "faq", "owl-ridge")
    ]


@pytest.mark.parametrize(
    ("source", "title", "kind", "trek"),
    [
        ("documents/treks/owl-ridge.md", "A walk", "trek", "owl-ridge"),
        ("documents/owl-ridge-winter.pdf", "Winter", "trek", "owl-ridge"),
        ("documents/policies/refunds.md", "Refunds", "policy", None),
        ("handbook/terms-and-conditions.txt", "T", "policy", None),
        ("documents/guides/packing.docx", "Packing", "guide", None),
        ("notes.txt", "All about Owl Ridge", "trek", "owl-ridge"),
    ],
)
def test_kind_and_trek_come_from_path_and_title(source: str, title: str, kind: str, trek: str | None) -> None:
    found = chunker().chunks(document(text(9), source=source, title=title))

    assert {(p.kind, p.trek) for p in found} == {(kind, trek)}


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("हमारे गाइड आपके साथ पूरे रास्ते रहते हैं और मौसम देखते हैं।", "hi"),
        ("La caminata dura tres días y las noches son muy frías en la montaña.", "es"),
        ("La marche dure trois jours et les nuits sont très froides en montagne.", "fr"),
        ("The walk takes three days and the nights are very cold up there.", "en"),
        ("Trek teen din ka hai aur raat mein bahut thand hoti hai, garam kapde saath laiye.", "hi-Latn"),
        ("We sleep at Sankri, Juda ka Talab and Kedarkantha base; the nights are very cold up there.", "en"),
        ("22 / 7", "en"),
    ],
)
def test_the_language_of_a_document_that_does_not_say_it_is_found(said: str, language: str) -> None:
    found = chunker().chunks(document(Block(kind="text", text=said), language=""))

    assert {p.language for p in found} == {language}


def test_hindi_is_cut_at_the_danda() -> None:
    assert split("पहला वाक्य यहाँ है। दूसरा वाक्य यहाँ है।", 5, count) == ["पहला वाक्य यहाँ है।", "दूसरा वाक्य यहाँ है।"]


@given(st.text(max_size=600), st.integers(1, 30))
def test_cutting_loses_no_word_of_any_text(said: str, limit: int) -> None:
    pieces = split(said, limit, count)

    assert "".join("".join(pieces).split()) == "".join(said.split())
    assert all(count(piece) <= limit for piece in pieces)


def test_words_keep_vowel_signs_and_lose_accents_case_and_grouping() -> None:
    assert words("RÉSERVATION à 4,270 m — कीमत कितनी? ४५०") == ["reservation", "a", "4270", "m", "कीमत", "कितनी", "450"]


def whole(most: int) -> Chunker:
    return Chunker(
        TrekNames(Catalogue()), lambda text: sum(1 + len(word) // 3 for word in text.split()), Limits(most, 5)
    )


def read_in_full(document_: Document, most: int, room: int) -> list[str]:
    """What an embedder that stops after `room` word-pieces sees of each passage, titles included."""
    reader = _Reader(room)
    return [text for passage in whole(most).chunks(document_) for text in windows(passage, reader)]


class _Reader:
    """Counts three letters as a word-piece and reads only so far; what `windows` asks of an embedder."""

    dim, digest = 1, ""

    def __init__(self, room: int):
        self.max_tokens = room

    def count(self, said: str) -> int:
        return sum(1 + len(word) // 3 for word in said.split())

    def embed(self, texts: Sequence[str], role: str = "query") -> Vectors:
        return np.zeros((len(texts), 1), dtype=np.float32)


NAMES = "GUIDE TMPRCWAHNY?|:;"
"""Titles, headings, questions and table heads may stand again and again: they are written in these, texts are not."""
BLOCKS = st.lists(
    st.builds(
        Block,
        kind=st.sampled_from(["text", "item", "row"]),
        text=st.text("ab cdéक ख।.\n", max_size=200),
        level=st.integers(1, 4),
        header=st.sampled_from(["", "ITEM | PRICE AND WHEN"]),
    )
    | st.builds(
        Block,
        kind=st.just("question"),
        text=st.text(NAMES, min_size=1, max_size=200),
        answer=st.text("xy zक।. ", max_size=900),
        id=st.just("a"),
    )
    | st.builds(Block, kind=st.just("heading"), text=st.text(NAMES, min_size=1, max_size=200), level=st.integers(1, 4)),
    min_size=1,
    max_size=8,
)


def _letters(*texts: str) -> str:
    """What the texts say, without names and white space."""
    return "".join(letter for letter in "".join("".join(texts).split()) if letter not in NAMES)


@given(BLOCKS, st.integers(32, 200), st.sampled_from([48, 128, 256]))
def test_the_pieces_the_embedder_reads_are_the_whole_document_in_its_order(
    blocks: list[Block], most: int, room: int
) -> None:
    """Letter by letter, and none twice: answers first, as they are passages of their own, then the text."""
    pieces = read_in_full(document(*blocks, title="GUIDE"), most, room)

    assert all(_Reader(room).count(piece) <= room for piece in pieces)
    answers = [block.answer for block in blocks if block.kind == "question"]
    texts = [block.text for block in blocks if block.kind not in ("question", "heading")]
    assert _letters(*pieces) == _letters(*answers, *texts)


@pytest.mark.parametrize(
    "said",
    [
        " ".join(f"stone{n}" for n in range(2000)),
        " ".join(f"पहाड़{n}" for n in range(2000)),
        "।".join(f"वाक्य {n} यहाँ" for n in range(900)),
        "x" * 5000,
    ],
)
def test_a_paragraph_without_an_end_loses_nothing(said: str) -> None:
    pieces = read_in_full(document(Block(kind="text", text=said)), 200, 256)

    assert all(_Reader(256).count(piece) <= 256 for piece in pieces)
    assert "".join("".join(piece.split("\n", 1)[1] for piece in pieces).split()) == "".join(said.split())
