"""A running server: what is published is what customers hear, without a restart, and it can be taken back."""

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pyarrow.ipc
import pytest

from agent.publishing.open import open_desk
from agent.settings import Environment
from tests.contract.product import API_KEYS, CONFIG, Product
from tests.real_parts import phones, running_deployment, until

WHY = "customers find it pushy"
QUESTION = "How high is Hampta Pass?"


class Shop(Product):
    """The product, and what it answers."""

    def config_api(self, method: str, path: str, body: Any = None, role: str = "admin") -> httpx.Response:
        headers = {"Authorization": f"Bearer {API_KEYS[role]}"}
        url = f"{self.url}/v1/config{path}"
        return httpx.request(method, url, headers=headers, json=body, timeout=300, trust_env=False)

    def configs_by_contact(self) -> dict[str, frozenset[str]]:
        """The configs that answered each contact who asked during the canary."""
        sql = "SELECT contact, config_hash FROM turns WHERE recorded_at >= ?::TIMESTAMPTZ"
        since = self.config_api("GET", "/canary").json()["canary"]["since"]
        headers = {"Authorization": f"Bearer {API_KEYS['admin']}"}
        body = {"sql": sql, "parameters": [since]}
        answer = httpx.post(f"{self.url}/v1/query", headers=headers, json=body, timeout=60, trust_env=False)
        rows = pyarrow.ipc.open_stream(answer.raise_for_status().content).read_all().to_pylist()
        contacts = {row["contact"] for row in rows}
        return {one: frozenset(row["config_hash"] for row in rows if row["contact"] == one) for one in contacts}

    def turns_counted(self) -> int:
        """Turns that the running canary has counted, on both sides."""
        told = self.config_api("GET", "/canary").json()["canary"]
        return int(told["turns_live"] + told["turns_canary"])

    def answer(self, phone: str) -> str:
        """What this customer hears to the question."""
        before = len(self.sent(phone))
        self.write(phone, QUESTION)
        until(lambda: len(self.sent(phone)) > before, "the customer has an answer")
        return str(self.sent(phone)[-1]["text"])


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with running_deployment(Shop, tmp_path_factory.mktemp("shop"), CONFIG) as running:
        yield running


def test_what_is_published_is_what_customers_hear_and_a_rollback_undoes_it(shop: Shop) -> None:
    first, second, third = phones(5, 3)
    before = shop.answer(first)
    body = {"values": {"generate.call_to_action": False}, "reason": WHY}
    published = shop.config_api("POST", "/publish", body).raise_for_status().json()
    assert (published["author"], published["kind"]) == ("admin", "publish")
    assert published["serving"] == published["hash"]

    assert len(shop.answer(second)) < len(before)
    back = shop.config_api("POST", "/rollback", {"to": "1", "reason": "they miss it after all"}).raise_for_status()
    assert back.json()["serving"] == back.json()["hash"] != published["hash"]
    assert shop.answer(third) == before
    assert shop.config.read_text(encoding="utf-8") == CONFIG


def test_a_server_takes_up_what_is_published_beside_it(shop: Shop) -> None:
    desk = open_desk(shop.config, Environment(cairn_data=shop.data))
    desk.save("asha", {"alerts.least": 9, "generate.max_chars": 690})
    version = desk.publish("asha", "shorter answers of models")
    until(lambda: shop.config_api("GET", "").json()["serving"] == version.hash, "the new config is in service")

    assert shop.config_api("GET", "/history").json()["versions"][0]["author"] == "asha"
    assert "alerts.least" in [change["path"] for change in shop.config_api("GET", "").json()["version"]["changes"]]


def test_a_canary_serves_its_contacts_and_they_stay_in_it_over_a_restart(shop: Shop) -> None:
    desk = open_desk(shop.config, Environment(cairn_data=shop.data))
    body = {"values": {"generate.call_to_action": False}, "reason": WHY, "canary_share": 0.5}
    shop.config_api("POST", "/publish", body).raise_for_status()
    asking = phones(6, 6)
    heard = {phone: shop.answer(phone) for phone in asking}
    assert len(set(heard.values())) == 2
    until(lambda: shop.turns_counted() == len(asking), "every turn is over and counted")
    before = shop.configs_by_contact()

    shop.end(signal.SIGKILL)
    shop.start()
    for phone in asking:
        shop.answer(phone)
    until(lambda: shop.turns_counted() >= 2 * len(asking) - 1, "the second turns are counted as well")
    assert len(set(before.values())) == 2
    assert shop.configs_by_contact() == before
    canary = desk.canary()
    assert canary is not None
    assert shop.config_api("POST", "/canary/promote", {"reason": "no harm was seen"}).json()["serving"] == canary.hash
    assert shop.config_api("GET", "/canary").json() == {"canary": None}


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        ({"values": {"retrieve.keep": 99}, "reason": WHY}, 400, "retrieve.keep"),
        ({"values": {}, "reason": WHY}, 400, "values or text"),
        ({"values": {"retrieve.keep": 4}}, 400, "reason"),
        ({"values": {"retrieve.keep": 4}, "reason": "because"}, 409, "say why"),
        ({"values": {"retrieve.keep": 4}, "reason": WHY, "base": "0" * 12}, 409, "changed since"),
        ({"text": "steps: [", "reason": WHY}, 400, "not readable as YAML"),
        ({"values": {"generate.prompts": "config/nowhere"}, "reason": WHY}, 409, "failed its rehearsal"),
    ],
)
def test_what_cannot_be_published_says_why_and_changes_nothing(
    shop: Shop, body: dict[str, Any], status: int, says: str
) -> None:
    before = shop.config.read_bytes()
    answer = shop.config_api("POST", "/publish", body)

    assert (answer.status_code, says in answer.text) == (status, True), answer.text
    assert shop.config.read_bytes() == before


def test_keys_below_admin_may_not_even_look(shop: Shop) -> None:
    for role in (one for one in API_KEYS if one != "admin"):
        assert shop.config_api("GET", "/history", role=role).status_code == 403
    assert (Path(shop.data) / "config" / "history").exists()
