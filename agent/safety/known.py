"""Whose data a reply may hold: the operator's own, and what this customer wrote or booked. Nobody else's."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regex

from agent.ports import Ports
from agent.safety.fold import fold
from agent.safety.personal_data import find_booking_ids, find_personal_data
from agent.turn import Turn

_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]+(?: \p{Lu}[\p{L}\p{M}'’-]+)+")
_MOST_WORDS = 4


def known_to(turn: Turn, operator: Mapping[str, Any]) -> frozenset[str]:
    """Phones (E.164), e-mails and booking numbers that may appear, in small letters."""
    published = (str(operator.get(key) or "") for key in ("phone", "emergency_phone", "email"))
    parsed = (str(value) for kind in ("phone", "email") for value in turn.values(kind))
    booked = (booking.id for booking in (turn.customer.bookings if turn.customer else ()))
    said = (value for text in _written(turn) for value in _values(text))
    return frozenset(value.casefold() for value in (*published, *parsed, *booked, *said) if value)


def _values(text: str) -> Iterator[str]:
    yield from (found.value for found in find_personal_data(text))
    yield from (found.group() for found in find_booking_ids(text))


def _written(turn: Turn) -> Sequence[str]:
    """What this customer wrote, and the passages that everybody may read; our own earlier lines prove nothing."""
    earlier = (line.text for line in turn.history if line.speaker == "U")
    return (turn.message.text, *earlier, *(passage.text for passage in turn.evidence))


async def names_of_others(turn: Turn, text: str, ports: Ports) -> tuple[str, ...]:
    """Full names in the text that are those of other contacts, folded, and that this customer did not write."""
    candidates = _names(text) - _spoken(turn, ports)
    if not candidates:
        return ()
    mine = turn.message.contact
    owners = await ports.store.named(sorted(candidates))
    return tuple(name for name in sorted(candidates) if owners.get(name, frozenset()) - {mine})


def _names(text: str) -> set[str]:
    """Every run of two to four capitalised words."""
    runs = (found.group().split() for found in _NAME.finditer(text))
    return {
        fold(" ".join(words[start:end]))
        for words in runs
        for start in range(len(words))
        for end in range(start + 2, min(len(words), start + _MOST_WORDS) + 1)
    }


def _spoken(turn: Turn, ports: Ports) -> set[str]:
    """Names that may be said: this customer's, those they wrote, the treks' and the operator's."""
    catalogue = ports.index.catalogue
    reply = turn.reply.text if turn.reply else ""
    own = (turn.customer.name if turn.customer else "", str(catalogue.operator.get("name") or ""))
    places = (name for trek in catalogue.treks.values() for name in (trek.name, trek.highest_point, trek.region))
    said = fold(" | ".join(_written(turn)))
    return {fold(name) for name in (*own, *places)} | {name for name in _names(reply) if name in said}
