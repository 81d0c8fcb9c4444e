"""Ingesting is incremental and atomic, and one bad file spoils nothing."""

import fcntl
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from agent.facts.context.kept import key_of, reader
from agent.knowledge import generation
from agent.knowledge.faiss_index import FaissIndex, model_folder
from agent.knowledge.generation import read_generation, write_generation
from agent.knowledge.ingest import IngestReport, ingest
from agent.knowledge.settings import IndexSettings
from agent.knowledge.texts import source_texts
from agent.ports import PortError

TODAY = date(2026, 11, 22)


def run(operator: Path, data_folder: Path, settings: IndexSettings) -> IngestReport:
    return ingest([operator], data_folder, settings, today=TODAY)


def damage(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(bytes(raw))


async def test_an_ingested_folder_answers(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    report = run(operator, data_folder, settings)
    index = FaissIndex.open(data_folder, settings)
    found = await index.search("may my dog come", top_k=40)

    assert report.problems == ()
    assert report.chunks == report.embedded == len(index)
    assert {p.kind for p in found} == {"trek", "faq", "policy", "guide", "price", "departure"}
    assert {"en", "es"} <= {p.language for p in found}
    assert index.catalogue.treks["owl-ridge"].days == 3
    assert "documents/faq/faq.en.yaml#dogs" in {p.id for p in found}
    await index.aclose()


async def test_every_passage_and_fact_is_read_for_the_ledger_and_kept_with_the_index(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    run(operator, data_folder, settings)
    index = FaissIndex.open(data_folder, settings)
    contents = read_generation(data_folder / "index").contents

    assert index.texts.keys() == {key_of(text) for text in source_texts(contents.passages, contents.catalogue)}
    assert len(index.texts) >= len({passage.text for passage in contents.passages})
    await index.aclose()


def test_a_change_reads_only_what_is_new(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    run(operator, data_folder, settings)
    before = read_generation(data_folder / "index").contents.texts
    (operator / "documents" / "new.md").write_text("# Stoves\n\nA stove weighs 2 kg.\n", encoding="utf-8")
    run(operator, data_folder, settings)
    after = read_generation(data_folder / "index").contents.texts

    assert len(after) == len(before) + 1
    assert all(after[key] == packed for key, packed in before.items())


def test_texts_that_another_reader_read_are_read_again_at_the_next_ingest(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    first = run(operator, data_folder, settings)
    found = read_generation(data_folder / "index")
    old = found.manifest.model_copy(update={"reader": "another"})
    write_generation(data_folder / "index", found.contents, old, operator)

    again = run(operator, data_folder, settings)

    assert (again.version, again.embedded) == (first.version, 0)
    assert again.generation == "gen-3"
    assert read_generation(data_folder / "index").manifest.reader == reader()


async def test_only_documents_and_facts_are_taken(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    report = run(operator, data_folder, settings)

    assert all(source.startswith("documents/") for source in report.changes.added)
    found = read_generation(data_folder / "index").contents.passages
    assert not any("Somebody" in p.text or "Internal" in p.text for p in found)


def test_catalogue_passages_say_currencies_dates_and_seats(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    run(operator, data_folder, settings)
    found = {p.id: p for p in read_generation(data_folder / "index").contents.passages}
    price = found["catalogue/prices.csv#owl-ridge-2026-2026-05-01-2026-06-30"]

    assert "INR 9,000, USD 120 per person" in price.text
    assert "Valid when booked by 2026-06-30" in price.text
    assert price.trek == "owl-ridge"
    assert "4 of 12 seats left" in found["catalogue/departures.csv#owl-ridge-2027-05"].text
    assert "3,200 m" in found["catalogue/treks.yaml#owl-ridge"].text
    assert "उल्लू धार" in found["catalogue/treks.yaml#owl-ridge"].text
    assert found["catalogue/treks.yaml#owl-ridge-es"].language == "es"


def test_nothing_is_done_when_nothing_changed(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    first = run(operator, data_folder, settings)
    second = run(operator, data_folder, settings)

    assert (second.generation, second.version, second.embedded) == (first.generation, first.version, 0)
    assert second.changes.unchanged == first.changes.added


def test_only_what_changed_is_embedded_again(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    first = run(operator, data_folder, settings)
    (operator / "documents/policies/refunds.md").write_text("# Refunds\n\nMoney comes back in a week, not earlier.\n")
    (operator / "documents/new.txt").write_text("A note about boots, socks and the weather in spring.")
    (operator / "documents/faq/faq.es.yaml").unlink()

    second = run(operator, data_folder, settings)

    assert second.changes.changed == ("documents/policies/refunds.md",)
    assert second.changes.added == ("documents/new.txt",)
    assert second.changes.removed == ("documents/faq/faq.es.yaml",)
    assert second.embedded == 2
    assert second.version != first.version


def test_an_incremental_index_equals_one_built_at_once(
    operator: Path, data_folder: Path, settings: IndexSettings, exported: Path, tmp_path: Path
) -> None:
    run(operator, data_folder, settings)
    (operator / "documents/new.txt").write_text("A note about boots, socks and the weather in spring.")
    grown = run(operator, data_folder, settings)
    other = tmp_path / "other"
    other.mkdir()
    (other / "models").symlink_to(exported / "models")

    assert run(operator, other, settings).version == grown.version


def test_other_settings_cut_again(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    run(operator, data_folder, settings)
    report = run(operator, data_folder, settings.model_copy(update={"max_tokens": 60}))

    assert report.chunks > 0
    assert set(report.changes.recut) == set(read_generation(data_folder / "index").manifest.documents)
    assert report.changes.changed == ()
    assert report.settings_changed == ("max_tokens 200 → 60",)


def test_bad_files_are_named_and_the_rest_goes_on(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    (operator / "documents/broken.pdf").write_bytes(b"%PDF nothing")
    (operator / "documents/empty.md").write_bytes(b"")
    (operator / "documents/photo.jpg").write_bytes(b"\xff\xd8")

    report = run(operator, data_folder, settings)

    assert {p.source for p in report.problems} == {
        "documents/broken.pdf",
        "documents/empty.md",
        "documents/photo.jpg",
    }
    assert "documents/policies/refunds.md" in report.changes.added


def test_a_broken_price_list_leaves_the_last_good_facts(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    run(operator, data_folder, settings)
    (operator / "catalogue/prices.csv").write_text("trek_id,season\nowl-ridge,2027\n")
    (operator / "documents/new.txt").write_text("A note about boots, socks and the weather in spring.")

    report = run(operator, data_folder, settings)

    assert [p.source for p in report.problems] == ["catalogue/prices.csv", "catalogue"]
    assert "last good run" in report.problems[-1].reason
    assert len(read_generation(data_folder / "index").contents.catalogue.prices) == 4


def test_at_a_first_run_no_last_good_one_is_spoken_of(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    (operator / "operator.yaml").write_text("nam: Blue Yak Walks\n")
    report = run(operator, data_folder, settings)
    assert "nam: unknown key; did you mean 'name'?" in report.problems[0].reason
    assert "no good run yet" in report.problems[-1].reason


def test_a_folder_of_its_own_is_added_and_remembered(
    operator: Path, data_folder: Path, settings: IndexSettings, tmp_path: Path
) -> None:
    run(operator, data_folder, settings)
    (tmp_path / "extra").mkdir()
    (tmp_path / "extra/terms.txt").write_text("These terms hold for all walks of the coming year.")

    added = ingest([tmp_path / "extra"], data_folder, settings, today=TODAY)
    again = run(operator, data_folder, settings)
    shutil.rmtree(tmp_path / "extra")
    gone = run(operator, data_folder, settings)

    assert added.changes.added == ("extra/terms.txt",)
    assert added.changes.removed == again.changes.removed == ()
    assert gone.changes.removed == ("extra/terms.txt",)
    assert "does not exist" in gone.problems[0].reason


def test_nothing_to_index_is_refused(tmp_path: Path, data_folder: Path, settings: IndexSettings) -> None:
    with pytest.raises(PortError, match="nothing to index"):
        ingest([tmp_path / "nowhere"], data_folder, settings)


def test_a_second_ingest_waits_for_nobody(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    (data_folder / "index").mkdir()
    with (data_folder / "index/.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(PortError, match="another ingest"):
            run(operator, data_folder, settings)


@pytest.mark.parametrize(
    "name", ["faiss.index", "vectors.npy", "passages.jsonl", "manifest.json", "source/operator.yaml"]
)
def test_a_damaged_generation_is_passed_over_for_the_one_before(
    operator: Path, data_folder: Path, settings: IndexSettings, name: str
) -> None:
    first = run(operator, data_folder, settings)
    (operator / "documents/new.txt").write_text("A note about boots, socks and the weather in spring.")
    second = run(operator, data_folder, settings)
    damage(data_folder / "index" / second.generation / name)

    index = FaissIndex.open(data_folder, settings)

    assert index.version == first.version
    assert second.generation in index.notes[0]


def test_without_a_sound_generation_the_error_says_what_to_do_and_ingest_repairs(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    first = run(operator, data_folder, settings)
    damage(data_folder / "index" / first.generation / "faiss.index")

    with pytest.raises(PortError, match=r"faiss.index is damaged.*cairn ingest"):
        FaissIndex.open(data_folder, settings)
    repaired = run(operator, data_folder, settings)

    assert "rebuilt" in repaired.findings[0].message
    assert repaired.problems == ()
    assert FaissIndex.open(data_folder, settings).version == first.version


def test_no_index_says_what_to_do(data_folder: Path, settings: IndexSettings) -> None:
    with pytest.raises(PortError, match="cairn ingest"):
        FaissIndex.open(data_folder, settings)


def test_another_precision_needs_a_new_index(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    run(operator, data_folder, settings)

    with pytest.raises(PortError, match="another model or precision"):
        FaissIndex.open(data_folder, settings.model_copy(update={"precision": "int8"}))


def test_two_generations_are_kept_and_a_crash_leaves_the_old_one_in_service(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    for number in range(3):
        (operator / "documents/note.txt").write_text(f"Note {number} about boots and socks for the walk.")
        last = run(operator, data_folder, settings)
    folder = data_folder / "index"
    found = read_generation(folder)
    shutil.copytree(folder / last.generation, folder / ".partial-crashed")

    assert sorted(path.name for path in folder.glob("gen-*")) == ["gen-2", "gen-3"]
    assert read_generation(folder).name == "gen-3"
    write_generation(folder, found.contents, found.manifest, None)
    assert not list(folder.glob(".partial-*"))
    assert generation.current_name(folder) == "gen-4"


async def test_a_running_index_takes_over_a_new_generation(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    run(operator, data_folder, settings)
    index = FaissIndex.open(data_folder, settings)
    assert not await index.refresh()
    (operator / "documents/new.txt").write_text("A note about boots, socks and the weather in spring.")
    run(operator, data_folder, settings)

    assert await index.refresh()
    assert await index.passages(["documents/new.txt#new"])
    await index.aclose()


def test_nothing_on_disk_is_a_pickle(operator: Path, data_folder: Path, settings: IndexSettings) -> None:
    report = run(operator, data_folder, settings)
    folder = data_folder / "index" / report.generation
    manifest = json.loads((folder / "manifest.json").read_text())

    assert {Path(name).suffix for name in manifest["files"]} <= {
        ".json",
        ".jsonl",
        ".npy",
        ".npz",
        ".index",
        ".yaml",
        ".csv",
    }
    assert model_folder(data_folder, "a/b").name == "a--b"


def test_a_copy_of_the_operator_takes_the_place_of_the_one_ingested_before(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    run(operator, data_folder, settings)
    moved = operator.parent / "elsewhere"
    shutil.copytree(operator, moved)

    report = run(moved, data_folder, settings)

    assert report.problems == ()
    assert any(str(operator) in finding.message and "one operator" in finding.message for finding in report.findings)
    assert read_generation(data_folder / "index").manifest.roots == [str(moved)]


def test_a_folder_of_more_documents_stays_when_the_operator_is_ingested_again(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    more = operator.parent / "more"
    more.mkdir()
    (more / "stoves.md").write_text("# Stoves\n\nA stove weighs 2 kg.\n", encoding="utf-8")
    ingest([operator, more], data_folder, settings, today=TODAY)

    report = run(operator, data_folder, settings)

    assert report.problems == ()
    assert "more/stoves.md" in read_generation(data_folder / "index").manifest.documents


def test_bookings_are_not_held_against_facts_that_could_not_be_read(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    (operator / "customers").mkdir(exist_ok=True)
    (operator / "customers/bookings.csv").write_text("booking_id,contact_id\nb-1,c-1\n")
    (operator / "operator.yaml").write_text("nam: Blue Yak Walks\n")
    assert run(operator, data_folder, settings).customers == {}
