"""Texts read at ingest are the same texts, and nobody uses what another reader read."""

import subprocess
import sys
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.facts.context.kept import Reader, key_of, pack
from agent.facts.context.text import Text
from agent.facts.ledger import Ledger, source_of
from agent.facts.prose import prose_of
from agent.knowledge.texts import FILE, read_texts, source_texts, write_texts
from agent.turn import Passage
from tests.llm.samples import catalogue

NOTE = """Owl Ridge: 3 days, 3,200 m, ₹9,000 per person until 30 June 2026.
| Month | Price |
|---|---|
| June | US$120 |
En mai, 5 à 8 personnes : 10 % de remise. जून में तापमान -5 °C तक। No permit is needed; lunch is included."""


def told(text: Text) -> list[object]:
    return [getattr(text, field.name) for field in fields(text)]


@settings(deadline=None)  # the first reading loads the word lists
@given(st.text(max_size=200) | st.sampled_from([NOTE, NOTE.upper(), NOTE * 3]))
def test_a_kept_text_comes_back_as_it_was_read(text: str) -> None:
    assert told(Reader(pack([text])).read(text)) == told(Text.source(text))


def test_a_text_that_is_not_kept_is_read_when_it_is_met() -> None:
    reader = Reader(pack(["Owl Ridge takes 3 days."]))
    assert told(reader.read(NOTE)) == told(Text.source(NOTE))
    assert reader.read(NOTE) is reader.read(NOTE)


def test_what_is_known_is_not_read_again() -> None:
    assert pack([NOTE, "other"], {key_of(NOTE): b"as kept"})[key_of(NOTE)] == b"as kept"


def test_the_ledger_rules_the_same_on_kept_texts() -> None:
    facts = catalogue()
    evidence = [Passage(id="n", source="d", title="Owl Ridge", text=NOTE)]
    reply = "Owl Ridge takes 4 days and costs ₹9,000. Hampta Pass is at 4,270 m; lunch is not included."
    kept = pack(source_texts(evidence, facts))
    assert {key_of(source_of(one).text) for one in (*evidence, *prose_of(facts))} == kept.keys()
    fresh, stored = (
        ledger.check(reply, today=date(2026, 5, 1), evidence=evidence, treks=["hampta-pass"])
        for ledger in (Ledger(facts), Ledger(facts, kept=kept))
    )
    assert fresh == stored
    assert {one.ruling.status for one in fresh} == {"supported", "contradicted"}


def test_texts_are_written_and_read_back(tmp_path: Path) -> None:
    kept = pack([NOTE, "", "हम्प्टा"])
    write_texts(tmp_path, kept)
    assert read_texts(tmp_path) == kept


def test_no_texts_are_none(tmp_path: Path) -> None:
    assert read_texts(tmp_path) == {}
    write_texts(tmp_path, {})
    assert read_texts(tmp_path) == {}


@pytest.mark.parametrize("reader", ["", "another"])
def test_what_another_reader_read_is_never_used(tmp_path: Path, reader: str) -> None:
    write_texts(tmp_path, pack([NOTE]))
    with np.load(tmp_path / FILE) as kept:
        np.savez(tmp_path / FILE, **{**kept, "reader": np.array(reader)})
    assert read_texts(tmp_path) == {}


def test_the_readers_name_changes_with_everything_that_reads() -> None:
    """No code outside the rooms it is made of takes part in reading a text, but what opens a list and words errors."""
    script = "import sys, agent.facts.context.text\nprint(*(m for m in sys.modules if m.startswith('agent.')))"
    loaded = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout.split()
    rooms = ("agent.facts", "agent.language", "agent.knowledge")
    assert {name for name in loaded if not name.startswith(rooms)} == {
        "agent.turn",
        "agent.wrong_key",
        "agent.yaml_file",
    }
