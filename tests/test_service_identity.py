"""What customers do while we answer: they edit, take back, change numbers, and turn out to be one person."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from agent.ports import Address, InboxMessage, Ports, Revision
from agent.turn import Turn
from tests.conftest import Load
from tests.test_service import LINES, STEPS, Echo, serving, texts, until, written

PHONE, BSUID = "919000000001", "IN.42"


class Slow(Echo):
    """Takes as long as a model."""

    async def run(self, turn: Turn, ports: Ports) -> Turn:  # type: ignore[override]
        await asyncio.sleep(0.4)
        return Echo.run(self, turn, ports)


def revised(number: int, of: int, text: str = "", *, deleted: bool = False) -> InboxMessage:
    word = Revision(of=f"wamid.{of}", text=text, deleted=deleted)
    return replace(written(number, text), kind="revoke" if deleted else "edit", revises=word)


def from_(message: InboxMessage, sender: Address) -> InboxMessage:
    return replace(message, sender=sender)


async def test_an_edit_while_we_write_is_answered_once_with_the_new_words(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, {**STEPS, "echo": Slow}), ports) as service:
        await service.receive([written(1, "hampta")])
        await until(lambda: service.busy == 1)
        await asyncio.sleep(0.1)
        await service.receive([revised(2, 1, "rupin")])
        await until(lambda: len(texts(ports)) > 0 and service.busy == 0)
        await asyncio.sleep(0.5)

    assert texts(ports) == ["rupin"]


async def test_a_message_taken_back_while_we_write_is_not_answered(load: Load, ports: Ports) -> None:
    async with serving(load(LINES, {**STEPS, "echo": Slow}), ports) as service:
        await service.receive([written(1, "secret")])
        await until(lambda: service.busy == 1)
        await asyncio.sleep(0.1)
        await service.receive([revised(2, 1, deleted=True)])
        await until(lambda: service.busy == 0)
        await asyncio.sleep(0.5)
        depth = await ports.journal.depth()

    assert texts(ports) == []
    assert depth["set_aside"] == 0


async def test_two_contacts_that_turn_out_to_be_one_get_each_answer_once_and_never_two_at_a_time(
    load: Load, ports: Ports
) -> None:
    running: list[str] = []
    together: list[int] = []

    class Watched(Slow):
        async def run(self, turn: Turn, ports: Ports) -> Turn:  # type: ignore[override]
            running.append(turn.message.id)
            together.append(len(running))
            try:
                return await super().run(turn, ports)
            finally:
                running.remove(turn.message.id)

    by_phone, by_id = Address(phone=PHONE), Address(user_id=BSUID)
    async with serving(load(LINES, {**STEPS, "echo": Watched}), ports) as service:
        await service.receive([from_(written(1, "by id"), by_id)])
        await until(lambda: len(running) == 1)
        await service.receive([from_(written(2, "both"), replace(by_phone, user_id=BSUID))])
        await service.receive([from_(written(3, "by phone"), by_phone)])
        await until(lambda: len(texts(ports)) >= 2 and service.busy == 0)
        await asyncio.sleep(0.5)
        contacts = {await ports.journal.resolve(who) for who in (by_phone, by_id)}

    assert sorted("\n".join(texts(ports)).split("\n")) == ["both", "by id", "by phone"]
    assert max(together) == 1
    assert len(contacts) == 1


async def test_a_merge_in_the_middle_of_both_turns_loses_nothing_and_repeats_nothing(load: Load, ports: Ports) -> None:
    by_phone, by_id = Address(phone=PHONE), Address(user_id=BSUID)
    async with serving(load(LINES, {**STEPS, "echo": Slow}), ports) as service:
        await service.receive([from_(written(1, "by phone"), by_phone), from_(written(2, "by id"), by_id)])
        await until(lambda: service.busy == 2)
        late = replace(from_(written(3, "both"), replace(by_phone, user_id=BSUID)))
        await service.receive([replace(late, sent_at=late.sent_at + timedelta(seconds=9))])
        await until(lambda: len(texts(ports)) >= 3 and service.busy == 0)
        await asyncio.sleep(0.5)

    assert sorted(texts(ports)) == ["both", "by id", "by phone"]
