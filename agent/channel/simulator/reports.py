"""What happened to each send, for `message_history`: it knows of statuses whose webhook never came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_MOST = 100
_USUAL = 25


@dataclass(slots=True)
class _Report:
    number: int
    sender: str
    wamid: str
    events: list[dict[str, Any]] = field(default_factory=list)


class Reports:
    """One per send, newest last."""

    def __init__(self, webhook: str) -> None:
        self._webhook = webhook
        self._by_wamid: dict[str, _Report] = {}

    def begin(self, sender: str, wamid: str) -> None:
        """A send of this business number was taken."""
        self._by_wamid[wamid] = _Report(len(self._by_wamid) + 1, sender, wamid)

    def add(self, wamid: str, status: str, at: int) -> None:
        """Something happened to it; `played` is no delivery status of this endpoint."""
        report = self._by_wamid.get(wamid)
        if report and status != "played":
            number = report.number * 10 + len(report.events)
            event = {
                "id": str(2 * 10**15 + number),
                "delivery_status": status.upper(),
                "timestamp": at,
                "webhook_update_state": "PENDING",
                **({"webhook_uri": self._webhook} if self._webhook else {}),
            }
            report.events.append(event)

    def posted(self, wamid: str, status: str, *, taken: bool) -> None:
        """The receiver took the webhook about it, or it was dropped after a week."""
        for event in self._by_wamid[wamid].events if wamid in self._by_wamid else ():
            if event["delivery_status"] == status.upper():
                event["webhook_update_state"] = "DELIVERED" if taken else "FAILED"

    def page(self, sender: str, asked: Mapping[str, str]) -> dict[str, Any] | None:
        """The answer to `message_history` with `message_id`, `fields`, `limit` and `after`; None for a wrong limit."""
        limit = asked.get("limit", str(_USUAL))
        if not limit.isdecimal() or not 1 <= int(limit) <= _MOST:
            return None
        one = asked.get("message_id")
        found = [
            report for report in self._by_wamid.values() if report.sender == sender and one in (None, report.wamid)
        ]
        after = asked.get("after", "0")
        rest = [report for report in found if report.number > (int(after) if after.isdecimal() else 0)]
        shown = rest[: int(limit)]
        return {"data": [_entry(report, asked.get("fields", "")) for report in shown], **_paging(shown)}


def _entry(report: _Report, fields: str) -> dict[str, Any]:
    events = {"events": {"data": report.events}} if not fields or "events" in fields else {}
    return {"id": str(10**15 + report.number), "message_id": report.wamid, **events}


def _paging(shown: Sequence[_Report]) -> dict[str, Any]:
    if not shown:
        return {}
    return {"paging": {"cursors": {"before": str(shown[0].number), "after": str(shown[-1].number)}}}
