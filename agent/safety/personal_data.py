"""Phones, e-mails, cards and identity numbers in a text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers
import regex

DataKind = Literal["phone", "email", "card", "aadhaar", "pan", "passport", "iban"]

_EMAIL = regex.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_DIGIT_RUN = regex.compile(r"(?<![\w+])\d(?:[ -]?\d){11,18}(?!\w)")
_AADHAAR = regex.compile(r"(?<![\w+])[2-9]\d{3}([ -]?)\d{4}\1\d{4}(?![\w-])")
_PAN = regex.compile(r"(?<!\w)[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z](?!\w)")
_PASSPORT = regex.compile(
    r"(?:passport|pasaporte|passeport|पासपोर्ट)\P{L}{0,3}(?:\w+\W+){0,4}?([A-Z]{1,2}\d{6,8}|\d{2}[A-Z]{2}\d{5})(?!\w)",
    regex.I,
)
_IBAN = regex.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """What was found; `value` is normalised: E.164 phone, lower-case e-mail, digits and letters only."""

    kind: DataKind
    value: str


def find_personal_data(text: str, *, region: str = "IN") -> tuple[PersonalDatum, ...]:
    """Numbers count only when their checksum or their label says what they are; phones by `region` or with a +."""
    secrets = tuple(_secrets(text))
    contacts = (*_emails(text), *_phones(text, region))
    digits = " ".join(secret.value for secret in secrets)
    return (*secrets, *(found for found in contacts if found.value.lstrip("+") not in digits))


def _secrets(text: str) -> Iterator[PersonalDatum]:
    for found in _DIGIT_RUN.findall(text):
        digits = _plain(found)
        if 13 <= len(digits) <= 19 and passes_luhn(digits):
            yield PersonalDatum("card", digits)
    yield from (
        PersonalDatum("aadhaar", _plain(f.group()))
        for f in _AADHAAR.finditer(text)
        if passes_verhoeff(_plain(f.group()))
    )
    yield from (PersonalDatum("pan", found) for found in _PAN.findall(text))
    yield from (PersonalDatum("passport", found.upper()) for found in _PASSPORT.findall(text))
    yield from (PersonalDatum("iban", _plain(found)) for found in _IBAN.findall(text) if passes_mod97(_plain(found)))


def _emails(text: str) -> Iterator[PersonalDatum]:
    return (PersonalDatum("email", found.lower()) for found in _EMAIL.findall(text))


def _phones(text: str, region: str) -> Iterator[PersonalDatum]:
    for match in phonenumbers.PhoneNumberMatcher(text, region):
        yield PersonalDatum("phone", phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164))


def _plain(found: str) -> str:
    return found.replace(" ", "").replace("-", "")


def passes_luhn(digits: str) -> bool:
    """The check of payment cards (ISO/IEC 7812); a run of one digit is no card."""
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return len(set(digits)) > 1 and (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0


def passes_verhoeff(digits: str) -> bool:
    """The check of Aadhaar numbers: Verhoeff's, by multiplication in the dihedral group of order ten."""
    check = 0
    for place, digit in enumerate(reversed(digits)):
        check = _dihedral(check, _permuted(int(digit), place))
    return check == 0


def _dihedral(a: int, b: int) -> int:
    """Product of two symmetries of the pentagon: 0–4 are turns, 5–9 reflections."""
    turn = (a + b if a < 5 else a - b) % 5
    return turn + 5 * ((a >= 5) != (b >= 5))


def _permuted(digit: int, place: int) -> int:
    for _ in range(place % 8):
        digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
    return digit


def passes_mod97(iban: str) -> bool:
    """The check of bank account numbers (ISO 13616)."""
    return int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1
