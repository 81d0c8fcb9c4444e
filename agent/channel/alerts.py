"""What Meta says of the account that a person should know at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agent.channel.account_news import ADDING_UNTIL, TEMPLATES_UNTIL
from agent.ports import UNUSABLE_TEMPLATE, InboxEvent, InboxItem, NumberNews, TemplateNews

Urgency = Literal["critical", "warning", "info"]
_URGENCY: Mapping[str, Urgency] = {"CRITICAL": "critical", "WARNING": "warning", "INFORMATIONAL": "info"}
_AT_RISK = frozenset({"FLAGGED"})
_EXPECTED = frozenset({"PENDING"})
"""A template that waits for its first approval was never used."""
_NO_LATE_ANSWERS = "not sent any more; answers after the 24 hours that would go out with it are a person's"
_COMPONENTS = "message_template_components_update"
_BAD_EVENTS = frozenset({"FLAGGED", "DOWNGRADE"})
_MOST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountAlert:
    """`kind` is a word of ours or Meta's, good for a metric's label; `text` says it to people."""

    urgency: Urgency
    kind: str
    text: str


def alert_of(item: InboxItem) -> AccountAlert | None:
    """The alert in a new webhook item, if there is one."""
    if not isinstance(item, InboxEvent):
        return None
    if isinstance(item.news, NumberNews):
        return _of_number(item.news)
    if isinstance(item.news, TemplateNews):
        return _of_template(item.news)
    if item.field == _COMPONENTS:
        return _of_components(item.payload)
    return _told(item.payload) if item.field == "account_alerts" else None


def _of_number(news: NumberNews) -> AccountAlert | None:
    if news.stop:
        return AccountAlert(urgency="critical", kind="number_stopped", text=news.stop)
    if news.start:
        return AccountAlert(urgency="info", kind="number_reinstated", text="the account was reinstated")
    if until := news.facts.get(TEMPLATES_UNTIL):
        text = f"no template may leave until {until[:16]} UTC; replies within 24 hours go on"
        return AccountAlert(urgency="critical", kind="templates_stopped", text=text)
    if until := news.facts.get(ADDING_UNTIL):
        text = f"no number may be added to the account until {until[:16]} UTC; messages go on"
        return AccountAlert(urgency="warning", kind="account_restricted", text=text)
    event = news.facts.get("last_event", "")
    return AccountAlert(urgency="warning", kind="number_quality", text=event) if event in _BAD_EVENTS else None


def _of_template(news: TemplateNews) -> AccountAlert | None:
    name = f"{news.name} ({news.language})"
    if news.status in (UNUSABLE_TEMPLATE | _AT_RISK) - _EXPECTED:
        text = f"{name}: {news.status} {news.reason}".strip()
        meaning = "" if news.status in _AT_RISK else f"; {_NO_LATE_ANSWERS}"
        return AccountAlert(urgency="warning", kind="template_status", text=f"{text}{meaning}")
    if news.quality == "RED":
        return AccountAlert(urgency="warning", kind="template_quality", text=f"{name}: RED")
    return (
        AccountAlert(urgency="info", kind="template_category", text=f"{name}: {news.category}")
        if news.category
        else None
    )


def _of_components(payload: Mapping[str, Any]) -> AccountAlert:
    value = payload.get("value")
    told = value if isinstance(value, Mapping) else {}
    name = str(told.get("message_template_name") or "a template")[:_MOST]
    language = str(told.get("message_template_language") or "every language")[:_MOST]
    text = (
        f"{name} ({language}): its text was changed; late answers fail with 132000 where its places are no longer "
        "those of send.late_parameters"
    )
    return AccountAlert(urgency="warning", kind="template_changed", text=text)


def _told(payload: Mapping[str, Any]) -> AccountAlert:
    """Meta nests the alert in `alert_info`; older samples do not. One that cannot be read is urgent all the same."""
    value = payload.get("value")
    outer = value if isinstance(value, Mapping) else {}
    nested = outer.get("alert_info")
    info = nested if isinstance(nested, Mapping) else outer
    severity = str(info.get("alert_severity", "")).upper()
    kind, text = (str(info.get(name) or "") for name in ("alert_type", "alert_description"))
    status = str(info.get("alert_status") or "")
    told = ": ".join(filter(None, (kind, status, text))) or "an alert that cannot be read; look into Business Manager"
    return AccountAlert(urgency=_URGENCY.get(severity, "critical"), kind="account_alert", text=told[:_MOST])
