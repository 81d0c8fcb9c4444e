"""What a claim is bound to: the marks of its clause, else of its sentence, in the order in which people say them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar, cast

import regex

from agent.facts.context.mark import Mark, keys_of
from agent.facts.context.segments import Sentence
from agent.facts.found import Found
from agent.facts.words import any_of, listed

Key = TypeVar("Key")
_MOST_LISTED = 12  # characters between two marks of one list
_LONGEST_JOINT = 18  # characters between two names that are told side by side
_BESIDE_NOUN = 18  # characters from a noun such as "pass" to its height
_FROM = regex.compile(r"(?<!\p{L})(?:from|de|desde|depuis)\s$", regex.IGNORECASE)
_SLASH = regex.compile(r"\s*\p{L}*\s*[/–-]\s*")
_CURRENCIES = regex.compile(r"\s*\p{L}{0,4}\s*[/,(]\s*(?:\p{Lu}{3}|\p{Lu}{0,2}[₹$€£])?\s*")
"""`INR 9,900 / USD 135`: one price in two currencies."""
_PARTS = regex.compile(r"[;|•]")


@dataclass(frozen=True, slots=True)
class Binder:
    """Binds within one sentence of `text`.

    A name leads what is said of it: it is looked for ahead of the claim, through the whole sentence. A condition
    (`clause_first`) stands in the claim's clause, on either side. `places` are where nouns stand that are the subject
    of their own clause, such as a base camp beside the name of a summit. `before` is what the text went on about,
    `turns` where it turns to something else: but, pero.
    """

    text: str
    sentence: Sentence
    clause_first: bool = False
    places: tuple[int, ...] = ()
    before: frozenset = frozenset()  # type: ignore[type-arg]
    turns: tuple[int, ...] = ()

    def bind(self, marks: Sequence[Mark[Key]], claims: Sequence[Found]) -> list[frozenset[Key]]:
        """The keys of each claim. `claims` are of one family; both are in order. Without marks nothing is bound."""
        groups = list(_grouped(self.text, claims))
        bound = [self._of(group, groups, marks) if marks else frozenset[Key]() for group in groups]
        return [keys for group, keys in zip(groups, bound, strict=True) for _ in group]

    def _of(self, group: Sequence[Found], groups: list[list[Found]], marks: Sequence[Mark[Key]]) -> frozenset[Key]:
        low, high = segment(self.text, self.sentence, group[0].start, group[-1].end)
        near = [mark for mark in marks if low <= mark.start < high]
        beside = [other for other in groups if low <= other[0].start < high]
        if not near:
            return self._beyond(group, groups, marks)
        if self._turned(group, marks):
            return self.before
        if _one_to_one(near, beside):
            return near[beside.index(list(group))].keys
        return self._around(group, beside, near)

    def _beyond(self, group: Sequence[Found], groups: list[list[Found]], marks: Sequence[Mark[Key]]) -> frozenset[Key]:
        """Where the claim's own part has no mark: in a row any cell counts, else a name said before does."""
        if "|" in self.text[self.sentence.start : self.sentence.end]:
            return self._around(group, groups, marks)
        earlier = [] if self.clause_first else [mark for mark in marks if mark.end <= group[0].start]
        return keys_of(_last_list(earlier))

    def _around(self, group: Sequence[Found], groups: list[list[Found]], marks: Sequence[Mark[Key]]) -> frozenset[Key]:
        place = groups.index(list(group))
        start, end = self.sentence.clause(group[0].start, group[-1].end)
        low = groups[place - 1][-1].end if place else self.sentence.start
        high = groups[place + 1][0].start if place + 1 < len(groups) else self.sentence.end
        left = [mark for mark in marks if low <= mark.start and mark.end <= group[0].start]
        right = [mark for mark in marks if group[-1].end <= mark.start < high]
        if self.clause_first:
            right = [mark for mark in right if not _concludes(self.text, group[-1].end, mark.start)]
        near_left = _listed_before([mark for mark in left if mark.start >= start], left)
        near_right = [mark for mark in right if mark.start < end]
        earlier = _last_list([mark for mark in marks if mark.end <= group[0].start])
        taken = self._taken(groups[:place] + groups[place + 1 :])
        if groups[0][0].start < marks[0].start and marks[-1].start > groups[-1][-1].start:
            free = [mark for mark in (left or earlier) if not (self.clause_first and taken(mark))]
            return keys_of(_listed_on(near_right, right) or right or near_left or free)
        if self.clause_first:
            beyond = [[mark for mark in some if not taken(mark)] for some in (left, earlier, right)]
            return keys_of(near_left or near_right or next((some for some in beyond if some), []))
        near_right = _listed_on(near_right, right)
        if self._is_of_a_place(start, near_left, group):
            return keys_of([] if near_left else near_right)
        if not (left or earlier or near_right) and self._leads_others(right, groups[place + 1 :]):
            return self.before
        return keys_of(near_left or [*(left or earlier), *near_right] or right)

    def _is_of_a_place(self, start: int, near_left: Sequence[Mark[Key]], group: Sequence[Found]) -> bool:
        """Whether a noun leads the clause, or a name that one comes from stands before it.

        `From Balu ka Gera over the pass at 4,270 m` says nothing of Balu ka Gera.
        """
        if start and not any(mark.isalpha() for mark in self.text[start : group[0].start]):
            start = self.sentence.clause(start - 1, start - 1)[0]  # a figure alone behind a comma
        ahead = [place for place in self.places if start <= place < group[0].start]
        if not near_left:
            return bool(ahead)
        mark = near_left[-1]
        led = _FROM.search(self.text, max(0, mark.start - 8), mark.start) is not None
        return led and any(mark.end < place and group[0].start - place <= _BESIDE_NOUN for place in ahead)

    def _taken(self, groups: Sequence[Sequence[Found]]) -> Callable[[Mark[Key]], bool]:
        """Whether a mark stands in the clause of one of these claims: it is that one's."""
        clauses = [self.sentence.clause(group[0].start, group[-1].end) for group in groups]
        return lambda mark: any(low <= mark.start < high for low, high in clauses)

    def _turned(self, group: Sequence[Found], marks: Sequence[Mark[Key]]) -> bool:
        """Whether the sentence turns to something else before it comes to a name: `from 14, but not Manaslu`."""
        if self.clause_first or marks[0].end <= group[0].start:
            return False
        return any(group[-1].end <= turn <= marks[0].start for turn in self.turns)

    def _leads_others(self, marks: Sequence[Mark[Key]], groups: Sequence[Sequence[Found]]) -> bool:
        """Whether the next name is that of the claims behind it: `open in June, and Chadar in January`."""
        return bool(marks and groups) and groups[0][0].start >= marks[0].end


def _concludes(text: str, start: int, end: int) -> bool:
    """Whether a conclusion is drawn between: `in spring ₹89,500, so two of you save …`."""
    return _conclusion().search(text, start, end) is not None


@cache
def _conclusion() -> "regex.Pattern[str]":
    words = any_of(cast("list[str]", listed("conclusion")))
    return regex.compile(rf"[,;:–—]\s(?:and\s|y\s|et\s|aur\s|और\s)?(?:{words})", regex.IGNORECASE)


def segment(text: str, sentence: Sentence, start: int, end: int) -> tuple[int, int]:
    """The part of the sentence that holds [start, end): semicolons and bars part it more than commas do."""
    cuts = [match.end() for match in _PARTS.finditer(text, sentence.start, sentence.end)]
    before = max((cut for cut in cuts if cut <= start), default=sentence.start)
    return before, min((cut for cut in cuts if cut >= end), default=sentence.end)


def _grouped(text: str, claims: Sequence[Found]) -> Iterator[list[Found]]:
    """The two ends of a range are bound as one, and so is one figure told twice: `2 days / 1 night`."""
    group: list[Found] = []
    for claim in claims:
        if group and not (claim.first and group[-1].last == claim.value) and not _told_twice(text, group[-1], claim):
            yield group
            group = []
        group.append(claim)
    if group:
        yield group


def _told_twice(text: str, one: Found, other: Found) -> bool:
    if one.type == "price" == other.type and one.value[:3] != other.value[:3]:
        return bool(_CURRENCIES.fullmatch(text, one.end, other.start))
    return one.type == other.type and one.note != other.note and bool(_SLASH.fullmatch(text, one.end, other.start))


def _one_to_one(marks: Sequence[Mark[Key]], groups: Sequence[Sequence[Found]]) -> bool:
    """`A and B cost X and Y`: as many marks as claims, all of the one before all of the other."""
    apart = marks[-1].end <= groups[0][0].start or groups[-1][-1].end <= marks[0].start
    return apart and len(marks) == len(groups) > 1 and not _is_labelled(marks)


def _is_labelled(marks: Sequence[Mark[Key]]) -> bool:
    """Two marks far from each other are no list: `Everest Base Camp: nights at Gorak Shep -15 °C, days 5 °C`."""
    return len(marks) == 2 and marks[1].start - marks[0].end > _LONGEST_JOINT


def _listed_on(near: Sequence[Mark[Key]], right: Sequence[Mark[Key]]) -> list[Mark[Key]]:
    """The marks near by and those that go on their list: `off A, B and C`."""
    found = list(near)
    for mark in right:
        if found and 0 <= mark.start - found[-1].end <= _MOST_LISTED:
            found.append(mark)
    return found


def _listed_before(near: Sequence[Mark[Key]], left: Sequence[Mark[Key]]) -> list[Mark[Key]]:
    """The marks near by and those that lead up to them in one list: `A, B and C: 6,000 m`."""
    earlier = [mark for mark in left if near and mark.end <= near[0].start]
    return [*_last_list([*earlier, near[0]])[:-1], *near] if near else []


def _last_list(marks: Sequence[Mark[Key]]) -> list[Mark[Key]]:
    """The last mark and those that are listed with it: `in June and July`."""
    found = list(marks[-1:])
    for mark in reversed(marks[:-1]):
        if found[0].start - mark.end > _MOST_LISTED:
            break
        found.insert(0, mark)
    return found
