"""Rules on claims without a figure: by what the sources say of the very thing."""

from collections.abc import Iterable, Sequence
from functools import cache

from agent.facts.context.conditions import apart_in_audience
from agent.facts.context.extent import overlap
from agent.facts.context.lexicon import phrases_on
from agent.facts.context.meanings import meaning
from agent.facts.context.names import treks_in
from agent.facts.context.said import Said
from agent.facts.context.stance import TYPES

_ENOUGH = 0.5
"""How much alike two claims must be to speak of the same thing."""
_CHARGED = frozenset({"date change", "gear", "porter", "single room", "permit", "entry", "oxygen", "medical"})
"""What may be free or not; of meals and nights there are several kinds."""
_LISTED = 6
"""Words from which on a source is a list of things: most of it is not about ours."""
_SHORTEST = 4
_MARGIN = 0.2
"""Within which the words of two sources do not tell which of them is nearer."""
_EXACT = frozenset(
    {
        "breakfast",
        "lunch",
        "dinner",
        "visa",
        "tips",
        "porter",
        "oxygen",
        "tax",
        "permit",
        "insurance",
        "flight",
        "medical",
    }
)
"""Things of which there is one kind only, or one that is meant: what holds for one holds for all."""
_OF_THINGS = ("thing", "custom")
_BY_NAME = 0.25
"""What a shared name counts where the things are the same."""


def opposed(ours: Said, told: Sequence[Said]) -> tuple[bool, Said | None]:
    """Whether what speaks most of the same thing says the opposite only, and that source; None where nothing does."""
    if (against := _of_one_thing(ours, told)) is not None:
        return True, against
    told = [one for one in told if not _of_other_ages(ours, one)]
    near = [(_likeness(ours, one), one) for one in told if not of_others(ours, one)]
    best = max((share for share, _ in near), default=0.0)
    if best < _ENOUGH:
        return False, None
    nearest = [one for share, one in near if share >= best - _MARGIN]
    alike = next((one for one in nearest if one.claim.value == ours.claim.value), None)
    return (False, alike) if alike else (True, next(one for share, one in near if share == best))


def charged(ours: Said, told: Sequence[Said], prices: Sequence[Said]) -> Said | None:
    """The price of what the reply says is free, where no source says so of any such thing."""
    if "for_free" not in ours.axes or ours.claim.value != "included":
        return None
    things, mine = ours.things & _CHARGED, _words(ours)
    if any(one.claim.value == "included" and (one.things & things or len(mine & _words(one)) > 1) for one in told):
        return None
    priced = (one for one in prices if not of_others(ours, one))
    return next((one for one in priced if things & _things(one) or len(mine & (one.words | one.led)) > 1), None)


def _things(price: Said) -> frozenset[str]:
    return price.axes.get("thing", frozenset())


def _of_one_thing(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that says the opposite of one of our things, which none says the same of: lunch among the meals."""
    if ours.claim.type != TYPES["included"]:
        return None
    of_ours = [one for one in told if not of_others(ours, one)]
    for thing in sorted(ours.things & _EXACT):
        holding = [one for one in of_ours if thing in one.things]
        if holding and all(one.claim.value != ours.claim.value for one in holding):
            return holding[0]
    return _in_its_words(ours, of_ours)


def _in_its_words(ours: Said, told: Sequence[Said]) -> Said | None:
    """The source that has two words of ours which only those of the opposite have: a park levy. A long list is left."""
    alike = frozenset[str]().union(*(_words(one) for one in told if one.claim.value == ours.claim.value))
    mine = _words(ours) - alike if len(_words(ours)) <= _LISTED else frozenset[str]()
    return next((one for one in told if one.claim.value != ours.claim.value and len(mine & _words(one)) > 1), None)


def of_others(ours: Said, theirs: Said) -> bool:
    """Whether the two speak of different treks, or of names that no text brings together."""
    if apart_in_audience(ours, theirs):
        return True
    treks, others = treks_in(ours.names), treks_in(theirs.names | theirs.scope)
    if treks and others:
        return not treks & others
    known = theirs.names | theirs.scope
    return bool(ours.names and known and not ours.carried and not theirs.carried and not ours.names & known)


def _of_other_ages(ours: Said, theirs: Said) -> bool:
    """`At 45 you need no certificate`, where those above 60 do."""
    mine, other = ours.beside.get("aged"), theirs.beside.get("age")
    return bool(mine and other and not overlap(mine, other))


def _likeness(ours: Said, theirs: Said) -> float:
    """By the things they name, else by their words; a name in common tells one permit from another."""
    named = _BY_NAME * bool(ours.names & (theirs.names or theirs.scope))
    if ours.things and theirs.things:
        shared = _share(ours.things, theirs.things)
        return shared + named + _share(_words(ours), _words(theirs)) / 10 if shared else 0.0
    return _share(_words(ours), _words(theirs))


def _share(ours: frozenset[str], theirs: frozenset[str]) -> float:
    """How much of ours is in theirs, and of theirs in ours where that is no list; 1 when the two are the same."""
    shared = len(ours & theirs)
    if not shared:
        return 0.0
    mine = shared / len(ours)
    return mine if len(theirs) >= _LISTED else (mine + shared / len(theirs)) / 2


def _words(one: Said) -> frozenset[str]:
    return frozenset(word for word in one.words - _stance_words() if len(word) >= _SHORTEST)


@cache
def _stance_words() -> frozenset[str]:
    """Meanings of the words that take a stance, as `price` in `in the price`; not `wifi` in `paid wifi`."""
    return _meanings((*TYPES, "negation", "too", "yes")) - _meanings(_OF_THINGS)


def _meanings(axes: Iterable[str]) -> frozenset[str]:
    words = {word for axis in axes for phrase in phrases_on(axis) for word in phrase}
    return frozenset(told for word in words for told in meaning(word).split())
