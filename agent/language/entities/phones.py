"""Phone numbers in E.164, read with the operator's countries as default."""

from collections.abc import Iterator, Sequence

import regex
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from agent.language.entities.patterns import alternation, phrases
from agent.language.entities.spans import Span
from agent.language.lexicon import table

_ENOUGH_DIGITS = regex.compile(r"(?:\d[ ().\-/]{0,2}){7,}")
_MAX_TRIES = 20
_WORDS_BEFORE = 32  # characters in front of a number in which a word such as `phone` makes it one


class Phones:
    """`regions` are ISO country codes, tried in order; the first that reads a span wins."""

    def __init__(self, regions: Sequence[str]) -> None:
        self._regions = tuple(regions)
        self._cue = regex.compile(rf"(?:\b|(?<=\s)){alternation(phrases(table('units')['phone_cue']))}(?!\p{{L}})")

    def find(self, folded: str) -> Iterator[Span]:
        """Phone numbers of one folded message; nothing is tried without seven digits near each other.

        A number no operator has given out (yet) counts where it is written with its country or called a phone.
        """
        if not _ENOUGH_DIGITS.search(folded):
            return
        seen: list[Span] = []
        for leniency in (Leniency.VALID, Leniency.POSSIBLE):
            for span in self._read(folded, leniency):
                told = leniency == Leniency.VALID or self._told(folded, span)
                if told and all(span.end <= other.start or span.start >= other.end for other in seen):
                    seen.append(span)
        yield from seen

    def _read(self, folded: str, leniency: int) -> Iterator[Span]:
        for region in self._regions:
            for match in PhoneNumberMatcher(folded, region, leniency=leniency, max_tries=_MAX_TRIES):
                yield Span("phone", match.start, match.end, format_number(match.number, PhoneNumberFormat.E164))

    def _told(self, folded: str, span: Span) -> bool:
        return folded[span.start] == "+" or bool(
            self._cue.search(folded[max(0, span.start - _WORDS_BEFORE) : span.start])
        )
