"""A reply against free texts, about whatever they are about."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from agent.facts.asides import TYPES as ASIDES
from agent.facts.context.eligible import refusals
from agent.facts.context.granted import settled
from agent.facts.context.names import Names, trek_key
from agent.facts.context.reading import About, said_in, said_in_source, today_in
from agent.facts.context.said import Said
from agent.facts.context.text import Text
from agent.facts.context.weigh import Sources, Weighed
from agent.facts.mentions import Mentions


@dataclass(frozen=True, slots=True)
class Source:
    """A text and the trek it is known to be about, "" where none is."""

    text: str
    trek: str = ""


@dataclass(frozen=True, slots=True)
class Grounded:
    """A claim of the reply in its context, and the ruling of the sources."""

    said: Said
    weighed: Weighed


def ground(
    reply: str,
    sources: Sequence[Source],
    *,
    today: date | None = None,
    mentions: Mentions | None = None,
    treks: Sequence[str] = (),
    read: Callable[[str], Text] = Text.source,
) -> list[Grounded]:
    """Every claim of the reply with its ruling, but for what it says it does not know.

    A day that the sources call today goes before `today`.

    `mentions` knows the treks of a catalogue; `treks` are those that the conversation is about.
    `read` reads a source, or knows it already.
    """
    texts = [read(source.text) for source in sources]
    day = today_in(texts) or today
    ours = Text.reply(reply, day)
    names = Names.of([*texts, ours], mentions)
    told = [
        one
        for place, (text, source) in enumerate(zip(texts, sources, strict=True))
        for one in said_in_source(text, names, today=day, place=place, about=_about([source.trek]))
    ]
    every = said_in(ours, names, today=day, about=_about(treks[:1], sure=len(treks) == 1))
    mine = [settled(one, told, every) for one in every if one.asserted]
    weigher = Sources(told, texts, today=day)
    refused = [Grounded(one, Weighed("contradicted", theirs.place, theirs)) for one, theirs in refusals(mine, told)]
    ruled = [Grounded(one, weigher.weigh(one, mine)) for one in mine if one.claim.type not in ASIDES]
    return sorted((*ruled, *refused), key=lambda one: one.said.claim.start)


def _about(treks: Sequence[str], *, sure: bool = False) -> About:
    return About(frozenset(trek_key(trek) for trek in treks if trek), sure)
