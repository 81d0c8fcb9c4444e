"""Step 3: who is this, and what are we talking about?"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import ClassVar

import regex
from pydantic import Field

from agent.knowledge.catalogue import Catalogue, Trek
from agent.ports import Ports
from agent.safety.fold import fold
from agent.step import Step
from agent.turn import Customer, Turn, Utterance


class BuildContext(Step):
    """Profile, bookings, the last lines of the conversation and the treks it is about."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed"})
    writes: ClassVar[frozenset[str]] = frozenset({"customer"})

    messages: int = Field(
        default=10, ge=0, le=50, description="How many earlier lines of the conversation to bring along."
    )
    focus_treks: int = Field(
        default=2, ge=1, le=10, description="At most so many treks count as what the talk is about."
    )

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        message = turn.message
        known = await ports.store.customer(message.contact, messages=self.messages)
        customer = known or Customer(id=message.contact)
        history = joined(customer.history, message.history)[-self.messages :] if self.messages else ()
        focus = self._focus(customer, message.history, history, ports.index.catalogue)
        return replace(turn, customer=replace(customer, history=history, focus=focus))

    def _focus(
        self, customer: Customer, given: Sequence[Utterance], history: Sequence[Utterance], catalogue: Catalogue
    ) -> tuple[str, ...]:
        if not given and customer.focus:
            return customer.focus[: self.focus_treks]
        return treks_of(history, catalogue, at_most=self.focus_treks) or customer.focus[: self.focus_treks]


def joined(stored: Sequence[Utterance], given: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Stored lines, then those given with the message that are not among them."""
    seen = {(line.speaker, line.text) for line in stored}
    return (*stored, *(line for line in given if (line.speaker, line.text) not in seen))


def treks_of(history: Sequence[Utterance], catalogue: Catalogue, *, at_most: int) -> tuple[str, ...]:
    """Treks of the newest line that settles the topic: the customer's if it names one, ours if it lists few."""
    for line in reversed(history):
        named = named_treks(line.text, catalogue.treks.values())
        if named and (line.speaker == "U" or len(named) <= at_most):
            return named[:at_most]
    return ()


def named_treks(text: str, treks: Iterable[Trek]) -> tuple[str, ...]:
    """Ids in the order of the text; a name inside a longer one ("Annapurna" in "Annapurna Circuit") does not count."""
    folded = fold(text)
    spans = [(*found.span(), trek.id) for trek in treks for found in _pattern(trek).finditer(folded)]
    whole = [span for span in sorted(spans) if not any(_inside(span, other) for other in spans)]
    return tuple(dict.fromkeys(trek for _, _, trek in whole))


def _inside(span: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return other[0] <= span[0] and span[1] <= other[1] and other[1] - other[0] > span[1] - span[0]


def _pattern(trek: Trek) -> "regex.Pattern[str]":
    return _pattern_of((trek.name, *trek.names.values(), *trek.aliases))


@cache
def _pattern_of(names: tuple[str, ...]) -> "regex.Pattern[str]":
    folded = sorted({fold(name) for name in names}, key=len, reverse=True)
    return regex.compile(rf"(?<!\w)(?:{'|'.join(regex.escape(name) for name in folded)})(?!\w)")
