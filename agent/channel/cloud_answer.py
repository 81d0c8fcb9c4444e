"""What one answer of the Cloud API says about the send: sent, surely not sent, or unknown."""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

import httpx

from agent.channel.error_codes import TEMPLATE_PAUSED, ErrorCode, meaning_of
from agent.ports import Receipt

_TRACE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_LONGEST_WAIT_S = 86_400.0
_HELD_S = 86_400.0
"""How long WhatsApp may hold a template back before a person is asked; it names no time itself."""


def read_answer(response: httpx.Response) -> Receipt:
    """The receipt of an answered POST. Meta's own texts stay out of it: they may quote a phone number."""
    body = _json_object(response)
    if response.is_success:
        return _accepted(body)
    error = body.get("error")
    code = error.get("code") if isinstance(error, Mapping) else None
    if isinstance(error, Mapping) and isinstance(code, int) and not isinstance(code, bool):
        return _refused(code, error, response)
    return _without_code(response)


def not_sent(error: str) -> Receipt:
    """No byte of the message left: safe to try again."""
    return Receipt(state="failed", retryable=True, error=error)


def unknown(error: str) -> Receipt:
    """Nobody can say whether the message went out: it is not sent again."""
    return Receipt(state="unknown", error=error)


def _accepted(body: Mapping[str, Any]) -> Receipt:
    messages = body.get("messages")
    found = messages[0] if isinstance(messages, list) and messages else None
    first: Mapping[str, Any] = found if isinstance(found, Mapping) else {}
    wamid = first.get("id")
    if isinstance(wamid, str) and wamid:
        return _as_told(wamid, first.get("message_status"))
    return unknown("answered with success but without a message id")


def _as_told(wamid: str, message_status: object) -> Receipt:
    """Paced templates may be taken and kept back: until Meta knows what people think of them, or for good."""
    if message_status == "paused":
        return Receipt(
            state="failed", code=TEMPLATE_PAUSED, error="WhatsApp took the template and paused it: not delivered"
        )
    if message_status == "held_for_quality_assessment":
        why = "WhatsApp holds the template back until its quality is known"
        return Receipt(state="unknown", wamid=wamid, retry_after_s=_HELD_S, error=why)
    return Receipt(state="sent", wamid=wamid)


def _refused(code: int, error: Mapping[str, Any], response: httpx.Response) -> Receipt:
    row = meaning_of(code)
    text = f"code {code}: {row.meaning if row else 'not in our table of codes'}{_trace(error)}"
    if (row and row.doubtful) or (row is None and response.status_code >= 500):
        return Receipt(state="unknown", code=code, error=text)
    if not _may_retry(row, code, error, response):
        return Receipt(state="failed", code=code, error=text)
    wait = max(row.wait_s if row else 0.0, _told_to_wait(response))
    return Receipt(state="failed", code=code, retryable=True, retry_after_s=wait, error=text)


def _may_retry(row: ErrorCode | None, code: int, error: Mapping[str, Any], response: httpx.Response) -> bool:
    if row is None:
        return response.status_code == 429
    # Code 1 with details complains about the request itself; without, it is a short fault at Meta.
    return row.action == "retry" and not (code == 1 and error.get("error_data"))


def _without_code(response: httpx.Response) -> Receipt:
    status = response.status_code
    if status == 429:
        text = "HTTP 429 without an error code: too many calls"
        return Receipt(state="failed", retryable=True, retry_after_s=_told_to_wait(response), error=text)
    if status >= 500 or status in (408, 499):
        return unknown(f"HTTP {status} without an error code")
    return Receipt(state="failed", error=f"HTTP {status} without an error code: check WHATSAPP_GRAPH_URL")


def _told_to_wait(response: httpx.Response) -> float:
    """Seconds from `Retry-After` or from the minutes of the usage header, whichever is longer."""
    return max(_seconds(response.headers.get("retry-after", "")), _usage_wait(response))


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        return 0.0
    return min(max(seconds, 0.0), _LONGEST_WAIT_S) if math.isfinite(seconds) else 0.0


def _usage_wait(response: httpx.Response) -> float:
    try:
        usage = json.loads(response.headers.get("x-business-use-case-usage", ""))
    except (ValueError, RecursionError):
        return 0.0
    rows = [row for rows in usage.values() if isinstance(rows, list) for row in rows] if isinstance(usage, dict) else []
    minutes = [row.get("estimated_time_to_regain_access") for row in rows if isinstance(row, dict)]
    return max((_seconds(str(found)) * 60 for found in minutes), default=0.0)


def _json_object(response: httpx.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, Mapping) else {}


def _trace(error: Mapping[str, Any]) -> str:
    trace = error.get("fbtrace_id")
    return f" (trace {trace})" if isinstance(trace, str) and _TRACE.fullmatch(trace) else ""
