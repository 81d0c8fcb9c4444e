"""The organisation's own login (OpenID Connect), from the environment: where it is, and who may do what by e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agent.accounts.roles import Role
from agent.accounts.users import role_of
from agent.ports import PortError
from agent.settings import Environment

CALLBACK = "/oauth2callback"


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Streamlit does the protocol; this says with whom, and what an address may."""

    client_id: str
    client_secret: str = field(repr=False)
    metadata_url: str
    redirect_url: str
    roles: Mapping[str, Role]

    def role(self, claims: Mapping[str, Any]) -> Role | None:
        """The role of who signed in; None for an address that is not listed, or that the provider has not verified."""
        if claims.get("email_verified") is not True:
            return None
        return self.roles.get(str(claims.get("email", "")).casefold())

    def secrets(self, cookie_secret: str) -> dict[str, Any]:
        """What Streamlit wants to know under `auth`."""
        return {
            "auth": {
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "server_metadata_url": self.metadata_url,
                "redirect_uri": self.redirect_url,
                "cookie_secret": cookie_secret,
            }
        }


def organisation_of(environment: Environment) -> Organisation | None:
    """The login the environment names; None where it names none, PortError where it names half of one."""
    given = {
        "CAIRN_OIDC_CLIENT_ID": environment.cairn_oidc_client_id,
        "CAIRN_OIDC_CLIENT_SECRET": environment.cairn_oidc_client_secret.get_secret_value(),
        "CAIRN_OIDC_METADATA_URL": environment.cairn_oidc_metadata_url,
        "CAIRN_OIDC_REDIRECT_URL": environment.cairn_oidc_redirect_url,
        "CAIRN_OIDC_USERS": environment.cairn_oidc_users,
    }
    if not any(given.values()):
        return None
    missing = [name for name, value in given.items() if not value]
    if missing:
        raise PortError(f"the organisation's login is half configured; not set: {', '.join(missing)}")
    client_id, secret, metadata_url, redirect_url, users = given.values()
    if not redirect_url.endswith(CALLBACK):
        raise PortError(f"CAIRN_OIDC_REDIRECT_URL: the workbench's own address, ending in {CALLBACK}")
    return Organisation(
        client_id=client_id,
        client_secret=secret,
        metadata_url=metadata_url,
        redirect_url=redirect_url,
        roles=_roles(users),
    )


def _roles(text: str) -> dict[str, Role]:
    entries = [entry.strip().rpartition(":") for entry in text.split(",") if entry.strip()]
    if any("@" not in email for email, _, _ in entries):
        raise PortError("CAIRN_OIDC_USERS: entries are e-mail:role, separated by commas")
    return {email.casefold(): role_of(role) for email, _, role in entries}
