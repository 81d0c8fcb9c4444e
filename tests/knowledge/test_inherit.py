"""A new data folder begins with what the install has built, and never with somebody else's documents."""

from pathlib import Path

import pytest

from agent.knowledge.faiss_index import FaissIndex, model_folder
from agent.knowledge.generation import current_name, index_folder
from agent.knowledge.ingest import IngestReport, ingest
from agent.knowledge.inherit import inherit
from agent.knowledge.kept import LEARNT
from agent.knowledge.settings import IndexSettings


@pytest.fixture
def install(operator: Path, data_folder: Path, settings: IndexSettings) -> Path:
    """A data folder with model and index, and something learnt."""
    ingest([operator], data_folder, settings)
    (data_folder / LEARNT).mkdir()
    (data_folder / LEARNT / "known.npz").write_bytes(b"weights")
    return data_folder


def begun(install: Path, operator: Path, new: Path, settings: IndexSettings) -> IngestReport:
    return ingest([operator], new, settings, install=install)


async def test_a_new_folder_takes_over_model_index_and_what_was_learnt(
    install: Path, operator: Path, settings: IndexSettings, tmp_path: Path
) -> None:
    new = tmp_path / "new"

    report = begun(install, operator, new, settings)

    assert (report.embedded, report.changes.added, report.generation) == (0, (), "gen-1")
    assert (new / LEARNT / "known.npz").read_bytes() == b"weights"
    theirs, ours = FaissIndex.open(install, settings), FaissIndex.open(new, settings)
    assert (ours.version, len(ours), ours.texts) == (theirs.version, len(theirs), theirs.texts)
    await theirs.aclose()
    await ours.aclose()


def test_what_has_changed_is_read(install: Path, operator: Path, settings: IndexSettings, tmp_path: Path) -> None:
    (operator / "documents" / "new.md").write_text("# Stoves\n\nA stove weighs 2 kg.\n", encoding="utf-8")

    report = begun(install, operator, tmp_path / "new", settings)

    assert report.changes.added == ("documents/new.md",)
    assert report.embedded == 1


def test_an_index_of_other_documents_is_not_taken_over(
    install: Path, operator: Path, settings: IndexSettings, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "note.md").write_text("# Boots\n\nBoots are lent.\n", encoding="utf-8")

    report = ingest([other], tmp_path / "new", settings, install=install)

    assert list(report.documents) == ["other/note.md"]


def test_nothing_that_is_there_is_replaced(
    install: Path, operator: Path, settings: IndexSettings, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    (new / LEARNT).mkdir(parents=True)
    (new / LEARNT / "known.npz").write_bytes(b"own")
    begun(install, operator, new, settings)
    before = current_name(index_folder(new))

    inherit(new, install, settings.model, [operator])

    assert (new / LEARNT / "known.npz").read_bytes() == b"own"
    assert current_name(index_folder(new)) == before


def test_a_damaged_index_is_built_anew(install: Path, operator: Path, settings: IndexSettings, tmp_path: Path) -> None:
    (index_folder(install) / "gen-1" / "vectors.npy").write_bytes(b"torn")

    report = begun(install, operator, tmp_path / "new", settings)

    assert report.embedded == report.chunks


def test_an_install_with_nothing_in_it_changes_nothing(settings: IndexSettings, tmp_path: Path) -> None:
    inherit(tmp_path / "new", tmp_path / "install", settings.model, [])

    assert not (tmp_path / "new").exists()
    assert not model_folder(tmp_path / "new", settings.model).exists()
