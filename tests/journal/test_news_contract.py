"""What Meta says acts when it is taken in: in every journal alike, in whatever order it comes."""

from datetime import datetime, timedelta

import pytest

from agent.journal.send_rules import template_subject
from agent.ports import Address, InboxEvent, InboxMessage, News, NumberNews, Pause, Takeover, TemplateNews
from agent.sending.restriction import is_usable
from agent.turn import PauseReason
from tests.journal.conftest import START, AnyJournal, Clock

PERSON = Address(phone="919000000001")


def at(minute: int) -> datetime:
    return START + timedelta(minutes=minute)


def event(key: str, news: News) -> InboxEvent:
    return InboxEvent(id=key, number="", field="x", payload={}, news=news)


def takeover(key: str, minute: int = 0, *, over: bool = False, app: bool = False) -> Takeover:
    reason: PauseReason = "other_app" if app else "colleague_wrote"
    end = at(minute) + timedelta(hours=24)
    return Takeover(person=PERSON, message_id=key, reason=reason, at=at(minute), until=end, over=over)


async def test_bad_news_of_the_account_stop_our_number_with_their_reason(journal: AnyJournal) -> None:
    news = NumberNews(numbers=("n1", "n2"), at=START, stop="account violation: ADULT")
    await journal.receive([event("e", news), event("e", news)])
    for number in ("n1", "n2"):
        state = await journal.number_state(number)
        assert (state.stopped, state.reason, state.by) == (True, "account violation: ADULT", "whatsapp")
    assert not (await journal.number_state("n3")).stopped


async def test_a_restriction_ends_by_itself(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([event("e", NumberNews(numbers=("n1",), at=START, stop="x", until=at(60)))])
    assert (await journal.number_state("n1")).stopped
    clock.seconds += 3601
    assert not (await journal.number_state("n1")).stopped


async def test_a_reinstated_account_starts_what_meta_stopped_and_not_what_a_person_did(journal: AnyJournal) -> None:
    await journal.receive([event("e1", NumberNews(numbers=("n1",), at=at(0), stop="x"))])
    await journal.stop_number("n2", "drill", "asha")
    await journal.receive([event("e2", NumberNews(numbers=("n1", "n2"), at=at(1), start=True))])
    assert not (await journal.number_state("n1")).stopped
    assert (await journal.number_state("n2")).stopped


async def test_an_old_all_clear_does_not_undo_a_newer_stop(journal: AnyJournal) -> None:
    await journal.receive([event("e2", NumberNews(numbers=("n1",), at=at(5), stop="x"))])
    await journal.receive([event("e1", NumberNews(numbers=("n1",), at=at(1), start=True))])
    assert (await journal.number_state("n1")).stopped


async def test_limits_are_kept_by_number_the_newest_first(journal: AnyJournal) -> None:
    newer = NumberNews(numbers=("n1",), at=at(5), facts={"daily_limit": "TIER_10K"})
    older = NumberNews(numbers=("n1",), at=at(1), facts={"daily_limit": "TIER_1K", "numbers_limit": "20"})
    await journal.receive([event("e1", newer), event("e2", older)])
    assert await journal.number_facts("n1") == {"daily_limit": "TIER_10K", "numbers_limit": "20"}
    assert await journal.number_facts("n2") == {}


@pytest.mark.parametrize(
    ("status", "usable"),
    [("APPROVED", True), ("FLAGGED", True), ("LOCKED", True), ("A_WORD_OF_2027", True), ("PAUSED", False),
     ("DISABLED", False), ("REJECTED", False), ("PENDING", False)],
)  # fmt: skip
async def test_a_template_may_be_used_or_not(journal: AnyJournal, status: str, usable: bool) -> None:
    assert (await journal.template("welcome", "en")).usable
    await journal.receive([event("e", TemplateNews(name="welcome", language="en", at=START, status=status))])
    found = await journal.template("welcome", "en")
    assert (found.status, found.usable) == (status, usable)
    assert (await journal.template("welcome", "fr")).status == ""


async def test_each_part_of_a_template_keeps_its_newest_word(journal: AnyJournal) -> None:
    told = [
        TemplateNews(name="t", language="en", at=at(3), status="APPROVED"),
        TemplateNews(name="t", language="en", at=at(1), status="PAUSED", reason="FIRST_PAUSE"),
        TemplateNews(name="t", language="en", at=at(2), quality="YELLOW"),
        TemplateNews(name="t", language="en", at=at(2), category="MARKETING"),
    ]
    await journal.receive([event(str(n), news) for n, news in enumerate(told)])
    found = await journal.template("t", "en")
    assert (found.status, found.reason, found.quality, found.category) == ("APPROVED", "", "YELLOW", "MARKETING")


async def test_the_bot_is_silent_for_a_day_after_a_colleagues_last_line(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([event("e1", takeover("w1")), event("e2", takeover("w2", 60)), event("e1", takeover("w1"))])
    contact = await journal.resolve(PERSON)
    held = await journal.pause_of(contact)
    assert held is not None
    assert (held.reason, held.message_id, held.until) == ("colleague_wrote", "w2", at(60) + timedelta(hours=24))
    clock.seconds += 86400 + 60
    assert await journal.pause_of(contact) is not None
    clock.seconds += 3600
    assert await journal.pause_of(contact) is None


async def test_one_release_ends_all_of_it(journal: AnyJournal) -> None:
    await journal.receive([event("e1", takeover("w1")), event("e2", takeover("w2", 1))])
    contact = await journal.resolve(PERSON)
    assert await journal.end_pause(contact, "asha")
    assert await journal.pause_of(contact) is None
    released = [r for r in await journal.records_after(0) if r.kind == "pause" and r.body["state"] == "released"]
    assert len(released) == 2


async def test_an_emergency_during_it_outlasts_it(journal: AnyJournal, clock: Clock) -> None:
    await journal.receive([event("e1", takeover("w1"))])
    contact = await journal.resolve(PERSON)
    emergency = Pause(contact=contact, message_id="m", reason="emergency", at=at(5))
    assert await journal.pause(emergency) is True
    assert await journal.pause(emergency) is False
    clock.seconds += 86400 * 3
    held = await journal.pause_of(contact)
    assert held is not None
    assert held.reason == "emergency"


async def test_control_that_comes_back_ends_what_the_other_app_caused(journal: AnyJournal) -> None:
    contact = await journal.resolve(PERSON)
    await journal.receive([event("e1", takeover("h1", 0, app=True))])
    assert await journal.pause_of(contact) is not None
    await journal.receive([event("e2", takeover("h2", 5, app=True, over=True))])
    assert await journal.pause_of(contact) is None


async def test_a_reaction_is_counted_without_its_content(journal: AnyJournal) -> None:
    nod = InboxMessage(id="w", number="n", sender=PERSON, kind="reaction", text="love", sent_at=START, payload={})
    await journal.receive([nod, nod])
    (record,) = [record for record in await journal.records_after(0) if record.kind == "event"]
    assert record.body["payload"] == {"message_id": "w", "kind": "reaction"}
    assert record.contact == await journal.resolve(PERSON)


LATE = template_subject("late", "en")


def word(minute: int, status: str = "APPROVED", reason: str = "", *, language: str = "en") -> InboxEvent:
    news = TemplateNews(name="late", language=language, at=at(minute), status=status, reason=reason)
    return event(f"{minute} {status} {language}", news)


@pytest.mark.parametrize(("status", "reason"), [("APPROVED", ""), ("REINSTATED", ""), ("APPROVED", "UNPAUSED")])
async def test_whatsapps_word_that_a_template_may_be_used_ends_what_refused_sends_said(
    journal: AnyJournal, status: str, reason: str
) -> None:
    await journal.mark(LATE, "paused")
    await journal.receive([word(5, status, reason)])
    assert await journal.marks(LATE) == {}
    assert list(await journal.blocked_templates()) == []


async def test_an_older_word_a_bad_one_or_one_of_another_language_ends_nothing(
    journal: AnyJournal, clock: Clock
) -> None:
    clock.seconds += 600
    await journal.mark(LATE, "paused")
    await journal.receive([word(5), word(20, "FLAGGED"), word(20, language="fr")])
    assert list(await journal.marks(LATE)) == ["paused"]


async def test_a_template_is_used_again_when_a_person_says_so_whatever_was_known_against_it(
    journal: AnyJournal, clock: Clock
) -> None:
    await journal.mark(LATE, "missing")
    await journal.mark(template_subject("page", "en"), "paused")
    await journal.receive([word(5, "PAUSED", "FIRST_PAUSE", language="fr")])
    found = [(one.name, one.language, one.why, one.since) for one in await journal.blocked_templates()]
    assert found == [("late", "en", "missing", START), ("late", "fr", "PAUSED", None), ("page", "en", "paused", START)]
    assert await journal.lift_template("late", "asha")
    assert [one.name for one in await journal.blocked_templates()] == ["page"]
    assert (await journal.template("late", "fr")).usable
    assert not await journal.lift_template("late", "asha")
    assert await journal.verify_audit() is None


async def test_a_bad_word_from_before_a_person_used_a_template_again_blocks_nothing_however_late_it_comes(
    journal: AnyJournal, clock: Clock
) -> None:
    await journal.mark(LATE, "paused")
    clock.seconds += 600
    assert await journal.lift_template("late", "asha")
    await journal.receive([word(5, "PAUSED", "FIRST_PAUSE")])
    assert (await journal.template("late", "en")).usable
    await journal.receive([word(20, "PAUSED", "SECOND_PAUSE")])
    assert not (await journal.template("late", "en")).usable


OLD_MARK = "template:late"
"""As versions before the languages wrote it."""


async def test_a_mark_without_a_language_is_shown_by_its_name_and_lifted_with_it(journal: AnyJournal) -> None:
    await journal.mark(OLD_MARK, "paused")
    assert [(one.name, one.language, one.why) for one in await journal.blocked_templates()] == [("late", "", "paused")]
    assert await journal.lift_template("late", "asha")
    assert list(await journal.blocked_templates()) == []


async def test_a_mark_without_a_language_blocks_each_until_whatsapp_says_that_one_may_be_used(
    journal: AnyJournal,
) -> None:
    await journal.mark(OLD_MARK, "paused")
    assert [await is_usable("late", language, journal) for language in ("en", "fr")] == [False, False]
    assert await is_usable("later", "en", journal)
    await journal.receive([word(5)])
    assert await is_usable("late", "en", journal)


RECONNECTED = NumberNews(numbers=("n1",), at=at(9), start=True, only_after=("offboarded", "removed"))


@pytest.mark.parametrize(
    ("stops", "stopped"),
    [
        (("offboarded",), False),
        (("removed", "offboarded"), False),
        (("violation",), True),
        (("violation", "offboarded"), True),
        (("offboarded", "violation"), True),
    ],
)
async def test_a_connection_made_again_ends_only_the_stops_for_the_lack_of_it(
    journal: AnyJournal, stops: tuple[str, ...], stopped: bool
) -> None:
    for n, why in enumerate(stops):
        await journal.receive([event(why, NumberNews(numbers=("n1",), at=at(n), stop=why))])
    await journal.receive([event("again", RECONNECTED)])
    assert (await journal.number_state("n1")).stopped == stopped


async def test_a_connection_made_again_does_not_end_the_stop_of_a_refused_send(journal: AnyJournal) -> None:
    await journal.stop_number("n1", "131031: locked", "whatsapp")
    await journal.receive([event("again", RECONNECTED)])
    assert (await journal.number_state("n1")).stopped
