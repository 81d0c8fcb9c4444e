"""From the inbox to the send: bursts, order, recovery, and nothing twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agent.channel.account_news import TEMPLATES_UNTIL
from agent.channel.memory import Outbox
from agent.pipeline import Pipeline
from agent.ports import Address, InboxEvent, InboxMessage, InboxStatus, NumberNews, Ports, Receipt
from agent.service import Service
from agent.settings import ServiceSettings
from agent.step import Step
from agent.steps.log import Log
from agent.steps.send import Send
from agent.store.feed import Feed
from agent.turn import Compliance, Turn
from tests.conftest import Load
from tests.sample_steps import TABLE, Answer

START = datetime.now(UTC) - timedelta(hours=1)


class Echo(Answer):
    """Answers with the customer's own words, and allows it."""

    writes = frozenset({"reply", "compliance", "parsed"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        answered = super().run(turn, ports)
        assert answered.reply is not None
        return replace(answered, reply=replace(answered.reply, text=turn.message.text), compliance=Compliance(ok=True))


STEPS: dict[str, type[Step]] = {**TABLE, "echo": Echo, "send": Send, "log": Log}
LINES = "steps: [echo, {step: send, on_error: stop}, {step: log, on_error: stop}]"


def written(number: int, text: str, sender: str = "919000000001", second: int | None = None) -> InboxMessage:
    return InboxMessage(
        id=f"wamid.{number}",
        number="100",
        sender=Address(phone=sender),
        kind="text",
        text=text,
        sent_at=START + timedelta(seconds=number if second is None else second),
        payload={},
    )


@asynccontextmanager
async def serving(pipeline: Pipeline, ports: Ports, *, window_s: float = 0.0) -> AsyncIterator[Service]:
    settings = ServiceSettings(burst_window_s=window_s, burst_limit_s=2.0, drain_s=5.0)
    feed = Feed(ports.journal, ports.store)
    service = Service(lambda contact: pipeline, ports, feed, settings)
    running = asyncio.create_task(service.run(poll_s=0.05))
    try:
        yield service
    finally:
        await service.stop()
        running.cancel()
        await feed.aclose()


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 (what is waited for lives in another task's objects)
            await asyncio.sleep(0.01)


def texts(ports: Ports) -> list[str]:
    assert isinstance(ports.channel, Outbox)
    return [post.outgoing.body["text"]["body"] for post in ports.channel.posts]


async def test_a_message_is_answered(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, STEPS), ports) as service:
        await service.receive([written(1, "hello")])
        await until(lambda: texts(ports) == ["hello"])


async def test_a_message_delivered_ten_times_is_answered_once(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, STEPS), ports) as service:
        taken = await asyncio.gather(*(service.receive([written(1, "hello")]) for _ in range(10)))
        await until(lambda: len(texts(ports)) > 0)
        await service.receive([written(1, "hello")])
        await asyncio.sleep(0.2)

    assert sum(taken) == 1
    assert texts(ports) == ["hello"]


async def test_new_messages_are_told_with_their_number_and_nothing_else_is(load: Load, ports: Ports) -> None:
    heard: list[Sequence[str]] = []
    read = InboxStatus(wamid="wamid.ours", number="100", status="read", at=START)
    async with serving(load(LINES, STEPS), ports) as service:
        service.on_heard = heard.append
        await service.receive([written(1, "hello"), replace(written(2, "hi"), number="200"), read])
        await service.receive([written(1, "hello"), replace(read, status="played")])

    assert heard == [["100", "200"]]


async def test_fragments_of_one_thought_are_one_turn(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, STEPS), ports, window_s=0.3) as service:
        for number, text in enumerate(["hi", "hampta pass", "price?"], start=1):
            await service.receive([written(number, text)])
            await asyncio.sleep(0.05)
        await until(lambda: len(texts(ports)) > 0)

    assert texts(ports) == ["hi\nhampta pass\nprice?"]


async def test_messages_of_one_contact_are_read_in_the_order_they_were_written(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, STEPS), ports, window_s=0.1) as service:
        await service.receive([written(2, "second", second=20), written(1, "first", second=10)])
        await until(lambda: len(texts(ports)) > 0)

    assert texts(ports) == ["first\nsecond"]


async def test_different_contacts_do_not_wait_for_each_other(load: Load, ports: Ports) -> None:
    slow_for = "919000000001"

    class Slow(Echo):
        async def run(self, turn: Turn, ports: Ports) -> Turn:  # type: ignore[override]
            address = await ports.journal.address(turn.message.contact)
            await asyncio.sleep(1.0 if address and address.phone == slow_for else 0.0)
            return Echo.run(self, turn, ports)

    async with serving(load(LINES, {**STEPS, "echo": Slow}), ports) as service:
        await service.receive([written(1, "slow", slow_for), written(2, "quick", "919000000002")])
        await until(lambda: len(texts(ports)) == 2)

    assert texts(ports) == ["quick", "slow"]


async def test_what_an_earlier_process_left_in_the_inbox_is_answered(load: Load, ports: Ports) -> None:
    await ports.journal.receive([written(1, "left behind")])

    async with serving(load(LINES, STEPS), ports):
        await until(lambda: texts(ports) == ["left behind"])


async def test_a_send_without_an_answer_is_not_repeated(load: Load, ports: Ports) -> None:
    channel = Outbox([Receipt(state="unknown", error="no answer in time")])
    ports = replace(ports, channel=channel)

    async with serving(load(LINES, STEPS), ports) as service:
        await service.receive([written(1, "hello")])
        await until(lambda: len(channel.posts) > 0)
        await asyncio.sleep(0.3)

    outgoing = await ports.journal.outbox("wamid.1")
    assert len(channel.posts) == 1
    assert outgoing is not None
    assert outgoing.state == "unknown"


async def test_a_stop_by_whatsapp_holds_every_answer_until_the_number_is_started(load: Load, ports: Ports) -> None:
    refused = Receipt(state="failed", code=131048, error="code 131048")
    ports = replace(ports, channel=Outbox([refused]))
    async with serving(load(LINES, STEPS), ports) as service:
        await service.receive([written(1, "first"), written(2, "second", sender="919000000002")])
        await until(lambda: len(texts(ports)) == 1)
        await asyncio.sleep(0.3)
        assert len(texts(ports)) == 1
        assert (await ports.journal.number_state("100")).reason.startswith("131048: ")
        await ports.journal.start_number("100", "asha")
        await until(lambda: len(texts(ports)) == 3)
    assert sorted(texts(ports)[1:]) == ["first", "second"]


async def test_a_message_that_came_a_day_late_is_put_before_a_person(load: Load, ports: Ports) -> None:
    late = replace(written(1, "still there?"), sent_at=datetime.now(UTC) - timedelta(hours=25))
    async with serving(load(LINES, STEPS), ports) as service:
        await service.receive([late])
        async with asyncio.timeout(10):
            while not await ports.journal.reviews():  # noqa: ASYNC110 (waits for another task's write)
                await asyncio.sleep(0.02)
    (item,) = await ports.journal.reviews()
    assert (item.reason, item.flags[0]) == ("delivery", "delivery:window_closed")
    assert texts(ports) == []
    turns = [record.body for record in await ports.journal.records_after(0) if record.kind == "turn"]
    assert "outside the 24 hours" in turns[0]["delivery"]["error"]


async def test_a_message_that_came_a_day_late_is_answered_by_the_template(load: Load, ports: Ports) -> None:
    lines = LINES.replace("step: send,", "step: send, late_template: answer_ready,")
    late = replace(written(1, "still there?"), sent_at=datetime.now(UTC) - timedelta(hours=25))
    async with serving(load(lines, STEPS), ports) as service:
        await service.receive([late])
        assert isinstance(ports.channel, Outbox)
        outbox = ports.channel
        await until(lambda: len(outbox.posts) == 1)
    template = outbox.posts[0].outgoing.body["template"]
    assert (template["name"], template["language"]) == ("answer_ready", {"code": "en"})
    assert [part["text"] for part in template["components"][0]["parameters"]] == ["-", "still there?"]


async def test_while_meta_restricts_what_we_begin_replies_go_on_and_late_answers_are_a_persons(
    load: Load, ports: Ports
) -> None:
    lines = LINES.replace("step: send,", "step: send, late_template: answer_ready,")
    news = NumberNews(
        at=datetime.now(UTC),
        numbers=("100",),
        facts={TEMPLATES_UNTIL: (datetime.now(UTC) + timedelta(days=3)).isoformat()},
    )
    late = replace(written(1, "still there?"), sent_at=datetime.now(UTC) - timedelta(hours=25))
    async with serving(load(lines, STEPS), ports) as service:
        await service.receive([InboxEvent(id="e1", number="", field="account_update", payload={}, news=news)])
        await service.receive([late, written(2, "hello", sender="919000000002")])
        await until(lambda: texts(ports) == ["hello"])
        async with asyncio.timeout(10):
            while not await ports.journal.reviews():  # noqa: ASYNC110 (another task opens the item)
                await asyncio.sleep(0.01)
    assert texts(ports) == ["hello"]
    assert [item.flags[0] for item in await ports.journal.reviews()] == ["delivery:window_closed"]
    assert not (await ports.journal.number_state("100")).stopped


async def test_a_customer_who_floods_is_answered_together_and_slows_nobody(load: Load, ports: Ports) -> None:
    settings = ServiceSettings(burst_window_s=0.0, messages_a_minute=5, flood_wait_s=1.5, drain_s=5.0)
    feed = Feed(ports.journal, ports.store)
    service = Service(lambda contact: load(LINES, STEPS), ports, feed, settings)
    running = asyncio.create_task(service.run(poll_s=0.05))
    for number in range(40):
        await service.receive([written(number, f"spam {number}")])
        await asyncio.sleep(0.02)
    await service.receive([written(99, "hello", sender="919000000002")])
    began = asyncio.get_running_loop().time()
    await until(lambda: "hello" in texts(ports))
    assert asyncio.get_running_loop().time() - began < 1.0
    await until(lambda: sum(text.count("spam") for text in texts(ports)) == 40)
    assert len(texts(ports)) < 15
    await service.stop()
    running.cancel()
    await feed.aclose()


async def test_a_turn_that_fails_holds_no_place_while_it_waits(load: Load, ports: Ports) -> None:
    class Failing(Echo):
        def run(self, turn: Turn, ports: Ports) -> Turn:
            if turn.message.text == "bad":
                raise RuntimeError("down")
            return super().run(turn, ports)

    lines = LINES.replace("echo,", "{step: failing, on_error: stop},")
    async with serving(load(lines, {**STEPS, "failing": Failing}), ports) as service:
        senders = [f"91900000{number:04}" for number in range(8)]
        await service.receive([written(number, "bad", sender=sender) for number, sender in enumerate(senders)])
        await asyncio.sleep(0.3)
        await service.receive([written(99, "hello", sender="919000000099")])
        async with asyncio.timeout(1.5):
            while texts(ports) != ["hello"]:  # noqa: ASYNC110 (waits for another task's send)
                await asyncio.sleep(0.01)


async def test_a_greeting_waits_for_its_question_and_a_question_for_nothing(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, STEPS), ports, window_s=0.5) as service:
        await service.receive([written(1, "hi"), written(2, "Is Hampta open now?", sender="919000000002")])
        await until(lambda: texts(ports) == ["Is Hampta open now?"])
        await service.receive([written(3, "when is Hampta open?")])
        await until(lambda: texts(ports)[1:] == ["hi\nwhen is Hampta open?"])


async def test_stopping_finishes_the_turn_under_way(load: Load, ports: Ports) -> None:
    class Slow(Echo):
        async def run(self, turn: Turn, ports: Ports) -> Turn:  # type: ignore[override]
            await asyncio.sleep(0.3)
            return Echo.run(self, turn, ports)

    async with serving(load(LINES, {**STEPS, "echo": Slow}), ports) as service:
        await service.receive([written(1, "hello")])
        await until(lambda: service.busy == 1)

    assert texts(ports) == ["hello"]


async def test_a_turn_is_in_the_store_when_the_next_one_asks(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, STEPS), ports) as service:
        await service.receive([written(1, "hello")])
        await until(lambda: service.busy == 0 and len(texts(ports)) > 0)
        contact = await ports.journal.resolve(Address(phone="919000000001"))
        customer = await ports.store.customer(contact, messages=10)

    assert customer is not None
    assert [line.text for line in customer.history] == ["hello", "hello"]


async def test_a_turn_begins_with_the_lines_before_it(load: Load, ports: Ports) -> None:
    heard: list[tuple[str, ...]] = []

    class Listening(Echo):
        def run(self, turn: Turn, ports: Ports) -> Turn:
            heard.append(tuple(f"{line.speaker}: {line.text}" for line in turn.message.history))
            return super().run(turn, ports)

    async with serving(load(LINES, {**STEPS, "echo": Listening}), ports) as service:
        for number, text in enumerate(("hampta pass?", "and in june?"), start=1):
            await service.receive([written(number, text), written(number + 10, "of someone else", "919000000002")])
            await until(lambda answered=number: service.busy == 0 and len(texts(ports)) == 2 * answered)  # type: ignore[misc]

    assert ("U: hampta pass?", "S: hampta pass?") in heard
    assert all("someone else" not in line for lines in heard for line in lines if "hampta pass?" in line)


class Slow(Step):
    """A model that takes its time with whoever says so."""

    reads = frozenset({"message"})

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        if turn.message.text == "slow":
            await asyncio.sleep(3)
        return turn


async def test_right_after_the_start_slow_ones_slow_nobody_else(load: Load, ports: Ports) -> None:
    pipeline = load(LINES.replace("[echo", "[{step: slow, budget_ms: 9000}, echo"), {**STEPS, "slow": Slow})
    async with serving(pipeline, ports) as service:
        await service.receive([written(n, "slow", f"9190000001{n:02}") for n in range(30)])
        await service.receive([written(100 + n, "quick", f"9190000002{n:02}") for n in range(10)])
        async with asyncio.timeout(2.5):
            while len(texts(ports)) < 10:  # noqa: ASYNC110 (waits for another task's sends)
                await asyncio.sleep(0.01)
        assert texts(ports) == ["quick"] * 10
