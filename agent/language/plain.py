"""Words as they are looked up in lists: one spelling for case, accents and the short forms of texting."""

import unicodedata
from functools import cache
from pathlib import Path

import regex
import yaml

_TEXTING = Path(__file__).with_name("texting.yaml")


def plain(text: str) -> str:
    """Lower case, Latin accents removed, Devanagari marks kept, punctuation other than the apostrophe as blanks."""
    decomposed = unicodedata.normalize("NFD", text.lower().replace("’", "'"))
    stripped = regex.sub(r"(?<=\p{Latin})\p{Mn}+", "", decomposed)
    return " ".join(regex.sub(r"[^\p{L}\p{M}\p{N}']+", " ", unicodedata.normalize("NFC", stripped)).split())


def spelt_out(words: str) -> str:
    """A `plain` text with the short spellings of texting written out: "hw mch" as "how much"."""
    return " ".join(_short_spellings().get(word, word) for word in words.split())


@cache
def _short_spellings() -> dict[str, str]:
    spellings: dict[str, str] = yaml.safe_load(_TEXTING.read_text(encoding="utf-8"))
    return spellings


def pattern_of(words: list[str]) -> regex.Pattern[str]:
    """Any of these words or phrases, whole, in a text made `plain` and `spelt_out`; a trailing * matches any ending."""
    forms = sorted({_form(word) for word in words}, key=len, reverse=True)
    return regex.compile(rf"(?<![\p{{L}}\p{{M}}\p{{N}}])(?:{'|'.join(forms)})(?![\p{{L}}\p{{M}}\p{{N}}])")


def _form(word: str) -> str:
    stem = regex.escape(spelt_out(plain(word.rstrip("*"))))
    return stem + (r"[\p{L}\p{M}]*" if word.endswith("*") else "")
