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


TENANT = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
SILENT = {"email": "asha@example.com", "iss": TENANT}
"""What Microsoft's tokens say: nothing about whether the address was verified."""


def test_an_issuer_that_says_nothing_about_verifying_counts_only_when_it_is_named() -> None:
    named = organisation_of(environment(cairn_oidc_trusted_issuer=TENANT))
    unnamed = organisation_of(environment())
    assert named is not None
    assert unnamed is not None
    assert named.role(SILENT) == "agent"
    assert unnamed.role(SILENT) is None
    assert named.stamp != unnamed.stamp


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.microsoftonline.com/another/v2.0"},
        {"iss": f"{TENANT}/"},
        {"iss": None},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": 0},
        {"idp": "https://sts.windows.net/66666666-2222-3333-4444-555555555555/"},
        {"idp": "live.com"},
        {"xms_edov": False},
        {"xms_edov": "0"},
        {"email": "eve@example.com"},
        {"email": None},
    ],
)
def test_even_of_a_trusted_issuer_guests_and_what_it_denies_or_another_one_says_counts_for_nothing(
    claims: dict[str, object],
) -> None:
    found = organisation_of(environment(cairn_oidc_trusted_issuer=TENANT))
    assert found is not None
    assert found.role({**SILENT, **claims}) is None


@pytest.mark.parametrize(
    "issuer",
    [
        "https://login.microsoftonline.com/common/v2.0",
        "https://login.microsoftonline.com/Organizations/v2.0",
        "https://login.microsoftonline.com/consumers/v2.0",
        "https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad/v2.0",
        "https://login.microsoftonline.com/{tenantid}/v2.0",
        "login.microsoftonline.com",
        "yes",
        "*",
    ],
)
def test_an_issuer_where_anybody_has_an_account_cannot_be_trusted(issuer: str) -> None:
    with pytest.raises(PortError, match="one tenant of your own"):
        organisation_of(environment(cairn_oidc_trusted_issuer=issuer))
