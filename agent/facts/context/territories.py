"""Countries: they say where something is, which may part two prices, but they are not what is sold."""

from collections.abc import Mapping
from functools import cache

from babel import Locale

from agent.facts.context.phrases import key_of

_LOCALES = ("en", "es", "fr", "hi")
_CODE = 2  # letters; longer codes are regions of the world


def is_territory(word: str) -> bool:
    """Whether a meaning is the code of a country: meanings of other words are in small letters."""
    return len(word) == _CODE and word.isupper()


@cache
def territories() -> Mapping[str, str]:
    """Names of one word in four languages, folded, to the code of the country."""
    named = [
        (code, str(name))
        for one in _LOCALES
        for code, name in Locale.parse(one).territories.items()
        if len(code) == _CODE
    ]
    return {key_of(name): code for code, name in named if " " not in name}
