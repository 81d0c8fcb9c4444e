"""Languages that documents are written in, as file names, front matters and web pages say them."""

from collections.abc import Mapping
from typing import Any

import regex

from agent.turn import Language

LANGUAGES: tuple[Language, ...] = ("en", "hi", "es", "fr", "hi-Latn")
_BY_LOWER = {language.lower(): language for language in LANGUAGES}
_MARK = regex.compile(r"\.(en|hi-Latn|hi|es|fr)(?=$|\.\w+$)", regex.IGNORECASE)


def language_named(name: str) -> str:
    """What a file's name says, with or without its ending: `faq.es.yaml`; empty where it says nothing."""
    found = _MARK.search(name)
    return _BY_LOWER[found.group(1).lower()] if found else ""


def without_language(name: str) -> str:
    """The name that translations of one file share: `faq.yaml` for `faq.es.yaml`."""
    return str(_MARK.sub("", name))


def language_of_tag(tag: str) -> str:
    """A language tag as passages have it: `fr` for fr-CA, `hi-Latn` for hi_Latn_IN; two letters of any other."""
    parts = tag.strip().replace("_", "-").lower().split("-")
    return _BY_LOWER.get("-".join(parts[:2]), parts[0][:2])


def told_to_all(operator: Mapping[str, Any]) -> tuple[Language, ...]:
    """English, and the operator's own: the first of `languages` in `operator.yaml`, where the agent writes it."""
    own = next(iter(operator.get("languages") or ()), "en")
    return tuple(dict.fromkeys(("en", *(language for language in LANGUAGES if language == own))))
