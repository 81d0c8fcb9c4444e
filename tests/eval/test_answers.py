"""`cairn eval answers`: what counts as wrong with an answer, and the figures that follow."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.config import ConfigError
from agent.knowledge.catalogue import Catalogue
from agent.settings import ROOT
from agent.turn import Button, Inbound, Parsed, Reply, Turn, Verdict
from eval.rows import read_rows
from eval.run import document
from eval.suites.answer_faults import Expected, faults_of
from eval.suites.answers import Answer, ConversationRow, figures_of

SENT = Inbound(id="m", contact="c", text="?", sent_at=datetime(2026, 11, 22, tzinfo=UTC))
ENGLISH = "Hampta Pass costs ₹11,500 per person and you can pay by card."


def answered(text: str = ENGLISH, **changes: Any) -> Turn:
    reply = replace(Reply(text=text, language="en", sources=("prices:hampta-pass",)), **changes)
    return Turn(message=SENT, parsed=Parsed(language="en", intent="pricing"), reply=reply)


def test_an_answer_that_has_everything_has_no_fault() -> None:
    expected = Expected(language="en", intent="pricing", facts=("11500",), never=("12,500",), source=("prices.csv",))
    assert faults_of(answered(), expected, Catalogue()) == ()


@pytest.mark.parametrize(
    ("turn", "expected", "fault"),
    [
        (answered(), Expected(facts=("11,500", "5 days")), "missing_fact"),
        (answered(), Expected(never=("card",)), "forbidden"),
        (answered(), Expected(language="es"), "language"),
        (answered(language="es"), Expected(language="es"), "language"),
        (answered("Claro. " + ENGLISH, language="hi"), Expected(language="hi"), "language"),
        (answered(text="  "), Expected(), "no_reply"),
        (Turn(message=SENT), Expected(), "no_reply"),
        (answered("x" * 4097), Expected(), "over_limit"),
        (answered("x" * 1025, buttons=(Button(id="a", title="See dates"),)), Expected(), "over_limit"),
        (answered(buttons=(Button(id="a", title="A title of twenty-one"),)), Expected(), "over_limit"),
        (answered(), Expected(intent="booking"), "intent"),
        (answered(), Expected(source=("documents/policies/booking.md",)), "source"),
        (replace(answered(), verdict=Verdict(confidence=0, action="fallback")), Expected(), "ledger"),
    ],
)
def test_each_kind_of_fault_is_told(turn: Turn, expected: Expected, fault: str) -> None:
    assert faults_of(turn, expected, Catalogue()) == (fault,)


@pytest.mark.parametrize(
    ("cited", "wanted"),
    [
        ("treks:hampta-pass", "documents/treks/hampta-pass.md"),
        ("documents/faq/faq.hi.yaml#toilets", "faq:toilets"),
        ("departures:chadar-2027-01-15", "departures:chadar-2027-01-15"),
        ("departures:chadar", "departures:chadar-2027-01-15"),
        ("documents/policies/age.md#from-60", "documents/policies/medical.md; documents/policies/age.md"),
    ],
)
def test_a_source_is_known_by_file_row_or_entry(cited: str, wanted: str) -> None:
    assert faults_of(answered(sources=(cited,)), Expected(source=(wanted,)), Catalogue()) == ()


def test_another_treks_row_is_not_the_source() -> None:
    assert faults_of(
        answered(sources=("prices:kedarkantha",)), Expected(source=("prices:hampta-pass",)), Catalogue()
    ) == ("source",)


def row(name: str, language: str, intent: str = "pricing") -> ConversationRow:
    return ConversationRow.model_validate(
        {"id": name, "messages": ["?"], "expect": {"language": language, "intent": intent}}
    )


def test_only_what_a_customer_sees_fails_an_answer() -> None:
    answers = [
        Answer(row("a", "en"), "text", ()),
        Answer(row("b", "en"), "text", ("intent", "source", "ledger")),
        Answer(row("c", "hi"), "text", ("missing_fact", "intent")),
        Answer(row("d", "hi"), "", ("no_reply",)),
    ]
    found = figures_of(answers)
    assert found.overall.metrics["pass_rate"].value == 0.5
    assert found.overall.metrics["intent_accuracy"].value == 0.5
    assert found.groups["by"]["en"].metrics["pass_rate"].value == 1.0
    assert found.groups["by"]["hi"].metrics["pass_rate"].value == 0.0
    assert found.groups["by_fault"]["intent"].metrics["share"].value == 0.5
    assert found.failures is not None
    assert [(one["id"], one["failed"]) for one in found.failures] == [("b", False), ("c", True), ("d", True)]
    assert found.rows is None


def test_the_replies_of_rows_that_pass_are_listed_where_asked_for() -> None:
    found = figures_of(
        [Answer(row("a", "en"), "Four days.", ()), Answer(row("b", "en"), "", ("no_reply",))], every=True
    )
    assert document(found)["rows"] == [
        {"id": "a", "failed": False, "kinds": [], "reply": "Four days."},
        {"id": "b", "failed": True, "kinds": ["no_reply"], "reply": ""},
    ]
    assert [one["id"] for one in document(found)["failures"]] == ["b"]


def test_a_row_needs_a_message_and_an_expectation(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"messages": [], "expect": {}}\n{"messages": ["hi"]}\n', encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        read_rows(path, ConversationRow)
    assert len(str(raised.value).splitlines()) == 2


def test_a_row_of_the_interface_is_read_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    expect = '{"language": "hinglish", "intent": "oos", "facts": ["a"], "never": [], "source": "x.md"}'
    path.write_text(f'{{"messages": ["hi"], "contact": null, "expect": {expect}}}\n', encoding="utf-8")
    (read,) = read_rows(path, ConversationRow)
    assert read.expect == Expected(language="hi-Latn", intent="out_of_scope", facts=("a",), source=("x.md",))


def test_the_own_set_is_there() -> None:
    assert len(read_rows(ROOT / "eval/answers.jsonl", ConversationRow)) == 2533
