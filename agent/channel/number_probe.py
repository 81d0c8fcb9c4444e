"""Asks the Graph API for our own number: whether address, token and number are right, its quality, and the time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Literal

import httpx

from agent.channel.error_codes import meaning_of
from agent.process.tls import trusted
from agent.settings import Environment

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_FIELDS = "display_phone_number,verified_name,quality_rating,code_verification_status,throughput"
_NO_TOKEN, _NO_OBJECT = 190, 100
_DATE_ROUNDS_S = 0.5
"""A Date header has whole seconds: on average it is half of one behind."""

ProbeState = Literal["ok", "unreachable", "refused", "strange"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberProbe:
    """What the Graph API said of the number. `clock_off_s` is our clock less theirs; None when they told no time.

    `says` names what is wrong and `remedy` what to do; neither holds a secret or a phone number.
    """

    state: ProbeState
    says: str = ""
    remedy: str = ""
    code: int | None = None
    quality: str = ""
    clock_off_s: float | None = None


async def probe_number(
    environment: Environment, version: str, *, timeout_s: float = 5.0, now: Callable[[], float] = time.time
) -> NumberProbe:
    """One GET, within `timeout_s`; never raises."""
    url = environment.whatsapp_graph_url.rstrip("/")
    path = f"{url}/{version}/{environment.whatsapp_phone_number_id}"
    headers = {"Authorization": f"Bearer {environment.whatsapp_token.get_secret_value()}"}
    try:
        trust_env = httpx.URL(url).host not in _LOOPBACK
        async with httpx.AsyncClient(timeout=timeout_s, trust_env=trust_env, verify=trusted()) as client:
            asked_at = now()
            answer = await client.get(path, params={"fields": _FIELDS}, headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, ValueError) as error:
        return NumberProbe(
            state="unreachable",
            says=f"no answer from the Graph API ({type(error).__name__})",
            remedy="check WHATSAPP_GRAPH_URL, DNS, firewall and proxy; unset it for Meta's own address",
        )
    return _read(answer, _clock_off(answer, asked_at, now()))


def _clock_off(answer: httpx.Response, asked_at: float, answered_at: float) -> float | None:
    try:
        theirs = parsedate_to_datetime(answer.headers.get("date", "")).timestamp()
    except ValueError:
        return None
    return round((asked_at + answered_at) / 2 - (theirs + _DATE_ROUNDS_S), 1)


def _read(answer: httpx.Response, clock_off_s: float | None) -> NumberProbe:
    body = _object(answer)
    error = body.get("error")
    if isinstance(error, Mapping):
        return _refused(error.get("code"), clock_off_s)
    if answer.is_success and "id" in body:
        quality = str(body.get("quality_rating") or "").upper()
        return NumberProbe(state="ok", quality=quality, clock_off_s=clock_off_s)
    return NumberProbe(
        state="strange",
        says=f"something else than the Graph API answers at WHATSAPP_GRAPH_URL (HTTP {answer.status_code})",
        remedy="unset WHATSAPP_GRAPH_URL for Meta's own address, or name the simulator's",
        clock_off_s=clock_off_s,
    )


def _refused(code: object, clock_off_s: float | None) -> NumberProbe:
    number = code if isinstance(code, int) and not isinstance(code, bool) else 0
    says, remedy = _SAID.get(number) or _unexpected(number)
    return NumberProbe(state="refused", says=says, remedy=remedy, code=number, clock_off_s=clock_off_s)


def _unexpected(code: int) -> tuple[str, str]:
    row = meaning_of(code)
    says = f"the Graph API refuses with {code}: {row.meaning if row else 'a code we do not know'}"
    return says, "look into Meta's Business Manager; docs/operations.md, Stop a number, says more"


_SAID: Mapping[int, tuple[str, str]] = {
    _NO_TOKEN: (
        "WHATSAPP_TOKEN is wrong or has expired (190)",
        "make a permanent system-user token with whatsapp_business_messaging at Meta, set it, restart",
    ),
    0: ("WHATSAPP_TOKEN is not accepted (0)", "make a new permanent system-user token, set it, restart"),
    _NO_OBJECT: (
        "WHATSAPP_PHONE_NUMBER_ID is not a number this token can see (100)",
        "copy the phone number id (not the number) from API Setup, and give the system user the account",
    ),
}


def _object(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, Mapping) else {}
