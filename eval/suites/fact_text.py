"""Whether a text says a fact: both in one plain form, alternatives of a fact separated by " | "."""

import unicodedata
from functools import cache

import regex

_SEPARATED = regex.compile(r"(?<![\d.,])\d{1,3}(?:[ ,.'’](?=\d{2,3}))(?:\d{2}[ ,.'’])*\d{3}(?!\d)")
_MORE = regex.compile(r"(?<![\d.,])\d{1,3}(?:[ ,.'’]\d{3}){2,}(?!\d)")
_DECIMAL = regex.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
_ZEROS = regex.compile(r"(?<![\d.,])(\d+)(?:\.0+|(\.\d*?[1-9])0+)(?!\d|[.,]\d)")
_SIGN = regex.compile(r"\s*([₹€$£%])\s*")
_DASH = regex.compile(r"\s*[‐‑‒–—−]\s*")
_BETWEEN = regex.compile(r"[ ,.'’]")


def says(text: str, fact: str) -> bool:
    """Whether one of the fact's alternatives stands in the text; a figure never counts as part of a longer one."""
    told = plain_form(text)
    return any(_pattern(one).search(told) for one in fact.split("|") if one.strip())


@cache
def plain_form(text: str) -> str:
    """Lower case, no Latin accents, no thousands separators, no blanks around signs of money and percent.

    Zeros at the end of a decimal say nothing: 1,269.60 is 1269.6.
    """
    digits = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in unicodedata.normalize("NFC", text))
    blank = " ".join(regex.sub(r"[*_~\p{Zs}]", _blank, digits).split())
    joined = _SEPARATED.sub(_together, _MORE.sub(_together, blank))
    figures = _ZEROS.sub(r"\1\2", _DECIMAL.sub(".", joined))
    signed = _DASH.sub("-", _SIGN.sub(r"\1", figures))
    bare = regex.sub(r"(?<=\p{Latin})\p{Mn}+", "", unicodedata.normalize("NFD", signed.casefold()))
    return unicodedata.normalize("NFC", bare)


def _blank(found: "regex.Match[str]") -> str:
    """WhatsApp's marks of bold, italic and struck text say nothing; every kind of blank is one."""
    return "" if found.group() in "*_~" else " "


def _together(found: "regex.Match[str]") -> str:
    return _BETWEEN.sub("", found.group())


@cache
def _pattern(fact: str) -> "regex.Pattern[str]":
    form = plain_form(fact.strip())
    before = r"(?<!\d)(?<!\d[.,])" if form[:1].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if form[-1:].isdigit() else ""
    return regex.compile(before + regex.escape(form) + after)
