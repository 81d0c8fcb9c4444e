"""The organisation's own login, from the environment."""

import pytest
from pydantic import SecretStr

from agent.accounts.organisation import organisation_of
from agent.ports import PortError
from agent.settings import Environment

WHOLE = {
    "cairn_oidc_client_id": "workbench",
    "cairn_oidc_client_secret": SecretStr("secret-of-the-tests"),
    "cairn_oidc_metadata_url": "https://login.example.com/.well-known/openid-configuration",
    "cairn_oidc_redirect_url": "https://bench.example.com/oauth2callback",
    "cairn_oidc_users": "Asha@Example.com:agent, ravi@example.com:admin",
}


def environment(**changed: object) -> Environment:
    return Environment.model_validate({**WHOLE, **changed})


def test_who_is_listed_gets_the_role_once_the_provider_has_verified_the_address() -> None:
    found = organisation_of(environment())
    assert found is not None
    assert found.role({"email": "asha@example.com", "email_verified": True}) == "agent"
    assert found.role({"email": "ASHA@example.com", "email_verified": True}) == "agent"
    assert found.role({"email": "asha@example.com", "email_verified": False}) is None
    assert found.role({"email": "asha@example.com", "email_verified": "false"}) is None
    assert found.role({"email": "asha@example.com"}) is None
    assert found.role({"email": "eve@example.com", "email_verified": True}) is None
    assert found.role({}) is None
    assert "secret-of-the-tests" not in repr(found)


def test_none_is_none_and_half_of_one_is_refused_by_name() -> None:
    empty = {name: "" for name in WHOLE}
    assert organisation_of(Environment.model_validate(empty)) is None
    with pytest.raises(PortError, match="CAIRN_OIDC_METADATA_URL"):
        organisation_of(environment(cairn_oidc_metadata_url=""))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cairn_oidc_redirect_url", "https://bench.example.com/"),
        ("cairn_oidc_users", "asha:agent"),
        ("cairn_oidc_users", "asha@example.com"),
        ("cairn_oidc_users", "asha@example.com:emperor"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, value: str) -> None:
    with pytest.raises(PortError):
        organisation_of(environment(**{name: value}))
