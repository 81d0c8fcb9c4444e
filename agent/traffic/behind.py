"""The very messages behind a bar."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agent.traffic.flow import STAGES
from agent.traffic.span import IN_SPAN, Asks, Span, bar

_COLUMNS = (
    'message_id, contact, "at", language, intent, sentiment, question, answer, reply_kind, route, model, handoff, '
    "delivery, confidence, risk_reply, ms_total, cost_usd"
)
_WHERE: Mapping[str, str] = {
    "kind": "coalesce(nullif(reply_kind, ''), 'none') = ?",
    "intent": "coalesce(intent, 'none') = ?",
    "language": "coalesce(language, 'und') = ?",
    "sentiment": "sentiment = ?",
    "model": "model = ?",
    "stage": f"message_id IN (SELECT message_id FROM leads WHERE list_position({list(STAGES)}, stage) >= "
    f"list_position({list(STAGES)}, ?))",
    "risk": "risk_reply >= TRY_CAST(? AS DOUBLE) AND least(floor(risk_reply / 5) * 5, 95) = TRY_CAST(? AS DOUBLE)",
    "code": "(message_id IN (SELECT message_id FROM statuses WHERE status = 'failed' "
    "AND errors->>'$[0].code' IS NOT DISTINCT FROM nullif(?, '')))",
    "step": "contains(trace, ?)",
}
"""What a bar may stand for, and the turns it was counted from. `risk`: the lower end of the bin."""
_SLOWEST = (
    'list_max(list_transform(list_filter(from_json(trace, \'[{"step":"VARCHAR","ms":"DOUBLE"}]\'), '
    "lambda run: run.step = ?), lambda run: run.ms)) DESC NULLS LAST"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """One bar: `by` is one of the names of `_WHERE`; `bar` its time, where it has one, as the chart named it."""

    by: str
    value: str
    bar: str = ""

    @property
    def text(self) -> str:
        """As it stands in an address."""
        return "~".join(part for part in (self.by, self.value, self.bar) if part or part is self.value)

    @classmethod
    def read(cls, text: str) -> "Pick | None":
        """From an address; None where it names nothing that is counted here."""
        by, value, moment = (*text.split("~", 2), "", "")[:3]
        return cls(by=by, value=value, bar=moment) if by in _WHERE else None


def behind(reader: Asks, span: Span, pick: Pick, limit: int = 50) -> Any:
    """Turns of this bar, the newest first; of a step the slowest first. Columns as in the table `turns`."""
    asked = [pick.value] * _WHERE[pick.by].count("?")
    if pick.by == "step":
        asked = [f'"step":"{pick.value}"']
    where = f"{IN_SPAN} AND {_WHERE[pick.by]}"
    parameters: list[Any] = [*span.bounds, *asked]
    if pick.bar:
        where += f" AND {bar(span)} = TRY_CAST(? AS TIMESTAMP)"
        parameters.append(pick.bar)
    order = _SLOWEST if pick.by == "step" else '"at" DESC'
    parameters += [pick.value] if pick.by == "step" else []
    return reader.query(f"SELECT {_COLUMNS} FROM turns WHERE {where} ORDER BY {order} LIMIT {int(limit)}", parameters)
