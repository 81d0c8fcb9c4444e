import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.channel.elements import Problem
from agent.channel.kinds import LONGEST_READ, STARTS_A_TURN
from agent.channel.payload import parse_webhook
from agent.ports import Address, InboxEvent, InboxItem, InboxMessage, InboxStatus, Revision

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PHONE = "919000011111"
USER_ID = "IN.4400000000000001"
CONTACT = {"profile": {"name": "Asha Negi"}, "wa_id": PHONE, "user_id": USER_ID}


def body(*values: Any, field: str = "messages", **entry: Any) -> bytes:
    changes = [{"value": value, "field": field} for value in values]
    whole = {"object": "whatsapp_business_account", "entry": [{"id": "77", "changes": changes, **entry}]}
    return json.dumps(whole).encode()


def value(*messages: Any, number: Any = "1", contacts: Any = (CONTACT,), **parts: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "15550100", "phone_number_id": number}
    content = {"messages": list(messages)} if messages else {}
    return {"messaging_product": "whatsapp", "metadata": metadata, "contacts": list(contacts), **content, **parts}


def message(kind: str = "text", node: Any = None, **parts: Any) -> dict[str, Any]:
    content = {"body": "Namaste"} if node is None and kind == "text" else node
    common = {"from": PHONE, "id": "wamid.A", "timestamp": "1795000000", "type": kind}
    return {**common, **({kind: content} if content is not None else {}), **parts}


def parse(raw: bytes) -> tuple[list[InboxItem], list[Problem]]:
    return parse_webhook(raw, now=NOW)


def only_message(raw: bytes) -> InboxMessage:
    items, _ = parse(raw)
    (item,) = items
    assert isinstance(item, InboxMessage)
    return item


def only_event(raw: bytes) -> InboxEvent:
    items, _ = parse(raw)
    (item,) = items
    assert isinstance(item, InboxEvent)
    return item


def test_a_text_message_becomes_a_message_with_sender_number_and_time() -> None:
    found = only_message(body(value(message())))
    assert (found.id, found.number, found.kind, found.text) == ("wamid.A", "1", "text", "Namaste")
    assert (found.sender.phone, found.sender.user_id, found.sender.name) == (PHONE, USER_ID, "Asha Negi")
    assert found.sent_at == datetime.fromtimestamp(1795000000, UTC)
    assert found.payload["message"]["text"] == {"body": "Namaste"}
    assert found.payload["contact"]["wa_id"] == PHONE


FORM = json.dumps({"month": "June", "people": 2, "flow_token": "x", "address": {"city": "Pune"}})
ORDER = {
    "catalog_id": "9",
    "text": "for Saturday",
    "product_items": [
        {"product_retailer_id": "tent-2p", "quantity": 2, "item_price": 900, "currency": "INR"},
        {"product_retailer_id": "stove", "quantity": "1"},
    ],
}
KINDS: list[tuple[str, Any, str, str]] = [
    ("text", {"body": "Hola"}, "text", "Hola"),
    ("image", {"id": "5", "mime_type": "image/jpeg", "caption": "our last trek"}, "image", "our last trek"),
    ("image", {"id": "5", "mime_type": "image/jpeg"}, "image", ""),
    ("video", {"id": "5", "caption": "clip"}, "video", "clip"),
    ("document", {"id": "5", "filename": "passport.pdf", "caption": "my passport"}, "document", "my passport"),
    ("audio", {"id": "5", "voice": True}, "voice", ""),
    ("audio", {"id": "5", "voice": False}, "audio", ""),
    ("sticker", {"id": "5", "animated": False}, "sticker", ""),
    (
        "location",
        {"latitude": 32.2, "longitude": 77.2, "name": "Base", "address": "Manali"},
        "location",
        "Base, Manali",
    ),
    ("location", {"latitude": 32.2, "longitude": 77.2}, "location", ""),
    (
        "contacts",
        [{"name": {"formatted_name": "Tashi"}}, {"phones": []}, {"name": {"first_name": "Om"}}],
        "contacts",
        "Tashi, Om",
    ),
    ("button", {"payload": "P", "text": "Yes please"}, "button", "Yes please"),
    ("button", {"payload": "P"}, "button", "P"),
    ("interactive", {"type": "button_reply", "button_reply": {"id": "x", "title": "Hold"}}, "button_reply", "Hold"),
    ("interactive", {"type": "list_reply", "list_reply": {"id": "x", "title": "May"}}, "list_reply", "May"),
    (
        "interactive",
        {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": FORM}},
        "nfm_reply",
        "month: June\npeople: 2\ncity: Pune",
    ),
    ("interactive", {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": "[1"}}, "nfm_reply", "Sent"),
    ("interactive", {"type": "nfm_reply", "nfm_reply": {"body": "Sent", "response_json": "[1]"}}, "nfm_reply", "Sent"),
    (
        "interactive",
        {"type": "call_permission_reply", "call_permission_reply": {"response": "accept"}},
        "call_permission_reply",
        "",
    ),
    ("interactive", None, "unsupported", ""),
    ("reaction", {"message_id": "wamid.Z", "emoji": "🙏"}, "reaction", "🙏"),
    ("reaction", {"message_id": "wamid.Z"}, "reaction", ""),
    ("order", ORDER, "order", "for Saturday\n2 × tent-2p (INR 900)\n1 × stove"),
    ("system", {"body": "changed number", "type": "user_changed_number", "wa_id": "9190"}, "system", "changed number"),
    ("unsupported", {"type": "poll_creation"}, "unsupported", ""),
    (
        "edit",
        {"original_message_id": "wamid.O", "message": {"type": "text", "text": {"body": "in July"}}},
        "edit",
        "in July",
    ),
    ("edit", {"original_message_id": "wamid.O", "message": {"type": "edit", "edit": {}}}, "edit", ""),
    ("revoke", {"original_message_id": "wamid.O"}, "revoke", ""),
    ("request_welcome", None, "request_welcome", ""),
    ("hologram", {"title": "A thing of 2027"}, "hologram", "A thing of 2027"),
    ("hologram", ["?"], "hologram", ""),
]


@pytest.mark.parametrize(("kind", "node", "expected_kind", "text"), KINDS)
def test_every_type_has_a_kind_and_the_words_a_person_would_read(
    kind: str, node: Any, expected_kind: str, text: str
) -> None:
    items, problems = parse(body(value(message(kind, node))))
    (found,) = items
    assert isinstance(found, InboxMessage)
    assert (found.kind, found.text) == (expected_kind, text)
    assert found.payload["message"]["type"] == kind
    assert problems == []


NOT_DOWNLOADED = {"code": 131052, "title": "Media download error", "error_data": {"details": "Failed to download."}}
NOT_SUPPORTED = {"code": 131051, "title": "Message type unknown"}


@pytest.mark.parametrize(
    ("kind", "node", "error"),
    [
        ("unsupported", None, NOT_DOWNLOADED),
        ("image", {"id": "5"}, NOT_DOWNLOADED),
        ("unsupported", {"type": "image"}, NOT_SUPPORTED),
        ("unsupported", {"type": "media_placeholder"}, NOT_SUPPORTED),
        ("unsupported", {"type": "order"}, NOT_SUPPORTED),
    ],
)
def test_what_was_sent_on_purpose_and_did_not_come_through_is_answered(kind: str, node: Any, error: Any) -> None:
    found = only_message(body(value(message(kind, node, errors=[error]))))
    assert (found.kind, found.text) == ("lost", "")
    assert found.kind in STARTS_A_TURN


@pytest.mark.parametrize(
    ("was", "kind"),
    [
        *((done, "gesture") for done in ("pin", "edit", "reaction", "poll_update", "keep_in_chat")),
        *((sent, "unsupported") for sent in ("poll_creation", "group_invite", "hsm", ["image"], None)),
    ],
)
def test_of_what_is_not_supported_only_gestures_are_kept_in_silence(was: Any, kind: str) -> None:
    found = only_message(body(value(message("unsupported", {"type": was}, errors=[NOT_SUPPORTED, "?", None]))))
    assert (found.kind, found.kind in STARTS_A_TURN) == (kind, kind == "unsupported")


def test_of_a_text_that_nobody_types_the_beginning_and_the_end_are_read_and_all_is_kept() -> None:
    words = f"{'Namaste. ' * 7000}What does Hampta Pass cost?"
    (found,), problems = parse(body(value(message(node={"body": words}))))
    assert isinstance(found, InboxMessage)
    assert len(found.text) == LONGEST_READ
    assert found.text.startswith("Namaste. Namaste. ")
    assert found.text.endswith("Namaste. What does Hampta Pass cost?")
    assert found.payload["message"]["text"]["body"] == words
    assert [problem.what for problem in problems] == ["text is too long to be read whole"]


def test_a_text_as_long_as_may_be_is_read_whole() -> None:
    found = only_message(body(value(message(node={"body": "x" * LONGEST_READ}))))
    assert found.text == "x" * LONGEST_READ


def test_what_a_text_was_changed_into_is_read_no_further() -> None:
    edited = {"original_message_id": "wamid.O", "message": message(node={"body": "y" * 3_000_000})}
    found = only_message(body(value(message("edit", edited))))
    assert found.revises is not None
    assert len(found.revises.text) == len(found.text) == LONGEST_READ


def test_what_asks_nothing_starts_no_turn() -> None:
    silent = {"reaction", "system", "edit", "revoke", "gesture", "sticker", "group", "hologram"}
    assert not silent & STARTS_A_TURN
    assert {"text", "voice", "image", "button_reply", "order"} <= STARTS_A_TURN


def test_a_message_to_a_group_is_kept_but_is_not_ours_to_answer() -> None:
    found = only_message(body(value(message(group_id="Y2Fw"))))
    assert found.kind == "group"
    assert found.text == "Namaste"


SENDERS: list[tuple[dict[str, Any], Any, str, str]] = [
    ({"from": PHONE, "from_user_id": USER_ID}, [], PHONE, USER_ID),
    ({"from": f"+{PHONE}"}, [], PHONE, ""),
    ({"from": int(PHONE)}, [], PHONE, ""),
    ({"from": USER_ID}, [], "", USER_ID),
    ({"from": USER_ID}, [{"wa_id": USER_ID, "profile": {}}], "", USER_ID),
    ({"from_user_id": USER_ID}, [CONTACT], PHONE, USER_ID),
    ({"from": PHONE}, [CONTACT], PHONE, USER_ID),
    ({}, [CONTACT], PHONE, USER_ID),
    ({"from": "<not a number>"}, [CONTACT], PHONE, USER_ID),
    ({"from_parent_user_id": "IN.ENT.55"}, [], "", ""),
    ({"from": "34600000000"}, [CONTACT], "34600000000", ""),
    ({"from_user_id": "ES.999"}, [CONTACT], "", "ES.999"),
    ({"from": "34600000000"}, [CONTACT, {"wa_id": "34600000000", "user_id": "ES.9"}], "34600000000", "ES.9"),
]


@pytest.mark.parametrize(("ids", "contacts", "phone", "user_id"), SENDERS)
def test_the_sender_is_found_wherever_the_payload_put_it_and_never_mixed_with_another(
    ids: dict[str, Any], contacts: Any, phone: str, user_id: str
) -> None:
    bare = {key: part for key, part in message().items() if key != "from"}
    found = only_message(body(value({**bare, **ids}, contacts=contacts)))
    assert (found.sender.phone, found.sender.user_id) == (phone, user_id)


def test_an_edit_and_a_deletion_name_the_message_they_are_about() -> None:
    new = {"original_message_id": "wamid.O", "message": {"type": "image", "image": {"caption": "in July"}}}
    assert only_message(body(value(message("edit", new)))).revises == Revision(of="wamid.O", text="in July")
    gone = only_message(body(value(message("revoke", {"original_message_id": "wamid.O"}))))
    assert gone.revises == Revision(of="wamid.O", deleted=True)
    odd: Any
    for odd in ({}, 7, {"original_message_id": {}}):
        assert only_message(body(value(message("edit", odd)))).revises is None


MOVES: list[tuple[dict[str, Any], str, str]] = [
    ({"type": "user_changed_number", "wa_id": "9190"}, "9190", ""),
    ({"type": "customer_changed_number", "new_wa_id": "9190"}, "9190", ""),
    ({"type": "user_changed_number", "wa_id": "IN.9", "user_id": "IN.9"}, "", "IN.9"),
    ({"type": "user_changed_number", "wa_id": "9190", "user_id": "IN.9"}, "9190", "IN.9"),
    ({"type": "user_changed_user_id", "user_id": "IN.9"}, "", "IN.9"),
]


@pytest.mark.parametrize(("system", "phone", "user_id"), MOVES)
def test_a_system_message_tells_the_new_number_or_id_of_its_sender(
    system: dict[str, Any], phone: str, user_id: str
) -> None:
    found = only_message(body(value(message("system", system), contacts=())))
    assert found.change is not None
    assert (found.change.to.phone, found.change.to.user_id) == (phone, user_id)
    assert found.change.at == found.sent_at
    assert found.sender.phone == PHONE


@pytest.mark.parametrize(
    "system",
    [{"type": "customer_identity_changed", "wa_id": "9190"}, {"type": "user_changed_number", "wa_id": PHONE}, {}, 7],
)
def test_other_system_messages_move_nobody(system: Any) -> None:
    assert only_message(body(value(message("system", system)))).change is None


def test_a_username_is_told_wherever_it_stands_and_a_parent_id_is_no_user_id() -> None:
    contact = {"profile": {"username": "asha.walks"}, "wa_id": "@asha", "parent_user_id": "IN.ENT.7"}
    found = only_message(body(value(message(**{"from": "IN.ENT.7", "from_user_id": USER_ID}), contacts=[contact])))
    assert found.sender == Address(user_id=USER_ID, parent_id="IN.ENT.7", username="asha.walks")
    handle = only_message(body(value(message(**{"from": "@asha", "from_user_id": USER_ID}), contacts=())))
    assert handle.sender == Address(user_id=USER_ID, username="asha")


def test_a_status_names_its_person_with_every_id_unless_it_went_to_a_group() -> None:
    status = {"id": "w", "status": "sent", "timestamp": "1795000000", "recipient_id": PHONE}
    items, _ = parse(body(value(statuses=[status, status | {"recipient_type": "group"}])))
    persons = [item.person for item in items if isinstance(item, InboxStatus)]
    assert persons == [Address(phone=PHONE, user_id=USER_ID, name="Asha Negi"), None]


@pytest.mark.parametrize("who", [{}, {"from": ""}, {"from": "@handle"}, {"from": True}, {"from": {"x": 1}}])
def test_a_message_from_nobody_is_kept_as_an_event(who: dict[str, Any]) -> None:
    bare = {key: part for key, part in message().items() if key != "from"} | who
    items, problems = parse(body(value(bare, contacts=())))
    (found,) = items
    assert isinstance(found, InboxEvent)
    assert found.payload["messages"] == bare
    assert [problem.where for problem in problems] == ["entry[0].changes[0].value.messages[0]"]


@pytest.mark.parametrize("stamp", [None, "", "soon", "-1", "0", "99999999999999999999", "1795000000000", {}, "2e9"])
def test_a_timestamp_that_is_no_time_becomes_now_and_is_noted(stamp: Any) -> None:
    items, problems = parse(body(value(message(timestamp=stamp))))
    assert isinstance(items[0], InboxMessage)
    assert items[0].sent_at == NOW
    assert len(problems) == 1


def test_a_status_carries_our_uuid_its_errors_and_the_recipient() -> None:
    errors = [{"code": 131047, "title": "Re-engagement message"}]
    status = {"id": "wamid.S", "status": "failed", "timestamp": "1795000000", "recipient_id": PHONE, "errors": errors}
    items, problems = parse(body(value(statuses=[status | {"biz_opaque_callback_data": "uuid-1"}])))
    (found,) = items
    assert isinstance(found, InboxStatus)
    assert (found.wamid, found.status, found.to, found.callback) == ("wamid.S", "failed", PHONE, "uuid-1")
    assert list(found.errors) == errors
    assert found.number == "1"
    assert problems == []


def test_in_a_group_the_status_belongs_to_the_participant() -> None:
    status = {"id": "wamid.S", "status": "read", "timestamp": "1795000000", "recipient_id": "group-1"}
    items, _ = parse(body(value(statuses=[status | {"recipient_participant_id": PHONE}])))
    assert isinstance(items[0], InboxStatus)
    assert items[0].to == PHONE


@pytest.mark.parametrize("broken", [None, 7, "x", [], {}, {"id": "wamid.B", "from": None}, {"from": PHONE}])
def test_one_bad_element_does_not_spoil_its_batch(broken: Any) -> None:
    raw = body(value(message(), broken, message(id="wamid.C"), contacts=()))
    items, problems = parse(raw)
    assert [type(item) for item in items] == [InboxMessage, InboxEvent, InboxMessage]
    assert isinstance(items[1], InboxEvent)
    assert items[1].payload.get("messages") == broken
    assert len(problems) == 1


def test_two_numbers_of_two_businesses_in_one_payload_are_kept_apart() -> None:
    entries = [
        {"id": account, "changes": [{"field": "messages", "value": value(message(), number=number)}]}
        for account, number in (("77", "1"), ("88", "2"))
    ]
    items, _ = parse(json.dumps({"object": "whatsapp_business_account", "entry": entries}).encode())
    assert [item.number for item in items] == ["1", "2"]
    assert [item.payload["entry"] for item in items if isinstance(item, InboxMessage)] == ["77", "88"]


def test_a_thousand_updates_in_one_body_are_a_thousand_items() -> None:
    items, problems = parse(body(value(*(message(id=f"wamid.{n}") for n in range(1000)))))
    assert len({item.id for item in items if isinstance(item, InboxMessage)}) == 1000
    assert problems == []


def test_preferences_are_one_event_each_and_known_again_when_batched_otherwise() -> None:
    stop = {"wa_id": PHONE, "category": "marketing_messages", "value": "stop", "timestamp": 1795000000}
    resume = stop | {"wa_id": "34600000000", "value": "resume"}
    together, _ = parse(body(value(user_preferences=[stop, resume]), field="user_preferences", time=1795000001))
    alone = only_event(body(value(user_preferences=[resume]), field="user_preferences", time=1795000001))
    assert [event.field for event in together if isinstance(event, InboxEvent)] == ["user_preferences"] * 2
    assert isinstance(together[0], InboxEvent)
    assert together[0].payload["user_preferences"]["value"] == "stop"
    assert together[0].number == "1"
    assert alone.id in {event.id for event in together if isinstance(event, InboxEvent)}


def test_errors_beside_a_message_are_kept_too() -> None:
    items, _ = parse(body(value(message("interactive"), errors=[{"code": 131000, "title": "x"}])))
    assert [type(item) for item in items] == [InboxMessage, InboxEvent]


def test_keys_nobody_knows_are_kept_beside_the_messages() -> None:
    items, _ = parse(body(value(message(), surprise={"deep": [1]})))
    assert [type(item) for item in items] == [InboxMessage, InboxEvent]
    assert isinstance(items[1], InboxEvent)
    assert items[1].payload["value"]["surprise"] == {"deep": [1]}


@pytest.mark.parametrize("field", ["account_update", "standby", "smb_message_echoes", "a_field_of_2027"])
def test_other_fields_are_events_and_their_messages_are_not_ours(field: str) -> None:
    items, _ = parse(body(value(message(), event="X"), field=field, time=5))
    assert {type(item) for item in items} == {InboxEvent}
    assert {item.field for item in items if isinstance(item, InboxEvent)} == {field}


def test_the_same_event_again_has_the_same_id_and_another_time_another() -> None:
    first, again, later = (
        only_event(body({"event": "ACCOUNT_DELETED"}, field="account_update", time=at)).id for at in (1, 1, 2)
    )
    assert first == again != later


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"not json",
        b"\xff\xfe\x00",
        b'{"object":"page","entry":[]}',
        b'{"object":"whatsapp_business_account"}',
        b'{"object":"whatsapp_business_account","entry":[]}',
        b'{"object":"whatsapp_business_account","entry":[7]}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":[{"field":3,"value":{}}]}]}',
        b'{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{}}]}]}',
        b"[" * 100_000,
        b'{"a":' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_webhook_is_stored_all_the_same(raw: bytes) -> None:
    event = only_event(raw)
    assert len(event.id) == 64
    json.dumps(event.payload, allow_nan=False).encode()


@pytest.mark.parametrize("words", ["\ud83c half", "nul \x00 here", "ok 🙏🏽 नमस्ते"])
def test_whatever_the_words_hold_they_can_be_stored(words: str) -> None:
    found = only_message(body(value(message(node={"body": words}))))
    assert found.text.encode("utf-8")
    assert "\x00" not in found.text
    assert words.split()[-1] in found.text


def test_numbers_no_database_takes_and_endless_nesting_leave_the_message_whole() -> None:
    deep: Any = 1
    for _ in range(300):
        deep = [deep]
    raw = body(value(message(odd=float("nan"), deep=deep))).replace(b'"odd"', b'"huge": 1e999, "odd"')
    found = only_message(raw)
    assert found.text == "Namaste"
    json.dumps(found.payload, allow_nan=False)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
TYPES = sorted({kind for kind, _, _, _ in KINDS})


@st.composite
def near_messages(draw: st.DrawFn) -> Any:
    kind = draw(st.sampled_from(TYPES))
    whole = message(kind, draw(st.sampled_from([node for name, node, _, _ in KINDS if name == kind])))
    for key in draw(st.sets(st.sampled_from([*whole, "group_id", "from_user_id", "context"]), max_size=3)):
        whole[key] = draw(ANYTHING)
    return whole


@settings(deadline=None, max_examples=150)
@given(
    messages=st.lists(near_messages() | ANYTHING, max_size=4),
    statuses=st.lists(ANYTHING | st.fixed_dictionaries({"id": ANYTHING, "status": ANYTHING}), max_size=3),
    contacts=ANYTHING | st.just([CONTACT]),
    metadata=ANYTHING | st.just({"phone_number_id": "1"}),
)
def test_payloads_shaped_almost_right_keep_one_item_per_element(
    messages: list[Any], statuses: list[Any], contacts: Any, metadata: Any
) -> None:
    parts = {"metadata": metadata, "contacts": contacts, "messages": messages, "statuses": statuses}
    items, problems = parse(body(parts))
    assert len(items) == max(len(messages) + len(statuses), 1)
    for item in items:
        json.dumps(item.payload, allow_nan=False).encode("utf-8")
        if isinstance(item, InboxMessage):
            assert item.id
            assert item.sender.phone or item.sender.user_id
    assert all(problem.where and problem.what for problem in problems)


@settings(deadline=None, max_examples=150)
@given(raw=st.binary(max_size=300) | ANYTHING.map(lambda tree: json.dumps(tree).encode()))
def test_no_bytes_raise_and_none_leave_nothing(raw: bytes) -> None:
    items, _ = parse(raw)
    assert items


@settings(deadline=None, max_examples=80)
@given(entry=ANYTHING, change=ANYTHING, inner=ANYTHING)
def test_odd_entries_changes_and_values_all_leave_something(entry: Any, change: Any, inner: Any) -> None:
    changes = [change, {"field": "messages", "value": inner}, {"field": inner, "value": {}}]
    whole = {"object": "whatsapp_business_account", "entry": [entry, {"id": inner, "changes": changes}]}
    items, _ = parse(json.dumps(whole).encode())
    assert len(items) >= 4
