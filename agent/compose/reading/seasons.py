"""A season named without a year, as in "rather in spring?": the next one that is not over."""

from datetime import date, timedelta
from functools import cache

import regex

from agent.compose.reading.questions import content
from agent.language.entities.patterns import phrases
from agent.language.lexicon import table
from agent.language.plain import plain
from agent.language.window import Window, window_of

_BEFORE = (
    r"in|in the|during|during the|for|for the|by|this|next|en|durante|durante el|durante la|para|este|esta|el|la"
    r"|proximo|proxima|au|a l'|l'|cet|ce|pour l'|pour le|pendant l'|pendant le|vers l'|plutot|prochain|debut|fin"
)
_BEHIND = r"me|mei|mein|mai|m|ke|ki|wale|season|rather|instead|plutot|mejor|prochain|में|के|की"
_AMBIGUOUS = frozenset({"ete", "garmi", "sardi", "गर्मी", "सर्दी"})
"""Words that mean something else where they stand alone: been, heat, cold."""

_NEARLY_OVER = timedelta(days=21)

_OFFERS = regex.compile(r"(?<!\S)(?:offers?|discounts?|descuento|oferta|remise|promo|rebaja|ऑफर|ऑफ़र|छूट)(?!\S)")


def seasons_in(text: str, today: date) -> tuple[Window, ...]:
    """The seasons a text names as a time to go, in its order; none of an offer that is called after one."""
    words = plain(text)
    if _OFFERS.search(words):
        return ()
    alone = [word for word in content(text) if word in _months()] if len(content(text)) == 1 else []
    named = [match["season"] for match in _named().finditer(words)]
    months = [_months()[word] for word in named or alone if named or word not in _AMBIGUOUS]
    return tuple(_coming(first, last, today) for first, last in dict.fromkeys(months))


def without_seasons(text: str) -> str:
    """The plain text without these words."""
    return " ".join(word for word in plain(text).split() if word.removeprefix("l'") not in _months())


@cache
def _months() -> dict[str, tuple[int, int]]:
    """The first and the last month by each word."""
    return {
        plain(word): (int(first), int(last))
        for span, words in table("calendar")["seasons"].items()
        for first, _, last in [span.partition("-")]
        for word in phrases(words)
    }


@cache
def _named() -> regex.Pattern[str]:
    words = "|".join(sorted(map(regex.escape, _months()), key=len, reverse=True))
    water = r"(?! (?:water|waters))"
    led = rf"(?:{_BEFORE}) ?(?<=[ '])(?P<season>{words})"
    followed = rf"(?P<season>{words})(?= (?:{_BEHIND})(?!\S))"
    return regex.compile(rf"(?<!\S)(?:{led}|{followed})(?!\S){water}")


def _coming(first: int, last: int, today: date) -> Window:
    year = today.year - (last < first)
    ends = [window_of(f"{year + later + (last < first)}-{last:02d}") for later in range(3)]
    later = next(n for n, end in enumerate(ends) if end and end.last > today + _NEARLY_OVER)
    end = ends[later]
    return Window(date(year + later, first, 1), end.last if end else today)
