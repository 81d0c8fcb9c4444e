"""The consent ledger and the audit log in plain Python, for `MemoryJournal`."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from agent.journal.audit import START, AuditLine, first_break, seal
from agent.journal.memory_people import Append
from agent.journal.rules import consent_body
from agent.journal.values import clean, dump, iso, utc
from agent.ports import ConsentEntry


class MemoryLedger:
    """What `agent/journal/ledger.py` does in SQL."""

    def __init__(self, now: Callable[[], float], append: Append) -> None:
        """`append` records for the store."""
        self._now = now
        self._append = append
        self._consents: list[ConsentEntry] = []
        self._audit: list[AuditLine] = []

    def newest_consent(self, contact: str) -> ConsentEntry | None:
        """The line written last for this contact."""
        return next((entry for entry in reversed(self._consents) if entry.contact == contact), None)

    def write_consent(self, entry: ConsentEntry | None) -> None:
        """One more line, recorded for the store too; nothing for None."""
        if entry is None:
            return
        self._consents.append(replace(entry, at=utc(entry.at), text=clean(entry.text)))
        self._append("consent", f"{entry.contact}:{len(self._consents)}", entry.contact, consent_body(entry))

    def write_audit(self, actor: str, action: str, subject: str, detail: Mapping[str, Any]) -> None:
        """One more line, chained to the last."""
        line = AuditLine(
            seq=len(self._audit) + 1,
            at=iso(self._now()),
            actor=clean(actor),
            action=clean(action),
            subject=clean(subject),
            detail=dump(detail),
            prev=self._audit[-1].hash if self._audit else START,
        )
        self._audit.append(replace(line, hash=seal(line)))

    @property
    def audit_lines(self) -> tuple[AuditLine, ...]:
        """All lines, oldest first."""
        return tuple(self._audit)

    def broken_audit(self) -> int | None:
        """The first line that was changed or taken out; None when all is well."""
        return first_break(self._audit, count=len(self._audit))
