"""What every journal decides the same way, whatever it is kept in. Pure functions."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import accumulate, takewhile
from typing import Any, Protocol, TypeVar, get_args

from agent.channel.error_codes import MARKETING_STOPPED, why_stop
from agent.channel.kinds import LONGEST_READ, STARTS_A_TURN
from agent.journal.values import moment, utc
from agent.ports import (
    ConsentEntry,
    InboxEvent,
    InboxMessage,
    InboxStatus,
    MarketingChoice,
    NumberNews,
    NumberState,
    Pause,
    ReviewItem,
    Takeover,
    TemplateNews,
)
from agent.turn import Inbound, PauseReason, Severity

MAX_ATTEMPTS = 3
NOT_WRITTEN = frozenset({"system", "errors", "group"})
"""Kinds of messages that come from WhatsApp and not from the customer, or were said to others."""
LONGEST_LEASE_S, LONGEST_REST_S = 600.0, 60.0
"""The longest a conversation is held at a time, and the longest it rests after a turn that was stopped: what seems to
last longer was written before the clock was set back, and is over."""
CLOCK_STEP_S = 1.0
"""What was written so much later than now was written before the clock was set back: smaller steps are waited for."""
TURN_MESSAGES, TURN_CHARS = 50, LONGEST_READ
"""The most one turn takes of a flood: so many messages, or so many characters."""


def consent_body(entry: ConsentEntry) -> Mapping[str, str]:
    """A line of the consent ledger as the store hears of it."""
    return {
        "status": entry.status,
        "scope": entry.scope,
        "at": utc(entry.at).isoformat(),
        "source": entry.source,
        "text": entry.text,
    }


def line_of_choice(choice: MarketingChoice, contact: str, before: ConsentEntry | None) -> ConsentEntry | None:
    """The ledger line that a choice made in WhatsApp adds; None where it changes nothing.

    Nothing changes where it is older than what the ledger knows (webhooks come late and out of order), and for somebody
    who asked for silence: only their own words to us end it.
    """
    line = ConsentEntry(
        contact=contact, status=choice.status, at=choice.at, source="whatsapp", text="", scope="marketing"
    )
    return line if _changes(line, before) else None


def line_of_refusal(item: InboxStatus, contact: str, before: ConsentEntry | None) -> ConsentEntry | None:
    """The ledger line of a send that failed because the person stopped marketing; None for any other status."""
    if not any(error.get("code") == MARKETING_STOPPED for error in item.errors):
        return None
    line = ConsentEntry(contact=contact, status="opted_out", at=item.at, source="refused", scope="marketing")
    return line if _changes(line, before) else None


def line_of_refused_send(contact: str, now: float, before: ConsentEntry | None) -> ConsentEntry | None:
    """The same for a send that was refused in the answer itself."""
    at = moment(round(now * 1e6))
    line = ConsentEntry(contact=contact, status="opted_out", at=at, source="refused", scope="marketing")
    return line if _changes(line, before) else None


def stop_reason(item: InboxStatus) -> str:
    """Why this status stops its number; empty when it does not."""
    if item.foreign:
        return ""
    codes = (error.get("code") for error in item.errors)
    return next((why for code in codes if isinstance(code, int) and (why := why_stop(code))), "")


def lasts_longer(wanted: NumberState, before: NumberState, now: float) -> bool:
    """Whether a new stop changes anything: it ends later than now and than the one in force."""
    if wanted.until is not None and utc(wanted.until) <= moment(round(now * 1e6)):
        return False
    if not before.stopped:
        return True
    return before.until is not None and (wanted.until is None or utc(wanted.until) > before.until)


def _changes(line: ConsentEntry, before: ConsentEntry | None) -> bool:
    if before is None:
        return True
    silent = before.status == "opted_out" and before.scope == "all"
    return not silent and before.at <= line.at and before.status != line.status


class Attempted(Protocol):
    """A waiting message, as the choice of the next ones needs it."""

    @property
    def attempts(self) -> int:
        """How often it was handed out before."""

    @property
    def sent(self) -> bool:
        """Whether an answer to it may be on its way already."""

    @property
    def message(self) -> Inbound:
        """The message itself."""


A = TypeVar("A", bound=Attempted)


def due(messages: Sequence[A]) -> Sequence[A]:
    """The messages to hand out now, in order.

    Those whose answer may be on its way come without newer ones: that answer knew nothing of them.
    Else one on its last attempt goes alone, so that it takes no other down with it. A flood comes in portions.
    """
    if any(message.sent for message in messages):
        return tuple(message for message in messages if message.sent or message.attempts)
    last_try = MAX_ATTEMPTS - 1
    return _portion(tuple(takewhile(lambda message: message.attempts < last_try, messages)) or tuple(messages[:1]))


def _portion(messages: Sequence[A]) -> Sequence[A]:
    room = accumulate(len(message.message.text) for message in messages)
    fitting = sum(chars <= TURN_CHARS for chars in room)
    return messages[: max(1, min(fitting, TURN_MESSAGES))]


def age_s(written_at: float, now: float) -> float:
    """How long ago; without end for what was written before the clock was set back."""
    return math.inf if written_at > now + CLOCK_STEP_S else now - written_at


def last_heard(messages: Iterable[Inbound]) -> Mapping[str, datetime]:
    """When the customer last wrote, by business number. What WhatsApp itself writes about them opens no window."""
    heard: dict[str, datetime] = {}
    for message in messages:
        if message.kind not in NOT_WRITTEN:
            heard[message.number] = max(message.sent_at, heard.get(message.number, message.sent_at))
    return heard


def set_aside_item(message: Inbound, at: datetime) -> ReviewItem:
    """What the review queue says of a message that three attempts could not answer."""
    key = f"{message.contact}:{message.number}:{message.id}:set_aside"
    return ReviewItem(
        id=f"r-{sha256(key.encode()).hexdigest()[:12]}",
        contact=message.contact,
        message_id=message.id,
        reason="failure",
        flags=("set_aside",),
        severity="high",
        opened_at=at,
    )


META = "whatsapp"
"""Who stopped a number, where Meta said so."""
STOPPED = "stopped"
"""Name under which the last word of Meta on stopping is kept, with its time."""


def has_a_say(news: NumberNews, said: str, state: NumberState) -> bool:
    """Whether this stops or starts a number that stands so; `said`: why Meta's newest word stopped it.

    An end of one reason is no end of another, whichever of the two came first.
    """
    if not news.start or not news.only_after:
        return bool(news.stop or news.start)
    reasons = {said, *([state.reason] if state.by == META else [])} - {""}
    return bool(reasons) and reasons <= set(news.only_after)


TAKEOVERS: frozenset[PauseReason] = frozenset({"colleague_wrote", "other_app"})
"""Pauses that end by themselves: a hand-off or an emergency beside them is a pause of its own."""


def told_of_person(item: InboxEvent) -> MarketingChoice | Takeover | None:
    """What an event tells of somebody, with who it is and when that was so; None where it is about nobody."""
    if item.marketing:
        return item.marketing
    return item.news if isinstance(item.news, Takeover) else None


def silent_body(item: InboxMessage) -> Mapping[str, Any] | None:
    """The event that counts a message nobody answers, without its content; None for one that starts a turn."""
    if item.kind in STARTS_A_TURN:
        return None
    payload = {"message_id": item.id, "kind": item.kind}
    return {"field": "silent-message", "number": item.number, "payload": payload}


def template_parts(news: TemplateNews) -> Mapping[str, str]:
    """What is new of the template, by name; a status always comes with its reason, be it none."""
    told = {"status": news.status, "quality": news.quality, "category": news.category}
    reason = {"reason": news.reason} if news.status else {}
    return {name: value for name, value in told.items() if value} | reason


_USABLE_AGAIN = frozenset({"APPROVED", "REINSTATED", "UNARCHIVED", "UNPAUSED"})


def lifts(news: TemplateNews) -> bool:
    """Whether this says that the template may be used again, whatever sends were refused for before."""
    return news.status in _USABLE_AGAIN or news.reason.upper() == "UNPAUSED"


def pause_of_takeover(news: Takeover, contact: str) -> Pause:
    """The pause that a line of somebody else's makes."""
    return Pause(contact=contact, message_id=news.message_id, reason=news.reason, at=news.at, until=news.until)


def pause_body(pause: Pause) -> Mapping[str, Any]:
    """A pause as the store's record keeps it when it begins."""
    until = utc(pause.until).isoformat() if pause.until else None
    return {
        "message_id": pause.message_id,
        "reason": pause.reason,
        "at": utc(pause.at).isoformat(),
        "until": until,
        "state": "paused",
        "holder": pause.holder,
        "held_since": utc(pause.held_since).isoformat() if pause.held_since else None,
        "held_at": utc(pause.held_at).isoformat() if pause.held_at else None,
    }


def held_now(held: Pause, wanted: Pause, instead_of: str, free_before: datetime) -> Pause | None:
    """The pause once `wanted.holder` has it; None where somebody else keeps it. See `Journal.hold`."""
    is_theirs = held.holder == wanted.holder
    is_free = held.holder in ("", instead_of) or held.held_at is None or held.held_at < free_before
    if not is_theirs and not is_free:
        return None
    return replace(
        held,
        until=wanted.until if held.reason == wanted.reason else held.until,
        holder=wanted.holder,
        held_since=held.held_since if is_theirs else wanted.held_since,
        held_at=wanted.held_at,
    )


def with_message(held: Pause) -> Pause:
    """After a message of the customer: what a colleague took over does not end by itself while an answer is owed."""
    return replace(held, until=None) if held.reason == "taken_over" else held


def stop_body(stop: NumberState) -> Mapping[str, Any]:
    """A stop as audit log and store keep it."""
    return {
        "reason": stop.reason,
        "stopped_by": stop.by,
        "at": utc(stop.at).isoformat() if stop.at else None,
        "until": utc(stop.until).isoformat() if stop.until else None,
    }


def review_body(item: ReviewItem) -> Mapping[str, Any]:
    """A review item as the store's record keeps it, open or done."""
    return {
        "id": item.id,
        "message_id": item.message_id,
        "reason": item.reason,
        "flags": list(item.flags),
        "severity": item.severity,
        "opened_at": utc(item.opened_at).isoformat(),
        "state": item.state,
        "done_by": item.done_by,
        "done_at": utc(item.done_at).isoformat() if item.done_at else None,
    }


_SEVERITIES: Sequence[str] = get_args(Severity)


def in_queue_order(items: Iterable[ReviewItem]) -> Sequence[ReviewItem]:
    """The gravest first, then the oldest."""
    return sorted(items, key=lambda item: (-_SEVERITIES.index(item.severity), item.opened_at, item.id))
