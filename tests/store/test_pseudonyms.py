"""What reaches a person is hidden wherever it stands; everything else stays as it was."""

import json
import stat
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.ports import PortError, Record
from agent.store.pseudonyms import FILE, Pseudonyms, numbers_in, pseudonyms_of
from agent.turn import Entity, Inbound, Parsed, Passage, Turn
from agent.turn_json import from_json, to_json

OURS = "+919816000142"
HIDE = Pseudonyms(b"pepper of the tests", [OURS, "hello@saffronridge.example"])
WAMID = "wamid.HBgLOTE5MDAwMDAwMDAxFQIAEhgg"


@pytest.mark.parametrize(
    "written",
    [
        "+91 98160 55512",
        "98160-55512",
        "9816055512",
        "call9816055512now",
        "(98160) 55512",
        "98160 - 55512",
        "98160–55512",
        "9 8 1 6 0 5 5 5 1 2",
        "98160_55512",
        "98160\u200b55512",
        "९८१६०५५५१२",
        "９８１６０５５５１２",
        "612 345 678",
        "+33 6 12 34 56 78",
        "0091-98160-55512",
        "2027-06-12 9816055512",
        WAMID,
        "asha.negi+trek@example.com",
        "IN.20260000000001",
        "US.ENT.11815799212886844830",
    ],
)
def test_however_it_is_written_it_is_hidden_and_the_text_is_as_long_as_before(written: str) -> None:
    text = f"Please call me on {written}, thank you"
    hidden = HIDE.text(text)

    assert len(hidden) == len(text)
    assert hidden.startswith("Please call me on ")
    assert hidden.endswith(", thank you")
    assert not any(part in hidden for part in ("98160", "55512", "९८१६०", "345 678", "HBgL", "asha", "2026000"))
    assert hidden != text


@pytest.mark.parametrize(
    "written",
    [
        "2027-06-12/2027-06-15",
        "2026-11-22T12:00:00.123456+00:00",
        "12.06.2027 - 15.06.2027",
        "₹1,25,000 for 4 people",
        "12000-15000 INR",
        "12 000 – 15 000 INR",
        "4,350 m, 5 days, 26 km",
        "6f1c2a34-1111-4222-8333-123456789012",
        "SRT-2026-0142",
        f"Our number is {OURS}",
        "hello@saffronridge.example",
        "Call 112 or 108",
    ],
)
def test_dates_prices_our_own_numbers_and_the_ambulance_stay_readable(written: str) -> None:
    assert HIDE.text(written) == written


def test_one_number_has_one_pseudonym_however_it_is_written_and_two_have_two() -> None:
    texts = ("9816055512", "+91 98160 55512", "0091 98160 55512", "98160-55512")

    assert len({HIDE.text(text)[:10] for text in texts}) == 1
    assert HIDE.text("9816055512") != HIDE.text("9816055513")
    assert HIDE.phone("919816055512") == HIDE.phone("+91 98160 55512")
    assert HIDE.phone("919816055512").removeprefix("phone-").startswith(HIDE.text("9816055512")[1:])


def test_another_installation_has_other_pseudonyms() -> None:
    assert Pseudonyms(b"another").text("9816055512") != HIDE.text("9816055512")


@given(st.text(max_size=200))
def test_no_text_upsets_it_or_changes_its_length(text: str) -> None:
    assert len(HIDE.text(text)) == len(text)


def record(body: dict[str, Any], kind: str = "turn", key: str = "k") -> Record:
    return Record(seq=1, kind=kind, key=key, contact="c-1", at=datetime(2026, 11, 22, tzinfo=UTC), body=body)


def test_a_turn_stays_a_turn_whose_spans_fit_and_whose_documents_are_untouched() -> None:
    text = "I am on 98160 55512, what does Hampta cost?"
    printed = "Police in Manali: 01902 252326 and more"
    passage = Passage(id="p1", source="guides/x.md", title="Phones", text=printed, question=text)
    turn = Turn(
        message=Inbound(
            id=WAMID, contact="c-1", text=text, sent_at=datetime(2026, 11, 22, tzinfo=UTC), number="100001"
        ),
        parsed=Parsed(
            entities=(
                Entity(type="phone", text=text[8:19], start=8, end=19, value="+919816055512"),
                Entity(type="trek", text="Hampta", start=31, end=37, value="hampta-pass"),
            )
        ),
        evidence=(passage,),
        config_hash="123456789012",
    )

    hidden = from_json(dict(HIDE.record(record(to_json(turn), key=WAMID)).body))

    assert [hidden.message.text[one.start : one.end] == one.text for one in hidden.entities] == [True, True]
    assert "98160" not in json.dumps(to_json(hidden))
    assert hidden.message.id == HIDE.record(record({}, key=WAMID)).key != WAMID
    assert [found.text for found in hidden.evidence] == [printed]
    assert (hidden.config_hash, hidden.message.number) == ("123456789012", "100001")


def test_payloads_nobody_foresaw_are_searched_to_the_bottom() -> None:
    body = {
        "field": "calls",
        "payload": {
            "919816055512": [{"wa_id": "919816055512", "profile": {"name": "Asha", "username": "asha_treks"}}],
            "user_id": "IN.20260000000001",
            "phone": 919816055512,
            "timestamp": "1732600000",
            "vcard": "TEL;type=CELL:+91 98160 55512",
        },
    }

    hidden = json.dumps(HIDE.record(record(body, "event")).body)

    assert not [part for part in ("98160", "asha_treks", "2026000") if part in hidden]
    assert "1732600000" in hidden


def test_the_pepper_is_made_once_for_the_owners_eyes_and_the_operators_numbers_are_remembered(tmp_path: Path) -> None:
    first = pseudonyms_of(tmp_path, [OURS])
    again = pseudonyms_of(tmp_path)

    assert first.text("9816055512") == again.text("9816055512")
    assert again.text(OURS) == OURS
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_spoilt_pepper_is_never_replaced_in_silence(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{", encoding="utf-8")

    with pytest.raises(PortError, match="all pseudonyms change"):
        pseudonyms_of(tmp_path)


def test_the_operators_own_numbers_are_found_in_its_file() -> None:
    operator = {"phone": OURS, "on_call": ["+919816000177"], "email": "hello@saffronridge.example", "from": "09:00"}

    assert numbers_in(operator) == [OURS, "+919816000177", "hello@saffronridge.example"]
