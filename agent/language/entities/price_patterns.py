"""Patterns for sums of money, built from `lexicons/units.yaml`."""

from functools import cache

import regex

from agent.language.entities.numbers import LANGUAGES, amount, number_word
from agent.language.entities.patterns import alternation, phrases
from agent.language.kept_pattern import compiled
from agent.language.letters import AFTER, BEFORE
from agent.language.lexicon import table

_NO_LETTER = r"(?![\p{L}\p{M}])"
_NOT_MORE = r"(?![\d:]|/\d|[.,]\d)"
_NO_METRES = rf"(?![ ]?(?:mt?|mtr|met(?:er|re)s?|ft|feet|km){_NO_LETTER})"
_BARE = rf"(?!19\d\d|20[2-4][1-9])(?:[1-9]\d{{3,5}}|[1-9]\d?(?:,\d\d)?[,.]\d{{3}}){_NOT_MORE}{_NO_METRES}"
_DIGITS = r"\d+(?:[.,]\d+)*"


def _listed(key: str) -> str:
    return alternation(phrases(table("units")[key]))


@cache
def currency_of(side: str) -> dict[str, str]:
    """Mark → ISO code, for marks that stand before or after the amount."""
    listed = table("units")["currencies"]
    return {mark: code for code in reversed(listed) for mark in phrases(listed[code][side])}


def worth_trying(folded: str) -> bool:
    """Whether there is a currency, a thousand or a number of four digits: cheaper to ask than the patterns."""
    return bool(_signs().search(folded))


@cache
def _signs() -> regex.Pattern[str]:
    marks = {*currency_of("before"), *currency_of("after"), *phrases(table("units")["thousands"])}
    return compiled(rf"{alternation(marks)}|\d{{4}}|\d[.,]\d{{3}}")


@cache
def marked() -> regex.Pattern[str]:
    """`₹12k`, `150 euros`, `Rs. 500/-`."""
    before, after = alternation(currency_of("before")), alternation(currency_of("after"))
    tail = rf"(?:{AFTER}|(?<=\.))"
    closing = r"(?:[ ]?/-)?"
    return compiled(
        rf"(?:(?<![\p{{L}}\p{{M}}])(?P<before>{before})[ ]?(?P<n1>{amount()}){closing}"
        rf"|{BEFORE}(?<![\d][.,])(?P<n2>{amount()}|{_DIGITS})(?:/-)?[ ]?(?:de[ ]|d')?(?P<after>{after}){closing}{tail})"
    )


@cache
def ranges() -> regex.Pattern[str]:
    """`10-15k`, `₹10,000 to 12,000`, `100-150 €`."""
    before, after = alternation(currency_of("before")), alternation(currency_of("after"))
    to = r"[ ]?(?:-|to|a|se|से)[ ]?"
    first = rf"(?P<start>(?:(?P<before>{before})[ ]?)?(?P<n1>{_DIGITS}(?:[ ]?(?P<each>{_listed('thousands')}))?))"
    last = rf"(?P<n2>{_DIGITS}(?:[ ]?(?P<times>{_listed('thousands')}){AFTER})?)"
    return compiled(
        rf"{BEFORE}(?<![.,/-]){first}{to}(?:{before}[ ]?)?(?P<end>{last}(?:[ ]?(?P<after>{after}){AFTER})?)"
    )


@cache
def thousands() -> regex.Pattern[str]:
    """`12k`, `dhai lakh`, unless it is people or metres."""
    words = "|".join(number_word(language) for language in LANGUAGES)
    number = rf"(?:\d+(?:[.,]\d+)?|{words})[ ]?{_listed('thousands')}"
    return compiled(rf"{BEFORE}(?<![.,/+-])(?P<n>{number}){AFTER}(?![ ]?{_listed('not_money')}{AFTER})")


@cache
def bare_amounts() -> regex.Pattern[str]:
    """`price is 9999`, `13500 likha hai`, `9,999/-`, `8500 per head`."""
    link = rf"(?:[ ]*(?:{_listed('price_link')}|[:=~-]))*[ ]*"
    alone = rf"(?<![.,/+-])(?P<n>{_BARE})"
    per_head = rf"[ ]?{_listed('price_per')}{_NO_LETTER}"
    return compiled(
        rf"{BEFORE}{_listed('price_before')}{link}(?P<n>{_BARE})(?:/-)?"
        rf"|{BEFORE}{alone}(?:/-|(?={per_head}|[ ]{_listed('price_after')}{AFTER}))"
    )
