"""A customer who wants a person, told by the real server, the simulator and the command beside them."""

import json
import signal
from collections.abc import Iterator

import httpx
import pytest

from agent.settings import ROOT
from tests.real_parts import Deployment, cairn, edited, phones, running_deployment, until

KEY = "the-key-of-the-process-test"
CONFIG = edited((ROOT / "config/pipeline.yaml").read_text(encoding="utf-8"), service={"burst_window_s": 0.1})


class WithKeys(Deployment):
    """The server knows one API key."""

    def keys(self) -> dict[str, str]:
        return {**super().keys(), "CAIRN_API_KEYS": f"asha:agent:{KEY}"}

    def api(self, method: str, path: str) -> httpx.Response:
        return httpx.request(method, self.url + path, headers={"Authorization": f"Bearer {KEY}"}, trust_env=False)

    def contact(self, phone: str) -> str:
        run = cairn("contact", "show", phone, "--json", data=self.data)
        assert run.returncode == 0, run.stderr
        return str(json.loads(run.stdout)["id"])

    def counted(self, contact: str, waiting: int) -> bool:
        items = self.api("GET", "/v1/review").json()["items"]
        return any(item["contact"] == contact and item["waiting"] == waiting for item in items)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WithKeys]:
    with running_deployment(WithKeys, tmp_path_factory.mktemp("people"), CONFIG) as found:
        yield found


def test_a_person_takes_over_over_a_restart_and_is_released_by_the_command(server: WithKeys) -> None:
    (phone,) = phones(71, 1)
    server.write(phone, "I want to talk to a human please")
    (told,) = until(lambda: server.sent(phone), "the customer is told")
    contact = server.contact(phone)
    assert "a colleague" in told["text"]
    assert "Kolkata time" in told["text"]

    server.write(phone, "What does Hampta Pass cost in June?")
    until(lambda: server.counted(contact, 1), "the message is counted")
    server.end(signal.SIGKILL)
    server.start()
    server.write(phone, "hello?")
    until(lambda: server.counted(contact, 2), "the next one too, after the restart")
    assert len(server.sent(phone)) == 1

    shown = cairn("contact", "show", phone, data=server.data)
    assert "a colleague has taken over (asked)" in shown.stdout
    assert "2 messages since" in shown.stdout
    assert phone not in shown.stdout

    released = cairn("contact", "release", contact, "--by", "asha", data=server.data)
    assert (released.returncode, released.stdout) == (0, f"{contact}: the bot answers again\n")
    server.write(phone, "What does Hampta Pass cost in June?")
    answer = until(lambda: server.sent(phone)[1:], "the bot answers again")[0]
    assert "Hampta Pass" in answer["text"]
    assert 'cairn_review_open{reason="asked"} 0.0' in httpx.get(f"{server.url}/metrics", trust_env=False).text


def test_a_release_over_http_works_and_an_emergency_is_answered_meanwhile(server: WithKeys) -> None:
    (phone,) = phones(72, 1)
    server.write(phone, "Quiero hablar con una persona, por favor")
    until(lambda: server.sent(phone), "the customer is told")
    contact = server.contact(phone)
    server.write(phone, "¡Ayuda! Mi amigo se ha roto la pierna en el trek, no puede caminar")
    until(lambda: len(server.sent(phone)) == 2, "the emergency is answered")

    def graded() -> list[tuple[str, str]]:
        items = server.api("GET", "/v1/review").json()["items"]
        return [(item["reason"], item["severity"]) for item in items if item["contact"] == contact]

    until(lambda: ("emergency", "critical") in graded(), "the emergency stands in the queue")
    assert (graded()[0], graded()[-1]) == (("emergency", "critical"), ("asked", "medium"))
    assert server.api("POST", f"/v1/contacts/{contact}/release").json() == {"contact": contact, "released": True}
    server.write(phone, "¿Cuánto cuesta Hampta Pass en junio?")
    until(lambda: len(server.sent(phone)) == 3, "the bot answers again")


def test_releasing_somebody_who_did_not_wait_or_is_unknown_says_so(server: WithKeys) -> None:
    idle = cairn("contact", "release", "c-0005", data=server.data)
    unknown = cairn("contact", "release", "nobody-like-that", data=server.data)
    assert (idle.returncode, idle.stdout) == (0, "c-0005: the bot was not silent, nothing to release\n")
    assert unknown.returncode == 2
    assert "nobody here is called" in unknown.stderr
    assert "Traceback" not in unknown.stderr


def test_the_key_never_reaches_the_log(server: WithKeys) -> None:
    assert KEY not in server.log
