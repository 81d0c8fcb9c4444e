"""Leads, and the file a spreadsheet opens without harm."""

import csv
from io import StringIO

import pytest

from agent.inbox.leads import COLUMNS, as_csv, harmless, leads
from tests.inbox.conftest import Read


def test_those_to_follow_up_come_first_with_their_reasons(read: Read) -> None:
    found = leads(read)
    assert [(lead.name, lead.score, lead.follow_up) for lead in found] == [
        ("Rávi Šingh", 81, True),
        ("Meera Rawat", 34, False),
    ]
    assert found[0].reasons == ("wants to book", "4 people")
    assert [lead.contact for lead in leads(read, segment="cold")] == ["c-1"]


def test_the_file_has_a_line_for_each_lead_whatever_their_names_hold(read: Read) -> None:
    read.person("c-7", '=HYPERLINK("https://evil.example.com","click")')
    read.lead("c-7", 99, "hot", "decision", "+1 person", 'says "now",\nnot later', follow_up=True)
    written = as_csv(leads(read))
    assert written.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows[0] == list(COLUMNS)
    assert len(rows) == 4
    named = dict(zip(COLUMNS, rows[1], strict=True))
    assert named["name"] == '\'=HYPERLINK("https://evil.example.com","click")'
    assert named["reasons"].startswith("'+1 person")
    assert rows[2][1] == "Rávi Šingh"


@pytest.mark.parametrize(
    "cell", ["=1+1", "+91", "-5", "@SUM(A1)", "\t=1", " =1", "\r=1", "＝1", "|calc", "\u00a0@x", "\x00=1"]
)
def test_what_a_spreadsheet_would_run_becomes_text(cell: str) -> None:
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize("cell", ["Meera", "81", "", "a=b", "मीरा", "2026-11-25T12:00+00:00"])
def test_all_else_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell
