"""A store with a few conversations in it, read as pages read it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.ports import Record
from agent.store.memory import MemoryStore

NOON = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=2)


class Read:
    """What `agent.store.reader.Reader` offers, over a store in memory."""

    def __init__(self) -> None:
        self._store = MemoryStore()
        self._seq = 0

    def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        return asyncio.run(self._store.query(sql, parameters))

    def add(self, kind: str, key: str, contact: str, body: Mapping[str, Any], minutes: float = 0) -> None:
        """A record, so many minutes after noon."""
        self._seq += 1
        at = NOON + timedelta(minutes=minutes)
        record = Record(seq=self._seq, kind=kind, key=key, contact=contact, at=at, body=body)
        asyncio.run(self._store.apply([record]))

    def person(self, contact: str, name: str, **more: str) -> None:
        self.add("contact", contact, contact, {"name": name, "phone": "919000000001", **more})

    def turn(self, contact: str, key: str, question: str, answer: str = "", minutes: float = 0, **more: Any) -> None:
        at = (NOON + timedelta(minutes=minutes)).isoformat()
        kind = more.pop("kind", "answer" if answer else "silence")
        body = {
            "message": {"id": key, "text": question, "sent_at": at, "number": "100", "kind": "text"},
            "parsed": {"language": more.pop("language", "en")},
            "reply": {"text": answer, "kind": kind, "handoff": more.pop("handoff", None)},
            "delivery": {"state": "sent"},
            **more,
        }
        self.add("turn", key, contact, body, minutes)

    def silent(self, contact: str, key: str, reason: str, minutes: float = 0, state: str = "paused") -> None:
        at = (NOON + timedelta(minutes=minutes)).isoformat()
        self.add(
            "pause",
            f"{contact}:{key}:{state}",
            contact,
            {"message_id": key, "reason": reason, "at": at, "state": state},
        )

    def held(self, contact: str, key: str, reason: str, holder: str, minutes: float) -> None:
        at = (NOON + timedelta(minutes=minutes)).isoformat()
        began = (NOON + timedelta(minutes=1)).isoformat()
        body = {"message_id": key, "reason": reason, "at": began, "state": "paused"}
        held = {"holder": holder, "held_since": at, "held_at": at}
        self.add("pause", f"{contact}:{key}:held:{minutes}", contact, {**body, **held})

    def reply(self, contact: str, key: str, text: str, minutes: float = 0) -> None:
        at = (NOON + timedelta(minutes=minutes)).isoformat()
        body = {"message_id": key, "text": text, "author": "workbench:asha", "at": at, "send_id": "s"}
        self.add("reply", key, contact, body, minutes)

    def item(
        self, key: str, contact: str, message: str, reason: str, severity: str, *flags: str, minutes: float = 0
    ) -> None:
        at = (NOON + timedelta(minutes=minutes)).isoformat()
        body = {"id": key, "message_id": message, "reason": reason, "severity": severity, "flags": list(flags)}
        self.add("review", f"{key}:open", contact, {**body, "state": "open", "opened_at": at}, minutes)

    def lead(self, contact: str, score: int, segment: str, stage: str, *reasons: str, follow_up: bool = False) -> None:
        body = {"score": score, "segment": segment, "stage": stage, "reasons": list(reasons), "follow_up": follow_up}
        self.add("lead", f"{contact}:{score}", contact, body)


@pytest.fixture
def read() -> Read:
    """Meera in Hindi, answered; Ravi, whom a person took over and who waits."""
    made = Read()
    made.person("c-1", "Meera Rawat")
    made.person("c-2", "Rávi Šingh")
    made.turn("c-1", "m1", "हम्पता पास कितने का है?", "हम्पता पास ₹11,500 का है।", 0, language="hi")
    made.lead("c-1", 34, "cold", "inquiry", "asked for the price of Hampta Pass")
    made.turn("c-2", "m2", "I want to talk to a person", "A colleague writes soon.", 1, handoff="asked")
    made.silent("c-2", "m2", "asked", 1)
    made.item("r-2", "c-2", "m2", "asked", "medium", minutes=1)
    made.turn("c-2", "m3", "<b>Hello?</b> still there", minutes=30)
    made.lead("c-2", 81, "hot", "decision", "wants to book", "4 people", follow_up=True)
    return made
