"""The server's own HTTP API: described in docs/openapi.yaml, asked by schemathesis what nobody thought of."""

import re
from typing import Any

import httpx
import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from agent.settings import ROOT
from serve.sanic_app import webhook_app
from tests.contract.product import API_KEYS, Product

DESCRIBED: dict[str, Any] = yaml.safe_load((ROOT / "docs/openapi.yaml").read_text(encoding="utf-8"))
SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]
OPERATIONS = [(method, path) for path, methods in DESCRIBED["paths"].items() for method in methods]
GUARDED = [(method, path) for method, path in OPERATIONS if "security" in DESCRIBED["paths"][path][method]]
CONFIG = (path for path in DESCRIBED["paths"] if path.startswith("/v1/config"))
FOR_ADMINS = {"/v1/numbers/{number_id}/start", "/v1/contacts/{contact}/reveal", *CONFIG}
FOR_READERS = {"/v1/query", "/v1/tables", "/v1/watermark"}


def routes() -> set[tuple[str, str]]:
    """Method and path of every route of the server."""

    async def nobody() -> Any:
        raise AssertionError("this app is never started")

    app = webhook_app(nobody, name="described")
    found = {(method.lower(), route.path) for route in app.router.routes for method in route.methods}
    return {(method, "/" + re.sub(r"<(\w+):\w+>", r"{\1}", path)) for method, path in found}


def test_the_description_names_every_route_and_no_other() -> None:
    assert set(OPERATIONS) == routes()


@SCHEMA.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
def test_no_request_upsets_it_and_every_answer_is_as_described(case: Any, product: Product) -> None:
    case.headers = {**(case.headers or {}), "Authorization": f"Bearer {API_KEYS['admin']}"}
    case.call_and_validate(base_url=product.url, checks=CHECKS)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_without_a_known_key_nothing_is_told(method: str, path: str, product: Product) -> None:
    known = API_KEYS["admin"]
    forged = ["", "Bearer", f"Bearer {known[:-1]}", f"Bearer {known} x", f"Basic {known}", f"bearer{known}"]
    answers = [ask(product, method, path, header) for header in forged]

    assert {answer.status_code for answer in answers} == {401}
    assert {tuple(answer.json()) for answer in answers} == {("error",)}


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_key_does_what_its_role_may_and_no_more(method: str, path: str, product: Product) -> None:
    reader = ask(product, method, path, f"Bearer {API_KEYS['reader']}")
    agent = ask(product, method, path, f"Bearer {API_KEYS['agent']}")

    assert (reader.status_code == 403) is (path not in FOR_READERS)
    assert (agent.status_code == 403) is (path in FOR_ADMINS)


def ask(product: Product, method: str, path: str, header: str) -> httpx.Response:
    filled = re.sub(r"\{\w+\}", "nobody", path)
    return product.ask(method.upper(), filled, headers={"Authorization": header} if header else {})
