"""Pauses and the review queue in plain Python, for `MemoryJournal`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from agent.journal.persons import longest
from agent.journal.rules import META, TAKEOVERS, held_now, in_queue_order, pause_body, review_body, with_message
from agent.journal.values import clean, iso, moment, utc
from agent.ports import Pause, ReviewItem, ReviewState, Takeover

Append = Callable[[str, str, str, Mapping[str, Any]], object]
Audit = Callable[[str, str, str, Mapping[str, Any]], object]


@dataclass(slots=True, kw_only=True)
class _Kept:
    pause: Pause
    released: bool = False
    waiting: set[str] = field(default_factory=set)


class MemoryPeople:
    """What `agent/journal/people.py` does in SQL."""

    def __init__(self, now: Callable[[], float], append: Append, audit: Audit) -> None:
        """`append` records for the store, `audit` writes the audit log."""
        self._now = now
        self._append = append
        self._audit = audit
        self._pauses: dict[tuple[str, str], _Kept] = {}
        self._reviews: dict[str, ReviewItem] = {}

    def pause(self, wanted: Pause) -> bool:
        """Keep it, unless a pause is in force or this message made one before."""
        key = (wanted.contact, clean(wanted.message_id))
        held = any(kept.pause.reason not in TAKEOVERS for kept in self._in_force(wanted.contact))
        if held or key in self._pauses:
            return False
        kept = replace(wanted, message_id=key[1], at=utc(wanted.at), until=utc(wanted.until) if wanted.until else None)
        self._pauses[key] = _Kept(pause=kept)
        self._append("pause", f"{key[0]}:{key[1]}:paused", wanted.contact, pause_body(kept))
        return True

    def hold(self, wanted: Pause, instead_of: str, free_before: datetime) -> Pause:
        """See `Journal.hold`."""
        held = next((one.pause for one in self._in_force(wanted.contact) if one.pause.reason not in TAKEOVERS), None)
        if held is None:
            held = replace(wanted, message_id=clean(wanted.message_id), holder="", held_since=None, held_at=None)
            self.pause(held)
        changed = held_now(held, wanted, instead_of, free_before)
        if changed is None:
            return held
        self._keep(changed)
        return changed

    def know(self, pause: Pause) -> None:
        """The same pause as somebody else knows it, where it is known here."""
        kept = self._pauses.get((pause.contact, pause.message_id))
        if kept is not None:
            kept.pause = pause

    def _keep(self, changed: Pause) -> None:
        """Who holds it and when it ends, told to the store too."""
        self._pauses[(changed.contact, changed.message_id)].pause = changed
        key = f"{changed.contact}:{changed.message_id}:held:{round(self._now() * 1e6)}"
        self._append("pause", key, changed.contact, pause_body(changed))

    def add_pause(self, wanted: Pause) -> None:
        """A pause beside those in force, so that every line of a colleague's makes the silence last longer."""
        key = (wanted.contact, clean(wanted.message_id))
        if key in self._pauses:
            return
        kept = replace(wanted, message_id=key[1], at=utc(wanted.at), until=utc(wanted.until) if wanted.until else None)
        self._pauses[key] = _Kept(pause=kept)
        self._append("pause", f"{key[0]}:{key[1]}:paused", wanted.contact, pause_body(kept))

    def end_takeover(self, contact: str, news: Takeover) -> None:
        """The other app gave the conversation back: what it caused before is over."""
        for kept in self._in_force(contact):
            if kept.pause.reason == news.reason and kept.pause.at <= news.at:
                self._release(kept, META)

    def pause_of(self, contact: str) -> Pause | None:
        """The pause in force now."""
        return next((replace(kept.pause, waiting=len(kept.waiting)) for kept in self._in_force(contact)), None)

    def count_waiting(self, contact: str, message_id: str) -> None:
        """One more message that waits, but for the one that made the pause."""
        held = self._in_force(contact)
        if held and held[0].pause.message_id != clean(message_id):
            held[0].waiting.add(clean(message_id))
            owed = with_message(held[0].pause)
            if owed != held[0].pause:
                self._keep(owed)

    def end_pause(self, contact: str, by: str) -> bool:
        """Release, settle the hand-offs of this contact, and write both down."""
        kept = self._in_force(contact)
        if not kept:
            return False
        for one in kept:
            self._release(one, by)
        held = kept[0].pause
        detail = {"reason": held.reason, "message_id": held.message_id, "waiting": len(kept[0].waiting)}
        self._audit(by, "contact.release", contact, detail)
        for item in list(self._reviews.values()):
            if item.contact == contact and item.state == "open" and item.reason not in ("flagged", "delivery"):
                self._done(item, by)
        return True

    def _release(self, kept: _Kept, by: str) -> None:
        kept.released, held = True, kept.pause
        body = {**pause_body(held), "state": "released", "released_by": by, "released_at": iso(self._now())}
        self._append("pause", f"{held.contact}:{held.message_id}:released", held.contact, body)

    def join(self, kept: str, gone: str) -> None:
        """The pauses and reviews of two contacts that are one: of those in force the longest stays."""
        for key in [key for key in self._pauses if key[0] == gone]:
            moved = self._pauses.pop(key)
            moved.pause = replace(moved.pause, contact=kept)
            self._pauses.setdefault((kept, key[1]), moved)
        for item in [item for item in self._reviews.values() if item.contact == gone]:
            self._reviews[item.id] = replace(item, contact=kept)
        held = self._in_force(kept)
        stays = longest([one.pause for one in held])
        for one in held:
            if stays is not None and one.pause != stays:
                self._release(one, "merge")
                self._pauses[(kept, stays.message_id)].waiting.update(one.waiting)
                one.waiting.clear()

    def forget(self, contact: str) -> None:
        """In a dry run: nobody ever took over from this contact."""
        for key in [key for key in self._pauses if key[0] == contact]:
            del self._pauses[key]

    def open_review(self, item: ReviewItem) -> bool:
        """Keep it, unless the id is known."""
        if item.id in self._reviews:
            return False
        self._reviews[item.id] = replace(item, message_id=clean(item.message_id), opened_at=utc(item.opened_at))
        self._append("review", f"{item.id}:open", item.contact, review_body(item))
        return True

    def reviews(self, state: ReviewState) -> Sequence[ReviewItem]:
        """All items in this state, in the order of the queue."""
        return in_queue_order(self._counted(item) for item in self._reviews.values() if item.state == state)

    def close_review(self, item_id: str, by: str) -> ReviewItem | None:
        """Mark done and write it down."""
        item = self._reviews.get(item_id)
        if item is None or item.state == "done":
            return self._counted(item) if item else None
        return self._counted(self._done(item, by))

    def _done(self, item: ReviewItem, by: str) -> ReviewItem:
        done = replace(item, state="done", done_by=clean(by), done_at=moment(round(self._now() * 1e6)))
        self._reviews[item.id] = done
        self._append("review", f"{item.id}:done", item.contact, review_body(done))
        detail = {"contact": item.contact, "reason": item.reason, "flags": list(item.flags)}
        self._audit(by, "review.done", item.id, detail)
        return done

    def _counted(self, item: ReviewItem) -> ReviewItem:
        kept = self._pauses.get((item.contact, item.message_id))
        return replace(item, waiting=len(kept.waiting) if kept else 0)

    def _in_force(self, contact: str) -> list[_Kept]:
        """The newest first; there is more than one only while two contacts are being merged."""
        now = moment(round(self._now() * 1e6))
        held = [
            kept
            for (owner, _), kept in self._pauses.items()
            if owner == contact and not kept.released and (kept.pause.until is None or kept.pause.until > now)
        ]
        return sorted(held, key=lambda kept: kept.pause.at, reverse=True)
