"""The wall clock is set back or jumps on (a correction, a machine that was suspended): the same in every journal.

What was to last seconds must not last as long as the jump: what was written before the clock was set back is over.
"""

import math
import random
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.journal import MemoryJournal, SQLiteJournal
from agent.journal.rules import LONGEST_LEASE_S, LONGEST_REST_S
from agent.ports import Address, InboxMessage, InboxStatus, Lease, LeaseLostError, Outgoing
from agent.service import RETRY_AFTER_S
from tests.journal.conftest import START, AnyJournal, Clock

HOUR_S = 3600.0
JUMPS = [pytest.param(-HOUR_S, id="back"), pytest.param(HOUR_S, id="on")]


def send(key: str = "s1", message_id: str = "m1", contact: str = "c-1") -> Outgoing:
    return Outgoing(id=key, message_id=message_id, contact=contact, body={}, state="sending", number="n1")


def written(key: str, phone: str = "919900000001", text: str = "hello", second: int = 0) -> InboxMessage:
    at = START + timedelta(seconds=second)
    sender = Address(phone=phone)
    return InboxMessage(id=key, number="n1", sender=sender, kind="text", text=text, sent_at=at, payload={})


async def due(journal: AnyJournal) -> list[str]:
    return [found.id for found in await journal.due_sends(unknown_after_s=120)]


async def state(journal: AnyJournal, key: str = "s1") -> str:
    kept = await journal.send_of(key)
    assert kept is not None
    return kept.state


async def heard(journal: AnyJournal, *messages: InboxMessage) -> str:
    await journal.receive(list(messages))
    (contact,) = await journal.waiting()
    return contact


@pytest.mark.parametrize("jump_s", JUMPS)
async def test_a_retry_is_made_at_once_after_a_jump_and_its_next_wait_is_reckoned_anew(
    journal: AnyJournal, clock: Clock, jump_s: float
) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "queued", code=130429, wait_s=30)
    clock.seconds += jump_s
    assert await due(journal) == ["s1"]
    assert await journal.take_send("s1") is not None
    assert await journal.take_send("s1") is None
    assert await due(journal) == []

    kept = await journal.close_send("s1", "queued", code=130429, wait_s=30)
    assert (kept.attempts, kept.not_before) == (2, clock() + 30)
    assert await due(journal) == []
    clock.seconds += 30
    assert await due(journal) == ["s1"]


async def test_a_step_of_half_a_second_takes_no_wait_away(journal: AnyJournal, clock: Clock) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "queued", code=130429, wait_s=30)
    clock.seconds -= 0.5
    assert await due(journal) == []
    assert await journal.take_send("s1") is None
    clock.seconds += 30.5
    assert await due(journal) == ["s1"]


async def test_a_retry_that_was_queued_again_goes_under_its_new_uuid_after_the_clock_was_set_back(
    journal: AnyJournal, clock: Clock
) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "failed", code=131053)
    await journal.send_again("s1", wait_s=60)
    clock.seconds -= HOUR_S
    taken = await journal.take_send("s1")
    assert taken is not None
    assert taken.on_the_wire != "s1"


async def test_answers_leave_in_the_order_they_were_opened_though_the_clock_was_set_back_between(
    journal: AnyJournal, clock: Clock
) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "queued", wait_s=30)
    clock.seconds -= HOUR_S
    for number in (2, 3, 4):
        assert (await journal.open_send("c-1", send(f"s{number}", f"m{number}"))).state == "queued"
    left = []
    while ready := await due(journal):
        (first,) = ready
        assert await journal.take_send(first) is not None
        await journal.close_send(first, "sent", wamid=f"w-{first}")
        left.append(first)
    assert left == ["s1", "s2", "s3", "s4"]


async def test_answers_opened_in_one_moment_leave_in_the_order_they_were_opened(journal: AnyJournal) -> None:
    for key in ("z", "m", "a"):
        await journal.open_send("c-1", send(key, f"to {key}"))
    await journal.close_send("z", "sent")
    assert await due(journal) == ["m"]


@pytest.mark.parametrize("jump_s", JUMPS)
async def test_what_nobody_knows_goes_to_a_person_after_a_jump_and_a_status_still_settles_it(
    journal: AnyJournal, clock: Clock, jump_s: float
) -> None:
    await journal.open_send("c-1", send())
    await journal.close_send("s1", "unknown", error="lost")
    assert await due(journal) == []
    clock.seconds += jump_s
    assert await due(journal) == ["s1"]
    assert not await journal.send_again("s1")
    await journal.receive([InboxStatus(wamid="w1", number="n1", status="read", at=START, callback="s1")])
    assert (await state(journal), await due(journal)) == ("read", [])


@pytest.mark.parametrize("jump_s", JUMPS)
async def test_a_post_under_way_at_a_jump_is_not_made_again_and_its_answer_counts(
    journal: AnyJournal, clock: Clock, jump_s: float
) -> None:
    await journal.open_send("c-1", send())
    await journal.leaving("s1")
    clock.seconds += jump_s
    assert await due(journal) == ["s1"]
    assert (await journal.close_send("s1", "queued", counted=False, posted=False)).state == "sending"
    await journal.close_send("s1", "unknown", error="no answer was ever written down")
    assert await journal.take_send("s1") is None
    await journal.close_send("s1", "sent", wamid="w1")
    assert (await state(journal), await due(journal)) == ("sent", [])


async def test_a_rest_ends_when_the_clock_is_set_back(journal: AnyJournal, clock: Clock) -> None:
    contact = await heard(journal, written("m1"))
    lease = await journal.lease(contact, 60)
    assert lease is not None
    await journal.release(lease, again_in_s=RETRY_AFTER_S[-1])
    assert await journal.waiting() == []
    clock.seconds -= HOUR_S
    assert await journal.waiting() == [contact]
    again = await journal.lease(contact, 60)
    assert again is not None
    assert (again.attempts, await journal.waiting()) == (2, [])


@pytest.mark.parametrize("back_s", [1.0, 20.0, 45.0, 61.0, HOUR_S])
async def test_no_rest_is_longer_than_the_longest_however_far_the_clock_was_set_back(
    journal: AnyJournal, clock: Clock, back_s: float
) -> None:
    contact = await heard(journal, written("m1"))
    lease = await journal.lease(contact, 60)
    assert lease is not None
    await journal.release(lease, again_in_s=RETRY_AFTER_S[-1])
    clock.seconds -= back_s
    looks = 0
    while not await journal.waiting():
        clock.seconds += 1
        looks += 1
    assert looks <= LONGEST_REST_S


def test_no_rest_that_the_service_asks_for_is_longer_than_the_longest() -> None:
    assert max(RETRY_AFTER_S) <= LONGEST_REST_S


async def test_who_works_while_the_clock_is_set_back_keeps_the_conversation(journal: AnyJournal, clock: Clock) -> None:
    contact = await heard(journal, written("m1"))
    lease = await journal.lease(contact, 60)
    assert lease is not None
    clock.seconds -= HOUR_S
    held = await journal.renew(lease, 60)
    assert (held.until, await journal.waiting()) == (clock() + 60, [])
    assert await journal.lease(contact, 60) is None
    await journal.open_send(contact, send(contact=contact))
    await journal.settle(held)
    assert await journal.waiting() == []


async def test_a_lease_nobody_renews_is_over_at_the_latest_after_the_longest_and_fences_its_worker_off(
    journal: AnyJournal, clock: Clock
) -> None:
    contact = await heard(journal, written("m1"))
    gone = await journal.lease(contact, LONGEST_LEASE_S)
    assert gone is not None
    clock.seconds -= HOUR_S
    assert await journal.waiting() == [contact]
    heir = await journal.lease(contact, 60)
    assert heir is not None
    assert heir.fence > gone.fence
    with pytest.raises(LeaseLostError):
        await journal.settle(gone)
    await journal.settle(heir)


async def test_a_lease_is_over_when_the_clock_jumps_past_it_and_its_worker_writes_nothing(
    journal: AnyJournal, clock: Clock
) -> None:
    contact = await heard(journal, written("m1"))
    gone = await journal.lease(contact, 60)
    assert gone is not None
    clock.seconds += HOUR_S
    with pytest.raises(LeaseLostError):
        await journal.settle(gone)
    assert await journal.lease(contact, 60) is not None


async def test_a_lease_under_an_id_that_was_merged_away_is_over_too(journal: AnyJournal, clock: Clock) -> None:
    elder = await journal.resolve(Address(phone="919900000009"))
    clock.seconds += 1
    younger = await heard(journal, written("m1"))
    gone = await journal.lease(younger, 60)
    assert gone is not None
    await journal.merge(elder, younger, "asha")
    assert (await journal.waiting(), await journal.lease(elder, 60)) == ([], None)
    clock.seconds -= HOUR_S
    assert await journal.waiting() == [elder]
    assert await journal.lease(elder, 60) is not None
    with pytest.raises(LeaseLostError):
        await journal.settle(gone)


async def test_who_came_first_waits_longest_whatever_the_clock_said(journal: AnyJournal, clock: Clock) -> None:
    for number, step_s in enumerate((0.0, -HOUR_S, 2 * HOUR_S, -60.0)):
        clock.seconds += step_s
        await journal.enrol(f"c-{number}", Address(phone=f"91990000000{number}"))
        await journal.receive([written(f"m{number}", phone=f"91990000000{number}")])
    assert list(await journal.waiting()) == ["c-0", "c-1", "c-2", "c-3"]


async def test_a_burst_is_counted_from_its_last_message_and_is_over_where_that_came_before_the_clock_was_set_back(
    journal: AnyJournal, clock: Clock
) -> None:
    contact = await heard(journal, written("m1", text="one"))
    clock.seconds -= HOUR_S
    waiting = await journal.peek(contact)
    assert (waiting.last_text, waiting.age_s) == ("one", math.inf)
    await journal.receive([written("m2", text="two", second=1)])
    clock.seconds += 0.4
    waiting = await journal.peek(contact)
    assert (waiting.messages, waiting.last_text, round(waiting.age_s, 3)) == (2, "two", 0.4)
    assert (await journal.depth())["oldest_waiting_s"] >= 0.0


@pytest.mark.parametrize(("jump_s", "left_s"), [(-HOUR_S, 24 * HOUR_S), (HOUR_S, 22 * HOUR_S), (24 * HOUR_S, -HOUR_S)])
async def test_the_24_hours_end_by_the_customers_own_time_and_our_clock_as_it_is_now(
    journal: AnyJournal, clock: Clock, jump_s: float, left_s: float
) -> None:
    contact = await heard(journal, written("m1", second=-3600))
    assert await journal.lease(contact, 60) is not None
    clock.seconds += jump_s
    assert await journal.window_left_s(contact, "n1") == left_s


PEOPLE = [f"c-{number}" for number in range(3)]
STEPS_S = (0.2, 1.0, 5.0, 30.0, 30.0, 90.0, 700.0, -0.5, -20.0, -HOUR_S, HOUR_S)


class Twins:
    """Both journals, told the same at the same moments, and never of two minds."""

    def __init__(self, path: Path, rng: random.Random) -> None:
        self.clock = Clock()
        self.kept: Sequence[AnyJournal] = (SQLiteJournal.open(path, now=self.clock), MemoryJournal(now=self.clock))
        self._rng = rng
        self._leased: list[Lease] = []

    async def both(self, ask: str, *given: Any, **more: Any) -> Any:
        """What either answers; LeaseLostError as such."""
        said = [await _said(getattr(journal, ask), *given, **more) for journal in self.kept]
        assert said[0] == said[1], (ask, given, more)
        return said[0]

    async def message(self, key: str, person: str, second: int) -> None:
        await self.both("receive", [written(key, phone=_phone(person), second=second)])

    async def lease(self, person: str) -> None:
        if lease := await self.both("lease", person, 60.0):
            self._leased.append(lease)

    async def give_back(self) -> None:
        if not self._leased:
            return
        lease = self._leased.pop(self._rng.randrange(len(self._leased)))
        if self._rng.random() < 0.5:
            await self.both("settle", lease)
        else:
            await self.both("release", lease, again_in_s=self._rng.choice(RETRY_AFTER_S))

    async def due(self) -> list[str]:
        return [one.id for one in await self.both("due_sends", unknown_after_s=120)]

    async def take(self) -> None:
        for key in await self.due():
            await self.both("take_send", key)

    async def close(self) -> None:
        if keys := await self.due():
            ends = self._rng.choice(("sent", "queued", "queued", "unknown", "failed"))
            await self.both("close_send", self._rng.choice(keys), ends, wait_s=self._rng.choice((2.0, 30.0)))

    async def live(self, number: int) -> None:
        """One thing that may happen: to the clock, and to a message, a conversation or a send."""
        self.clock.seconds += self._rng.choice(STEPS_S)
        person = self._rng.choice(PEOPLE)
        happens: Sequence[Callable[[], Awaitable[None]]] = (
            lambda: self.message(f"m{number}", person, number),
            lambda: self.lease(person),
            self.give_back,
            lambda: self.both("open_send", person, send(f"s{number}", f"m{number}", person)),
            self.take,
            self.close,
        )
        await self._rng.choice(happens)()
        await self.due()
        await self.both("waiting")
        await self.both("peek", person)


def _phone(person: str) -> str:
    return f"9199000000{PEOPLE.index(person):02}"


async def _said(ask: Callable[..., Awaitable[Any]], *given: Any, **more: Any) -> Any:
    try:
        answer = await ask(*given, **more)
    except LeaseLostError:
        return LeaseLostError
    return list(answer) if isinstance(answer, Sequence) else answer


@pytest.mark.parametrize("seed", range(8))
async def test_disk_and_memory_agree_on_who_waits_and_what_is_due_wherever_the_clock_goes(
    tmp_path: Path, seed: int
) -> None:
    twins = Twins(tmp_path / "journal.sqlite", random.Random(seed))
    try:
        for person in PEOPLE:
            await twins.both("enrol", person, Address(phone=_phone(person)))
        for number in range(200):
            await twins.live(number)
    finally:
        for journal in twins.kept:
            await journal.aclose()
