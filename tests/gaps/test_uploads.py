"""Documents brought by hand: nothing goes live without a click, and what goes live is answered from."""

import asyncio
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from agent.accounts.roles import NotAllowedError, User
from agent.gaps.documents import expired, passages_of, shelf
from agent.gaps.uploads import Uploads
from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.catalogue import load_catalogue
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.settings import IndexSettings
from agent.ports import PortError
from agent.settings import ROOT

TODAY = date(2026, 11, 25)
TUNER, VIEWER = User(name="ann", role="tuner"), User(name="ben", role="viewer")
DOGS = b"# Dogs on the trek\n\nDogs may walk along on Nag Tibba and Dayara Bugyal, on a lead, nowhere else.\n"
WRONG = b"# Deposit\n\nThe deposit is 40% of the price. We ask for a deposit of 40% when you book.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with an index of its own: it is written to."""
    shipped = ROOT / ".cairn"
    data = tmp_path / "data"
    shutil.copytree(shipped / "index", data / "index", ignore=shutil.ignore_patterns(".lock", ".partial-*"))
    for name in ("models", "learnt"):
        (data / name).symlink_to(shipped / name)
    return data


@pytest.fixture
def uploads(folder: Path) -> Uploads:
    return Uploads(folder, IndexSettings())


def test_a_dropped_file_waits_and_changes_nothing(uploads: Uploads, folder: Path) -> None:
    before = shelf(folder, TODAY)
    assert uploads.stage("dogs.md", DOGS, TUNER) == "dogs.md"
    found = uploads.examine("dogs.md", TODAY)
    assert [chunk.title for chunk in found.chunks] == ["Dogs on the trek"]
    assert found.problem == ""
    assert not found.replaces
    assert shelf(folder, TODAY) == before
    assert uploads.waiting() == ("dogs.md",)
    assert uploads.live() == ()


async def test_put_in_service_it_is_found_and_its_author_stands_in_the_audit_log(folder: Path) -> None:
    uploads = Uploads(folder, IndexSettings())
    index = FaissIndex.open(folder, IndexSettings())
    await asyncio.to_thread(uploads.stage, "dogs.md", DOGS, TUNER)
    report = await asyncio.to_thread(uploads.publish, "dogs.md", TUNER)
    assert report.documents["documents/dogs.md"] == 1
    assert await index.refresh()
    found = await index.search("may my dog come along", top_k=3)
    assert "documents/dogs.md" in {passage.source for passage in found}
    assert uploads.waiting() == ()
    assert uploads.live() == ("dogs.md",)
    await asyncio.to_thread(uploads.withdraw, "dogs.md", TUNER)
    assert await index.refresh()
    assert passages_of(folder, "documents/dogs.md") == ()
    await index.aclose()
    journal = SQLiteJournal.open(folder / "journal.sqlite", clear_leases=False)
    assert await journal.verify_audit() is None
    await journal.aclose()
    assert _audit(folder) == [("ann", "document.publish", "dogs.md"), ("ann", "document.withdraw", "dogs.md")]


def _audit(folder: Path) -> list[tuple[str, str, str]]:
    connection = sqlite3.connect(folder / "journal.sqlite")
    try:
        return connection.execute("SELECT actor, action, subject FROM audit ORDER BY seq").fetchall()
    finally:
        connection.close()


def test_what_it_contradicts_is_said_before_anybody_is_told_it(uploads: Uploads) -> None:
    uploads.stage("deposit.md", WRONG, TUNER)
    found = uploads.examine("deposit.md", TODAY)
    assert [finding.level for finding in found.findings][:1] == ["error"]
    assert "40" in found.findings[0].message


def test_a_viewer_brings_nothing(uploads: Uploads) -> None:
    with pytest.raises(NotAllowedError):
        uploads.stage("dogs.md", DOGS, VIEWER)
    uploads.stage("dogs.md", DOGS, TUNER)
    with pytest.raises(NotAllowedError):
        uploads.publish("dogs.md", VIEWER)
    with pytest.raises(NotAllowedError):
        uploads.discard("dogs.md", VIEWER)
    assert uploads.waiting() == ("dogs.md",)


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("photo.png", b"x", "format that is not read"),
        (".hidden.md", b"x", "no name"),
        ("", b"x", "no name"),
        ("a" * 200 + ".md", b"x", "no name"),
    ],
)
def test_a_file_that_cannot_be_a_document_is_refused(uploads: Uploads, name: str, raw: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        uploads.stage(name, raw, TUNER)
    assert uploads.waiting() == ()


def test_a_path_in_a_name_leads_nowhere_else(uploads: Uploads, folder: Path) -> None:
    assert uploads.stage("../../etc/dogs.md", DOGS, TUNER) == "dogs.md"
    assert (folder / "documents.waiting" / "dogs.md").is_file()


def test_a_damaged_pdf_says_what_is_wrong_and_never_goes_live(uploads: Uploads, folder: Path) -> None:
    before = shelf(folder, TODAY).version
    uploads.stage("broken.pdf", b"%PDF-1.7 and nothing of the rest", TUNER)
    assert "damaged" in uploads.examine("broken.pdf", TODAY).problem
    with pytest.raises(PortError, match="it waits again"):
        uploads.publish("broken.pdf", TUNER)
    assert uploads.waiting() == ("broken.pdf",)
    assert shelf(folder, TODAY).version == before


def test_a_discarded_file_is_gone(uploads: Uploads) -> None:
    uploads.stage("dogs.md", DOGS, TUNER)
    uploads.discard("dogs.md", TUNER)
    assert uploads.waiting() == ()


def test_the_shelf_names_every_document_with_its_chunks_and_language(folder: Path) -> None:
    found = shelf(folder, TODAY)
    by_source = {held.source: held for held in found.documents}
    assert by_source["documents/faq/faq.hi.yaml"].language == "hi"
    assert by_source["documents/treks/hampta-pass.md"].trek == "hampta-pass"
    assert all(held.chunks and held.path for held in found.documents)
    assert (
        len(passages_of(folder, "documents/guides/packing.docx")) == by_source["documents/guides/packing.docx"].chunks
    )


def test_prices_that_ran_out_are_listed_the_newest_first() -> None:
    found = expired(load_catalogue(ROOT / "data"), TODAY)
    assert {one.kind for one in found} == {"price", "offer"}
    assert all(one.until < TODAY for one in found)
    assert [one.until for one in found] == sorted((one.until for one in found), reverse=True)
