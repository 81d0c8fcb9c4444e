"""What the store and the journal knew when a logged turn began: everything of a lower seq, but what it wrote itself."""

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from agent.intake.recall import LINES, joined
from agent.journal.values import moment
from agent.mirror.records import consent_of, pause_of
from agent.ports import Address, ConsentEntry, Pause
from agent.rewind.logged import Asks
from agent.rewind.signals import Signals
from agent.safety.fold import fold
from agent.store.customer import FOCUS_LINES, Known, TurnLines, customer_of, last_lines, lead_of
from agent.turn import Customer, Lead, Turn, Utterance

Row = Mapping[str, Any]
_ABOUT = "contact IN (SELECT unnest(?))"
_PROFILE = ("phone", "user_id", "name", "language", "country")
_TURNS = f"""
SELECT seq, contact, message_id, number, epoch_us("at") AS at, epoch_us(recorded_at) AS recorded_at, question, answer,
       treks, delivery, handoff, language, coalesce(notice, false) AS notice
FROM turns WHERE {_ABOUT} ORDER BY "at", seq
"""
_FACTS: Mapping[str, str] = {
    "profiles": f"SELECT seq, contact, {', '.join(_PROFILE)}, preferences FROM contact_facts WHERE {_ABOUT}",
    "bookings": "SELECT seq, contact, booking_id, trek_id, status, people, start_date, booked_at, price_total, "
    f"currency FROM booking_facts WHERE {_ABOUT}",
    "leads": "SELECT seq, contact, message_id, score, segment, reasons, stage, follow_up, signs "
    f"FROM leads WHERE {_ABOUT}",
    "consents": f'SELECT seq, contact, status, scope, epoch_us("at") AS at, source, text FROM consents WHERE {_ABOUT}',
    "pauses": 'SELECT seq, contact, message_id, reason, state, epoch_us("at") AS at, epoch_us("until") AS "until" '
    f"FROM pause_facts WHERE {_ABOUT}",
}
_CONTACTS = 5000
"""Asked about at one time: a question to a server has a longest length."""
_NAMES = "SELECT min(seq) AS seq, contact, name FROM contact_facts WHERE name IS NOT NULL GROUP BY contact, name"
_REVISED = "SELECT payload->>'$.message_id' AS id FROM events WHERE field = 'revision'"
_MERGED = "SELECT seq, payload->>'$.kept' AS kept FROM events WHERE field = 'merge'"


@dataclass(frozen=True, slots=True)
class Said:
    """A logged turn as those after it see it."""

    seq: int
    message_id: str
    lines: TurnLines
    language: str | None
    notice: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a turn stands among the facts, and when it was written down."""

    seq: int
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Facts by contact, each list in order of `seq`; `said` in the order of the customers' own times."""

    places: Mapping[str, Place] = field(default_factory=dict)
    said: Mapping[str, Sequence[Said]] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, Sequence[Row]]] = field(default_factory=dict)
    names: Mapping[str, Sequence[tuple[int, str]]] = field(default_factory=dict)
    signals: Signals = field(default_factory=Signals)
    revised: frozenset[str] = frozenset()
    merged: Mapping[str, int] = field(default_factory=dict)

    def before(self, turn: Turn) -> int:
        """Facts of a lower seq were known to this turn. Of a turn that was never logged nothing came before."""
        place = self.places.get(turn.message.id)
        return place.seq if place else 0

    def moment(self, turn: Turn) -> datetime:
        """When it was answered, as near as the log says."""
        place = self.places.get(turn.message.id)
        return place.recorded_at if place else turn.message.sent_at

    def turns(self, contact: str, before: int) -> list[Said]:
        """Turns of this contact known then, oldest first."""
        return [one for one in self.said.get(contact, ()) if one.seq < before]

    def rows(self, kind: str, contact: str, before: int) -> Sequence[Row]:
        """Facts of a kind known then, in order of seq."""
        known = self.facts.get(kind, {}).get(contact, ())
        return known[: bisect_left(known, before, key=lambda row: int(row["seq"]))]

    def lines(self, contact: str, before: int, last: int) -> tuple[Utterance, ...]:
        """The conversation's last lines then."""
        return last_lines([one.lines for one in reversed(self.turns(contact, before)[-last:])], last) if last else ()

    def customer(self, contact: str, before: int, messages: int) -> Customer | None:
        """The customer as the store would have told of them then."""
        turns = self.turns(contact, before)
        profile = _profile(self.rows("profiles", contact, before))
        bookings = _bookings(self.rows("bookings", contact, before))
        if not (profile or bookings or turns):
            return None
        leads = self.rows("leads", contact, before)
        spoken = [one for one in turns if one.language not in (None, "und")]
        # One word says little of a language: STOP is STOP everywhere.
        telling = [one for one in spoken if " " in (one.lines.question or "").strip()] or spoken
        known = Known(
            id=contact,
            profile=profile,
            bookings=bookings,
            lead=leads[-1] if leads else {},
            turns=[one.lines for one in reversed(turns[-max(messages, FOCUS_LINES) :])],
            turn_count=len(turns),
            language=telling[-1].language if telling else None,
            noticed=any(one.notice for one in turns),
        )
        return customer_of(known, messages=messages)

    def consent(self, turn: Turn) -> ConsentEntry | None:
        """The newest line of the ledger then, without the one this very message made."""
        message = turn.message
        lines = (consent_of(message.contact, row) for row in self.rows("consents", message.contact, self.before(turn)))
        own = ("message", "button")
        found = [line for line in lines if not (line.source in own and line.at == message.sent_at)]
        return found[-1] if found else None

    def pauses(self, turn: Turn) -> Sequence[tuple[Pause, Sequence[str]]]:
        """The pauses not released by then, each with the messages answered since; never the one this message made."""
        contact, before = turn.message.contact, self.before(turn)
        held: dict[str, Row] = {}
        for row in self.rows("pauses", contact, before):
            held.pop(row["message_id"], None)
            if row["state"] != "released" and row["message_id"] != turn.message.id:
                held[row["message_id"]] = row
        turns = self.turns(contact, before)
        return [
            (pause_of(contact, row), [one.message_id for one in turns if one.seq > int(row["seq"])])
            for row in held.values()
        ]

    def address(self, contact: str, before: int) -> Address:
        """How WhatsApp named this person then, as far as the reader may see it."""
        profile = _profile(self.rows("profiles", contact, before))
        return Address(
            phone=profile.get("phone") or "",
            user_id=profile.get("user_id") or f"rewind.{contact}",
            name=profile.get("name") or "",
        )

    def bearers(self, names: Iterable[str], before: int) -> Mapping[str, frozenset[str]]:
        """Which contacts bore these folded names then."""
        found = {name: [contact for seq, contact in self.names.get(name, ()) if seq < before] for name in names}
        return {name: frozenset(contacts) for name, contacts in found.items() if contacts}

    def lead(self, turn: Turn) -> Lead | None:
        """What this turn was scored as: that is written down after the turn itself."""
        rows = (row for row in self.facts.get("leads", {}).get(turn.message.contact, ()))
        row = next((row for row in rows if row["message_id"] == turn.message.id), None)
        return lead_of(row) if row else None

    def restored(self, turn: Turn, messages: int) -> Turn:
        """A logged turn with the lines before it, which the log leaves out; `messages`: of the customer's."""
        before, contact = self.before(turn), turn.message.contact
        message = replace(turn.message, history=self.lines(contact, before, LINES))
        customer = turn.customer
        if customer is not None and messages:
            stored = self.lines(contact, before, messages)
            customer = replace(customer, history=joined(stored, message.history)[-messages:])
        return replace(turn, message=message, customer=customer)

    def is_whole(self, turn: Turn) -> bool:
        """Whether what the log says of it is what was there: nothing revised by its sender, no contact merged since."""
        merged_at = self.merged.get(turn.message.contact, 0)
        return turn.message.id in self.places and merged_at <= self.before(turn)


def past_of(reader: Asks, turns: Sequence[Turn]) -> Past:
    """The past of these turns. Raises PortError."""
    contacts = sorted({turn.message.contact for turn in turns})
    about = [contacts[start : start + _CONTACTS] for start in range(0, len(contacts), _CONTACTS)]

    def rows(sql: str) -> list[dict[str, Any]]:
        return [row for some in about for row in reader.query(sql, [some]).to_pylist()]

    said: defaultdict[str, list[Said]] = defaultdict(list)
    places: dict[str, Place] = {}
    logged = rows(_TURNS)
    for row in logged:
        said[row["contact"]].append(_said(row))
        places[row["message_id"]] = Place(row["seq"], moment(row["recorded_at"]))
    return Past(
        places=places,
        said=dict(said),
        facts={kind: _by_contact(rows(sql)) for kind, sql in _FACTS.items()},
        names=_names(reader.query(_NAMES).to_pylist()),
        signals=_signals(reader, turns, logged),
        revised=frozenset(row["id"] for row in reader.query(_REVISED).to_pylist()),
        merged={row["kept"]: int(row["seq"]) for row in reader.query(_MERGED).to_pylist()},
    )


def _signals(reader: Asks, turns: Sequence[Turn], logged: Sequence[Row]) -> Signals:
    """Only numbers of Meta's have signals: a dry run's has none."""
    if any(turn.message.number.isdigit() for turn in turns):
        return Signals.of(reader, logged)
    return Signals()


def _said(row: Row) -> Said:
    lines = TurnLines(
        question=row["question"],
        answer=row["answer"],
        at=moment(row["at"]) if row["at"] is not None else None,
        recorded_at=moment(row["recorded_at"]) if row["recorded_at"] is not None else None,
        treks=row["treks"] or (),
        delivery=row["delivery"],
        handoff=row["handoff"],
    )
    return Said(row["seq"], row["message_id"], lines, row["language"], bool(row["notice"]))


def _by_contact(rows: Sequence[dict[str, Any]]) -> dict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: int(row["seq"])):
        times = {name: moment(row[name]).isoformat() for name in ("at", "until") if row.get(name) is not None}
        found[row["contact"]].append({**row, **times})
    return dict(found)


def _names(rows: Sequence[Row]) -> dict[str, list[tuple[int, str]]]:
    found: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        found[fold(row["name"] or "")].append((int(row["seq"]), row["contact"]))
    return dict(found)


def _profile(rows: Sequence[Row]) -> dict[str, Any]:
    """The newest value of each field; preferences are merged."""
    merged: dict[str, Any] = {name: row[name] for row in rows for name in _PROFILE if row[name] is not None}
    preferences = {k: v for row in rows if row["preferences"] for k, v in json.loads(row["preferences"]).items()}
    return {**merged, "preferences": json.dumps(preferences)} if rows else {}


def _bookings(rows: Sequence[Row]) -> list[Row]:
    """The newest fact of each booking, the newest booking first."""
    newest = {row["booking_id"]: row for row in rows}
    return sorted(newest.values(), key=lambda row: (row["booked_at"] or date.min, row["seq"]), reverse=True)
