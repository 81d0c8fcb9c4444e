"""Children that are named by their age alone."""

from collections.abc import Sequence

import regex

from agent.language.plain import plain


def children_beside(parties: Sequence[str], ages: Sequence[int]) -> int:
    """Those named by their age alone beside a party of grown-ups: "two adults and a 13 year old" are three."""
    grown = parties and all(_GROWN.search(plain(party)) and not _YOUNG.search(plain(party)) for party in parties)
    return sum(age < _OF_AGE for age in ages) if grown else 0


_OF_AGE = 18
_GROWN = regex.compile(r"(?<!\S)(?:adults?|grown ups?|adultos?|adultas?|adultes?|bade|vyask|बड़े|वयस्क)(?!\S)")
_YOUNG = regex.compile(r"(?<!\S)(?:kids?|child|children|nin[oa]s?|enfants?|bach+[eoa]n?|bacche|बच्चे|बच्चा|बच्चों)(?!\S)")
