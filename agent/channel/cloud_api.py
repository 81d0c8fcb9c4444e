"""The Cloud API client: one message out, and an honest receipt."""

import asyncio
import json
import random
import re
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from agent.channel.cloud_answer import not_sent, read_answer, unknown
from agent.channel.error_codes import meaning_of
from agent.ports import Address, Outgoing, Receipt

_ATTEMPTS = 3
_FIRST_WAIT_S = 0.2
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class CloudAPIChannel:
    """Sends through Meta's Graph API, or through the simulator that speaks it.

    A send that surely did not leave is tried up to 3 times within `retry_budget_s`; one whose end is unknown never.
    """

    def __init__(
        self,
        url: str,
        token: str,
        phone_number_id: str,
        version: str = "v25.0",
        *,
        timeout_s: float = 10.0,
        connect_timeout_s: float = 3.0,
        retry_budget_s: float = 3.0,
    ) -> None:
        _check(url, token, phone_number_id)
        self._path = f"/{version}/{phone_number_id}/messages"
        self._retry_budget_s = retry_budget_s
        self._log = structlog.get_logger("channel")
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            timeout=httpx.Timeout(timeout_s, connect=min(connect_timeout_s, timeout_s)),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=15),
            trust_env=httpx.URL(url).host not in _LOOPBACK,
        )

    async def send(self, outgoing: Outgoing, to: Address) -> Receipt:
        """POST until accepted, refused for good or unknown; waits between attempts count against the budget."""
        if not (to.phone or to.user_id or to.parent_id):
            return Receipt(state="failed", error="the contact has neither phone number nor user id")
        content = _content(outgoing, to)
        waited = 0.0
        for attempt in range(1, _ATTEMPTS + 1):
            receipt = await self._post(content)
            wait = _wait(receipt, attempt)
            if wait is None or waited + wait > self._retry_budget_s:
                break
            waited += wait
            await asyncio.sleep(wait)
        self._log.info("send", state=receipt.state, code=receipt.code, attempts=attempt, send=outgoing.id)
        return receipt

    async def mark_read(self, message_id: str, *, typing: bool) -> None:
        """One try; what goes wrong is logged and forgotten."""
        bubble = {"typing_indicator": {"type": "text"}} if typing else {}
        body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id, **bubble}
        try:
            response = await self._client.post(self._path, content=json.dumps(body).encode())
        except httpx.HTTPError as error:
            self._log.info("mark_read_failed", error=type(error).__name__)
            return
        if not response.is_success:
            self._log.info("mark_read_failed", http_status=response.status_code)

    async def aclose(self) -> None:
        """Close connections."""
        await self._client.aclose()

    async def _post(self, content: bytes) -> Receipt:
        try:
            return read_answer(await self._client.post(self._path, content=content))
        except _NOT_SENT as error:
            return not_sent(f"no connection to the Cloud API ({type(error).__name__}): check WHATSAPP_GRAPH_URL")
        except httpx.HTTPError as error:
            return unknown(f"the answer was lost ({type(error).__name__})")


def _check(url: str, token: str, phone_number_id: str) -> None:
    problems = []
    if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", url):
        problems.append("WHATSAPP_GRAPH_URL must be an http(s) address")
    if not re.fullmatch(r"[!-~]+", token):
        problems.append("WHATSAPP_TOKEN must be set, in ASCII without spaces")
    if not re.fullmatch(r"\d+", phone_number_id):
        problems.append("WHATSAPP_PHONE_NUMBER_ID must be digits")
    if problems:
        raise ValueError("Cloud API: " + "; ".join(problems))


def _content(outgoing: Outgoing, to: Address) -> bytes:
    """Without `+` Meta puts the business's own country code in front of the number."""
    phone = {"to": f"+{to.phone.lstrip('+')}"} if to.phone else {}
    user_id = {"recipient": to.user_id or to.parent_id} if to.user_id or to.parent_id else {}
    body: Mapping[str, Any] = {**outgoing.body, **phone, **user_id, "biz_opaque_callback_data": outgoing.id}
    return json.dumps(body).encode()


def _wait(receipt: Receipt, attempt: int) -> float | None:
    """Seconds before the next attempt, never less than Meta asked for; None when there is none."""
    row = meaning_of(receipt.code) if receipt.code is not None else None
    attempts = _ATTEMPTS if row is None else min(_ATTEMPTS, row.retries + 1)
    if receipt.state != "failed" or not receipt.retryable or attempt >= attempts:
        return None
    # Jitter, so that turns which failed together do not come back together.
    return receipt.retry_after_s + random.uniform(0.5, 1.0) * _FIRST_WAIT_S * 2.0 ** (attempt - 1)
