"""WhatsApp's messaging limit, kept before it has to refuse."""

from collections.abc import Sequence

import pytest

from agent.channel.limited import LimitedChannel, limit_of
from agent.channel.memory import Outbox
from agent.journal import MemoryJournal
from agent.journal.send_rules import PAGE
from agent.ports import Address, InboxEvent, InboxMessage, NumberNews, Outgoing, Pause, Receipt
from tests.journal.conftest import START, Clock

TEMPLATE = {"type": "template", "template": {"name": "late", "language": {"code": "en"}}}
PHONE = "91990000000"


class Business:
    """Two people who never wrote, and a limit of the settings that lets one be reached."""

    def __init__(self, otherwise: int = 1, receipts: Sequence[Receipt] = ()) -> None:
        self.clock = Clock()
        self.journal = MemoryJournal(now=self.clock)
        self.outbox = Outbox(receipts)
        self.channel = LimitedChannel(self.outbox, self.journal, otherwise)

    async def contact(self, person: int) -> str:
        return await self.journal.resolve(Address(phone=f"{PHONE}{person}"))

    async def template(self, person: int, *, key: str = "", number: str = "n1", text: bool = False) -> Receipt:
        key = key or f"m{person}"
        draft = Outgoing(
            id=f"s-{key}",
            message_id=key,
            contact=await self.contact(person),
            body={"type": "text"} if text else TEMPLATE,
            state="sending",
            number=number,
        )
        opened = await self.journal.open_send(draft.contact, draft)
        receipt = await self.channel.send(opened, Address(phone=f"{PHONE}{person}"))
        state = "queued" if receipt.held else receipt.state
        await self.journal.close_send(opened.id, state, wait_s=receipt.retry_after_s, posted=not receipt.held)
        return receipt

    async def writes(self, person: int) -> None:
        sender = Address(phone=f"{PHONE}{person}")
        message = InboxMessage(
            id=f"in-{person}", number="n1", sender=sender, kind="text", text="hi", sent_at=START, payload={}
        )
        await self.journal.receive([message])
        lease = await self.journal.lease(await self.contact(person), 30)
        assert lease is not None
        await self.journal.settle(lease)

    async def told(self, limit: str) -> None:
        news = NumberNews(numbers=("n1",), at=START, facts={"daily_limit": limit})
        await self.journal.receive(
            [InboxEvent(id=limit, number="n1", field="business_capability_update", payload={}, news=news)]
        )


@pytest.mark.parametrize(
    ("told", "limit"),
    [
        *[("TIER_50", 50), ("TIER_250", 250), ("TIER_2K", 2000), ("TIER_10K", 10_000), ("TIER_100K", 100_000)],
        *[("2000", 2000), ("tier_1k", 1000), ("TIER_UNLIMITED", None), ("UNLIMITED", None), ("-1", None)],
        *[("", 7), ("TIER_NOT_SET", 7), ("NOT_SET", 7), ("TIER_0", 7), ("plenty", 7), ("-250", 7)],
    ],
)
def test_the_words_of_meta_for_limits_are_read_and_others_leave_it_to_the_setting(told: str, limit: int | None) -> None:
    assert limit_of(told, 7) == limit


def test_without_a_word_of_meta_a_setting_of_nothing_is_no_limit() -> None:
    assert limit_of("", 0) is None


async def test_a_template_to_one_more_than_the_limit_is_held_without_a_post_and_says_why() -> None:
    business = Business()
    assert (await business.template(1)).state == "sent"
    held = await business.template(2)
    assert (held.state, held.held, held.retryable, held.retry_after_s) == ("failed", True, True, 900)
    assert held.error == "messaging limit used up: 1 people within 24 hours; the next place is free in 1440 min"
    assert len(business.outbox.posts) == 1


async def test_who_wrote_within_24_hours_and_who_was_reached_need_no_place() -> None:
    business = Business()
    await business.template(1)
    assert (await business.template(1, key="again")).state == "sent"
    await business.writes(2)
    assert (await business.template(2)).state == "sent"
    assert await business.journal.reached() == 1


async def test_a_text_is_none_of_the_limit() -> None:
    business = Business()
    await business.template(1)
    assert (await business.template(2, text=True)).state == "sent"
    assert await business.journal.reached() == 1


async def test_the_numbers_of_a_business_share_the_limit() -> None:
    business = Business()
    await business.template(1, number="n1")
    assert (await business.template(2, number="n2")).held


async def test_what_meta_tells_counts_more_than_the_setting() -> None:
    business = Business()
    await business.told("TIER_UNLIMITED")
    assert [(await business.template(person)).state for person in (1, 2, 3)] == ["sent"] * 3
    strict = Business(otherwise=0)
    await strict.told("1")
    await strict.template(1)
    assert (await strict.template(2)).held


async def test_what_meta_refused_leaves_the_place_free() -> None:
    business = Business(receipts=[Receipt(state="failed", code=132001)])
    await business.template(1)
    assert (await business.template(2)).state == "sent"


async def test_a_page_and_the_answer_to_an_emergency_do_not_wait_and_are_counted() -> None:
    business = Business()
    await business.template(1)
    assert (await business.template(2, key=f"{PAGE}abc:fall:c")).state == "sent"
    await business.journal.pause(
        Pause(contact=await business.contact(3), message_id="m3", reason="emergency", at=START)
    )
    assert (await business.template(3)).state == "sent"
    assert await business.journal.reached() == 3


async def test_a_place_that_is_free_soon_is_waited_for_as_long_but_not_asked_for_all_the_time() -> None:
    business = Business()
    await business.template(1)
    business.clock.seconds += 24 * 3600 - 300
    assert (await business.template(2)).retry_after_s == 300
    business.clock.seconds += 290
    assert (await business.template(3)).retry_after_s == 60


async def test_marks_and_closing_pass_through() -> None:
    business = Business()
    await business.channel.mark_read("m1", typing=True)
    await business.channel.aclose()
    assert (business.outbox.reads, business.outbox.closed) == ([("m1", True)], True)
