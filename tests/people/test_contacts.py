"""What `cairn contact` shows and releases, on a journal of its own."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer import BadParameter

from agent.journal.sqlite import SQLiteJournal
from agent.people.contacts import release_contact, show_contact
from agent.ports import Address, ConsentEntry, Pause, PortError
from agent.settings import ROOT, Environment
from agent.turn import Delivery, Inbound, Reply, Turn
from agent.turn_json import to_json

CONFIG = ROOT / "config/pipeline.yaml"
NOW = datetime.now(UTC)
PHONE = "919812345678"


@pytest.fixture
async def environment(tmp_path: Path) -> Environment:
    """A folder in which Asha asked for a person, ten days ago asked to pay, and wrote once more."""
    journal = SQLiteJournal.open(tmp_path / "journal.sqlite")
    contact = await journal.resolve(Address(phone=PHONE, name="Asha Rawat"))
    await journal.write_consent(ConsentEntry(contact=contact, status="subscribed", at=NOW, source="message"))
    signs = [{"name": "payment", "share": 1.0, "at": (NOW - timedelta(days=10)).isoformat(), "detail": ""}]
    lead = {"score": 14, "segment": "warm", "stage": "inquiry", "reasons": ["asked how to pay"], "signs": signs}
    await journal.record("lead", "m0", contact, {**lead, "follow_up": True})
    await journal.pause(Pause(contact=contact, message_id="m0", reason="asked", at=NOW))
    turn = Turn(
        message=Inbound(id="m1", contact=contact, text="call me on 98123 45678", sent_at=NOW),
        reply=Reply(text="A colleague will.", language="en"),
        delivery=Delivery(id="s", state="sent"),
    )
    await journal.record("turn", "m1", contact, to_json(turn))
    await journal.aclose()
    return Environment().model_copy(update={"cairn_data": tmp_path})


async def test_the_card_tells_who_waits_and_masks_every_phone_number(environment: Environment) -> None:
    card = (await show_contact("Asha", config=CONFIG, environment=environment)).as_dict()
    assert (card["name"], card["stage"], card["phone"]) == ("Asha Rawat", "inquiry", "•••••678")
    assert (card["pause"]["reason"], card["pause"]["waiting"]) == ("asked", 1)
    assert card["consent"]["status"] == "subscribed"
    assert [line["text"] for line in card["lines"]] == ["call me on •••••678", "A colleague will."]
    assert "12345678" not in json.dumps(card)


async def test_the_score_has_cooled_since_the_last_message(environment: Environment) -> None:
    card = await show_contact(PHONE, config=CONFIG, environment=environment)
    assert card.lead["score"] == 7
    assert (card.lead["segment"], card.lead["follow_up"]) == ("cold", True)


async def test_a_release_is_written_to_the_journal(environment: Environment) -> None:
    contact, released = await release_contact("asha rawat", by="vikram", config=CONFIG, environment=environment)
    assert released
    assert (await release_contact(contact, by="vikram", config=CONFIG, environment=environment)) == (contact, False)
    assert (await show_contact(contact, config=CONFIG, environment=environment)).pause is None


async def test_nobody_is_found_under_a_strange_name(environment: Environment) -> None:
    with pytest.raises(BadParameter, match="nobody here is called 'Zed'"):
        await show_contact("Zed", config=CONFIG, environment=environment)


async def test_without_a_journal_there_is_nobody_to_release(tmp_path: Path) -> None:
    empty = Environment().model_copy(update={"cairn_data": tmp_path})
    with pytest.raises(PortError, match="start the server first"):
        await release_contact("c-0001", by="vikram", config=CONFIG, environment=empty)
