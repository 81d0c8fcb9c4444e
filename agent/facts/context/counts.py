"""People, days, nights and shares that the reply and its sources name: what prices are worked out with."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent.facts.bounds import BOUNDS
from agent.facts.context.agree import figure
from agent.facts.context.conditions import on_other_weekdays
from agent.facts.context.extent import overlap
from agent.facts.context.said import Said
from agent.facts.context.tiers import party_of

_HUNDRED = Decimal(100)
_MOST_PEOPLE = 60
_MOST_DAYS = 31
_GROWN_UP = 18
_WEEK = 7


@dataclass(frozen=True, slots=True)
class Counts:
    """How many people, days and nights the texts name, which shares in percent, and the amounts of the reply so far.

    `heads` are also the grown-ups and children together, who share a car.
    """

    people: frozenset[Decimal]
    heads: frozenset[Decimal]
    days: frozenset[Decimal]
    nights: frozenset[Decimal]
    weeks: frozenset[Decimal]
    shares: frozenset[Decimal]
    taxes: frozenset[Decimal]
    added: frozenset[Decimal]
    told: frozenset[Decimal | None]

    @classmethod
    def of(cls, around: Sequence[Said], ours: Said, reply: Sequence[Said]) -> "Counts":
        """Days and nights are those of the names of ours, shares those of its sentence, where the texts tell them."""
        names = ours.names
        lasting = [one for one in around if one.claim.type == "duration"]
        lasting = [one for one in lasting if one.names & names] or lasting
        taxes = [one for one in around if _is_tax(one)] if _says_tax(ours, reply) else []
        own = {id(one) for one in reply}
        on_top = [one for one in taxes if "on_top" in one.axes]
        dearer = [
            one
            for one in around
            if one.claim.type == "percentage"
            and one.axes.get("way") == frozenset({"more"})
            and not one.beside.get("days")
        ]
        people = frozenset(_within(_MOST_PEOPLE, _parties(around, reply)))
        return cls(
            people=people,
            heads=people | _with_children(people, reply),
            days=frozenset(_within(_MOST_DAYS, (one for one in lasting if one.claim.note != "nights"))),
            nights=frozenset(_within(_MOST_DAYS, (one for one in lasting if one.claim.note == "nights"))),
            weeks=frozenset(
                day / _WEEK for day in _within(_MOST_DAYS, (one for one in around if one.claim.note == "weeks"))
            ),
            told=frozenset(
                figure(one.claim)
                for one in reply
                if one.claim.end <= ours.claim.start and one.claim.type in ("price", "number")
            ),
            shares=_shares(around, ours, reply),
            taxes=frozenset(_within(_HUNDRED, (one for one in taxes if "on_top" not in one.axes))),
            added=frozenset(_within(_HUNDRED, (one for one in (*on_top, *dearer) if id(one) not in own))),
        )


def _with_children(people: frozenset[Decimal], reply: Sequence[Said]) -> frozenset[Decimal]:
    """The grown-ups and those whose ages are told, together."""
    young = sum(one.claim.type == "aged" and (figure(one.claim) or _GROWN_UP) < _GROWN_UP for one in reply)
    return frozenset(count + young for count in people if young)


def _is_tax(one: Said) -> bool:
    return one.claim.type == "percentage" and "tax" in one.axes.get("role", frozenset())


def _says_tax(ours: Said, reply: Sequence[Said]) -> bool:
    """Whether the amount is said of a tax, or beside its share."""
    told = any(_is_tax(one) and one.sentence == ours.sentence for one in reply)
    return told or "tax" in ours.axes.get("role", frozenset())


def _shares(around: Sequence[Said], ours: Said, reply: Sequence[Said]) -> frozenset[Decimal]:
    """Those that the sentence itself names, and what is left of each; else all."""
    told = [one for one in reply if one.family == "percentage" and one.sentence == ours.sentence]
    told = [one for one in told if "tax" not in one.axes.get("role", frozenset())]
    told = [one for one in told if "against" not in one.axes] or told  # `the 8% beats the 6%`
    if not told:
        return frozenset(_within(_HUNDRED - 1, _for_party(around, ours, reply)))
    own = frozenset(_within(_HUNDRED - 1, told))
    return own | {_HUNDRED - share for share in own}


def _for_party(around: Sequence[Said], ours: Said, reply: Sequence[Said]) -> list[Said]:
    """All shares, but for those of a scale that are for other numbers of people than the one that is spoken of."""
    told = [one for one in around if one.family == "percentage" and not on_other_weekdays(ours, one)]
    party = ours.beside.get("people") or party_of(reply)
    if not party or not any(overlap(party, one.beside.get("people", ())) for one in told):
        return told
    return [one for one in told if not one.beside.get("people") or overlap(party, one.beside["people"])]


def _parties(around: Sequence[Said], reply: Sequence[Said]) -> Iterator[Said]:
    """Numbers of people; where the reply tells its own, a least or most number of the sources is none."""
    own = {id(one) for one in reply}
    told = any(one.claim.type in ("people", "party") for one in reply)
    for one in around:
        open_ended = bool(one.claim.bound in BOUNDS or one.claim.first or one.claim.last)
        if _counts_people(one) and not (told and open_ended and id(one) not in own):
            yield one


def _counts_people(one: Said) -> bool:
    return one.claim.type == "count" or one.family in ("people", "party")


def _within(most: Decimal | int, told: Iterable[Said]) -> Iterator[Decimal]:
    for one in told:
        if (value := figure(one.claim)) is not None and 1 < value <= most:
            yield value
