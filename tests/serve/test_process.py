"""The server as a process: stopped, edited under, started twice, and found with a torn file.

tests/faults kills it.
"""

import asyncio
import os
import re
import shutil
import signal
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from agent.channel.signature import sign
from agent.journal.sqlite import SQLiteJournal
from agent.ports import Outgoing, Record
from agent.settings import ROOT
from tests.real_parts import (
    KEYS,
    Deployment,
    cairn,
    edited,
    free_port,
    phones,
    running_deployment,
    until,
)
from tests.serve.test_webhook import text_message

SHIPPED = (ROOT / "config/pipeline.yaml").read_text(encoding="utf-8")
CONFIG = edited(SHIPPED, service={"burst_window_s": 0.1})
QUESTIONS = (
    "What does Hampta Pass cost in June?",
    "हम्पता पास कितने दिन का है?",
    "Hola, mi número es +91 98160 55512",
    "Y a-t-il des places en mai ?",
)


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    """One server and simulator for this file; a test that ends the server starts it again."""
    with running_deployment(Deployment, tmp_path_factory.mktemp("deployed"), CONFIG) as found:
        yield found


@pytest.fixture
def server(deployed: Deployment) -> Deployment:
    """Running and ready."""
    deployed.start()
    return deployed


def sends(deployment: Deployment, messages: Sequence[str]) -> Mapping[str, Outgoing | None]:
    """The outbox row of each message, read beside the server."""

    async def read() -> Mapping[str, Outgoing | None]:
        journal = SQLiteJournal.open(deployment.data / "journal.sqlite", read_only=True)
        try:
            return {message: await journal.outbox(message) for message in messages}
        finally:
            await journal.aclose()

    return asyncio.run(read())


def records(deployment: Deployment, kind: str) -> list[Record]:
    """All facts of one kind, as the store and the workbench get them."""

    async def read() -> list[Record]:
        journal = SQLiteJournal.open(deployment.data / "journal.sqlite", read_only=True)
        try:
            return [record for record in await journal.records_after(0, 1_000_000) if record.kind == kind]
        finally:
            await journal.aclose()

    return asyncio.run(read())


def turn_of(deployment: Deployment, message: str) -> Mapping[str, Any] | None:
    return next((record.body for record in records(deployment, "turn") if record.key == message), None)


def test_a_signed_webhook_is_answered_at_the_graph_api(server: Deployment) -> None:
    body = text_message(text=QUESTIONS[0], to=KEYS["WHATSAPP_PHONE_NUMBER_ID"])
    headers = {"X-Hub-Signature-256": sign(body, KEYS["WHATSAPP_APP_SECRET"])}
    answer = httpx.post(f"{server.url}/webhook", content=body, headers=headers, trust_env=False)
    forged = httpx.post(f"{server.url}/webhook", content=body + b" ", headers=headers, trust_env=False)
    (send,) = until(lambda: server.sent("919000000001"), "the answer is at the simulator")

    assert (answer.status_code, forged.status_code) == (200, 401)
    assert "Hampta Pass" in send["text"]
    assert re.fullmatch(r"[0-9a-f-]{36}", send["biz_opaque_callback_data"])


def test_a_second_server_on_the_same_folder_names_the_one_that_runs(server: Deployment) -> None:
    second = cairn("serve", "--port", str(free_port()), data=server.data, **server.keys())

    assert second.returncode == 1
    assert server.server is not None
    assert f"in use by process {server.server.pid}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_question_can_be_asked_while_the_server_holds_the_folder(server: Deployment) -> None:
    run = cairn("ask", "What does it cost?", "--as", "Rohit", "--json", data=server.data)

    assert (run.returncode, run.stderr) == (0, "")
    assert '"c-0005"' in run.stdout


def test_an_edit_counts_from_the_next_turn_and_a_broken_one_never(server: Deployment) -> None:
    before, after, unharmed = phones(1, 3)
    first = server.write(before, QUESTIONS[0])
    until(lambda: turn_of(server, first), "the first turn is written down")

    publish(server.config, edited(CONFIG, "retrieve", keep=3))
    until(lambda: '"config in service"' in server.log, "the edit is in service")
    second = server.write(after, QUESTIONS[0])
    until(lambda: turn_of(server, second), "the second turn is written down")

    publish(server.config, CONFIG.replace("step: retrieve", "step: retreive"))
    until(lambda: "did you mean 'retrieve'?" in server.log, "the broken edit is refused")
    third = server.write(unharmed, QUESTIONS[0])
    until(lambda: turn_of(server, third), "the third turn is written down")
    publish(server.config, CONFIG)

    turns = [turn_of(server, message) or {} for message in (first, second, third)]
    old, new, kept = (turn["config_hash"] for turn in turns)
    assert old != new == kept
    assert new in server.log
    assert [len(turn["evidence"]) for turn in turns] == [5, 3, 3]


def publish(path: Path, text: str) -> None:
    aside = path.with_name("draft.yaml")
    aside.write_text(text, encoding="utf-8")
    os.replace(aside, path)


def test_sigterm_while_turns_run_loses_nothing_and_repeats_nothing(server: Deployment) -> None:
    asking = phones(2, 8)
    messages = [server.write(phone, QUESTIONS[n % 4]) for n, phone in enumerate(asking)]
    until(lambda: any(sends(server, messages).values()), "the first of them is being answered")
    status = server.end(signal.SIGTERM)
    assert "leaked" not in server.log, "DuckDB counts what is left when the interpreter ends"
    server.start()
    until(lambda: all(server.sent(phone) for phone in asking), "all are answered")

    assert status == 0
    assert [len(server.sent(phone)) for phone in asking] == [1] * len(asking)
    assert {send.state for send in sends(server, messages).values() if send} <= {"sent", "delivered", "read"}


def test_the_phone_started_again_is_not_taken_for_an_echo_of_its_first_run(server: Deployment) -> None:
    (phone,) = phones(5, 1)
    for _ in range(2):
        server.restart_simulator()
        server.write(phone, QUESTIONS[0])
        until(lambda: server.sent(phone), "the answer of this run")

    until(lambda: turn_of(server, server.written[phone]), "the turn is recorded, after its answer went out")


def test_a_store_with_a_torn_log_is_set_aside_and_rebuilt(server: Deployment) -> None:
    (phone,) = phones(3, 1)
    message = server.write(phone, QUESTIONS[0])
    until(lambda: turn_of(server, message), "the turn is written down")
    server.end(signal.SIGKILL)
    log = server.data / "cairn.duckdb.wal"
    torn = log.read_bytes()[:-7] if log.exists() else b""
    log.write_bytes(torn + bytes(range(256)) * 8)
    server.start()

    assert list(server.data.glob("cairn.duckdb*.corrupt-*"))
    assert "the store is complete again" in server.log
    server.end(signal.SIGTERM)
    assert turns_in_store(server) == len(records(server, "turn"))


def turns_in_store(deployment: Deployment) -> int:
    """Counted in a copy, so that nothing here can mend the original."""
    import duckdb

    copy = deployment.data / "copy.duckdb"
    shutil.copy(deployment.data / "cairn.duckdb", copy)
    with duckdb.connect(str(copy), read_only=True) as connection:
        return int(connection.execute("SELECT count(*) FROM turns").fetchall()[0][0])


def test_nothing_the_server_logged_names_a_person_or_a_key(deployed: Deployment) -> None:
    log = deployed.log
    numbers = [*deployed.written, "919000000001", "98160 55512", "9816055512"]

    assert len(log.splitlines()) > len(deployed.written) / 2
    assert "wamid" not in log
    assert [number for number in numbers if number in log] == []
    assert [name for name, value in KEYS.items() if "NUMBER" not in name and value in log] == []
    assert [question for question in QUESTIONS if question in log] == []
    assert "Traceback" not in log
