"""From the message that calls a person to the release, through the shipped guards, send and log."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from agent.channel.memory import Outbox
from agent.intake.recall import recalled
from agent.journal.memory import MemoryJournal
from agent.people.handoff import COLLEAGUE_WRITES, handoff_reply
from agent.pipeline import Pipeline
from agent.ports import Address, Ports
from agent.step import Step
from agent.steps.check_compliance import CheckCompliance
from agent.steps.check_consent import CheckConsent
from agent.steps.hand_off import HandOff
from agent.steps.log import Log
from agent.steps.send import Send
from agent.turn import HandoffReason, Inbound, Parsed, Reply, Turn
from tests.conftest import Load
from tests.sample_steps import Read
from tests.steps.safety_world import NOON, world

REASONS: dict[str, HandoffReason] = {"human please": "asked", "awful guide": "complaint", "leeches?": "unsure"}


class Clerk(Step):
    """Hands over for the messages above, echoes all others."""

    reads = frozenset({"message", "parsed"})
    writes = frozenset({"reply", "customer", "verdict"})

    def run(self, turn: Turn, ports: Ports) -> Turn:
        reason = REASONS.get(turn.message.text)
        reply = handoff_reply("en", reason) if reason else Reply(text=turn.message.text, language="en")
        return replace(turn, reply=reply)


STEPS: dict[str, type[Step]] = {
    "read": Read,
    "check_consent": CheckConsent,
    "clerk": Clerk,
    "check_compliance": CheckCompliance,
    "hand_off": HandOff,
    "send": Send,
    "log": Log,
}
LINES = """steps:
  [read, check_consent, clerk, check_compliance, hand_off, {step: send, on_error: stop}, {step: log, on_error: stop}]"""


class Talk:
    """One customer, message by message, each under its own id."""

    def __init__(self, pipeline: Pipeline) -> None:
        self.pipeline = pipeline
        self.ports = replace(world(), journal=MemoryJournal(now=(NOON + timedelta(hours=1)).timestamp))
        self.said: list[Turn] = []

    async def write(self, text: str, *, key: str = "") -> Turn:
        await self.ports.journal.enrol("c-1", Address(phone="919000000001"))
        key = key or f"m{len(self.said)}"
        message = Inbound(id=key, contact="c-1", text=text, sent_at=NOON + timedelta(minutes=len(self.said)))
        read = await recalled(message, self.ports.store)
        turn = await self.pipeline.run(Turn(message=read, parsed=Parsed(language="en")), self.ports)
        self.said.append(turn)
        assert [run.error for run in turn.trace if run.error] == []
        return turn

    async def keep(self) -> None:
        """Let the store take in what was recorded, as the feed does."""
        store = self.ports.store
        await store.apply(await self.ports.journal.records_after(await store.watermark()))

    @property
    def sent(self) -> Sequence[str]:
        assert isinstance(self.ports.channel, Outbox)
        return [str(post.outgoing.body["text"]["body"]) for post in self.ports.channel.posts]


async def test_after_a_handoff_the_bot_is_silent_until_released(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    await talk.write("human please")
    silent = await talk.write("hello?")
    assert silent.reply is not None
    assert (silent.reply.kind, silent.reply.route_reasons) == ("silence", (COLLEAGUE_WRITES,))
    assert len(talk.sent) == 1
    assert await talk.ports.journal.end_pause("c-1", "asha")
    await talk.write("thanks")
    assert talk.sent[1:] == ["thanks"]


async def test_what_comes_meanwhile_is_written_down_and_counted(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    for text in ("human please", "hello?", "anybody?"):
        await talk.write(text)
    (item,) = await talk.ports.journal.reviews()
    assert (item.reason, item.contact, item.message_id, item.waiting) == ("asked", "c-1", "m0", 2)
    logged = [record.key for record in await talk.ports.journal.records_after(0) if record.kind == "turn"]
    assert logged == ["m0", "m1", "m2"]


async def test_an_emergency_a_stop_and_a_start_still_work_during_a_pause(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    await talk.write("human please")
    kinds = [(await talk.write(text)).reply for text in ("she broke her leg, help!", "STOP", "hm", "START", "hm")]
    assert [reply.kind for reply in kinds if reply] == ["emergency", "opt_out", "silence", "opt_in", "silence"]
    assert [item.reason for item in await talk.ports.journal.reviews()][:1] == ["emergency"]
    pause = await talk.ports.journal.pause_of("c-1")
    assert pause is not None
    assert pause.reason == "asked"


async def test_a_start_with_a_question_is_confirmed_though_nobody_may_answer_it(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    for text in ("human please", "STOP"):
        await talk.write(text)
    reply = (await talk.write("You can message me again. How much is it?")).reply
    assert reply is not None
    assert reply.kind == "opt_in"


async def test_the_message_that_paused_runs_again_without_a_second_pause_or_send(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    first = await talk.write("human please", key="m0")
    again = await talk.write("human please", key="m0")
    assert (again.reply, again.handoff) == (first.reply, first.handoff)
    assert len(talk.sent) == 1
    assert len(await talk.ports.journal.reviews()) == 1
    await talk.ports.journal.end_pause("c-1", "asha")
    await talk.write("human please", key="m0")
    assert await talk.ports.journal.pause_of("c-1") is None


async def test_one_unsure_answer_is_listed_and_does_not_pause(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    await talk.write("leeches?")
    await talk.write("hello")
    assert talk.sent[1:] == ["hello"]
    assert [(item.reason, item.severity) for item in await talk.ports.journal.reviews()] == [("unsure", "low")]


async def test_two_people_do_not_silence_each_other(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    await talk.write("human please")
    await talk.ports.journal.enrol("c-2", Address(phone="919000000002"))
    message = Inbound(id="other", contact="c-2", text="hello", sent_at=NOON)
    turn = await talk.pipeline.run(Turn(message=message), talk.ports)
    assert turn.reply is not None
    assert turn.reply.text.startswith("hello")


async def test_without_the_step_the_reply_alone_still_pauses(load: Load) -> None:
    talk = Talk(load(LINES.replace("hand_off, ", ""), STEPS))
    await talk.write("awful guide")
    assert (await talk.ports.journal.pause_of("c-1")) is not None
    assert [item.reason for item in await talk.ports.journal.reviews()] == ["complaint"]


async def test_two_answers_in_a_row_that_we_cannot_give_pause_by_the_stored_conversation(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    await talk.write("leeches?")
    await talk.keep()
    second = await talk.write("leeches?")
    assert second.handoff is not None
    assert (second.handoff.reason, second.handoff.pauses) == ("unsure_twice", True)
    assert {item.reason for item in await talk.ports.journal.reviews()} == {"unsure", "unsure_twice"}


async def test_an_answer_in_between_is_seen_in_the_stored_conversation(load: Load) -> None:
    talk = Talk(load(LINES, STEPS))
    for text in ("leeches?", "how long?"):
        await talk.write(text)
        await talk.keep()
    again = await talk.write("leeches?")
    assert again.handoff is not None
    assert not again.handoff.pauses
