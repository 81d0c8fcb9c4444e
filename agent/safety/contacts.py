"""Links, phones and addresses in a text that are not the operator's."""

from collections.abc import Mapping
from typing import Any

import regex

from agent.safety.links import find_links, is_own
from agent.safety.personal_data import find_personal_data

_HANDLE = regex.compile(r"(?<![\w.])[\w.-]{2,}@[a-z]{2,}(?![\w.]*\.\w)", regex.IGNORECASE)  # as UPI writes them
_DATE = regex.compile(r"\d{4}-\d{2}(?:-\d{2})?|\d{1,2}[-./]\d{1,2}[-./]\d{2,4}")
_NUMBER = regex.compile(r"\+?\d(?:[ ()./-]{0,2}\d){7,}")
_NO_DIGIT = regex.compile(r"\D")
_LOCAL_DIGITS = 10  # of a number, country code left out


def has_foreign_link(text: str, operator: Mapping[str, Any]) -> bool:
    """Whether a link leads elsewhere than `links` and `website` of operator.yaml."""
    own = [*map(str, operator.get("links", ())), str(operator.get("website") or "")]
    return any(not is_own(link, own) for link in find_links(text))


def has_foreign_contact(text: str, operator: Mapping[str, Any]) -> bool:
    """Whether it holds a phone, e-mail or payment handle that is not the operator's; also numbers that cannot be."""
    own = {str(operator.get(key) or "").lower() for key in ("phone", "emergency_phone", "email")} - {""}
    if {one.value.lower() for one in find_personal_data(text)} - own:
        return True
    known = tuple(_digits(value)[-_LOCAL_DIGITS:] for value in own if _digits(value))
    numbers = (_digits(number) for number in _NUMBER.findall(_DATE.sub(" ", text)))
    return any(not number.endswith(known) for number in numbers) or bool(_HANDLE.search(text))


def _digits(text: str) -> str:
    return _NO_DIGIT.sub("", text)
