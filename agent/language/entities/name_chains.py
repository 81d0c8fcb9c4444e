"""Words of a text that may be words of one name, found beside each other in its order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.language.entities.name_forms import Form

_SURE = 1.3  # weight of several words that stand together by no chance
_ALONE = 0.75  # weight of what a name has of its own
_UNSAID = 0.5  # weight of what may be missing beside it
_NEARER = 0.84  # likeness from which a word is one of a name misspelt
NEAR = 0.75
"""The same where the whole rest of the name stands beside it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A word of the text that is a name's, or two that are one there."""

    at: int
    key: str
    likeness: float = 1.0
    length: int = 1


@dataclass(frozen=True, slots=True)
class Chain:
    """Words of one name found beside each other; `until` is the first token after them."""

    form: Form
    places: frozenset[int]
    at: int
    until: int
    weight: float
    likeness: float
    alone: bool
    """Whether one word of the text is all there is, be it two words of the name."""

    @property
    def strong(self) -> bool:
        """Whether this was the name, not merely a word of it."""
        if self.likeness < (1 if self.alone else NEAR if self.whole else _NEARER):
            return False
        unsaid = sum(weight for place, weight in enumerate(self.form.weights) if place not in self.places)
        return (self.weight >= _ALONE and unsaid <= _UNSAID) or (self.weight >= _SURE and self.begins)

    @property
    def whole(self) -> bool:
        """Whether every word of the name was said."""
        return len(self.places) == len(self.form.weights)

    @property
    def begins(self) -> bool:
        """Whether it holds the first word that counts: names are cut short at their end."""
        return self.form.head in self.places

    def overlaps(self, other: "Chain") -> bool:
        """Whether both claim a word."""
        return self.at < other.until and other.at < self.until


def chains_of(form: Form, hits: Sequence[Hit]) -> Iterator[Chain]:
    """Runs of words in the order of the form, with at most one foreign word between two of them."""
    run: list[Hit] = []
    for hit in (hit for hit in hits if hit.key in form.places):
        if run and not _goes_on(form, run[-1], hit):
            yield _chain(form, run)
            run = []
        run.append(hit)
    if run:
        yield _chain(form, run)


def _goes_on(form: Form, last: Hit, hit: Hit) -> bool:
    return hit.at - last.at - last.length <= 1 and form.places[hit.key][0] > form.places[last.key][-1]


def _chain(form: Form, run: Sequence[Hit]) -> Chain:
    weight = sum(form.weights[place] * hit.likeness for hit in run for place in form.places[hit.key])
    places = frozenset(place for hit in run for place in form.places[hit.key])
    likeness = min(hit.likeness for hit in run)
    return Chain(form, places, run[0].at, run[-1].at + run[-1].length, weight, likeness, len(run) == 1)
