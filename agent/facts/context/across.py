"""What one sentence of a text says of the claims of another: a basis told once, the thing it goes on about, an end."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from agent.facts.context.mark import keys_of
from agent.facts.context.names import Name, treks_in
from agent.facts.context.part import Part
from agent.facts.context.said import Said
from agent.facts.context.stance import TYPES as STANCES
from agent.facts.context.town_names import names_town
from agent.facts.context.validity import last_day

_SHORT = 8  # words
_OWN_WORDS = 3  # that tell of what a sentence speaks itself
_LENT_TO = frozenset({STANCES["included"], STANCES["handled"]})


def only_basis(parts: Sequence[Part]) -> frozenset[str]:
    """What every price of the text is for, where it says so once and of nothing else; a total is one amount's own."""
    found = {hit.value for part in parts for hit in part.hits if hit.axis == "basis"}
    return frozenset(found) if len(found) == 1 and "group" not in found else frozenset()


def with_basis(one: Said, basis: frozenset[str]) -> Said:
    """A price that has no basis of its own, with that of its text."""
    if one.claim.type not in ("price", "number") or not basis or "basis" in one.axes or is_for_up_to(one):
        return one
    return replace(one, axes={**one.axes, "basis": basis}, lent=True)


def is_for_up_to(one: Said) -> bool:
    """`₹500 for up to 6 people` is one price for all of them."""
    return any(not low for low, _ in one.beside.get("people", ()))


def goes_on_about(part: Part, named: Sequence[Name], last: Sequence[Name]) -> Sequence[Name]:
    """What the sentence behind this one is about: of `named`, or still of `last`.

    `Start Manali, end Manali. Highest point 4,270 m` is that of the trek named before, not of the town.
    """
    if treks_in(keys_of(last)):
        named = [name for name in named if not _is_town(part, name)]
    return named or last


def _is_town(part: Part, name: Name) -> bool:
    return names_town(token.key for token in part.sentence.tokens if name.start <= token.start < name.end)


def with_things(told: Sequence[Said], before: Mapping[int, frozenset[str]]) -> Iterator[Said]:
    """A need of nothing is of what the one before was of: `insurance is required. Elsewhere it is recommended`.

    What is included or seen to in a short sentence that names nothing is what the one before it named.
    """
    last = frozenset[str]()
    for one in told:
        if one.claim.type == STANCES["need"]:
            last = one.things or last or _needed_beside(one, told)
            yield replace(one, things=last)
        elif one.claim.type in _LENT_TO and not one.things and len(one.words) < _OWN_WORDS:
            yield replace(one, things=before[one.sentence[0]])
        else:
            yield one


def _needed_beside(need: Said, told: Sequence[Said]) -> frozenset[str]:
    """What the other needs of its sentence are of."""
    things = (one.things for one in told if one.sentence == need.sentence and one.claim.type == STANCES["need"])
    return frozenset[str]().union(*things)


def named_before(text: str, parts: Sequence[Part]) -> Mapping[int, frozenset[str]]:
    """For each sentence the things it goes on about, by where it starts: `it is extra` names none of its own.

    A long sentence has a subject of its own, and so has a line: `everything is to be paid at the booking`.
    """
    last, end = frozenset[str](), 0
    before: dict[int, frozenset[str]] = {}
    for part in parts:
        own = frozenset(hit.value for hit in part.hits if hit.axis == "thing")
        goes_on = not own and len(part.sentence.tokens) <= _SHORT and "\n" not in text[end : part.sentence.start]
        before[part.sentence.start] = last if goes_on else frozenset()
        last, end = own or last, part.sentence.end
    return before


def whole_ended(parts: Sequence[Part], today: date | None) -> bool:
    """Whether a line of its own, such as `Valid until: 31 March 2026`, ends all that the text says."""
    alone = [part for part in parts if part.claims and all(claim.type == "date" for claim in part.claims)]
    limits = [last_day(part.sentence, part.claims, part.hits) for part in alone]
    days = [day for day in limits if day]
    return bool(today and days and max(days) < today)
