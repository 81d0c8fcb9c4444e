"""Server, two pages and a notebook at once, as processes: no lock, nothing old, also over its end and its death."""

import signal
import stat
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from agent.process.local_server import FILE, find_server
from agent.settings import ROOT, Environment
from agent.store.reader import open_reader
from benchmarks.load.reading import STALE_S, Readers, ages, logged
from tests.real_parts import Deployment, edited, environment, phones, running_deployment, until

pytestmark = pytest.mark.alone

CONFIG = edited((ROOT / "config/pipeline.yaml").read_text(encoding="utf-8"), service={"burst_window_s": 0.1})
QUESTIONS = ("What does Hampta Pass cost in June?", "kedarkantha december me khula hai kya", "Where do we meet?")
LOAD_S = 12.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with running_deployment(Deployment, tmp_path_factory.mktemp("read"), CONFIG) as found:
        yield found


def write_for(server: Deployment, seconds: float, seed: int) -> None:
    """Four customers a second, each a new one."""
    started = time.monotonic()
    for n, phone in enumerate(phones(seed, int(seconds * 4))):
        server.write(phone, QUESTIONS[n % len(QUESTIONS)])
        time.sleep(max(0.0, started + n / 4 - time.monotonic()))


def test_nobody_meets_a_lock_and_nobody_sees_a_page_older_than_two_seconds(server: Deployment) -> None:
    readers = Readers(server.data, LOAD_S)
    readers.start(environment(server.data))
    try:
        write_for(server, LOAD_S, seed=1)
        rounds = readers.finish()
    finally:
        readers.kill()
    turns = logged(server.data / "journal.sqlite")

    assert len(turns) > LOAD_S
    assert [one["error"] for each in rounds for one in each if one["error"]] == []
    assert {one["source"] for each in rounds for one in each} == {"server"}
    assert min(len(each) for each in rounds) >= 2
    assert max(one["seen"] for each in rounds for one in each) > 0
    assert max(age for each in rounds for age in ages(each, turns)) < STALE_S


def test_a_session_of_days_outlives_the_servers_end_its_start_and_its_death(server: Deployment) -> None:
    reader = open_reader(Environment(cairn_data=server.data))
    told: list[str] = []

    def look() -> int:
        (row,) = reader.query("SELECT count(*) AS n FROM turns").to_pylist()
        told.append(reader.source)
        return int(row["n"])

    before = look()
    server.end(signal.SIGTERM)
    assert not (server.data / FILE).exists()
    assert look() >= before
    server.start()
    (phone,) = phones(7, 1)
    server.write(phone, QUESTIONS[0])
    until(lambda: server.sent(phone), "an answer")
    until(lambda: look() > before, "the reader sees it")
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lambda: [look() for _ in range(5)])
        server.end(signal.SIGKILL)
        assert min(asked.result()) > before
    assert (server.data / FILE).exists()
    assert look() > before
    assert told[-1] == "file"
    server.start()
    until(lambda: look() > before and told[-1] == "server", "the reader is back at the server")
    assert {"server", "file"} == set(told)
    reader.close()


def test_the_key_of_the_server_is_the_owners_alone_and_changes_at_each_start(server: Deployment) -> None:
    first = find_server(server.data)
    assert stat.S_IMODE((server.data / FILE).stat().st_mode) == 0o600
    server.end(signal.SIGTERM)
    server.start()

    second = find_server(server.data)
    assert first is not None
    assert second is not None
    assert first.key != second.key
    assert first.key not in server.log
    assert second.key not in server.log
