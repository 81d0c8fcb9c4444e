"""Fields that act: what each tells, in Meta's shapes and in odd ones."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from agent.channel.account_news import TEMPLATES_UNTIL
from agent.channel.alerts import alert_of
from agent.channel.payload import parse_webhook
from agent.channel.routing import OwnNumbers
from agent.channel.takeover import SILENT_FOR
from agent.ports import InboxEvent, InboxMessage, NumberNews, Takeover, TemplateNews
from tests.channel.test_payload import CONTACT, PHONE, USER_ID, body

TIME = 1795000000
AT = datetime.fromtimestamp(TIME, UTC)
LATER = int((datetime.now(UTC) + timedelta(days=3)).timestamp())


def told(field: str, value: Any) -> InboxEvent:
    items, problems = parse_webhook(body(value, field=field, time=TIME))
    (item,) = items
    assert isinstance(item, InboxEvent)
    assert problems == []
    return item


def restricted(*kinds: str, ends: Any = LATER) -> dict[str, Any]:
    info = [{"restriction_type": kind, "expiration": ends} for kind in kinds]
    return {"event": "ACCOUNT_RESTRICTION", "restriction_info": info}


STOPS = [
    ({"event": "ACCOUNT_VIOLATION", "violation_info": {"violation_type": "ADULT"}}, "account violation: ADULT"),
    ({"event": "ACCOUNT_VIOLATION"}, "account violation"),
    (
        restricted("RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "RESTRICTED_BIZ_INITIATED_MESSAGING"),
        "account restriction: RESTRICTED_CUSTOMER_INITIATED_MESSAGING",
    ),
    ({"event": "ACCOUNT_RESTRICTION"}, "account restriction"),
    ({"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "DISABLE"}}, "account disabled: DISABLE"),
    ({"event": "ACCOUNT_DELETED"}, "account deleted"),
    ({"event": "ACCOUNT_OFFBOARDED"}, "account offboarded: connect it again in Business Manager"),
    ({"event": "PARTNER_REMOVED"}, "this app was removed from the account: share the account with it again"),
]


@pytest.mark.parametrize(("value", "reason"), STOPS)
def test_bad_account_news_stop_all_our_numbers_and_alert(value: dict[str, Any], reason: str) -> None:
    item = told("account_update", value)
    (routed,) = OwnNumbers(["1", "2"]).route([item])
    assert isinstance(routed, InboxEvent)
    assert isinstance(routed.news, NumberNews)
    assert (routed.news.numbers, routed.news.stop, routed.news.at) == (("1", "2"), reason, AT)
    alert = alert_of(routed)
    assert alert is not None
    assert (alert.urgency, alert.kind) == ("critical", "number_stopped")


def test_a_restriction_lasts_until_its_latest_end_and_without_one_until_a_person_starts_it() -> None:
    kinds = ("RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_CUSTOMER_INITIATED_MESSAGING")
    dated = told("account_update", restricted(*kinds)).news
    endless = told("account_update", restricted(*kinds, ends="soon")).news
    assert isinstance(dated, NumberNews)
    assert isinstance(endless, NumberNews)
    assert dated.until == datetime.fromtimestamp(LATER, UTC)
    assert endless.until is None


def test_a_restriction_of_messages_that_we_begin_stops_templates_and_no_reply() -> None:
    item = told("account_update", restricted("RESTRICTED_BIZ_INITIATED_MESSAGING"))
    assert isinstance(item.news, NumberNews)
    assert (item.news.stop, item.news.until) == ("", None)
    assert item.news.facts == {TEMPLATES_UNTIL: datetime.fromtimestamp(LATER, UTC).isoformat()}
    alert = alert_of(item)
    assert alert is not None
    assert (alert.urgency, alert.kind) == ("critical", "templates_stopped")


def test_a_restriction_of_templates_without_an_end_ends_after_the_longest_that_meta_has() -> None:
    news = told("account_update", restricted("RESTRICTED_BIZ_INITIATED_MESSAGING", ends="soon")).news
    assert isinstance(news, NumberNews)
    assert datetime.fromisoformat(news.facts[TEMPLATES_UNTIL]) == AT + timedelta(days=30)


QUIET = [
    {"event": "PARTNER_ADDED"}, {"event": 7}, {},
    {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "?"}}, {"event": "DISABLED_UPDATE", "ban_info": []},
]  # fmt: skip


@pytest.mark.parametrize("value", QUIET)
def test_what_forbids_no_message_stops_nothing(value: dict[str, Any]) -> None:
    assert told("account_update", value).news is None


def test_a_restriction_that_only_forbids_adding_numbers_stops_nothing_and_alerts() -> None:
    item = told("account_update", restricted("RESTRICTED_ADD_PHONE_NUMBER_ACTION"))
    assert isinstance(item.news, NumberNews)
    assert (item.news.stop, TEMPLATES_UNTIL in item.news.facts) == ("", False)
    alert = alert_of(item)
    assert alert is not None
    assert (alert.urgency, alert.kind) == ("warning", "account_restricted")
    assert "messages go on" in alert.text


def test_an_account_that_is_connected_again_starts_again_after_the_stops_for_the_lack_of_it() -> None:
    news = told("account_update", {"event": "ACCOUNT_RECONNECTED"}).news
    lost = [told("account_update", {"event": event}).news for event in ("ACCOUNT_OFFBOARDED", "PARTNER_REMOVED")]
    assert isinstance(news, NumberNews)
    assert news.start
    assert news.only_after == tuple(one.stop for one in lost if isinstance(one, NumberNews))


def test_reinstatement_starts_again() -> None:
    news = told("account_update", {"event": "DISABLED_UPDATE", "ban_info": {"waba_ban_state": "REINSTATE"}}).news
    assert isinstance(news, NumberNews)
    assert (news.start, news.facts) == (True, {TEMPLATES_UNTIL: ""})


@pytest.mark.parametrize(
    ("field", "value", "facts"),
    [
        (
            "phone_number_quality_update",
            {"event": "FLAGGED", "current_limit": "TIER_1K"},
            {"daily_limit": "TIER_1K", "last_event": "FLAGGED"},
        ),
        (
            "phone_number_quality_update",
            {"event": "THROUGHPUT_UPGRADE", "max_daily_conversations_per_business": "TIER_UNLIMITED"},
            {"daily_limit": "TIER_UNLIMITED", "last_event": "THROUGHPUT_UPGRADE"},
        ),
        (
            "business_capability_update",
            {"max_daily_conversations_per_business": 2000, "max_phone_numbers_per_business": 25},
            {"daily_limit": "2000", "numbers_limit": "25"},
        ),
    ],
)
def test_limits_are_read_wherever_they_stand(field: str, value: dict[str, Any], facts: dict[str, str]) -> None:
    item = told(field, value)
    assert isinstance(item.news, NumberNews)
    assert item.news.facts == facts
    assert (alert_of(item) is not None) == ("FLAGGED" in facts.values())


def template(**parts: Any) -> dict[str, Any]:
    return {"message_template_name": "welcome", "message_template_language": "en_US", **parts}


@pytest.mark.parametrize(
    ("field", "value", "news"),
    [
        ("message_template_status_update", template(event="APPROVED", reason="NONE"), ("APPROVED", "", "", "")),
        (
            "message_template_status_update",
            template(event="PAUSED", reason=None, other_info={"title": "FIRST_PAUSE"}),
            ("PAUSED", "FIRST_PAUSE", "", ""),
        ),
        ("message_template_quality_update", template(new_quality_score="RED"), ("", "", "RED", "")),
        ("template_category_update", template(new_category="MARKETING"), ("", "", "", "MARKETING")),
    ],
)
def test_a_templates_news_are_its_status_quality_or_category(
    field: str, value: dict[str, Any], news: tuple[str, ...]
) -> None:
    item = told(field, value)
    assert isinstance(item.news, TemplateNews)
    assert (item.news.status, item.news.reason, item.news.quality, item.news.category) == news
    assert (alert_of(item) is None) == (news[0] == "APPROVED")


@pytest.mark.parametrize("event", ["DELETED", "ARCHIVED", "LIMIT_EXCEEDED", "PAUSED", "DISABLED", "PENDING_DELETION"])
def test_a_template_that_may_not_be_sent_any_more_alerts_with_what_becomes_of_late_answers(event: str) -> None:
    alert = alert_of(told("message_template_status_update", template(event=event)))
    assert alert is not None
    assert alert.text.startswith(f"welcome (en_US): {event}; not sent any more; answers after the 24 hours")


@pytest.mark.parametrize("event", ["APPROVED", "PENDING", "LOCKED", "REINSTATED"])
def test_a_template_that_may_be_sent_or_never_was_alerts_nobody(event: str) -> None:
    assert alert_of(told("message_template_status_update", template(event=event))) is None


@pytest.mark.parametrize("value", [template(message_template_element="x"), {}])
def test_a_template_whose_text_was_changed_alerts_for_its_places_may_be_others(value: dict[str, Any]) -> None:
    alert = alert_of(told("message_template_components_update", value))
    assert alert is not None
    assert alert.kind == "template_changed"
    assert "send.late_parameters" in alert.text


ALERT = {"alert_severity": "CRITICAL", "alert_status": "ACTIVE", "alert_type": "X", "alert_description": "pay"}


@pytest.mark.parametrize(
    ("value", "urgency", "text"),
    [
        ({"entity_type": "BUSINESS", "alert_info": ALERT}, "critical", "X: ACTIVE: pay"),
        (ALERT | {"alert_severity": "WARNING"}, "warning", "X: ACTIVE: pay"),
        ({"alert_info": {"alert_severity": "INFORMATIONAL"}}, "info", "an alert that cannot be read"),
        ({"alert_info": 7}, "critical", "an alert that cannot be read"),
    ],
)
def test_an_account_alert_reaches_people_nested_or_not(value: dict[str, Any], urgency: str, text: str) -> None:
    alert = alert_of(told("account_alerts", value))
    assert alert is not None
    assert alert.urgency == urgency
    assert alert.text.startswith(text)


def echoed(**parts: Any) -> Any:
    line = {"from": "1555", "to": PHONE, "id": "wamid.E", "timestamp": str(TIME), "type": "text", **parts}
    return told("smb_message_echoes", {"contacts": [CONTACT], "message_echoes": [line]}).news


def test_a_line_typed_in_the_business_app_is_a_takeover() -> None:
    news = echoed(to_user_id=USER_ID)
    assert isinstance(news, Takeover)
    assert (news.person.phone, news.person.user_id, news.message_id) == (PHONE, USER_ID, "wamid.E")
    assert (news.reason, news.at, news.until) == ("colleague_wrote", AT, AT + SILENT_FOR)


@pytest.mark.parametrize("parts", [{"type": "revoke"}, {"type": "edit"}, {"id": None}])
def test_what_says_nothing_new_or_has_no_id_is_none(parts: dict[str, Any]) -> None:
    assert echoed(**parts) is None


def test_control_taken_pauses_and_control_given_ends_it() -> None:
    value = {"sender": {"phone_number": PHONE}, "timestamp": TIME}
    taken = told("messaging_handovers", value | {"take_thread_control": {}}).news
    given = told("messaging_handovers", value | {"control_passed": {"metadata": "x"}}).news
    assert isinstance(taken, Takeover)
    assert isinstance(given, Takeover)
    assert (taken.over, given.over, taken.person.phone) == (False, True, PHONE)
    assert told("messaging_handovers", value).news is None
    assert told("messaging_handovers", {"control_passed": {}, "sender": 7}).news is None


def test_a_call_that_a_customer_begins_counts_like_a_message_and_other_calls_are_events() -> None:
    call = {"id": "wacid.1", "from": PHONE, "event": "connect", "direction": "USER_INITIATED", "timestamp": str(TIME)}
    calls = [call, call | {"direction": "BUSINESS_INITIATED"}, call | {"event": "terminate"}, 7]
    items, _ = parse_webhook(body({"metadata": {"phone_number_id": "1"}, "calls": calls}, field="calls"))
    assert [type(item) for item in items] == [InboxMessage, InboxEvent, InboxEvent, InboxEvent]
    first = items[0]
    assert isinstance(first, InboxMessage)
    assert (first.kind, first.sender.phone, first.sent_at) == ("call", PHONE, AT)


def error_beside_nothing(code: Any, number: str = "1") -> InboxEvent:
    errors = [{"code": code, "title": "x", "error_data": {"details": "y"}}]
    items, problems = parse_webhook(body({"metadata": {"phone_number_id": number}, "errors": errors}))
    (item,) = items
    assert isinstance(item, InboxEvent)
    assert problems == []
    return item


@pytest.mark.parametrize("code", [131048, 368, 131031, 190])
def test_an_error_of_the_number_itself_stops_it_and_alerts(code: int) -> None:
    (item,) = OwnNumbers(["1", "2"]).route([error_beside_nothing(code)])
    assert isinstance(item, InboxEvent)
    assert isinstance(item.news, NumberNews)
    assert item.news.numbers == ("1",)
    assert item.news.stop.startswith(f"{code}: ")
    alert = alert_of(item)
    assert alert is not None
    assert (alert.urgency, alert.kind) == ("critical", "number_stopped")


@pytest.mark.parametrize("code", [130429, 131000, 999999, "131048", True, False, None, {"a": 1}])
def test_an_error_that_passes_or_that_nobody_knows_stops_nothing(code: Any) -> None:
    assert error_beside_nothing(code).news is None


def test_an_error_of_somebody_elses_number_does_not_stop_ours() -> None:
    (item,) = OwnNumbers(["1"]).route([error_beside_nothing(131031, number="9")])
    assert isinstance(item, InboxEvent)
    assert (item.news, alert_of(item)) == (None, None)
