"""The organisation's own login (OpenID Connect), from the environment: where it is, and who may do what by e-mail."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from agent.accounts.roles import Role
from agent.accounts.users import role_of
from agent.ports import PortError
from agent.settings import Environment

CALLBACK = "/oauth2callback"
_SHARED = frozenset({"common", "organizations", "consumers", "9188040d-6c67-4c5b-b112-36a304b66dad"})
"""Tenants of Microsoft in which anybody has an account, the last one by its id: personal accounts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """Streamlit does the protocol; this says with whom, and what an address may.

    `trusted_issuer`: the issuer whose addresses count though it does not say that it verified them.
    """

    client_id: str
    client_secret: str = field(repr=False)
    metadata_url: str
    redirect_url: str
    roles: Mapping[str, Role]
    trusted_issuer: str = ""

    @property
    def stamp(self) -> str:
        """Another one for another provider, client or trust: sessions of the one before are over."""
        told = json.dumps([self.client_id, self.metadata_url, self.trusted_issuer])
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def role(self, claims: Mapping[str, Any]) -> Role | None:
        """The role of who signed in; None for an address that is not listed, or that nobody vouches for."""
        return self.roles.get(str(claims.get("email", "")).casefold()) if self._vouched(claims) else None

    def _vouched(self, claims: Mapping[str, Any]) -> bool:
        """Verified by the provider, or by one that is trusted without saying so: for accounts of its own, no guests.

        `idp` is where a guest of a Microsoft tenant comes from, `xms_edov` whether the address's domain is verified.
        """
        said = claims.get("email_verified")
        if said is not None or not self.trusted_issuer:
            return said is True
        is_own = claims.get("iss") == self.trusted_issuer == claims.get("idp", self.trusted_issuer)
        return is_own and claims.get("xms_edov", True) in (True, "1", "true")

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
        trusted_issuer=_one_issuer(environment.cairn_oidc_trusted_issuer.strip()),
    )


def _one_issuer(url: str) -> str:
    """As it stands in the tokens' `iss`; PortError for what would be everybody's, or none."""
    parts = urlsplit(url)
    is_address = parts.scheme in ("https", "http") and bool(parts.netloc) and "{" not in url
    if url and (not is_address or _SHARED & set(parts.path.casefold().split("/"))):
        raise PortError(
            "CAIRN_OIDC_TRUSTED_ISSUER: the `iss` of one tenant of your own, as its tokens say it, such as "
            "https://login.microsoftonline.com/TENANT-ID/v2.0; common, organizations and consumers are everybody's"
        )
    return url


def _roles(text: str) -> dict[str, Role]:
    entries = [entry.strip().rpartition(":") for entry in text.split(",") if entry.strip()]
    if any("@" not in email for email, _, _ in entries):
        raise PortError("CAIRN_OIDC_USERS: entries are e-mail:role, separated by commas")
    return {email.casefold(): role_of(role) for email, _, role in entries}
