"""Numbers as people write them: 10,500 · 1,00,000 · 10.500 · 4 270 · 26,5 · 10k."""

from decimal import Decimal

import regex

_SPACE = "\u00a0\u202f\u2009 "
NUMBER = rf"\d{{1,3}}(?:[{_SPACE}]\d{{3}})+(?!\d)|\d+(?:[.,]\d+)*"
_WESTERN = regex.compile(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3})+")
_INDIAN = regex.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")
_SCALES = {"k": 1000, "mil": 1000, "thousand": 1000, "हज़ार": 1000, "हजार": 1000, "hazar": 1000, "hazaar": 1000}
_LAKHS = {"lakh": 100_000, "lakhs": 100_000, "लाख": 100_000}
SCALE = regex.compile(rf"\s?({'|'.join([*_SCALES, *_LAKHS])})(?![\p{{L}}\p{{M}}])", regex.IGNORECASE)


def number(text: str) -> Decimal:
    """The value; a single separator followed by three digits groups, otherwise it is the decimal mark."""
    digits = "".join(ch for ch in text if ch not in _SPACE)
    if _WESTERN.fullmatch(digits) or _INDIAN.fullmatch(digits):
        return Decimal(digits.replace(",", "").replace(".", ""))
    return Decimal(_pointed(digits))


def _pointed(digits: str) -> str:
    """The last separator is the decimal mark, those before it group."""
    at = max(digits.rfind(","), digits.rfind("."))
    if at < 0:
        return digits
    whole = digits[:at].replace(",", "").replace(".", "")
    return f"{whole}.{digits[at + 1 :]}"


def scale_after(text: str, position: int) -> tuple[int, int]:
    """Factor of a word such as "lakh" right after the number, and where it ends."""
    match = SCALE.match(text, position)
    if not match:
        return 1, position
    word = match.group(1).lower()
    return (_SCALES | _LAKHS)[word], match.end()


def written(value: Decimal) -> str:
    """The canonical form in claims: no grouping, no trailing zeros."""
    return format(value.normalize(), "f")
