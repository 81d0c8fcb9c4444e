"""Documents brought by hand: nothing goes live without a click, and what goes live is answered from."""

import asyncio
import shutil
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from agent.accounts.roles import NotAllowedError, User
from agent.agent import message_of
from agent.bootstrap import build_dry_agent
from agent.gaps.documents import expired, passages_of, shelf
from agent.gaps.uploads import NameTakenError, Uploads
from agent.journal.sqlite import SQLiteJournal
from agent.knowledge.catalogue_files import load_catalogue
from agent.knowledge.faiss_index import FaissIndex
from agent.knowledge.ingest import ingest
from agent.knowledge.settings import IndexSettings
from agent.llm.offline import OfflineLLM
from agent.ports import PortError
from agent.settings import ROOT, Environment

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
    return Uploads(folder, IndexSettings(), ROOT / "data")


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
    uploads = Uploads(folder, IndexSettings(), ROOT / "data")
    index = FaissIndex.open(folder, IndexSettings())
    await SQLiteJournal.open(folder / "journal.sqlite").aclose()
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
    actions = ["document.bring", "document.publish", "document.withdraw"]
    assert _audit(folder) == [("workbench:ann", action, "dogs.md") for action in actions]


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


CATS = b"# Cats on the trek\n\nCats stay at home.\n"


def test_a_file_of_a_name_that_waits_is_not_taken_in_its_place_unless_that_is_wanted(uploads: Uploads) -> None:
    uploads.stage("dogs.md", DOGS, TUNER)
    assert uploads.stage("dogs.md", DOGS, TUNER) == "dogs.md"
    with pytest.raises(NameTakenError, match="another file of this name waits") as taken:
        uploads.stage("dogs.md", CATS, TUNER)
    assert taken.value.by == "waiting"
    assert [chunk.title for chunk in uploads.examine("dogs.md", TODAY).chunks] == ["Dogs on the trek"]
    assert uploads.free_name("dogs.md") == "dogs-2.md"
    assert uploads.stage(uploads.free_name("dogs.md"), CATS, TUNER) == "dogs-2.md"
    uploads.stage("dogs.md", CATS, TUNER, replace=True)
    assert [chunk.title for chunk in uploads.examine("dogs.md", TODAY).chunks] == ["Cats on the trek"]


def test_an_upload_in_service_is_replaced_with_its_difference_seen_and_can_be_put_back(uploads: Uploads) -> None:
    uploads.stage("dogs.md", DOGS, TUNER)
    uploads.publish("dogs.md", TUNER, uploads.examine("dogs.md", TODAY))
    uploads.stage("dogs.md", CATS, TUNER)
    found = uploads.examine("dogs.md", TODAY)
    assert found.replaces
    assert "-Dogs on the trek" in found.difference
    assert "+Cats on the trek" in found.difference
    with pytest.raises(PortError, match="look at the difference"):
        uploads.publish("dogs.md", TUNER)
    uploads.publish("dogs.md", TUNER, found)
    assert uploads.live() == ("dogs.md",)
    (kept,) = uploads.waiting()
    assert kept == "dogs.replaced-2.md"
    assert [chunk.title for chunk in uploads.examine(kept, TODAY).chunks] == ["Dogs on the trek"]


def test_what_a_colleague_did_meanwhile_is_never_overwritten(uploads: Uploads) -> None:
    uploads.stage("dogs.md", DOGS, TUNER)
    seen = uploads.examine("dogs.md", TODAY)
    uploads.stage("dogs.md", CATS, TUNER, replace=True)
    with pytest.raises(PortError, match="was brought meanwhile"):
        uploads.publish("dogs.md", TUNER, seen)
    uploads.publish("dogs.md", TUNER, uploads.examine("dogs.md", TODAY))
    uploads.stage("dogs.md", DOGS, TUNER)
    with pytest.raises(PortError, match="went into service meanwhile"):
        uploads.publish("dogs.md", TUNER, seen)
    with pytest.raises(PortError, match="another file of this name waits"):
        uploads.withdraw("dogs.md", TUNER)
    assert uploads.rename("dogs.md", "my dogs.md", TUNER) == "my dogs.md"
    for taken in ("dogs.md", "my dogs.md"):
        with pytest.raises(NameTakenError):
            uploads.rename("my dogs.md", taken, TUNER)
    uploads.withdraw("dogs.md", TUNER)
    assert uploads.waiting() == ("dogs.md", "my dogs.md")


def test_a_document_of_the_operator_that_came_later_is_told_and_stays(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(ROOT / "data", own / "data")
    settings = IndexSettings(documents=str(own / "data"))
    ingest([own / "data"], folder, settings)
    uploads = Uploads(folder, settings, own / "data")
    uploads.stage("dogs.md", DOGS, TUNER)
    assert uploads.examine("dogs.md", TODAY).problem == ""
    (own / "data" / "documents" / "dogs.md").write_bytes(CATS)
    found = uploads.examine("dogs.md", TODAY)
    assert "the operator has a document of this name" in found.problem
    with pytest.raises(PortError):
        uploads.publish("dogs.md", TUNER, found)
    with pytest.raises(NameTakenError):
        uploads.stage("dogs.md", CATS, TUNER, replace=True)
    assert uploads.live() == ()
    assert (own / "data" / "documents" / "dogs.md").read_bytes() == CATS
    uploads.rename("dogs.md", "dogs-2.md", TUNER)
    report = uploads.publish("dogs-2.md", TUNER, uploads.examine("dogs-2.md", TODAY))
    assert report.documents["documents/dogs-2.md"] == 1


SONG = b"""- id: singing
  question: Do you sing songs around the fire?
  answer: Yes, our guides know forty songs of Garhwal.
"""


async def test_an_agent_that_runs_answers_from_a_new_faq_and_no_longer_from_one_that_is_taken_out(folder: Path) -> None:
    uploads, words = Uploads(folder, IndexSettings(), ROOT / "data"), "Do you sing songs around the fire?"
    agent = await build_dry_agent(ROOT / "config/pipeline.yaml", Environment(cairn_data=folder), llm=OfflineLLM())

    async def same_question() -> list[str]:
        turn = await agent.ask(message_of(words))
        return [search.entry for search in turn.searches if search.same > 0.9]

    try:
        assert await same_question() == []
        await asyncio.to_thread(uploads.stage, "singing.yaml", SONG, TUNER)
        await asyncio.to_thread(uploads.publish, "singing.yaml", TUNER)
        assert await agent.ports.index.refresh()
        (entry,) = await same_question()
        assert "singing" in entry
        await asyncio.to_thread(uploads.withdraw, "singing.yaml", TUNER)
        assert await agent.ports.index.refresh()
        assert await same_question() == []
    finally:
        await agent.aclose()
