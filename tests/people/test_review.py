from dataclasses import replace

from agent.people.review import item_of, review_id
from agent.safety.flags import flag
from agent.turn import Compliance, Handoff, HandoffReason
from tests.steps.safety_world import NOON, answered

ABUSE, SECRET = flag("inbound:abuse", "message", "idiots"), flag("asks_secret", "reply", "your PIN")
TURN = answered("?", "5")


def handed(reason: HandoffReason) -> Handoff:
    return Handoff(reason=reason, pauses=True)


def flagged(*flags: object) -> Compliance:
    found = tuple(one for one in (ABUSE, SECRET) if one in flags)
    return Compliance(ok=SECRET not in flags, flags=tuple(one.code for one in found), details=found)


def test_an_ordinary_turn_is_nobodys_work() -> None:
    assert item_of(TURN) is None
    assert item_of(replace(TURN, compliance=Compliance(ok=True))) is None


def test_one_item_holds_the_handoff_and_the_flags_and_is_as_grave_as_the_gravest() -> None:
    item = item_of(replace(TURN, handoff=handed("asked"), compliance=flagged(SECRET)))
    assert item is not None
    assert (item.reason, item.flags, item.severity) == ("asked", ("asks_secret",), "high")
    assert (item.contact, item.message_id, item.opened_at, item.state) == ("c-1", "m-1", NOON, "open")


def test_flags_alone_are_listed_too() -> None:
    item = item_of(replace(TURN, compliance=flagged(ABUSE)))
    assert item is not None
    assert (item.reason, item.severity) == ("flagged", "medium")


def test_an_emergency_is_graver_than_anything() -> None:
    item = item_of(replace(TURN, handoff=handed("emergency"), compliance=flagged(SECRET)))
    assert item is not None
    assert item.severity == "critical"


def test_an_id_is_the_same_for_the_same_message_and_tells_nothing_of_it() -> None:
    assert (
        review_id("c-1", "wamid.HBgMOTE5") == review_id("c-1", "wamid.HBgMOTE5") != review_id("c-2", "wamid.HBgMOTE5")
    )
    assert "wamid" not in review_id("c-1", "wamid.HBgMOTE5")
