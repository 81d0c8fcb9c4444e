import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from agent.channel.payload import parse_webhook
from agent.ports import Address, InboxEvent, InboxMessage, MarketingChoice

STOPPED_AT = 1795000000


def preference(**changed: Any) -> dict[str, Any]:
    return {
        "wa_id": "16505551234",
        "detail": "User requested to stop marketing messages",
        "category": "marketing_messages",
        "value": "stop",
        "timestamp": STOPPED_AT,
        **changed,
    }


def choice(element: Any, **value: Any) -> MarketingChoice | None:
    change = {"field": "user_preferences", "value": {"metadata": {}, "user_preferences": [element], **value}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "time": 1, "changes": [change]}]}
    (event,), _ = parse_webhook(json.dumps(body).encode())
    assert isinstance(event, InboxEvent)
    return event.marketing


def test_a_stop_is_an_opt_out_of_marketing_of_the_person_it_names() -> None:
    assert choice(preference()) == MarketingChoice(
        person=Address(phone="16505551234"), status="opted_out", at=datetime.fromtimestamp(STOPPED_AT, UTC)
    )


@pytest.mark.parametrize("value", ["resume", "signup", "RESUME"])
def test_resume_and_signup_are_opt_ins(value: str) -> None:
    found = choice(preference(value=value))
    assert found is not None
    assert found.status == "subscribed"


def test_a_person_known_only_by_the_user_id_is_named() -> None:
    found = choice(preference(wa_id=None, user_id="US.13491208655302741918"))
    assert found is not None
    assert found.person == Address(user_id="US.13491208655302741918")


def test_the_profile_of_somebody_else_in_the_payload_is_not_joined_to_the_person() -> None:
    found = choice(preference(), contacts=[{"wa_id": "972987654321", "profile": {"name": "Other"}}])
    assert found is not None
    assert found.person == Address(phone="16505551234")


@pytest.mark.parametrize(
    "element",
    [
        preference(category="utility"),
        preference(value="maybe"),
        preference(value=1),
        preference(wa_id=None),
        "stop",
        None,
    ],
)
def test_what_is_no_choice_about_marketing_stays_a_plain_event(element: Any) -> None:
    assert choice(element) is None


@pytest.mark.parametrize("timestamp", [None, "soon", -5, 10**18, True])
def test_a_stop_without_a_date_counts_from_now_and_a_resume_from_never(timestamp: Any) -> None:
    stop, resume = choice(preference(timestamp=timestamp)), choice(preference(timestamp=timestamp, value="resume"))
    assert stop is not None
    assert resume is not None
    assert (datetime.now(UTC) - stop.at).total_seconds() < 60
    assert resume.at.year == 1970


def test_the_examples_of_meta_are_read() -> None:
    found = json.loads((Path(__file__).parent / "user_preferences.json").read_text(encoding="utf-8"))
    for name, body in found.items():
        (event,), problems = parse_webhook(json.dumps(body).encode())
        assert isinstance(event, InboxEvent)
        assert event.marketing is not None, name
        assert problems == []


def message(kind: str, node: dict[str, Any]) -> InboxMessage:
    one = {"id": "wamid.1", "from": "919000000001", "timestamp": str(STOPPED_AT), "type": kind, kind: node}
    value = {"metadata": {"phone_number_id": "1"}, "messages": [one]}
    body = {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": value}]}]}
    (found,), _ = parse_webhook(json.dumps(body).encode())
    assert isinstance(found, InboxMessage)
    return found


@pytest.mark.parametrize(
    ("kind", "node"),
    [
        ("button", {"payload": "STOP_OFFERS", "text": "No thanks"}),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "STOP_OFFERS", "title": "No thanks"}}),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "STOP_OFFERS", "title": "No thanks"}}),
    ],
)
def test_a_tapped_button_comes_with_the_id_we_gave_it(kind: str, node: dict[str, Any]) -> None:
    found = message(kind, node)
    assert (found.text, found.choice) == ("No thanks", "STOP_OFFERS")


def test_words_come_without_a_choice() -> None:
    assert message("text", {"body": "hello"}).choice == ""
