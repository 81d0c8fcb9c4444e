"""Where alerts go: an HTTP webhook, an e-mail. Each delivers one notice once; who calls tries again."""

import asyncio
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import httpx

from agent.alerts.notice import Notice, body_of
from agent.channel.signature import sign
from agent.ports import PortError
from agent.process.tls import trusted
from agent.settings import Environment

SIGNATURE = "X-Cairn-Signature-256"
_TIMEOUT_S = 10.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_SMTP_PORTS = {"smtp": 587, "smtps": 465}


class DeliveryError(Exception):
    """One try that failed; the message holds no address and no secret. `again`: whether another try may help."""

    def __init__(self, reason: str, *, again: bool = True) -> None:
        super().__init__(reason)
        self.again = again


class Target(Protocol):
    """One place alerts go to."""

    @property
    def name(self) -> str:
        """A word for logs and metrics."""

    async def prepare(self, notice: Notice) -> bytes:
        """The bytes of this notice, the same in every try."""

    async def deliver(self, content: bytes) -> None:
        """One try. Raises DeliveryError."""


@dataclass(frozen=True, slots=True)
class Webhook:
    """POSTs JSON. With a secret the body is signed as Meta signs: `sha256=` and the HMAC of the raw bytes."""

    url: str
    secret: str
    name: str = "webhook"

    async def prepare(self, notice: Notice) -> bytes:
        """A JSON object."""
        return body_of(notice)

    async def deliver(self, content: bytes) -> None:
        """Taken with any 2xx. A redirect is not followed: it would carry the alert elsewhere."""
        headers = {"Content-Type": "application/json", "User-Agent": "cairn"}
        if self.secret:
            headers[SIGNATURE] = sign(content, self.secret)
        try:
            trust_env = httpx.URL(self.url).host not in _LOOPBACK
            async with httpx.AsyncClient(timeout=_TIMEOUT_S, trust_env=trust_env, verify=trusted()) as client:
                status = (await client.post(self.url, content=content, headers=headers)).status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeliveryError(f"no answer ({type(error).__name__})") from error
        if not 200 <= status < 300:
            raise DeliveryError(f"HTTP {status}", again=status >= 500 or status in (408, 425, 429))


@dataclass(frozen=True, slots=True)
class Mail:
    """Sends through an SMTP server: `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`.

    Without TLS only to a server on this machine.
    """

    server: SplitResult
    sender: str
    to: tuple[str, ...]
    name: str = "mail"

    async def prepare(self, notice: Notice) -> bytes:
        """A plain text mail."""
        mail = EmailMessage()
        mail["Subject"] = notice.title
        mail["From"], mail["To"] = self.sender, ", ".join(self.to)
        mail["Date"] = notice.at
        mail["Auto-Submitted"] = "auto-generated"
        mail.set_content(notice.text)
        return mail.as_bytes()

    async def deliver(self, content: bytes) -> None:
        """In a thread: smtplib waits."""
        try:
            await asyncio.to_thread(self._send, content)
        except smtplib.SMTPResponseException as error:
            raise DeliveryError(f"SMTP {error.smtp_code}", again=400 <= error.smtp_code < 500) from error
        except smtplib.SMTPRecipientsRefused as error:
            raise DeliveryError("every address was refused", again=False) from error
        except ssl.SSLCertVerificationError as error:
            raise DeliveryError("the certificate of the mail server is not trusted") from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"no mail server ({type(error).__name__})") from error

    def _send(self, content: bytes) -> None:
        with self._connect() as server:
            if self.server.username:
                server.login(unquote(self.server.username), unquote(self.server.password or ""))
            server.sendmail(self.sender, list(self.to), content)

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.hostname or "", self.server.port or _SMTP_PORTS[self.server.scheme]
        if self.server.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT_S, context=ssl.create_default_context())
        server = smtplib.SMTP(host, port, timeout=_TIMEOUT_S)
        if host not in _LOOPBACK:
            _secure(server)
        return server


def _secure(server: smtplib.SMTP) -> None:
    """STARTTLS, or the end of the connection: before it nothing is said that others may not read."""
    try:
        server.starttls(context=ssl.create_default_context())
    except smtplib.SMTPNotSupportedError as error:
        server.close()
        raise DeliveryError("the mail server offers no STARTTLS", again=False) from error
    except BaseException:
        server.close()
        raise


def targets_of(environment: Environment) -> Sequence[Target]:
    """Those the environment names. Raises PortError, naming the variable, for one that cannot be right."""
    return (*_webhook(environment), *_mail(environment))


def _webhook(environment: Environment) -> Sequence[Target]:
    url = environment.cairn_alert_url.get_secret_value()
    if not url:
        return ()
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise PortError("CAIRN_ALERT_URL is no http(s) address")
    return (Webhook(url, environment.cairn_alert_secret.get_secret_value()),)


def _mail(environment: Environment) -> Sequence[Target]:
    address = environment.cairn_alert_smtp.get_secret_value()
    if not address:
        return ()
    server = urlsplit(address)
    if server.scheme not in _SMTP_PORTS or not server.hostname:
        raise PortError("CAIRN_ALERT_SMTP is not smtp://user:password@host:587 or smtps://…")
    to = tuple(filter(None, (one.strip() for one in environment.cairn_alert_to.split(","))))
    if not to or not environment.cairn_alert_from:
        raise PortError("CAIRN_ALERT_SMTP needs CAIRN_ALERT_FROM and CAIRN_ALERT_TO (addresses, with commas between)")
    return (Mail(server, environment.cairn_alert_from, to),)
