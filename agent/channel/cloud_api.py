"""The Cloud API client: one message out, and an honest receipt."""

import json
import re
from collections.abc import Mapping
from typing import Any

import httpx
import structlog

from agent.channel.cloud_answer import not_sent, read_answer, unknown
from agent.ports import Address, Leaving, Outgoing, Receipt, unmarked

_FIRST_BYTE = "http11.send_request_headers.started"
"""What httpcore tells, and waits for, once it is connected and before it writes: httpx's `trace` extension."""
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class CloudAPIChannel:
    """Sends through Meta's Graph API, or through the simulator that speaks it. Each send is posted once."""

    def __init__(
        self,
        url: str,
        token: str,
        phone_number_id: str,
        version: str = "v25.0",
        *,
        timeout_s: float = 10.0,
        connect_timeout_s: float = 3.0,
    ) -> None:
        _check(url, token, phone_number_id)
        self._path = f"/{version}/{phone_number_id}/messages"
        self._log = structlog.get_logger("channel")
        self._client = httpx.AsyncClient(
            base_url=url.rstrip("/"),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            timeout=httpx.Timeout(timeout_s, connect=min(connect_timeout_s, timeout_s)),
            limits=httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=15),
            trust_env=httpx.URL(url).host not in _LOOPBACK,
        )

    async def send(self, outgoing: Outgoing, to: Address, leaving: Leaving = unmarked) -> Receipt:
        """One POST; whether and when it is made again is for the caller to decide."""
        if not (to.phone or to.user_id or to.parent_id):
            return Receipt(state="failed", error="the contact has neither phone number nor user id")
        receipt = await self._post(_content(outgoing, to), leaving)
        self._log.info("send", state=receipt.state, code=receipt.code, send=outgoing.id)
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

    async def _post(self, content: bytes, leaving: Leaving) -> Receipt:
        async def follow(event: str, about: Mapping[str, Any]) -> None:
            if event == _FIRST_BYTE:
                await leaving()

        try:
            return read_answer(await self._client.post(self._path, content=content, extensions={"trace": follow}))
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
    body: Mapping[str, Any] = {**outgoing.body, **phone, **user_id, "biz_opaque_callback_data": outgoing.on_the_wire}
    return json.dumps(body).encode()
