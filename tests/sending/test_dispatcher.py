"""The outbox sees to its sends, on a clock that stands still until it is moved."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.channel.account_news import TEMPLATES_UNTIL
from agent.channel.limited import LimitedChannel
from agent.channel.memory import Outbox
from agent.journal import MemoryJournal, SQLiteJournal
from agent.journal.send_rules import PAGE, template_subject
from agent.ports import (
    Address,
    InboxEvent,
    InboxMessage,
    InboxStatus,
    NumberNews,
    Outgoing,
    Pause,
    Ports,
    Receipt,
    TemplateNews,
)
from agent.safety.advice import emergency_reply
from agent.sending.attempt import attempt
from agent.sending.dispatcher import Dispatcher
from agent.sending.person import send_id_of
from agent.sending.restriction import template_may_leave
from agent.steps.send import Send
from tests.journal.conftest import START, Clock
from tests.steps.safety_world import said, world

TEMPLATE = {"type": "template", "template": {"name": "late", "language": {"code": "en"}}}


class Scene:
    """One customer who wrote at START, and the channel's answers in order."""

    def __init__(self, ports: Ports, clock: Clock, contact: str) -> None:
        self.ports = ports
        self.clock = clock
        self.contact = contact
        self.dispatcher = Dispatcher(ports, unknown_after_s=120)

    async def answer(self, key: str = "s1", message_id: str = "m1", *, template: bool = False) -> str:
        draft = Outgoing(
            id=key,
            message_id=message_id,
            contact=self.contact,
            body={"type": "text", "text": {"body": key}},
            state="sending",
            number="n1",
            fallback=TEMPLATE if template else {},
        )
        opened = await self.ports.journal.open_send(self.contact, draft)
        return (await attempt(opened, self.ports)).state if opened.state == "sending" else opened.state

    async def answer_late(self) -> None:
        """The template in the place of an answer."""
        draft = Outgoing(id="s1", message_id="m1", contact=self.contact, body=TEMPLATE, state="sending", number="n1")
        await attempt(await self.ports.journal.open_send(self.contact, draft), self.ports)

    async def told(self, status: str, code: int = 0, *, callback: str = "s1", wamid: str = "") -> None:
        errors = ({"code": code, "title": "no"},) if code else ()
        item = InboxStatus(
            wamid=wamid or f"w-{callback}", number="n1", status=status, at=START, callback=callback, errors=errors
        )
        await self.ports.journal.receive([item])

    async def later(self, seconds: float) -> None:
        self.clock.seconds += seconds
        await self.dispatcher.look()
        await self.dispatcher.finish(5)

    async def state(self, key: str = "s1") -> str:
        kept = await self.ports.journal.send_of(key)
        return kept.state if kept else ""

    async def flags(self) -> list[tuple[str, str, str]]:
        queue = await self.ports.journal.reviews()
        return [(item.flags[0], send_id_of(item), item.severity) for item in queue]

    @property
    def posts(self) -> Sequence[Outgoing]:
        assert isinstance(self.ports.channel, Outbox)
        return [post.outgoing for post in self.ports.channel.posts]


def refused(code: int | None, *, retryable: bool = True, after_s: float = 0.0) -> Receipt:
    return Receipt(state="failed", code=code, retryable=retryable, retry_after_s=after_s, error=f"code {code}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "memory"])
async def scene(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> AsyncIterator[Scene]:
    journal: SQLiteJournal | MemoryJournal = MemoryJournal(now=clock)
    if request.param == "sqlite":
        journal = SQLiteJournal.open(tmp_path / "journal.sqlite", now=clock)
    yield await begin(journal, clock)
    await journal.aclose()


async def begin(journal: SQLiteJournal | MemoryJournal, clock: Clock) -> Scene:
    sender = Address(phone="919900000001", name="Asha Rao")
    message = InboxMessage(id="m1", number="n1", sender=sender, kind="text", text="hi", sent_at=START, payload={})
    await journal.receive([message])
    (contact,) = await journal.waiting()
    lease = await journal.lease(contact, 30)
    assert lease is not None
    await journal.settle(lease)
    return Scene(replace(world(), journal=journal, channel=Outbox()), clock, contact)


def answering(scene: Scene, *receipts: Receipt) -> None:
    scene.ports = replace(scene.ports, channel=Outbox(receipts))
    scene.dispatcher = Dispatcher(scene.ports, unknown_after_s=120)


async def test_a_refused_send_is_made_again_when_meta_allows_it_and_arrives_once(scene: Scene) -> None:
    answering(scene, refused(130429, after_s=30))
    assert await scene.answer() == "queued"
    await scene.later(29)
    assert len(scene.posts) == 1
    await scene.later(1)
    await scene.later(100)
    assert await scene.state() == "sent"
    assert [post.on_the_wire for post in scene.posts] == ["s1", "s1"]


async def test_an_answer_that_waits_holds_up_the_next_one_to_the_same_customer(scene: Scene) -> None:
    answering(scene, refused(131056))
    assert await scene.answer() == "queued"
    assert await scene.answer("s2", "m2") == "queued"
    await scene.later(7)
    await scene.later(1)
    assert [post.id for post in scene.posts] == ["s1", "s1", "s2"]


async def test_after_the_last_retry_a_person_is_told_once(scene: Scene) -> None:
    answering(scene, *[refused(131053)] * 5)
    await scene.answer()
    for _ in range(6):
        await scene.later(3600)
    assert len(scene.posts) == 2
    assert await scene.flags() == [("delivery:failed:131053", "s1", "medium")]


async def test_an_unknown_send_waits_for_a_status_then_for_a_person_and_is_never_sent_again(scene: Scene) -> None:
    answering(scene, Receipt(state="unknown", error="lost"))
    assert await scene.answer() == "unknown"
    await scene.later(119)
    assert await scene.flags() == []
    await scene.later(1)
    await scene.later(10_000)
    assert len(scene.posts) == 1
    assert await scene.flags() == [("delivery:unknown", "s1", "medium")]


async def test_a_status_settles_an_unknown_send_without_anybody(scene: Scene) -> None:
    answering(scene, Receipt(state="unknown", error="lost"))
    await scene.answer()
    await scene.told("delivered")
    await scene.later(500)
    assert (await scene.state(), await scene.flags(), len(scene.posts)) == ("delivered", [], 1)


async def test_a_send_the_server_forgot_becomes_unknown_and_then_a_persons(scene: Scene) -> None:
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body={}, state="sending", number="n1")
    await scene.ports.journal.open_send(scene.contact, draft)
    await scene.ports.journal.leaving("s1")
    await scene.later(60)
    assert await scene.state() == "unknown"
    await scene.later(120)
    assert (scene.posts, await scene.flags()) == ([], [("delivery:unknown", "s1", "medium")])


async def test_a_send_the_server_forgot_before_it_left_is_sent(scene: Scene) -> None:
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body={}, state="sending", number="n1")
    await scene.ports.journal.open_send(scene.contact, draft)
    await scene.later(60)
    await scene.later(1)
    assert (await scene.state(), len(scene.posts), await scene.flags()) == ("sent", 1, [])


async def test_of_two_attempts_at_one_send_only_the_first_to_leave_leaves(scene: Scene) -> None:
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body={}, state="sending", number="n1")
    opened = await scene.ports.journal.open_send(scene.contact, draft)
    first, second = [await attempt(opened, scene.ports) for _ in range(2)]
    assert (first.state, second.state, len(scene.posts)) == ("sent", "sent", 1)


async def test_an_attempt_that_was_held_has_no_say_over_one_that_left(scene: Scene) -> None:
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body={}, state="sending", number="n1")
    opened = await scene.ports.journal.open_send(scene.contact, draft)
    await scene.ports.journal.leaving("s1")
    answering(scene, Receipt(state="failed", retryable=True, retry_after_s=9, held=True))
    assert (await attempt(opened, scene.ports)).state == "sending"


async def test_a_person_who_sends_it_again_sends_it_under_another_uuid(scene: Scene) -> None:
    answering(scene, Receipt(state="unknown", error="lost"))
    await scene.answer()
    await scene.later(120)
    assert await scene.ports.journal.send_again("s1", by="asha")
    await scene.later(1)
    first, second = scene.posts
    assert first.on_the_wire != second.on_the_wire
    await scene.told("delivered", callback="s1", wamid="w-first")
    assert await scene.state() == "sent"


@pytest.mark.parametrize("code", [131000, 131016, 131057])
async def test_a_failure_that_comes_later_is_sent_again_twice_at_most(scene: Scene, code: int) -> None:
    await scene.answer()
    for _ in range(4):
        kept = await scene.ports.journal.send_of("s1")
        assert kept is not None
        await scene.told("failed", code, callback=kept.on_the_wire)
        await scene.later(0)
        await scene.later(3600)
    assert len(scene.posts) == 3
    assert len({post.on_the_wire for post in scene.posts}) == 3
    assert await scene.flags() == [(f"delivery:failed:{code}", "s1", "medium")]


async def test_statuses_of_the_failed_attempt_do_not_touch_the_second(scene: Scene) -> None:
    await scene.answer()
    await scene.told("failed", 131000)
    await scene.later(0)
    await scene.later(60)
    assert await scene.state() == "sent"
    await scene.told("sent", callback="s1")
    await scene.told("failed", 131000, callback="s1", wamid="w-again")
    assert await scene.state() == "sent"
    await scene.later(1000)
    assert len(scene.posts) == 2


async def test_what_was_delivered_after_its_failure_is_not_sent_a_second_time(scene: Scene) -> None:
    await scene.answer()
    await scene.told("failed", 131000)
    await scene.later(0)
    await scene.told("read")
    await scene.later(1000)
    assert (await scene.state(), len(scene.posts)) == ("read", 1)


async def test_a_spurious_refusal_inside_the_window_is_sent_again_once(scene: Scene) -> None:
    await scene.answer()
    for _ in range(2):
        kept = await scene.ports.journal.send_of("s1")
        assert kept is not None
        await scene.told("failed", 131047, callback=kept.on_the_wire)
        await scene.later(0)
        await scene.later(11)
    assert len(scene.posts) == 2
    assert await scene.flags() == [("delivery:window_refused", "s1", "medium")]


async def test_once_the_window_is_closed_the_template_goes_in_its_place(scene: Scene) -> None:
    answering(scene, refused(131016))
    await scene.answer(template=True)
    await scene.later(25 * 3600)
    await scene.later(1)
    await scene.later(1)
    assert [post.body["type"] for post in scene.posts] == ["text", "template"]
    assert await scene.state() == "sent"


def limited(scene: Scene) -> Outbox:
    """One person within 24 hours may be reached outside the window."""
    outbox = Outbox()
    scene.ports = replace(scene.ports, channel=LimitedChannel(outbox, scene.ports.journal, 1))
    scene.dispatcher = Dispatcher(scene.ports, unknown_after_s=120)
    return outbox


async def reach_somebody_else(scene: Scene) -> None:
    draft = Outgoing(id="s0", message_id="m0", contact="c-else", body=TEMPLATE, state="sending", number="n2")
    await scene.ports.journal.open_send("c-else", draft)
    await scene.ports.journal.reach_out("s0", None)
    await scene.ports.journal.close_send("s0", "sent", wamid="w0")


async def test_a_template_beyond_the_messaging_limit_waits_with_its_reason_until_a_place_is_free(scene: Scene) -> None:
    outbox = limited(scene)
    scene.clock.seconds += 25 * 3600
    await reach_somebody_else(scene)
    await scene.answer_late()
    kept = await scene.ports.journal.send_of("s1")
    assert kept is not None
    assert (kept.state, kept.attempts, kept.error[:27]) == ("queued", 0, "messaging limit used up: 1 ")
    assert (await scene.ports.journal.depth())["limited_sends"] == 1
    for _ in range(24 * 4):
        assert outbox.posts == []
        await scene.later(900)
    assert [post.outgoing.body for post in outbox.posts] == [TEMPLATE]
    assert (await scene.state(), (await scene.ports.journal.depth())["limited_sends"]) == ("sent", 0)
    assert await scene.flags() == []


async def test_a_template_that_waits_for_a_place_leaves_before_the_answer_to_what_the_customer_writes_then(
    scene: Scene,
) -> None:
    outbox = limited(scene)
    scene.clock.seconds += 25 * 3600
    await reach_somebody_else(scene)
    await scene.answer_late()
    sender, at = Address(phone="919900000001"), START + timedelta(hours=25)
    message = InboxMessage(id="m2", number="n1", sender=sender, kind="text", text="?", sent_at=at, payload={})
    await scene.ports.journal.receive([message])
    lease = await scene.ports.journal.lease(scene.contact, 30)
    assert lease is not None
    await scene.ports.journal.settle(lease)
    assert await scene.answer("s2", "m2") == "queued"
    await scene.later(0)
    await scene.later(0)
    assert [post.outgoing.id for post in outbox.posts] == ["s1", "s2"]


async def test_once_the_window_is_closed_and_without_a_template_a_person_writes(scene: Scene) -> None:
    answering(scene, refused(131016))
    await scene.answer()
    await scene.later(25 * 3600)
    await scene.later(1)
    assert len(scene.posts) == 1
    assert await scene.flags() == [("delivery:window_closed", "s1", "medium")]


async def test_a_stopped_number_posts_nothing_and_goes_on_when_started(scene: Scene) -> None:
    answering(scene, refused(131048, retryable=False))
    assert await scene.answer() == "queued"
    assert await scene.answer("s2", "m2") == "queued"
    await scene.later(3600)
    assert len(scene.posts) == 1
    await scene.ports.journal.start_number("n1", "asha")
    await scene.later(1)
    await scene.later(1)
    assert [post.id for post in scene.posts] == ["s1", "s1", "s2"]


async def test_a_stop_longer_than_the_window_hands_the_answers_to_a_person(scene: Scene) -> None:
    answering(scene, refused(131048, retryable=False))
    await scene.answer()
    await scene.later(25 * 3600)
    await scene.ports.journal.start_number("n1", "asha")
    await scene.later(1)
    await scene.later(1)
    assert len(scene.posts) == 1
    assert await scene.flags() == [("delivery:window_closed", "s1", "medium")]


@pytest.mark.parametrize("code", [131026, 130403, 131049, 130472, 130497])
async def test_who_cannot_be_reached_is_a_persons_and_no_haste(scene: Scene, code: int) -> None:
    await scene.answer()
    await scene.told("failed", code)
    await scene.later(1)
    assert await scene.flags() == [(f"delivery:failed:{code}", "s1", "low")]


@pytest.mark.parametrize("code", [131049, 130472])
async def test_no_template_goes_for_a_day_to_whom_whatsapp_holds_them_back_from(scene: Scene, code: int) -> None:
    await scene.answer()
    await scene.told("failed", code)
    await scene.later(1)
    assert not await template_may_leave(TEMPLATE, scene.contact, "n1", scene.ports.journal)
    await scene.later(24 * 3600)
    assert await template_may_leave(TEMPLATE, scene.contact, "n1", scene.ports.journal)


async def test_nothing_is_posted_for_a_day_to_a_country_that_whatsapp_refused(scene: Scene) -> None:
    await scene.answer()
    await scene.told("failed", 130497)
    await scene.later(1)
    assert await scene.answer("s2", "m2") == "failed"
    await scene.later(1)
    assert len(scene.posts) == 1
    assert ("delivery:failed:130497", "s2", "low") in await scene.flags()
    await scene.later(24 * 3600)
    assert await scene.answer("s3", "m3") == "sent"


async def test_pages_and_what_goes_to_somebody_in_an_emergency_are_tried_in_a_refused_country(scene: Scene) -> None:
    await scene.answer()
    await scene.told("failed", 130497)
    await scene.later(1)
    assert await scene.answer("s2", f"{PAGE}x") == "sent"
    await scene.ports.journal.pause(Pause(contact=scene.contact, message_id="m3", reason="emergency", at=START))
    assert await scene.answer("s3", "m3") == "sent"


async def test_the_reply_to_an_emergency_is_tried_before_anything_is_known_of_it(scene: Scene) -> None:
    await scene.answer()
    await scene.told("failed", 130497)
    await scene.later(1)
    turn = said("he fell", id="m2", contact=scene.contact, number="n1", sent_at=START)
    after = await Send().run(replace(turn, reply=emergency_reply("injury", "en", "+91 1")), scene.ports)
    assert after.delivery is not None
    assert after.delivery.state == "sent"


async def test_a_refused_person_whose_country_nobody_knows_refuses_no_country(scene: Scene) -> None:
    (contact,) = [await scene.ports.journal.resolve(Address(user_id="nowhere"))]
    scene.contact = contact
    await scene.answer("s9", "m9")
    await scene.told("failed", 130497, callback="s9")
    await scene.later(1)
    assert await scene.ports.journal.marks("") == {}


@pytest.mark.parametrize("against", ["mark", "status", "person"])
async def test_a_fallback_that_became_unusable_while_it_waited_is_a_persons(scene: Scene, against: str) -> None:
    answering(scene, refused(131047, retryable=False))
    await scene.answer(template=True)
    journal = scene.ports.journal
    if against == "mark":
        await journal.mark(template_subject("late", "en"), "paused")
    elif against == "person":
        await journal.mark(scene.contact, "held", 48)
    else:
        news = TemplateNews(name="late", language="en", at=START, status="PAUSED")
        await journal.receive([InboxEvent(id="e", number="", field="x", payload={}, news=news)])
    await scene.later(25 * 3600)
    await scene.later(1)
    assert (len(scene.posts), await scene.flags()) == (1, [("delivery:window_closed", "s1", "medium")])


async def test_a_template_that_waited_into_a_restriction_of_templates_is_a_persons(scene: Scene) -> None:
    answering(scene, refused(130429))
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body=TEMPLATE, state="sending", number="n1")
    await attempt(await scene.ports.journal.open_send(scene.contact, draft), scene.ports)
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    news = NumberNews(at=START, numbers=("n1",), facts={TEMPLATES_UNTIL: until})
    event = InboxEvent(id="e1", number="n1", field="account_update", payload={}, news=news)
    await scene.ports.journal.receive([event])
    await scene.later(60)
    await scene.later(1)
    assert (len(scene.posts), await scene.flags()) == (1, [("delivery:failed:131047", "s1", "medium")])


async def test_a_template_that_meta_paused_is_not_used_again(scene: Scene) -> None:
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body=TEMPLATE, state="sending", number="n1")
    answering(scene, refused(132015, retryable=False))
    await attempt(await scene.ports.journal.open_send(scene.contact, draft), scene.ports)
    await scene.later(1)
    assert list(await scene.ports.journal.marks(template_subject("late", "en"))) == ["paused"]


async def test_a_template_that_whatsapp_holds_back_is_waited_for_a_day_before_a_person_is_asked(scene: Scene) -> None:
    held = Receipt(state="unknown", wamid="w-s1", retry_after_s=24 * 3600)
    answering(scene, held, held)
    assert await scene.answer() == "unknown"
    assert await scene.answer("s2", "m2") == "unknown"
    await scene.later(23 * 3600)
    assert await scene.flags() == []
    await scene.told("sent")
    assert await scene.state() == "sent"
    await scene.later(3600 + 121)
    assert await scene.flags() == [("delivery:unknown", "s2", "medium")]
    assert len(scene.posts) == 2


async def test_a_message_set_aside_gets_one_kind_word_and_a_person(scene: Scene) -> None:
    journal = scene.ports.journal
    sender = Address(phone="919900000001")
    for key in ("p1", "p2"):
        at = START + timedelta(seconds=5)
        item = InboxMessage(id=key, number="n1", sender=sender, kind="text", text="x", sent_at=at, payload={})
        await journal.receive([item])
    for _ in range(8):
        lease = await journal.lease(scene.contact, 30)
        if lease:
            await journal.release(lease)
    assert len(await journal.set_aside()) == 2
    for _ in range(3):
        await scene.later(1)
    (word,) = scene.posts
    assert word.message_id == "p1"
    assert "colleague" in word.body["text"]["body"].casefold()
    pause = await journal.pause_of(scene.contact)
    assert pause is not None
    assert (pause.reason, pause.message_id) == ("failure", "p1")
    assert [item.flags for item in await journal.reviews()] == [("set_aside",)] * 2
    skipped = await journal.outbox("p2")
    assert skipped is not None
    assert skipped.state == "skipped"


async def test_no_kind_word_once_the_window_is_closed(scene: Scene) -> None:
    journal = scene.ports.journal
    sender = Address(phone="919900000001")
    await journal.receive(
        [InboxMessage(id="p1", number="n1", sender=sender, kind="text", text="x", sent_at=START, payload={})]
    )
    for _ in range(4):
        lease = await journal.lease(scene.contact, 30)
        if lease:
            await journal.release(lease)
    await scene.later(25 * 3600)
    await scene.later(1)
    assert scene.posts == []


async def test_a_retry_survives_the_process(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "journal.sqlite"
    journal = SQLiteJournal.open(path, now=clock)
    scene = await begin(journal, clock)
    answering(scene, refused(80007))
    await scene.answer()
    await journal.aclose()
    again = SQLiteJournal.open(path, now=clock)
    scene = Scene(replace(scene.ports, journal=again, channel=Outbox()), clock, scene.contact)
    await scene.later(91)
    assert await scene.state() == "sent"
    await again.aclose()


async def test_what_had_not_left_when_the_server_died_is_sent_after_the_restart(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "journal.sqlite"
    journal = SQLiteJournal.open(path, now=clock)
    scene = await begin(journal, clock)
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body={}, state="sending", number="n1")
    await journal.open_send(scene.contact, draft)
    await journal.aclose()
    again = SQLiteJournal.open(path, now=clock)
    scene = Scene(replace(scene.ports, journal=again), clock, scene.contact)
    await scene.later(0)
    assert (await scene.state(), len(scene.posts), await scene.flags()) == ("sent", 1, [])
    await again.aclose()


async def test_a_retry_that_had_not_left_when_the_server_died_is_sent_after_the_restart(
    tmp_path: Path, clock: Clock
) -> None:
    path = tmp_path / "journal.sqlite"
    journal = SQLiteJournal.open(path, now=clock)
    scene = await begin(journal, clock)
    answering(scene, Receipt(state="failed", retryable=True, code=130429, retry_after_s=1))
    await scene.answer()
    clock.seconds += 5
    assert await journal.take_send("s1") is not None
    await journal.aclose()
    again = SQLiteJournal.open(path, now=clock)
    scene = Scene(replace(scene.ports, journal=again, channel=Outbox()), clock, scene.contact)
    await scene.later(0)
    assert (await scene.state(), len(scene.posts)) == ("sent", 1)
    await again.aclose()


async def test_a_crash_between_leaving_and_answer_is_a_persons_after_the_restart(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "journal.sqlite"
    journal = SQLiteJournal.open(path, now=clock)
    scene = await begin(journal, clock)
    draft = Outgoing(id="s1", message_id="m1", contact=scene.contact, body={}, state="sending", number="n1")
    await journal.open_send(scene.contact, draft)
    await journal.leaving("s1")
    await journal.aclose()
    again = SQLiteJournal.open(path, now=clock)
    scene = Scene(replace(scene.ports, journal=again), clock, scene.contact)
    await scene.later(119)
    assert await scene.flags() == []
    await scene.later(1)
    assert (scene.posts, await scene.flags()) == ([], [("delivery:unknown", "s1", "medium")])
    await again.aclose()
