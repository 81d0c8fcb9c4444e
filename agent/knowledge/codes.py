"""Codes that an operator's files use: countries, currencies, languages, time zones, grades."""

from functools import cache
from typing import Annotated
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from pydantic import AfterValidator

from agent.knowledge.written_in import LANGUAGES
from agent.wrong_key import meant

GRADES = ("easy", "easy_moderate", "moderate", "moderate_difficult", "difficult")


DEPARTURE_STATUSES = ("open", "guaranteed", "full", "cancelled")


def country(code: str) -> str:
    """Raises ValueError when there is no such country."""
    if code not in get_global("territory_zones") or not code.isalpha():
        raise ValueError("no country code of ISO 3166; write one such as PE")
    return code


@cache
def _currencies() -> frozenset[str]:
    """Legal tender somewhere today."""
    rows = (row for rows in get_global("territory_currencies").values() for row in rows)
    return frozenset(code for code, _, until, tender in rows if tender and until is None)


def currency(code: str) -> str:
    """Raises ValueError when nobody pays with it."""
    if code not in _currencies():
        raise ValueError("no currency code of ISO 4217 in use; write one such as USD")
    return code


def language(code: str) -> str:
    """Raises ValueError when no language has this code."""
    if code not in Locale("en").languages:
        raise ValueError("no language code of ISO 639; write one such as es")
    return code


def departure_status(code: str) -> str:
    """Raises ValueError when no departure can be so."""
    if code not in DEPARTURE_STATUSES:
        raise ValueError(f"no status of a departure; write {', '.join(DEPARTURE_STATUSES)}")
    return code


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"no time zone of the IANA database{meant(name, sorted(available_timezones()))}")
    return name


def _written(code: str) -> str:
    if code not in LANGUAGES:
        raise ValueError(f"no language the agent writes; write {', '.join(LANGUAGES)}")
    return code


def _grade(code: str) -> str:
    if code not in GRADES:
        raise ValueError(f"no grade; write {', '.join(GRADES)}")
    return code


Country = Annotated[str, AfterValidator(country)]
"""ISO 3166, two capitals."""

Currency = Annotated[str, AfterValidator(currency)]
"""ISO 4217, three capitals."""

Tongue = Annotated[str, AfterValidator(language)]
"""A language that somebody speaks, ISO 639."""

Zone = Annotated[str, AfterValidator(_zone)]
"""A zone of the IANA database, such as America/Lima."""

Written = Annotated[str, AfterValidator(_written)]
"""A language in which the agent writes."""

Grade = Annotated[str, AfterValidator(_grade)]
"""How hard a trek is."""
