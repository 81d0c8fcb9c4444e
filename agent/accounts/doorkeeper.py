"""The one place that decides who somebody is: by session, by the organisation's login, or because all is local."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import structlog

from agent.accounts.address import comes_from_here, is_loopback
from agent.accounts.attempts import Attempts
from agent.accounts.organisation import Organisation, organisation_of
from agent.accounts.passwords import fits, nobodys
from agent.accounts.roles import User
from agent.accounts.sessions import Sessions
from agent.accounts.users import Users
from agent.ports import PortError
from agent.settings import Environment

log = structlog.get_logger("workbench")

Mode = Literal["open", "password", "organisation"]
LOCAL = User(name="local", role="admin")
"""Who works on this machine while no users are made."""
MAKE_USERS = (
    "make a user first: `cairn user add NAME --role admin` (or set CAIRN_OIDC_…, docs/workbench.md), "
    "or listen on 127.0.0.1"
)


def require_login(environment: Environment, host: str) -> None:
    """PortError where a workbench that listens on this host would be open to others without a login."""
    if organisation_of(environment) or is_loopback(host) or Users(environment.cairn_data).all():
        return
    raise PortError(f"the workbench on {host or 'every address'} would be open to everybody: {MAKE_USERS}")


class Doorkeeper:
    """Asked before every page, and again where something is done. Safe from any thread."""

    def __init__(self, folder: Path, host: str, organisation: Organisation | None = None) -> None:
        """`host`: what the workbench listens on."""
        self._users = Users(folder)
        self._organisation = organisation
        self._is_local = is_loopback(host)
        self.sessions = Sessions()
        self._attempts = Attempts()

    @property
    def mode(self) -> Mode:
        """How one gets in now; open only as long as nobody ever made a user."""
        if self._organisation is not None:
            return "organisation"
        return "password" if self._users.exist else "open"

    def lets_in(self, client: str, headers: Mapping[str, str]) -> bool:
        """Whether a request without any login is let in as the local user."""
        return self.mode == "open" and self._is_local and comes_from_here(client, headers)

    def sign_in(self, name: str, password: str, address: str) -> str | None:
        """A session's secret; None for a wrong name or password, which take as long. PortError for too many tries."""
        if not self._attempts.may_try(name, address):
            log.warning("sign-in refused, too many attempts", user=name[:60], peer=address)
            raise PortError("too many attempts; wait five minutes and try again")
        account = self._users.all().get(name)
        right = fits(password, account.password if account else nobodys())
        if account is None or not right:
            log.warning("sign-in failed", user=name[:60], peer=address)
            return None
        self._attempts.succeeded(name, address)
        log.warning("signed in", user=name, peer=address)
        return self.sessions.begin(name, account.since)

    def recognise(self, secret: str) -> User | None:
        """Whose session this is, with the role as it is now; None when it is over or the user is gone."""
        session = self.sessions.find(secret) if secret else None
        if session is None:
            return None
        user = self._user(session.name, session.since)
        if user is None:
            self.sessions.end(secret)
        return user

    def recognise_claims(self, secret: str, claims: Mapping[str, Any]) -> User | None:
        """Who came through the organisation's login; `secret`: the cookie it gave, which a sign-out makes worthless."""
        role = self._organisation.role(claims) if self._organisation else None
        if role is None or not secret:
            return None
        email = str(claims["email"]).casefold()
        return self.recognise(secret) if self.sessions.admit(secret, email) else None

    def _user(self, name: str, since: str) -> User | None:
        if self._organisation is not None:
            role = self._organisation.roles.get(name)
            return User(name=name, role=role) if role else None
        account = self._users.all().get(name)
        return User(name=name, role=account.role) if account and account.since == since else None
