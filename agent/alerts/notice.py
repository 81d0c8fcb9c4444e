"""One thing operators are told."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import uuid4

Severity = Literal["critical", "warning", "info"]
NoticeState = Literal["firing", "still", "over", "told", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`firing` at first, `still` as a reminder, `over` at the end; `told`: news that neither lasts nor ends.

    `value` and `threshold` are in the unit of the alert. Nothing here holds a phone number or words of a customer.
    """

    alert: str
    state: NoticeState
    severity: Severity
    says: str
    remedy: str
    at: datetime
    since: datetime
    value: float | None = None
    threshold: float | None = None

    @property
    def title(self) -> str:
        """One line, as the subject of a mail."""
        mark = "over" if self.state == "over" else self.severity
        return f"[Cairn {mark}] {self.alert}: {self.says}"

    @property
    def text(self) -> str:
        """For people to read."""
        when = f"since {self.since:%d %b %H:%M}" if self.state in ("still", "over") else f"{self.at:%d %b %H:%M}"
        return f"{self.says}\n{self.state}, {when} UTC\n\n→ {self.remedy}\n"


def body_of(notice: Notice) -> bytes:
    """What a webhook is posted: a JSON object whose `id` is new for each notice, the same in every try."""
    plain: dict[str, Any] = {
        "id": str(uuid4()),
        **asdict(notice),
        "title": notice.title,
        "at": notice.at.isoformat(),
        "since": notice.since.isoformat(),
    }
    return json.dumps(plain, ensure_ascii=True, separators=(",", ":")).encode()
