"""The kill switch over HTTP: agents may stop a number, admins may start it again."""

from typing import Any

import httpx
import pytest

from tests.serve.conftest import API_KEYS, Running

STOP = {"reason": "complaints", "hours": 2.0}


async def ask(server: Running, method: str, path: str, role: str, body: Any = None) -> httpx.Response:
    headers = {"Authorization": f"Bearer {API_KEYS[role]}"}
    return await server.client.request(method, path, headers=headers, json=body)


async def test_an_agent_stops_and_an_admin_starts(server: Running) -> None:
    stopped = (await ask(server, "POST", "/v1/numbers/100/stop", "agent", STOP)).json()
    assert (stopped["stopped"], stopped["changed"], stopped["reason"]) == (True, True, "complaints")
    assert stopped["until"] is not None
    assert not (await ask(server, "POST", "/v1/numbers/100/stop", "agent", STOP | {"hours": 1.0})).json()["changed"]
    assert [row["number"] for row in (await ask(server, "GET", "/v1/numbers", "agent")).json()["stopped"]] == ["100"]
    assert (await ask(server, "POST", "/v1/numbers/100/start", "agent")).status_code == 403
    started = (await ask(server, "POST", "/v1/numbers/100/start", "admin")).json()
    assert (started["stopped"], started["changed"]) == (False, True)
    assert not (await ask(server, "GET", "/v1/numbers/100", "agent")).json()["stopped"]


async def test_the_list_tells_how_much_of_the_messaging_limit_is_used(server: Running) -> None:
    told = (await ask(server, "GET", "/v1/numbers", "agent")).json()
    assert told == {"stopped": [], "people_reached": 0, "messaging_limit": 250, "limit_told": ""}


async def test_a_mistyped_number_is_not_found_and_those_there_are_are_named(server: Running) -> None:
    for method, path, role in (("POST", "/stop", "agent"), ("POST", "/start", "admin"), ("GET", "", "agent")):
        answer = await ask(server, method, f"/v1/numbers/1000{path}", role, STOP)
        assert answer.status_code == 404
        assert "1000: not a number of ours" in answer.json()["error"]
        assert "known: 100;" in answer.json()["error"]
    assert list(await server.ports.journal.stopped_numbers()) == []


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "x", "hours": -1.0}, {"reason": "x", "why": "y"}, []])
async def test_a_stop_without_a_reason_is_refused(server: Running, body: Any) -> None:
    answer = await ask(server, "POST", "/v1/numbers/100/stop", "agent", body)
    assert answer.status_code == 400
    assert not (await server.ports.journal.number_state("100")).stopped


async def test_a_stopped_number_shows_and_is_no_failure(server: Running) -> None:
    await server.ports.journal.stop_number("100", "131048: spam", "whatsapp")
    ready = await server.client.get("/health/ready")
    assert ready.status_code == 200
    (line,) = ready.json()["stopped_numbers"]
    assert line.startswith("100: stopped since ")
    assert line.endswith("by whatsapp, until it is started: 131048: spam")
    assert 'cairn_number_stopped{number="100"} 1.0' in (await server.client.get("/metrics")).text
    await server.ports.journal.start_number("100", "vikram")
    assert 'cairn_number_stopped{number="100"}' not in (await server.client.get("/metrics")).text
