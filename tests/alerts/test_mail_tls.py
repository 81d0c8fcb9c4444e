"""Alerts by mail through real servers with TLS: at once, by STARTTLS, and not at all where it is not safe."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from agent.alerts.targets import DeliveryError, targets_of
from tests.alerts.certificates import Authority
from tests.alerts.test_delivery import NOTICE, environment
from tests.real_parts import free_port

FAR = "127.0.0.2"
"""This machine too, but not by one of the names under which a server may do without TLS."""
USER, PASSWORD = "cairn", "a-pass/word"


class Mailbox:
    """What a mail server took, and how it heard it."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, bytes]] = []
        self.logins: list[tuple[bytes, bytes]] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        assert server.transport is not None
        secured = server.transport.get_extra_info("ssl_object")
        assert isinstance(envelope.content, bytes)
        self.mails.append((secured.version() if secured else "", envelope.content))
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, told: LoginPassword
    ) -> AuthResult:
        self.logins.append((told.login, told.password))
        known = told.login == USER.encode() and told.password == PASSWORD.encode()
        return AuthResult(success=known, handled=False)


@dataclass(frozen=True)
class MailServer:
    address: str
    port: int
    box: Mailbox


@contextmanager
def mail_server(address: str, **how: Any) -> Iterator[MailServer]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname=address, port=port, authenticator=box.authenticate, **how)
    controller.start()
    try:
        yield MailServer(address, port, box)
    finally:
        controller.stop()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """The one that this machine trusts, and no other."""
    found = Authority(tmp_path, "trusted")
    monkeypatch.setenv("SSL_CERT_FILE", str(found.file))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return found


async def deliver(server: MailServer, scheme: str, user: str = f"{USER}:a-pass%2Fword@") -> None:
    (target,) = targets_of(environment(cairn_alert_smtp=f"{scheme}://{user}{server.address}:{server.port}"))
    await target.deliver(await target.prepare(NOTICE))


def with_starttls(context: ssl.SSLContext) -> dict[str, Any]:
    return {"tls_context": context, "require_starttls": True, "auth_required": True}


def with_tls_at_once(context: ssl.SSLContext) -> dict[str, Any]:
    return {"ssl_context": context, "auth_require_tls": False}


WAYS = {"smtp": with_starttls, "smtps": with_tls_at_once}


@pytest.mark.parametrize("scheme", WAYS)
async def test_a_mail_and_its_password_go_through_tls(authority: Authority, scheme: str) -> None:
    with mail_server(FAR, **WAYS[scheme](authority.server(FAR))) as server:
        await deliver(server, scheme)
    ((version, content),) = server.box.mails

    assert version.startswith("TLSv1.")
    assert b"queue_age" in content
    assert server.box.logins == [(USER.encode(), PASSWORD.encode())]


def of_nobody(authority: Authority) -> ssl.SSLContext:
    return Authority(authority.folder, "stranger").server(FAR)


def of_another(authority: Authority) -> ssl.SSLContext:
    return authority.server("127.0.0.3")


def of_yesterday(authority: Authority) -> ssl.SSLContext:
    return authority.server(FAR, lasts=-timedelta(minutes=5))


BAD = {"by an authority nobody trusts": of_nobody, "of another server": of_another, "run out": of_yesterday}


@pytest.mark.parametrize("scheme", WAYS)
@pytest.mark.parametrize("certificate", BAD.values(), ids=BAD)
async def test_a_bad_certificate_gets_neither_mail_nor_password(
    authority: Authority, scheme: str, certificate: Any
) -> None:
    bad, refused = WAYS[scheme](certificate(authority)), "certificate of the mail server is not trusted"
    with mail_server(FAR, **bad) as server, pytest.raises(DeliveryError, match=refused) as failed:
        await deliver(server, scheme)

    assert (server.box.mails, server.box.logins) == ([], [])
    assert not any(word in str(failed.value) for word in (FAR, USER, PASSWORD))
    assert failed.value.again


@pytest.mark.parametrize("user", ["", f"{USER}:secret@"])
async def test_a_server_elsewhere_that_offers_no_tls_gets_nothing(authority: Authority, user: str) -> None:
    refused = "offers no STARTTLS"
    with mail_server(FAR, auth_require_tls=False) as server, pytest.raises(DeliveryError, match=refused) as failed:
        await deliver(server, "smtp", user)

    assert (server.box.mails, server.box.logins) == ([], [])
    assert not failed.value.again


async def test_a_server_on_this_machine_may_do_without(authority: Authority) -> None:
    with mail_server("127.0.0.1") as server:
        await deliver(server, "smtp", "")

    assert [version for version, _ in server.box.mails] == [""]


async def test_a_wrong_password_is_told_once_and_not_tried_again(authority: Authority) -> None:
    good = with_starttls(authority.server(FAR))
    with mail_server(FAR, **good) as server, pytest.raises(DeliveryError, match="SMTP 535") as failed:
        await deliver(server, "smtp", f"{USER}:hunter2@")

    assert not failed.value.again
    assert server.box.mails == []
    assert "hunter2" not in str(failed.value)
