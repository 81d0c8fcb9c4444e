"""Phone numbers in E.164, read with the operator's countries as default."""

from collections.abc import Iterator, Sequence

import regex
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

from agent.language.entities.spans import Span

_ENOUGH_DIGITS = regex.compile(r"(?:\d[ ().\-/]{0,2}){7,}")
_MAX_TRIES = 20


class Phones:
    """`regions` are ISO country codes, tried in order; the first that reads a span wins."""

    def __init__(self, regions: Sequence[str]) -> None:
        self._regions = tuple(regions)

    def find(self, folded: str) -> Iterator[Span]:
        """Phone numbers of one folded message; nothing is tried without seven digits near each other."""
        if not _ENOUGH_DIGITS.search(folded):
            return
        seen: set[int] = set()
        for region in self._regions:
            for match in PhoneNumberMatcher(folded, region, leniency=Leniency.VALID, max_tries=_MAX_TRIES):
                if match.start not in seen:
                    seen.add(match.start)
                    yield Span("phone", match.start, match.end, format_number(match.number, PhoneNumberFormat.E164))
