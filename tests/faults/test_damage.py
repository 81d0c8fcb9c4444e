"""The real server with a disk that is full or read-only, and with damaged files."""

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest

from agent.settings import ROOT
from tests.faults.deployment import Mortal
from tests.faults.rounds import new_phone
from tests.real_parts import KEYS, cairn, data_folder, environment, free_port, until

QUESTION = "What does Hampta Pass cost in June?"
WAYS_AROUND_PERMISSIONS = ("dac_override", "dac_read_search", "fowner")


@contextmanager
def full_disk(server: Mortal) -> Iterator[None]:
    """No file of the running server may grow: what a full disk is to it. It needs no rights, and can be lifted."""
    assert server.server is not None
    pid = server.server.pid
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    largest = max(file.stat().st_size for file in server.data.glob("*") if file.is_file())
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, before[1]))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)


def test_while_the_disk_is_full_webhooks_are_refused_and_delivered_again_later(server: Mortal) -> None:
    asking: list[str] = []
    with full_disk(server):
        while 503 not in answers_given(server):
            assert len(asking) < 1500, "the disk never was full"
            more = [new_phone() for _ in range(20)]
            for phone in more:
                server.write(phone, f"{QUESTION} {'x' * 3500}")
            asking += more
            until(partial(tried, server, more[-1]), "the last webhook was tried")
        assert server.server is not None
        assert server.server.poll() is None
    server.come_to_rest()

    assert [phone for phone in asking if len(server.sent(phone)) > 1] == []
    verdict = server.verdict()
    assert verdict.flaws == []
    assert verdict.answered + verdict.unknown + verdict.set_aside == verdict.messages
    assert "Traceback" not in server.log


def answers_given(server: Mortal) -> list[int]:
    """The HTTP status of every attempt to deliver, in order."""
    return [line["http"] for line in server.ask("/sim/log") if line["kind"] == "attempt"]


def tried(server: Mortal, phone: str) -> bool:
    """Whether this customer's message was posted at least once."""
    message = server.written[phone]
    return any(message in line["ids"] for line in server.ask("/sim/log") if line["kind"] == "attempt")


@pytest.mark.parametrize("damage", ["overwritten", "cut off", "empty log beside it"])
def test_a_damaged_store_is_put_aside_and_made_again_and_nobody_waits(server: Mortal, damage: str) -> None:
    phone = new_phone()
    server.write(phone, QUESTION)
    server.come_to_rest()
    turns = server.rows("SELECT count(*) FROM records WHERE kind = 'turn'")
    server.kill()
    spoil(server.data / "cairn.duckdb", damage)
    seen = len(server.log)
    server.start()
    told = server.log[seen:]
    server.write(phone, QUESTION)
    server.come_to_rest()

    assert turns[0][0] > 0
    assert len(server.sent(phone)) == 2
    assert ("moved aside" in told) is bool(list(server.data.glob("cairn.duckdb*.corrupt-*")))
    assert "the store is complete again" in told or damage == "empty log beside it"
    assert server.verdict().flaws == []
    for aside in server.data.glob("*.corrupt-*"):
        aside.unlink()


def spoil(path: Path, damage: str) -> None:
    content = path.read_bytes()
    if damage == "overwritten":
        path.write_bytes(b"this is no store " * 900)
    elif damage == "cut off":
        path.write_bytes(content[: len(content) // 3])
    else:
        path.with_name(path.name + ".wal").write_bytes(b"")


def serve(data: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """`cairn serve` to its end, which must come by itself."""
    command = (*before, sys.executable, "-m", "agent.cli", "serve", "--port", str(free_port()))
    keys = {**KEYS, "WHATSAPP_GRAPH_URL": "http://127.0.0.1:9", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=ROOT, env=environment(data, **keys), text=True, capture_output=True, timeout=240, check=False
    )


def test_a_corrupt_journal_is_refused_untouched_and_the_way_back_is_told(server: Mortal, folder: Path) -> None:
    server.write(new_phone(), QUESTION)
    server.come_to_rest()
    server.end(signal.SIGTERM)
    data_folder(folder)
    shutil.copy(server.journal, folder / "journal.sqlite")
    with (folder / "journal.sqlite").open("r+b") as file:
        for page in range(1, (folder / "journal.sqlite").stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 64)
    before = (folder / "journal.sqlite").read_bytes()
    refused = serve(folder)

    assert refused.returncode == 1
    assert "damaged" in refused.stderr
    assert "copy the newest backup" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (folder / "journal.sqlite").read_bytes() == before


def test_a_disk_that_may_not_be_written_is_named_at_start(folder: Path) -> None:
    data_folder(folder)
    assert cairn("check", data=folder).stderr == ""
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        refused = serve(folder, *as_anybody_else())
    finally:
        folder.chmod(stat.S_IRWXU)

    assert refused.returncode == 1
    assert str(folder) in refused.stderr
    assert "may write" in refused.stderr
    assert "Traceback" not in refused.stderr


def as_anybody_else() -> tuple[str, ...]:
    """For root permissions mean nothing, unless it gives up its right to ignore them."""
    if os.geteuid() != 0:
        return ()
    without = ",".join(f"-{name}" for name in WAYS_AROUND_PERMISSIONS)
    return ("setpriv", f"--bounding-set={without}", f"--inh-caps={without}")
