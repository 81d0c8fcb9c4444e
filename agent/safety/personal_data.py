"""Phones, e-mails, cards and identity numbers in a text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import phonenumbers
import regex

DataKind = Literal["phone", "email", "card", "aadhaar", "pan", "passport", "iban"]

_EMAIL = regex.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_DIGIT_RUN = regex.compile(r"(?<![\w+])\d(?:[ -]?\d){11,24}(?!\w)")
_AADHAAR = regex.compile(r"(?<![\w+])[2-9]\d{3}([ -]?)\d{4}\1\d{4}(?![\w-])")
_PAN = regex.compile(r"(?<!\w)[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z](?!\w)")
_PASSPORT = regex.compile(
    r"(?:passport|pasaporte|passeport|पासपोर्ट)\P{L}{0,3}(?:\w+\W+){0,4}?([A-Z]{1,2}\d{6,8}|\d{2}[A-Z]{2}\d{5})(?!\w)",
    regex.I,
)
_IBAN = regex.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)")


_BOOKING = regex.compile(
    r"(?<![\w-])[A-Z]{1,5}-\d{3,}(?:-\d{2,})*(?![\w-])"
    r"|(?<=(?:booking|reserva|reservation|réservation|बुकिंग)(?: (?:no|number|id|ref|n|नंबर))?[ .:#°º]{1,3})"
    r"[A-Z]{0,4}\d{4,}(?![\w.,]*\d)",
    regex.I,
)
_NO_BOOKING = regex.compile(
    r"(?:inr|usd|eur|gbp|npr|rs|covid|jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|iso)-.*|(?:19|20)\d\d",
    regex.I,
)
"""Amounts, months with their year, and years alone."""


@dataclass(frozen=True, slots=True)
class PersonalDatum:
    """What was found in text[start:end]; `value` is normalised: E.164 phone, lower-case e-mail, digits and letters."""

    kind: DataKind
    value: str
    start: int = 0
    end: int = 0


def find_personal_data(text: str, *, region: str = "IN") -> tuple[PersonalDatum, ...]:
    """Numbers count only when their checksum or their label says what they are; phones by `region` or with a +."""
    secrets = tuple(_secrets(text))
    contacts = (*_emails(text), *_phones(text, region))
    digits = " ".join(secret.value for secret in secrets)
    return (*secrets, *(found for found in contacts if found.value.lstrip("+") not in digits))


def _secrets(text: str) -> Iterator[PersonalDatum]:
    yield from _cards(text)
    for kind, pattern, group, holds in _SECRETS:
        for match in pattern.finditer(text):
            value = _plain(match.group(group)).upper()
            if holds(value):
                yield PersonalDatum(kind, value, *match.span(group))


def _cards(text: str) -> Iterator[PersonalDatum]:
    """Runs of digits that pass the check, also when the expiry date or the code stands right behind the number."""
    for match in _DIGIT_RUN.finditer(text):
        ends = [match.end(), *(match.start() + at for at in range(len(match.group())) if match.group()[at] in " -")]
        for end in sorted(ends, reverse=True):
            digits = _plain(text[match.start() : end])
            if 13 <= len(digits) <= 19 and passes_luhn(digits):
                yield PersonalDatum("card", digits, match.start(), end)
                break


def _emails(text: str) -> Iterator[PersonalDatum]:
    return (PersonalDatum("email", found.group().lower(), *found.span()) for found in _EMAIL.finditer(text))


def _phones(text: str, region: str) -> Iterator[PersonalDatum]:
    for match in phonenumbers.PhoneNumberMatcher(text, region):
        number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        yield PersonalDatum("phone", number, match.start, match.end)


def find_booking_ids(text: str) -> Iterator["regex.Match[str]"]:
    """What is written like a booking number: letters, a hyphen and digits, or digits after the word for a booking."""
    return (match for match in _BOOKING.finditer(text) if not _NO_BOOKING.fullmatch(match.group()))


def masked_phone(phone: str) -> str:
    """The last three digits of a phone number behind dots; empty for none."""
    return f"•••••{phone[-3:]}" if phone else ""


def mask_phones(text: str, *, region: str = "IN") -> str:
    """The text with the phone numbers in it masked."""
    for found in sorted(_phones(text, region), key=lambda found: found.start, reverse=True):
        text = text[: found.start] + masked_phone(found.value) + text[found.end :]
    return text


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


def _any(value: str) -> bool:
    return True


_SECRETS: tuple[tuple[DataKind, "regex.Pattern[str]", int, Callable[[str], bool]], ...] = (
    ("aadhaar", _AADHAAR, 0, passes_verhoeff),
    ("pan", _PAN, 0, _any),
    ("passport", _PASSPORT, 1, _any),
    ("iban", _IBAN, 0, passes_mod97),
)
"""What is secret, how it is written, which group is the number, and the check it must pass."""
