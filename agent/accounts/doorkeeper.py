"""The one place that decides who somebody is: by session, by the organisation's login, or because all is local."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

import structlog

from agent.accounts.address import comes_from_here, is_loopback
from agent.accounts.attempts import Attempts
from agent.accounts.organisation import Organisation, organisation_of
from agent.accounts.passwords import fits, nobodys
from agent.accounts.roles import User
from agent.accounts.sessions import Sessions
from agent.accounts.users import Users
from agent.journal.guest import Deed
from agent.journal.kept_deeds import note
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
        self._folder = folder
        self._users = Users(folder)
        self._organisation = organisation
        self._is_local = is_loopback(host)
        self.sessions = Sessions(folder)
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
        account = self._users.all().get(name)
        if not self._attempts.may_try(name, address):
            if self._attempts.is_news(address):
                self._failed(name if account else "", address, "too many attempts")
            raise PortError("too many attempts; wait five minutes and try again")
        right = fits(password, account.password if account else nobodys())
        if account is None or not right:
            self._failed(name if account else "", address, "wrong password" if account else "no such user")
            return None
        self._attempts.succeeded(name, address)
        self._note("session.sign_in", f"workbench:{name}", name, how="password", address=address)
        return self.sessions.begin(name, account.since)

    def sign_out(self, secret: str, claims: Mapping[str, Any] | None = None) -> None:
        """Over in every tab and for every copy of the cookie, also after a restart. `claims`: of the organisation."""
        session = self.sessions.find(secret) if secret else None
        for one in (secret, _login_of(claims)) if claims else (secret,):
            self.sessions.end(one)
        if session is not None:
            self._note("session.sign_out", f"workbench:{session.name}", session.name)

    def recognise(self, secret: str) -> User | None:
        """Whose session this is, with the role as it is now; None when it is over or the user is gone."""
        session = self.sessions.find(secret) if secret else None
        if session is None:
            return None
        user = self._user(session.name, session.since)
        if user is None:
            self.sessions.end(secret)
        return user

    def recognise_claims(self, secret: str, claims: Mapping[str, Any], address: str = "") -> User | None:
        """Who came through the organisation's login; `secret`: the cookie it gave, which a sign-out makes worthless."""
        organisation, email = self._organisation, str(claims.get("email", "")).casefold()
        if organisation is None or not secret:
            return None
        if organisation.role(claims) is None:
            if self._attempts.is_news(email):
                self._failed(email, address, "not listed, or the address is not verified")
            return None
        # The login counts, not its cookie alone: a copy with something added to it is another cookie of the same login.
        if not self._goes_on(_login_of(claims), email, organisation.stamp, address):
            return None
        return self.recognise(secret) or (
            self.recognise(secret) if self.sessions.admit(secret, email, organisation.stamp) else None
        )

    def _goes_on(self, login: str, email: str, stamp: str, address: str) -> bool:
        """Whether this sign-in at the organisation counts: from now on, or still."""
        if self.recognise(login) is not None:
            return True
        if not self.sessions.admit(login, email, stamp):
            return False
        self._note("session.sign_in", f"workbench:{email}", email, how="organisation", address=address)
        return True

    def _user(self, name: str, since: str) -> User | None:
        if self._organisation is not None:
            role = self._organisation.roles.get(name) if since == self._organisation.stamp else None
            return User(name=name, role=role) if role else None
        account = self._users.all().get(name)
        return User(name=name, role=account.role) if account and account.since == since else None

    def _failed(self, name: str, address: str, why: str) -> None:
        """`name` is empty for one that nobody has: people type their password there by mistake."""
        self._note("session.sign_in_failed", "workbench", name, why=why, address=address)

    def _note(self, action: str, actor: str, subject: str, **private: str) -> None:
        """In the log of this process, and in the audit log."""
        log.warning(action, user=subject, **private)
        deed = Deed(key=str(uuid4()), actor=actor, action=action, subject=subject, detail={}, private=private)
        note(self._folder, deed)


def _login_of(claims: Mapping[str, Any]) -> str:
    """What names one sign-in at the organisation: its claims, with the moment and the number used once."""
    return f"login {json.dumps(claims, sort_keys=True, default=str)}"
