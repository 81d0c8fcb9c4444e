"""A claim with its context: of whom it is said, under which conditions, and whether it still holds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from agent.facts.context.extent import Extent
from agent.facts.found import Found

FAMILIES = {
    "people": "people",
    "group_size": "people",
    "seats": "people",
    "duration": "days",
    "notice": "days",
    "date": "time",
    "season": "time",
    "time": "clock",
    "altitude": "length",
    "distance": "length",
}
"""Types that two texts may tell apart differently; the others are families of their own."""


def family_of(kind: str) -> str:
    """What a claim is compared with."""
    return FAMILIES.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Said:
    """`claim`, said of `names` (distinctive words), in a passage that speaks of `scope`. It is compared with `versus`.

    `axes` are conditions in words, `beside` what the claims of other families beside it span. `words` is what else the
    clause says, `around` what the sentence does, up to a semicolon, `led` what it says ahead of the claim, behind the
    one of its kind before, `things` what a stance is taken on. `ended` when the text says that it holds no more, `past`
    when its sentence speaks of what is over. `lent` when the basis of its price is told elsewhere in the text.
    `asserted` unless its clause says that nobody knows. `carried` when its sentence names nobody. `place` is the
    passage's number, `family` what it is compared with.
    """

    claim: Found
    names: frozenset[str] = frozenset()
    versus: frozenset[str] = frozenset()
    scope: frozenset[str] = frozenset()
    axes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    beside: Mapping[str, frozenset[Extent]] = field(default_factory=dict)
    words: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    led: frozenset[str] = frozenset()
    things: frozenset[str] = frozenset()
    ended: bool = False
    past: bool = False
    lent: bool = False
    asserted: bool = True
    carried: bool = False
    clause: tuple[int, int] = (0, 0)
    sentence: tuple[int, int] = (0, 0)
    place: int = 0
    family: str = field(default="", init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "family", family_of(self.claim.type))
