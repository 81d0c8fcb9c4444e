"""Webhook fields about the account, its numbers and its templates → what they mean for us.

Values are Meta's; what is not understood means nothing here and is kept as an event all the same.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from agent.channel.error_codes import why_stop
from agent.channel.moments import moment_of
from agent.ports import NumberNews, TemplateNews

Value = Mapping[str, Any]
_RESTRICTS_REPLIES = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING"
_RESTRICTS_TEMPLATES = "RESTRICTED_BIZ_INITIATED_MESSAGING"
_RESTRICTS_ADDING = "RESTRICTED_ADD_PHONE_NUMBER_ACTION"
TEMPLATES_UNTIL = "templates_stopped_until"
"""Name of the fact of a number that may not begin conversations: until when, in ISO 8601; empty when it may again."""
ADDING_UNTIL = "adding_numbers_stopped_until"
"""Name of the fact that no number may be added to the account: until when, in ISO 8601."""
DAILY_LIMIT = "daily_limit"
"""Name of the fact how many people all numbers together may write to first within 24 hours, in Meta's words."""
_LONGEST_RESTRICTION = timedelta(days=30)
"""The last step before Meta disables an account; what is restricted without an end is taken for that long."""
_OFFBOARDED = "account offboarded: connect it again in Business Manager"
_REMOVED = "this app was removed from the account: share the account with it again"
_DISCONNECTED = (_OFFBOARDED, _REMOVED)
"""Stops that a connection ends: one for a violation, a ban or a refused send stays."""
_BANNED = frozenset({"DISABLE", "SCHEDULE_FOR_DISABLE"})


def account_news(field: str, value: Value, number: str, time: object) -> NumberNews | TemplateNews | None:
    """What one change says; None where it asks for nothing. `time`: the entry's, else it counts from now."""
    read = _READERS.get(field)
    return read(value, number, moment_of(time) or datetime.now(UTC)) if read else None


def number_error(error: object, number: str, time: object) -> NumberNews | None:
    """What an error says that stands beside no message and no status: of the number itself."""
    code = _object(error).get("code")
    why = why_stop(code) if isinstance(code, int) and not isinstance(code, bool) else ""
    if not why:
        return None
    return NumberNews(numbers=(number,) if number else (), at=moment_of(time) or datetime.now(UTC), stop=why)


def _account(value: Value, number: str, at: datetime) -> NumberNews | None:
    read = _ACCOUNT.get(_text(value.get("event")).upper())
    return read(value, (number,) if number else (), at) if read else None


def _violation(value: Value, numbers: tuple[str, ...], at: datetime) -> NumberNews:
    kind = _text(_object(value.get("violation_info")).get("violation_type"))
    return NumberNews(numbers=numbers, at=at, stop=_because("account violation", kind))


def _restriction(value: Value, numbers: tuple[str, ...], at: datetime) -> NumberNews | None:
    """A restriction of replies stops the number until it ends; one of messages that we begin stops only templates.

    One that only forbids adding numbers stops nothing and is told of; one that names nothing stops the number.
    """
    listed = value.get("restriction_info")
    found = [_object(one) for one in listed] if isinstance(listed, list) else []
    ends = {_text(one.get("restriction_type")): moment_of(one.get("expiration"), future=True) for one in found}
    facts = {
        name: (ends[kind] or at + _LONGEST_RESTRICTION).isoformat()
        for kind, name in ((_RESTRICTS_TEMPLATES, TEMPLATES_UNTIL), (_RESTRICTS_ADDING, ADDING_UNTIL))
        if kind in ends
    }
    if found and _RESTRICTS_REPLIES not in ends:
        return NumberNews(numbers=numbers, at=at, facts=facts) if facts else None
    why = _because("account restriction", _RESTRICTS_REPLIES if found else "")
    return NumberNews(numbers=numbers, at=at, stop=why, until=ends.get(_RESTRICTS_REPLIES), facts=facts)


def _disabled(value: Value, numbers: tuple[str, ...], at: datetime) -> NumberNews | None:
    state = _text(_object(value.get("ban_info")).get("waba_ban_state")).upper()
    if state in _BANNED:
        return NumberNews(numbers=numbers, at=at, stop=_because("account disabled", state))
    again = {TEMPLATES_UNTIL: ""}
    return NumberNews(numbers=numbers, at=at, start=True, facts=again) if state == "REINSTATE" else None


def _stops(why: str) -> Callable[[Value, tuple[str, ...], datetime], NumberNews]:
    return lambda value, numbers, at: NumberNews(numbers=numbers, at=at, stop=why)


def _reconnected(value: Value, numbers: tuple[str, ...], at: datetime) -> NumberNews:
    return NumberNews(numbers=numbers, at=at, start=True, only_after=_DISCONNECTED)


_ACCOUNT: Mapping[str, Callable[[Value, tuple[str, ...], datetime], NumberNews | None]] = {
    "ACCOUNT_VIOLATION": _violation,
    "ACCOUNT_RESTRICTION": _restriction,
    "DISABLED_UPDATE": _disabled,
    "ACCOUNT_DELETED": _stops("account deleted"),
    "ACCOUNT_OFFBOARDED": _stops(_OFFBOARDED),
    "ACCOUNT_RECONNECTED": _reconnected,
    "PARTNER_REMOVED": _stops(_REMOVED),
}


def _limits(value: Value, number: str, at: datetime) -> NumberNews | None:
    """The two fields that tell limits name them differently, and so did their older versions."""
    limit = (
        *(value.get("max_daily_conversations_per_business"), value.get("max_daily_conversation_per_phone")),
        value.get("current_limit"),
    )
    told = {
        DAILY_LIMIT: next(filter(None, map(_text, limit)), ""),
        "numbers_limit": _text(value.get("max_phone_numbers_per_business")),
        "last_event": _text(value.get("event")),
    }
    facts = {name: text for name, text in told.items() if text}
    return NumberNews(numbers=(number,) if number else (), at=at, facts=facts) if facts else None


def _template_status(value: Value, number: str, at: datetime) -> TemplateNews | None:
    title = _text(_object(value.get("other_info")).get("title"))
    reason = _text(value.get("reason"))
    told = title or (reason if reason.upper() != "NONE" else "")
    return _template(value, at, status=_text(value.get("event")).upper(), reason=told)


def _template_quality(value: Value, number: str, at: datetime) -> TemplateNews | None:
    return _template(value, at, quality=_text(value.get("new_quality_score")).upper())


def _template_category(value: Value, number: str, at: datetime) -> TemplateNews | None:
    return _template(value, at, category=_text(value.get("new_category")).upper())


def _template(value: Value, at: datetime, **told: str) -> TemplateNews | None:
    name, language = _text(value.get("message_template_name")), _text(value.get("message_template_language"))
    if not name or not any(told.values()):
        return None
    return TemplateNews(name=name, language=language, at=at, **told)


_READERS: Mapping[str, Callable[[Value, str, datetime], NumberNews | TemplateNews | None]] = {
    "account_update": _account,
    "phone_number_quality_update": _limits,
    "business_capability_update": _limits,
    "message_template_status_update": _template_status,
    "message_template_quality_update": _template_quality,
    "template_category_update": _template_category,
    "message_template_category_update": _template_category,
}


def _because(what: str, detail: str) -> str:
    return f"{what}: {detail}" if detail else what


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _object(value: object) -> Value:
    return value if isinstance(value, Mapping) else {}
