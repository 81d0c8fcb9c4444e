"""Alerts on their way: a signed POST, a mail through a real server, tried again, in nobody's way."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr

from agent.alerts.notice import Notice
from agent.alerts.post import Post
from agent.alerts.targets import SIGNATURE, DeliveryError, Target, targets_of
from agent.channel.signature import is_signed
from agent.ports import PortError
from agent.settings import Environment
from tests.real_parts import free_port

pytestmark = pytest.mark.alone

NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
NOTICE = Notice(
    alert="queue_age",
    state="firing",
    severity="critical",
    says="a customer has been waiting for 300 s",
    remedy="look at /health/ready",
    at=NOW,
    since=NOW,
    value=300.0,
    threshold=120.0,
)


@dataclass(slots=True)
class Hook:
    """A small HTTP server that answers with `answers` in order, then with 200."""

    answers: list[int] = field(default_factory=list)
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])}
        body = await reader.readexactly(int(headers["content-length"]))
        self.got.append((headers, body))
        status = self.answers.pop(0) if self.answers else 200
        writer.write(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        await writer.drain()
        writer.close()


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    found = Hook()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    yield found
    server.close()
    await server.wait_closed()


class Mailbox:
    """What a mail server took; it refuses addresses of `nobody` and, for a while, everything."""

    def __init__(self) -> None:
        self.mails: list[tuple[Sequence[str], bytes]] = []
        self.busy_times = 0

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        if address.startswith("nobody@"):
            return "550 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.busy_times:
            self.busy_times -= 1
            return "451 try again"
        assert isinstance(envelope.content, bytes)
        self.mails.append((list(envelope.rcpt_tos), envelope.content))
        return "250 OK"


@dataclass(slots=True)
class MailServer:
    port: int
    box: Mailbox


@pytest.fixture
def mail() -> Iterator[MailServer]:
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield MailServer(port, box)
    controller.stop()


def environment(**values: Any) -> Environment:
    return Environment().model_copy(
        update={
            "cairn_alert_url": SecretStr(""),
            "cairn_alert_smtp": SecretStr(""),
            "cairn_alert_from": "cairn@operator.example",
            "cairn_alert_to": "asha@operator.example, ravi@operator.example",
            **{
                name: SecretStr(value) if name.endswith(("url", "secret", "smtp")) else value
                for name, value in values.items()
            },
        }
    )


def to_hook(hook: Hook, secret: str = "alert-secret") -> Sequence[Target]:
    return targets_of(environment(cairn_alert_url=f"http://127.0.0.1:{hook.port}/x", cairn_alert_secret=secret))


def to_mail(mail: MailServer, **more: str) -> Sequence[Target]:
    return targets_of(environment(cairn_alert_smtp=f"smtp://127.0.0.1:{mail.port}", **more))


async def ends(post: Post, notices: int = 1) -> list[tuple[str, str]]:
    told: list[tuple[str, str]] = []
    post.on_end = lambda target, how: told.append((target, how))
    post.start()
    for _ in range(notices):
        post.put(NOTICE)
    async with asyncio.timeout(20):
        while len(told) < notices:  # noqa: ASYNC110 (what is waited for lives in another task)
            await asyncio.sleep(0.01)
    await post.aclose()
    return told


async def test_a_webhook_gets_one_json_object_signed_over_its_raw_bytes(hook: Hook) -> None:
    assert await ends(Post(to_hook(hook))) == [("webhook", "delivered")]
    ((headers, body),) = hook.got
    told = json.loads(body)

    assert is_signed(body, headers[SIGNATURE.lower()], ["alert-secret"])
    assert (told["alert"], told["state"], told["value"], told["at"]) == ("queue_age", "firing", 300.0, NOW.isoformat())
    assert told["remedy"]


async def test_without_a_secret_nothing_pretends_to_be_signed(hook: Hook) -> None:
    await ends(Post(to_hook(hook, secret="")))

    assert SIGNATURE.lower() not in hook.got[0][0]


async def test_a_busy_webhook_is_tried_again_with_the_same_bytes(hook: Hook) -> None:
    hook.answers = [503, 429, 500]

    assert await ends(Post(to_hook(hook), waits_s=(0.01,))) == [("webhook", "delivered")]
    assert len(hook.got) == 4
    assert len({body for _, body in hook.got}) == 1


@pytest.mark.parametrize(("answers", "tries"), [([404], 1), ([302], 1), ([500, 500, 500], 3)])
async def test_what_cannot_be_delivered_is_given_up_and_the_next_alert_goes_out(
    hook: Hook, answers: list[int], tries: int
) -> None:
    hook.answers = list(answers)
    told = await ends(Post(to_hook(hook), attempts=lambda: 3, waits_s=(0.01,)), notices=2)

    assert told == [("webhook", "given_up"), ("webhook", "delivered")]
    assert len(hook.got) == tries + 1


async def test_a_mail_is_readable_and_reaches_everybody(mail: MailServer) -> None:
    assert await ends(Post(to_mail(mail))) == [("mail", "delivered")]
    ((to, content),) = mail.box.mails
    read = message_from_bytes(content, policy=policy.default)

    assert to == ["asha@operator.example", "ravi@operator.example"]
    assert read["Subject"] == "[Cairn critical] queue_age: a customer has been waiting for 300 s"
    assert read["Auto-Submitted"] == "auto-generated"
    assert "→ look at /health/ready" in read.get_content()


async def test_a_mail_server_that_is_busy_is_tried_again_and_one_that_refuses_is_not(mail: MailServer) -> None:
    mail.box.busy_times = 2
    assert await ends(Post(to_mail(mail), waits_s=(0.01,))) == [("mail", "delivered")]
    refused = Post(to_mail(mail, cairn_alert_to="nobody@operator.example"), waits_s=(0.01,))

    assert await ends(refused) == [("mail", "given_up")]
    assert len(mail.box.mails) == 1


async def test_no_mail_server_is_a_failed_try_that_says_no_address() -> None:
    (target,) = targets_of(environment(cairn_alert_smtp=f"smtp://user:hunter2@127.0.0.1:{free_port()}"))

    with pytest.raises(DeliveryError) as failed:
        await target.deliver(await target.prepare(NOTICE))
    assert "hunter2" not in str(failed.value)
    assert failed.value.again


async def test_to_put_an_alert_never_waits_and_a_target_that_hangs_holds_up_no_other() -> None:
    post = Post((Waiting("hanging", 3600.0), Waiting("quick", 0.0)))
    told: list[tuple[str, str]] = []
    post.on_end = lambda target, how: told.append((target, how))
    for _ in range(300):
        post.put(NOTICE)
    post.start()
    async with asyncio.timeout(20):
        while told.count(("quick", "delivered")) < 200:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await post.aclose(within_s=0.05)

    assert told.count(("hanging", "dropped")) == 100


@dataclass(frozen=True)
class Waiting:
    """A target that takes everything, after so many seconds."""

    name: str
    seconds: float

    async def prepare(self, notice: Notice) -> bytes:
        return b""

    async def deliver(self, content: bytes) -> None:
        await asyncio.sleep(self.seconds)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({"cairn_alert_url": "ftp://example.org"}, "CAIRN_ALERT_URL"),
        ({"cairn_alert_url": "example.org/x"}, "CAIRN_ALERT_URL"),
        ({"cairn_alert_smtp": "mail.example.org"}, "CAIRN_ALERT_SMTP"),
        ({"cairn_alert_smtp": "smtp://mail.example.org", "cairn_alert_to": " , "}, "CAIRN_ALERT_TO"),
    ],
)
def test_an_address_that_cannot_be_right_is_named_at_the_start(values: dict[str, str], named: str) -> None:
    with pytest.raises(PortError, match=named):
        targets_of(environment(**values))


def test_without_addresses_there_are_no_targets() -> None:
    assert targets_of(environment()) == ()
