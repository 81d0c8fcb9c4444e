"""One spelling for a word in any script."""

from functools import lru_cache

import regex

from agent.language.entities.heard import sound

_LABIAL = regex.compile(r"n(?=[bp])")


@lru_cache(maxsize=32768)
def spelling(key: str) -> str:
    """One spelling in Latin letters for a folded word of any script; a nasal before a labial is an m, as in मुंबई."""
    return _LABIAL.sub("m", sound(key))
