"""What every journal decides the same way about our sends. Pure functions."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from agent.journal.values import utc
from agent.ports import InboxStatus, Outgoing
from agent.turn import DeliveryState

PAGE = "page:"
"""What the message id of a page to those on call begins with in the outbox."""
TEMPLATE = "template:"
"""What the subject of a mark about a template begins with."""
WINDOW_S = 24 * 3600.0
"""How long after a customer's message, by its own time, free text may be sent."""
STALE_SEND_S = 60.0
"""A send still `sending` after this time counts as unknown in `depth`."""
NEXT_S = 1e-3
"""A send is opened so much after the one it waits for, also where the clock was set back between."""
_STATUS_STATES: Mapping[str, tuple[int, DeliveryState]] = {
    "sent": (1, "sent"),
    "failed": (2, "failed"),
    "delivered": (3, "delivered"),
    "read": (4, "read"),
    "played": (4, "read"),
}
PROGRESS = frozenset(_STATUS_STATES) - {"failed"}
"""Statuses that only say how far a send has come."""
_REACHED: Mapping[str, int] = {"sent": 1, "delivered": 3, "read": 4}


def template_subject(name: str, language: str) -> str:
    """What a template's marks are kept under: one language may be paused, or missing, while others work."""
    return f"{TEMPLATE}{name}/{language}" if language else f"{TEMPLATE}{name}"


def template_subjects(name: str, language: str) -> tuple[str, ...]:
    """All that its marks may be kept under: those of older versions name no language and hold for each."""
    return tuple(dict.fromkeys((template_subject(name, language), template_subject(name, ""))))


def template_of(body: Mapping[str, Any]) -> tuple[str, str]:
    """Name and language code of the template in a body of the Cloud API."""
    template = body["template"]
    return template["name"], template["language"]["code"]


def status_state(statuses: Iterable[str]) -> DeliveryState | None:
    """The furthest of the status webhooks: `failed` may follow `sent`, and never undoes `delivered` or `read`."""
    known = [_STATUS_STATES[status] for status in statuses if status in _STATUS_STATES]
    return max(known)[1] if known else None


def status_body(item: InboxStatus, send_id: str, message_id: str) -> Mapping[str, Any]:
    """A status as the store's record keeps it; ids are empty where nobody knows the send.

    What WhatsApp charges the send as stands on `sent` and on one of the later ones, so that it is counted by `wamid`.
    """
    return {
        "wamid": item.wamid,
        "status": item.status,
        "at": utc(item.at).isoformat(),
        "number": item.number,
        "send_id": send_id,
        "message_id": message_id,
        "errors": list(item.errors),
        **{f"pricing_{name}": told for name in ("category", "type") if (told := _pricing(item).get(name))},
    }


def _pricing(item: InboxStatus) -> Mapping[str, Any]:
    status = item.payload.get("status")
    pricing = status.get("pricing") if isinstance(status, Mapping) else None
    return pricing if isinstance(pricing, Mapping) else {}


def send_state(before: DeliveryState, attempt: DeliveryState, statuses: Iterable[str]) -> DeliveryState:
    """State of a send after one attempt; what WhatsApp's statuses say beats what the attempt believed."""
    told = status_state(statuses)
    if told:
        return told
    return before if _REACHED.get(before, 0) > _REACHED.get(attempt, 0) else attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How one attempt to send ended, as `Journal.close_send` is told."""

    state: DeliveryState
    wamid: str = ""
    error: str = ""
    code: int | None = None
    wait_s: float = 0.0
    counted: bool = True
    posted: bool = True

    def has_no_say(self, send: Outgoing) -> bool:
        """Nothing of this attempt left, and another one may have."""
        return not self.posted and (send.left or send.state != "sending")


def due_after(state: DeliveryState, closing: Closing, now: float) -> float | None:
    """When somebody must look at a send that is in this state now; None for never."""
    if state in ("queued", "unknown"):
        return now + closing.wait_s
    return now if state == "failed" else None


def may_go_again(state: DeliveryState, by: str) -> bool:
    """Only what surely failed; a person may also decide so of what nobody knows."""
    return state == "failed" or (bool(by) and state == "unknown")


def next_callback(send: Outgoing) -> str:
    """The uuid of the next attempt: statuses of the earlier one must not be taken for its own."""
    return str(uuid5(NAMESPACE_URL, f"{send.id}:{send.resends + 1}"))


def code_of(errors: Sequence[Mapping[str, Any]]) -> int | None:
    """The code of the first error of a status that has one."""
    codes = (error.get("code") for error in errors)
    return next((code for code in codes if isinstance(code, int) and not isinstance(code, bool)), None)


def failure(errors: Sequence[Mapping[str, Any]]) -> str:
    """The first error of a status as `code: title`; empty without one."""
    if not errors:
        return ""
    return f"{errors[0].get('code', '?')}: {errors[0].get('title', '')}".rstrip(": ")


def window_left_s(heard: Iterable[datetime | None], now: float) -> float:
    """Seconds in which free text may still be sent, 24 hours from the newest of these; negative when it is over."""
    times = [utc(at).timestamp() for at in heard if at is not None]
    return (max(times) if times else -math.inf) + WINDOW_S - now
