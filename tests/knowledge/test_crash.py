"""Power may fail at any moment, two may ingest at once, the disk may be full: the old index stays in service."""

import errno
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agent.knowledge import generation
from agent.knowledge.faiss_index import model_folder
from agent.knowledge.generation import read_generation
from agent.knowledge.ingest import ingest
from agent.knowledge.kept import kept_path, read_arrays, write_arrays
from agent.knowledge.settings import IndexSettings

ROOT = Path(__file__).parents[2]


def test_an_ingest_killed_at_any_moment_leaves_a_whole_index_and_no_rubbish(
    operator: Path, data_folder: Path, tiny: Path
) -> None:
    program = (sys.executable, "-m", "tests.knowledge.killed_ingest", str(operator), str(data_folder), str(tiny))
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)

    assert all(row["status"] < 0 for row in told["kills"])  # ended by a signal
    for number, row in enumerate(told["kills"]):
        new = {title.partition(":")[0] for title in row["after"]["said"]} == {f"number {number}"}
        assert new or row["after"]["said"] == row["before"]["said"]
        assert row["after"]["notes"] == []
    assert told["ended"] == 0
    assert {title.partition(":")[0] for title in told["said"]} == {"number 8"}
    assert [name for name in told["names"] if not name.startswith("gen-")] == [".lock", "current"]
    assert len(told["names"]) == 2 + generation.KEPT


def test_two_at_once_do_not_harm_each_other(operator: Path, data_folder: Path, tiny: Path) -> None:
    work = "import sys; from pathlib import Path; from agent.knowledge.ingest import ingest;"
    work += "from agent.knowledge.settings import IndexSettings;"
    work += "ingest([Path(sys.argv[1])], Path(sys.argv[2]), IndexSettings(model=sys.argv[3], precision='fp32'))"
    program = (sys.executable, "-c", work, str(operator), str(data_folder), str(tiny))
    both = [subprocess.Popen(program, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [(one.communicate()[1], one.returncode) for one in both]

    assert 0 in [status for _, status in said]
    assert all(status == 0 or "another ingest is running" in text for text, status in said)
    assert len(read_generation(data_folder / "index").contents.passages) > 0
    assert not list((data_folder / "index").glob(".partial-*"))


def test_a_full_disk_leaves_the_old_index_and_nothing_half_written(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    first = ingest([operator], data_folder, settings)
    (operator / "documents/new.txt").write_text("A note about boots, socks and the weather in spring. " * 400)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))  # writing more is EFBIG, as ENOSPC on a full disk
    try:
        with pytest.raises(OSError, match=os.strerror(errno.EFBIG)):
            ingest([operator], data_folder, settings)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert read_generation(data_folder / "index").name == first.generation
    assert sorted(path.name for path in (data_folder / "index").iterdir()) == [".lock", "current", first.generation]
    assert "documents/new.txt" in ingest([operator], data_folder, settings).changes.added


def test_what_an_export_cut_short_left_behind_is_removed_once_it_is_old(
    operator: Path, data_folder: Path, settings: IndexSettings
) -> None:
    model = model_folder(data_folder, settings.model)
    old, young = model.parent / f".{model.name}.old1", model.parent / f".{model.name}.new1"
    for folder in (old, young):
        folder.mkdir(exist_ok=True)
    os.utime(old, (0, 0))

    ingest([operator], data_folder, settings)

    assert (old.exists(), young.exists()) == (False, True)
    young.rmdir()


def test_arrays_that_cannot_be_kept_cost_only_time(tmp_path: Path) -> None:
    (tmp_path / "learnt").write_text("a file where the folder should be")
    path = kept_path(tmp_path / "index", "key")

    write_arrays(path, {"a": np.zeros(2)})

    assert read_arrays(path) is None
