"""`cairn ingest` says what changed: documents, settings, and every fact with its old and new value."""

import io
import os
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from agent.knowledge.ingest import IngestReport, ingest
from agent.knowledge.settings import IndexSettings
from agent.terminal.ingestion_report import show_report


def run(operator: Path, data_folder: Path, settings: IndexSettings) -> IngestReport:
    return ingest([operator], data_folder, settings, today=date(2026, 11, 22))


def shown(report: IngestReport, *, quiet: bool = False) -> str:
    console = Console(file=io.StringIO(), width=300, highlight=False)
    show_report(report, console, quiet=quiet)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_renamed_document_is_neither_new_nor_gone(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    run(operator, data_folder, settings)
    (operator / "documents/policies/refunds.md").rename(operator / "documents/policies/money-back.md")

    report = run(operator, data_folder, settings)

    assert report.changes.renamed == (("documents/policies/money-back.md", "documents/policies/refunds.md"),)
    assert (report.changes.added, report.changes.removed, report.embedded) == ((), (), 0)
    assert "renamed: documents/policies/refunds.md → documents/policies/money-back.md" in shown(report)


def test_a_new_date_of_a_file_is_no_change(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    first = run(operator, data_folder, settings)
    os.utime(operator / "documents/policies/refunds.md", (0, 0))

    again = run(operator, data_folder, settings)

    assert (again.changes.unchanged, again.generation) == (first.changes.added, first.generation)


@pytest.mark.parametrize(
    ("file", "old", "new", "line"),
    [
        ("prices.csv", "2027,INR,9900", "2027,INR,9950", "changed: catalogue/prices.csv, owl-ridge, 2027, INR, starts "
         "from 2027-05-01: amount 9900 → 9950"),
        ("offers.csv", "2027-03-31", "2027-04-30", "changed: catalogue/offers.csv, spring: book_to 2027-03-31 → "
         "2027-04-30"),
        ("departures.csv", "12,12,open", "12,0,full", "changed: catalogue/departures.csv, o2: seats_left 12 → 0; "
         "status open → full"),
        ("departures.csv", "o2,", "o3,", "new: catalogue/departures.csv, o3"),
        ("departures.csv", "o2,", "o3,", "gone: catalogue/departures.csv, o2"),
        ("treks.yaml", "days: 3", "days: 4", "changed: catalogue/treks.yaml, owl-ridge: days 3 → 4"),
    ],
)  # fmt: skip
def test_a_changed_fact_is_told_with_both_values(
    operator: Path, data_folder: Path, settings: IndexSettings, file: str, old: str, new: str, line: str
) -> None:
    run(operator, data_folder, settings)
    path = operator / "catalogue" / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    report = run(operator, data_folder, settings)

    assert line in shown(report)
    assert report.changes.changed == ()


def test_the_first_run_names_each_document_with_its_passages(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    report = run(operator, data_folder, settings)

    assert "new: documents/faq/faq.en.yaml, 2 passages" in shown(report)
    assert "Facts: 3 in operator.yaml, 1 in treks.yaml, 4 in prices.csv, 1 in offers.csv, 2 in departures.csv\n" in (
        shown(report)
    )
    assert sum(report.documents.values()) < report.chunks == report.embedded
    assert report.facts_changed == ()


def test_quiet_tells_only_what_could_not_be_used(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    (operator / "documents/empty.md").touch()

    assert shown(run(operator, data_folder, settings), quiet=True) == "not used documents/empty.md: is empty\n"


def test_a_changed_setting_is_told_with_both_values(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    run(operator, data_folder, settings)

    report = run(operator, data_folder, settings.model_copy(update={"k1": 1.5}))

    assert "setting changed: k1 1.2 → 1.5" in shown(report)
    assert report.embedded == 0
