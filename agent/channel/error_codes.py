"""What each error code of the Cloud API means for the message and for the number. Texts in our own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Action = Literal["retry", "stop_number", "permanent", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCode:
    """`retry`: same message again after `wait_s`, at most `retries` times; `stop_number`: nothing more from this
    number until a person looked; `permanent`: never this message again; `other`: the meaning says what.

    `resends` is how often a message that was accepted, and failed with this code by a status, is sent again.
    `per_pair` waits grow as 4^X seconds. `closed_window`: a template may go out instead. `doubtful` codes do not even
    say whether the message went out.
    """

    action: Action
    meaning: str
    wait_s: float = 0.0
    retries: int = 0
    resends: int = 0
    per_pair: bool = False
    closed_window: bool = False
    doubtful: bool = False


def meaning_of(code: int) -> ErrorCode | None:
    """The row of this code; None for one that is not in the table."""
    if 200 <= code <= 299:
        return _PERMISSION
    return ERROR_CODES.get(code)


def why_stop(code: int) -> str:
    """Why nothing more may go out from the number after this code; empty when the code does not say so."""
    row = meaning_of(code)
    return f"{code}: {row.meaning}" if row and row.action == "stop_number" else ""


def _retry(meaning: str, wait_s: float = 0.0, retries: int = 10) -> ErrorCode:
    return ErrorCode(action="retry", meaning=meaning, wait_s=wait_s, retries=retries, resends=min(retries, 2))


def _stop(meaning: str) -> ErrorCode:
    """What failed with it waits, and goes out once the number is started."""
    return ErrorCode(action="stop_number", meaning=meaning, resends=1)


def _never(meaning: str) -> ErrorCode:
    return ErrorCode(action="permanent", meaning=meaning)


def _other(meaning: str) -> ErrorCode:
    return ErrorCode(action="other", meaning=meaning)


_PERMISSION = _stop("the token lacks a permission for this number")

MARKETING_STOPPED = 131050
"""A send to somebody who stopped our marketing messages in WhatsApp."""
WINDOW_CLOSED = 131047
"""A send that is no template, more than 24 hours after the customer wrote."""
COUNTRY_REFUSED = 130497
"""A send to somebody of a country this number may not write to."""
HELD_MARKS: Mapping[str, int] = MappingProxyType({"held": 131049, "experiment": 130472})
"""What these codes say of the person, by its mark: no template to them for `HELD_HOURS`."""
HELD_HOURS = 24.0
UNREACHABLE = frozenset({131026, 130403, COUNTRY_REFUSED, *HELD_MARKS.values()})
"""Codes that say of the person that they cannot be written to now; nothing is wrong on our side."""
TEMPLATE_PAUSED = 132015
TEMPLATE_MARKS: Mapping[int, str] = MappingProxyType({132001: "missing", TEMPLATE_PAUSED: "paused", 132016: "disabled"})
"""What these codes say of the template: it is not used until Meta or a person says that it may be."""

ERROR_CODES: Mapping[int, ErrorCode] = MappingProxyType(
    {
        0: _stop("the token was not accepted: renew WHATSAPP_TOKEN"),
        1: _retry("invalid request or a short fault at Meta", wait_s=1, retries=1),
        2: _retry("Meta is overloaded or down for a moment"),
        3: _stop("the app may not call this: check its capabilities"),
        4: _retry("the app made too many calls", wait_s=60),
        10: _stop("the app lacks a permission: check the token's scopes"),
        33: _stop("the phone number id does not exist or was deleted"),
        100: _never("a parameter is wrong or unknown"),
        190: _stop("the token has expired: renew WHATSAPP_TOKEN"),
        368: _stop("the account is restricted for a policy violation"),
        80007: _retry("the business account reached its call limit", wait_s=60),
        130403: _never("we have blocked this person"),
        130429: _retry("too many messages per second from this number", wait_s=1),
        130472: _never("WhatsApp holds marketing back from this person for an experiment"),
        COUNTRY_REFUSED: _never(
            "the number may not message this country: look into its restrictions in Business Manager"
        ),
        130501: _never("this message type is not supported in groups"),
        131000: ErrorCode(
            action="other", meaning="unknown fault at Meta; it may have been sent", wait_s=5, resends=2, doubtful=True
        ),
        131005: _stop("access denied: check the token's permissions"),
        131008: _never("a required parameter is missing"),
        131009: _never("a parameter has a value that is not allowed"),
        131016: _retry("the service is not available for a moment"),
        131021: _never("sender and recipient are the same number"),
        131026: _never("cannot be delivered: not on WhatsApp, too old an app, or terms not accepted"),
        131030: _never("the recipient is not on the test number's list"),
        131031: _stop("the business account is locked"),
        131037: _stop("the number needs an approved display name"),
        131042: _stop("payment problem: nothing is delivered until it is settled"),
        131044: _stop("payment problem: nothing is delivered until it is settled"),
        131045: _stop("the number is not registered"),
        WINDOW_CLOSED: ErrorCode(
            action="other",
            meaning="more than 24 hours since the customer wrote: only a template may be sent",
            closed_window=True,
        ),
        131048: _stop("too many people blocked or reported this number: stop sending"),
        131049: _never("WhatsApp holds this marketing message back: not again within 24 hours"),
        MARKETING_STOPPED: _never("this person stopped marketing messages: write down the opt-out"),
        131051: _never("this message type is not supported"),
        131052: _other("the customer's media could not be downloaded: ask to send it again"),
        131053: _retry("Meta could not fetch or take the media", wait_s=1, retries=1),
        131056: ErrorCode(
            action="retry", meaning="too many messages to this person", wait_s=4, retries=6, resends=2, per_pair=True
        ),
        131057: _retry("the account is in maintenance or being upgraded", wait_s=60),
        131060: _retry("the message is not available for a moment", wait_s=5, retries=1),
        131062: _other("this message may not be sent to a user id: the phone number is needed"),
        131063: _other("marketing is switched off on the Cloud API"),
        131064: _stop("templates were filed under the wrong category: sending is limited"),
        132000: _never("the template's parameters do not match in number"),
        132001: _never("the template does not exist in this language or is not approved"),
        132005: _never("the template's text becomes too long"),
        132007: _never("the template breaks a content rule"),
        132008: _never("a template parameter is not allowed"),
        132012: _never("a template parameter has the wrong form"),
        TEMPLATE_PAUSED: _other("the template is paused for low quality: use another one"),
        132016: _other("the template is disabled for low quality: use another one"),
        132018: _never("the template's parameters are wrong"),
        132068: _other("the flow is blocked"),
        132069: _other("the flow is throttled"),
        133000: _stop("an earlier deletion of the number did not finish"),
        133004: _retry("the registration service is not available for a moment"),
        133005: _stop("the two-step PIN is wrong"),
        133006: _stop("the number must be verified first"),
        133008: _stop("too many wrong PINs: wait"),
        133009: _stop("PIN entered too fast: wait"),
        133010: _stop("the number is not registered"),
        133015: _stop("the number was deleted a moment ago: wait 5 minutes"),
        133016: _stop("too many registrations: wait 72 hours"),
        134011: _stop("the payments terms are not accepted"),
        135000: _never("a parameter is wrong; Meta does not say which"),
        137000: _other("the person's identity changed: confirm it before sending"),
        141008: _stop("the account has a technical lock"),
        141014: _stop("the business account is banned"),
    }
)
