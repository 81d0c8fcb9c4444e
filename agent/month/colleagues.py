"""The people of the office: they take over what the bot handed to them, answer in office hours, and release it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random

from agent.knowledge.catalogue import Catalogue
from agent.month import webhooks
from agent.month.people import Person, names
from agent.month.words import words_in
from agent.people.office_hours import opens_at
from agent.people.review import item_of
from agent.ports import Ports
from agent.turn import Turn

_WRITES = 0.6
"""How often a colleague answers in the WhatsApp Business app before giving the conversation back."""
_LOOKS_AT = 0.8
"""How often an item of the queue that silenced nobody is looked at at all."""

At = Callable[[datetime, Callable[[], Awaitable[None]]], None]


class Colleagues:
    """They hear of every turn, and do something about it later, through `at`."""

    def __init__(self, seed: int, ports: Ports, catalogue: Catalogue, at: At) -> None:
        self._seed = seed
        self._ports = ports
        self._catalogue = catalogue
        self._at = at

    async def hear(self, turn: Turn, person: Person) -> None:
        """What of this turn is theirs."""
        rng = Random(f"{self._seed} colleague {turn.message.id}")
        item = item_of(turn)
        if turn.handoff and turn.handoff.pauses:
            self._take_over(turn, person, rng)
        elif item is not None and rng.random() < _LOOKS_AT:
            by, when = self._who(rng), self._when(turn, rng)
            self._at(when, lambda: self._look_at(item.id, by))

    def _take_over(self, turn: Turn, person: Person, rng: Random) -> None:
        by, when = self._who(rng), self._when(turn, rng)
        if rng.random() < _WRITES:
            self._at(when, lambda: self._write(person, by, when, rng))
        released = when + timedelta(minutes=rng.lognormvariate(3.2, 0.7))
        self._at(released, lambda: self._release(person, by))

    def _when(self, turn: Turn, rng: Random) -> datetime:
        """Soon after the office opens; at once in an emergency."""
        sent = turn.message.sent_at
        emergency = turn.reply is not None and turn.reply.handoff == "emergency"
        opens = sent if emergency else opens_at(self._catalogue.operator, sent) or sent
        return opens + timedelta(minutes=rng.uniform(1, 6) if emergency else rng.lognormvariate(3.3, 0.9))

    def _who(self, rng: Random) -> str:
        return str(rng.choice(names()["colleagues"]))

    async def _write(self, person: Person, by: str, at: datetime, rng: Random) -> None:
        text = words_in(person.language).say("colleague", rng, {"colleague": by})
        await self._ports.journal.receive(webhooks.colleague_wrote(person, text, at, rng))

    async def _release(self, person: Person, by: str) -> None:
        await self._ports.journal.end_pause(person.contact, by.lower())

    async def _look_at(self, item_id: str, by: str) -> None:
        await self._ports.journal.close_review(item_id, by.lower())
