"""Our sends in plain Python, for `MemoryJournal`."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.channel.error_codes import MARKETING_STOPPED
from agent.journal.memory_numbers import MemoryNumbers
from agent.journal.memory_people import Audit
from agent.journal.memory_reached import MemoryReached
from agent.journal.rules import CLOCK_STEP_S
from agent.journal.send_rules import (
    NEXT_S,
    PAGE,
    STALE_SEND_S,
    Closing,
    code_of,
    due_after,
    failure,
    may_go_again,
    next_callback,
    send_state,
    status_state,
)
from agent.journal.values import clean
from agent.ports import InboxStatus, Outgoing, PortError, SendTakenError
from agent.turn import DeliveryState


class MemoryOutbox:
    """What `agent/journal/outbox.py` and `agent/journal/due.py` do in SQL."""

    def __init__(
        self,
        now: Callable[[], float],
        numbers: MemoryNumbers,
        statuses: Callable[[], Iterable[InboxStatus]],
        audit: Audit,
        refused: Callable[[str], None],
    ) -> None:
        """`statuses` gives all that were ever received, `refused` writes down who stopped our marketing."""
        self._now = now
        self._numbers = numbers
        self._statuses = statuses
        self._audit = audit
        self._refused = refused
        self._sends: dict[str, Outgoing] = {}
        self._due: dict[str, float | None] = {}
        self._changed: dict[str, float] = {}
        self._by_message: dict[str, str] = {}
        self._former: dict[str, tuple[str, str]] = {}
        self.reached = MemoryReached(now, self._sends)

    def by_message(self, message_id: str) -> Outgoing | None:
        """The send that answers this message."""
        return self._sends.get(self._by_message.get(clean(message_id), ""))

    def by_id(self, outgoing_id: str) -> Outgoing | None:
        """The send with this id."""
        return self._sends.get(outgoing_id)

    def open_send(self, outgoing: Outgoing) -> Outgoing:
        """Keep it, unless the message has a send."""
        kept = self.by_message(outgoing.message_id)
        if kept:
            return kept
        now = self._now()
        ahead = self._newest_ahead(outgoing.contact)
        waits = ahead is not None or self._numbers.state(outgoing.number).stopped
        self._hurry(outgoing.contact)
        opened_at = now if ahead is None else max(now, ahead + NEXT_S)
        message_id = clean(outgoing.message_id)
        fresh = replace(
            outgoing, message_id=message_id, wamid="", error="", opened_at=opened_at, callback="", left=False
        )
        self._by_message[fresh.message_id] = fresh.id
        due_at = now if waits else now + STALE_SEND_S
        return self._keep(fresh, "queued" if waits else "sending", due_at)

    def close_send(self, outgoing_id: str, closing: Closing) -> Outgoing:
        """How the attempt ended, unless statuses that came first know better."""
        before = self.must_find(outgoing_id)
        if closing.has_no_say(before):
            return before
        wamid = clean(closing.wamid) or before.wamid
        after = send_state(before.state, closing.state, self._told(before.on_the_wire, wamid))
        kept = before if after == "failed" else replace(before, error="", code=None)
        ended = replace(
            kept,
            wamid=wamid,
            error=clean(closing.error) or kept.error,
            code=closing.code if closing.code is not None else kept.code,
            attempts=before.attempts + closing.counted,
        )
        if ended.code == MARKETING_STOPPED:
            self._refused(ended.contact)
        return self._keep(ended, after, due_after(after, closing, self._now()))

    def leaving(self, outgoing_id: str) -> None:
        """From here on it may have arrived; SendTakenError where it is not this attempt's to post."""
        send = self._sends.get(outgoing_id)
        if send is None or send.state != "sending" or send.left:
            raise SendTakenError(f"send {outgoing_id}: another attempt has it, or it has ended")
        self._sends[send.id] = replace(send, left=True)

    def settle_by_status(self, item: InboxStatus) -> Outgoing | None:
        """The send this status is about, brought up to date; None when nobody knows it yet."""
        send = self._about(item)
        if send is None:
            return self._settle_former(item)
        wamid = send.wamid or item.wamid
        told = status_state(self._told(send.on_the_wire, wamid))
        if told:
            self._bring_up_to_date(send, told, wamid, item)
        return send

    def due_sends(self, unknown_after_s: float, limit: int) -> Sequence[Outgoing]:
        """The longest waiting first."""
        found = [send for send in self._sends.values() if self._is_due(send, unknown_after_s)]
        found.sort(key=lambda send: (self._due[send.id] or 0.0, send.opened_at, send.id))
        return found[:limit]

    def take_send(self, outgoing_id: str) -> Outgoing | None:
        """From queued to sending, for one taker."""
        send = self._sends.get(outgoing_id)
        if send is None or not self._is_ready(send):
            return None
        self.reached.begin_anew(send.id)
        return self._keep(replace(send, left=False), "sending", self._now() + STALE_SEND_S)

    def send_again(self, outgoing_id: str, wait_s: float, body: Mapping[str, Any] | None, by: str) -> bool:
        """From failed to queued under another uuid; the earlier one is remembered."""
        send = self._sends.get(outgoing_id)
        if send is None or not may_go_again(send.state, by):
            return False
        self._former[send.on_the_wire] = (send.wamid, send.id)
        again = replace(
            send,
            callback=next_callback(send),
            wamid="",
            body=body or send.body,
            resends=send.resends + 1,
            attempts=0,
        )
        self._keep(again, "queued", self._now() + wait_s)
        if by:
            self._audit(by, "send.again", send.id, {"was": send.state})
        return True

    def leave_send(self, outgoing_id: str) -> None:
        """Out of the list, as it is."""
        send = self._sends.get(outgoing_id)
        if send and send.state in ("failed", "unknown"):
            self._due[send.id] = None

    def arrived(self, outgoing_id: str, by: str) -> bool:
        """From unknown to delivered, by a person's word."""
        send = self._sends.get(outgoing_id)
        if send is None or send.state != "unknown":
            return False
        self._keep(replace(send, error=""), "delivered", None)
        self._audit(by, "send.arrived", outgoing_id, {})
        return True

    def explain(self, outgoing_id: str, status: InboxStatus) -> None:
        """Why it failed, from a status that came before we knew whose it was."""
        send = self._sends[outgoing_id]
        if send.state == "failed" and not send.error:
            self._sends[outgoing_id] = replace(send, error=failure(status.errors), code=code_of(status.errors))

    def move(self, gone: str, kept: str) -> None:
        """Sends to one contact are sends to another from now on."""
        for send in [send for send in self._all() if send.contact == gone]:
            self._sends[send.id] = replace(send, contact=kept)

    def unknown(self) -> int:
        """How many sends nobody can say anything of."""
        return sum(self._is_unknown(send) for send in self._sends.values())

    def queued(self) -> Mapping[str, float]:
        """Sends that wait: how many, of them tried before or waiting for a place, and how old the oldest is."""
        waiting = [send for send in self._sends.values() if send.state == "queued"]
        oldest = min((send.opened_at for send in waiting), default=self._now())
        return {
            "queued_sends": len(waiting),
            "retrying_sends": sum(send.attempts > 0 for send in waiting),
            "limited_sends": sum(map(self.reached.is_limited, waiting)),
            "oldest_queued_s": max(0.0, self._now() - oldest),
        }

    def must_find(self, outgoing_id: str) -> Outgoing:
        """The send with this id; PortError when nobody opened it."""
        found = self._sends.get(outgoing_id)
        if found is None:
            raise PortError(f"send {outgoing_id}: nobody opened it; call open_send first")
        return found

    def _keep(self, send: Outgoing, state: DeliveryState, due_at: float | None) -> Outgoing:
        waits_until = due_at if state == "queued" and due_at is not None else 0.0
        self._sends[send.id] = replace(send, state=state, not_before=waits_until)
        self._due[send.id] = due_at
        self._changed[send.id] = self._now()
        return self._sends[send.id]

    def _hurry(self, contact: str) -> None:
        """What waits for a place is looked at again: another send to this contact waits for it."""
        for send in self._all():
            if send.contact == contact and self.reached.is_limited(send):
                self._due[send.id] = self._now()

    def _newest_ahead(self, contact: str) -> float | None:
        waiting = (send for send in self._all() if send.contact == contact and send.state in ("queued", "sending"))
        return max((send.opened_at for send in waiting), default=None)

    def _has_come(self, send: Outgoing, after_s: float = 0.0) -> bool:
        """Its time, and so much more, has come, or was reckoned before the clock was set back."""
        due_at, now = self._due[send.id], self._now()
        return due_at is not None and (due_at + after_s <= now or self._changed[send.id] > now + CLOCK_STEP_S)

    def _is_due(self, send: Outgoing, unknown_after_s: float) -> bool:
        if not self._has_come(send):
            return False
        if send.state == "unknown":
            return self._has_come(send, unknown_after_s) or send.message_id.startswith(PAGE)
        return send.state in ("failed", "sending") or self._is_ready(send)

    def _is_ready(self, send: Outgoing) -> bool:
        if send.state != "queued" or not self._has_come(send):
            return False
        return not self._numbers.state(send.number).stopped and not self._waits_for_older(send)

    def _waits_for_older(self, send: Outgoing) -> bool:
        place = (send.opened_at, send.id)
        return any(
            other.contact == send.contact
            and other.state in ("queued", "sending")
            and (other.opened_at, other.id) < place
            for other in self._all()
        )

    def _all(self) -> Iterable[Outgoing]:
        return self._sends.values()

    def _about(self, item: InboxStatus) -> Outgoing | None:
        by_callback = (send for send in self._all() if item.callback and send.on_the_wire == item.callback)
        by_wamid = (send for send in self._all() if send.wamid and send.wamid == item.wamid)
        return next(by_callback, None) or next(by_wamid, None)

    def _settle_former(self, item: InboxStatus) -> Outgoing | None:
        known = (
            (wamid, key)
            for callback, (wamid, key) in self._former.items()
            if callback == item.callback or (wamid and wamid == item.wamid)
        )
        wamid, key = next(known, ("", ""))
        send = self._sends.get(key)
        told = status_state([item.status])
        if send and told in ("delivered", "read") and send.state in ("queued", "failed", "unknown"):
            self._bring_up_to_date(send, told, item.wamid or wamid, item)
        return send

    def _bring_up_to_date(self, send: Outgoing, told: DeliveryState, wamid: str, item: InboxStatus) -> None:
        failed = told == "failed"
        error = (clean(failure(item.errors)) or send.error) if failed else ""
        code = (code_of(item.errors) or send.code) if failed else None
        due_at = self._due[send.id] if failed and send.state == "failed" else self._now() if failed else None
        self._keep(replace(send, wamid=wamid, error=error, code=code), told, due_at)

    def _told(self, callback: str, wamid: str) -> Sequence[str]:
        return [
            item.status for item in self._statuses() if item.callback == callback or (wamid and item.wamid == wamid)
        ]

    def _is_unknown(self, send: Outgoing) -> bool:
        stale = send.state == "sending" and self._changed[send.id] < self._now() - STALE_SEND_S
        return stale or send.state == "unknown"
