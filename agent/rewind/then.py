"""The ports of one logged turn: they answer as of then, and nothing that is written to them leaves this process."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agent.channel.memory import Outbox
from agent.journal.memory import MemoryJournal
from agent.journal.send_rules import PAGE
from agent.llm.cassette import key_of
from agent.ports import (
    LLM,
    Completion,
    CompletionError,
    CompletionRequest,
    Outgoing,
    PortError,
    Ports,
    Question,
    Receipt,
    Record,
    Rung,
)
from agent.rewind.past import Past
from agent.turn import Customer, Delivery, ModelCall, Reply, Turn, Utterance

Known = Mapping[str, Completion]
"""Recorded answers by the key of their request."""


class PastStore:
    """`Store` as of a seq. What a step asks of all contacts at once is not kept."""

    def __init__(self, past: Past, before: int) -> None:
        self._past = past
        self._before = before

    async def customer(self, contact: str, *, messages: int) -> Customer | None:
        return self._past.customer(contact, self._before, messages)

    async def lines(self, contact: str, *, last: int) -> Sequence[Utterance]:
        return self._past.lines(contact, self._before, last)

    async def named(self, names: Sequence[str]) -> Mapping[str, frozenset[str]]:
        return self._past.bearers(names, self._before)

    async def query(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        return self._past.signals.query(sql, parameters, self._before)

    async def watermark(self) -> int:
        return self._before - 1

    async def contacts(self) -> Sequence[Customer]:
        raise PortError("the past of one turn knows its own contact only")

    async def apply(self, records: Sequence[Record]) -> None:
        raise PortError("the past is not written to")

    async def aclose(self) -> None:
        """Nothing is open."""


class PastJournal(MemoryJournal):
    """Consent and pause as of then; a send that was made then is not made again, and no other is made at all."""

    def __init__(self, past: Past, turn: Turn) -> None:
        super().__init__(now=lambda: past.moment(turn).timestamp())
        self._turn = turn
        self._pages: Iterator[Delivery] = iter(turn.pages)

    @classmethod
    async def at(cls, past: Past, turn: Turn) -> "PastJournal":
        """The journal when this turn began."""
        journal, contact = cls(past, turn), turn.message.contact
        await journal.enrol(contact, past.address(contact, past.before(turn)))
        entry = past.consent(turn)
        if entry is not None:
            await journal.write_consent(entry)
        for pause, since in past.pauses(turn):
            journal._people.add_pause(pause)
            for message in since:
                await journal.count_waiting(contact, message)
        return journal

    async def outbox(self, message_id: str) -> Outgoing | None:
        made = next(self._pages, None) if message_id.startswith(PAGE) else self._made(message_id)
        return _as_made(made, message_id, self._turn) if made else await super().outbox(message_id)

    def _made(self, message_id: str) -> Delivery | None:
        delivery = self._turn.delivery
        return delivery if delivery and delivery.id and message_id == self._turn.message.id else None


def _as_made(delivery: Delivery, message_id: str, turn: Turn) -> Outgoing:
    return Outgoing(
        id=delivery.id,
        message_id=message_id,
        contact=turn.message.contact,
        body={},
        state=delivery.state,
        wamid=delivery.wamid,
        attempts=delivery.attempts,
        error=delivery.error,
    )


class PastLLM(LLM):
    """Answers what was answered then or is on a cassette; what neither knows goes to `ask`, or is `missing`.

    The rung is the one of then: what could not be asked then is not asked now. `given`: an answer given again then.
    """

    def __init__(
        self, known: Known, rung: Rung, calls: Sequence[ModelCall], ask: LLM | None = None, given: Reply | None = None
    ) -> None:
        self._known = known
        self._calls = {call.key: call for call in calls}
        self._rung = rung
        self._ask = ask
        self._given = given
        self.found = 0
        self.asked: list[CompletionRequest] = []
        self.missing: list[CompletionRequest] = []

    @property
    def available(self) -> bool:
        """Whether a model could be asked then."""
        return self._rung.mode in ("normal", "cheaper")

    @property
    def rung(self) -> Rung:
        return self._rung

    @property
    def handoffs_full(self) -> bool:
        return self._rung.mode == "apology"

    async def complete(self, request: CompletionRequest) -> Completion:
        """As then; else whoever may be asked; a CompletionError where nobody may, and the request is kept."""
        key = key_of(request)
        if key in self._calls:
            self.found += 1
            return _answered(self._calls[key])
        if key in self._known:
            self.found += 1
            return self._known[key]
        return await self._asked(request)

    async def _asked(self, request: CompletionRequest) -> Completion:
        if self._ask is None:
            self.missing.append(request)
            raise CompletionError("this was never asked, and no model is asked here")
        try:
            completion = await self._ask.complete(request)
        except PortError:
            self.missing.append(request)
            raise
        self.asked.append(request)
        return completion

    async def recall(self, question: Question) -> Reply | None:
        return self._given

    async def aclose(self) -> None:
        """Whoever is asked is its owner's to close."""


def _answered(call: ModelCall) -> Completion:
    """What came back then; raises CompletionError where nothing did."""
    completion = Completion(
        text=call.text,
        model=call.model,
        tokens_in=call.tokens_in,
        tokens_out=call.tokens_out,
        cost_usd=call.cost_usd,
    )
    if call.error:
        raise CompletionError(call.error, completion if call.tokens_in else None)
    return completion


def ports_then(ports: Ports, past: Past, turn: Turn, llm: PastLLM, journal: PastJournal) -> Ports:
    """Index and documents are today's; everything else is as of then."""
    channel = Outbox([Receipt(state="skipped")] * (1 + len(turn.pages)))
    return replace(ports, journal=journal, store=PastStore(past, past.before(turn)), llm=llm, channel=channel)
