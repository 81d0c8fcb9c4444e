"""Text made comparable: one case, no accents on Latin letters, no invisible characters, no stretched letters."""

import unicodedata

import regex

_LATIN_MARKS = regex.compile(r"(?<=[A-Za-z][\u0300-\u036f]{0,3})[\u0300-\u036f]")
_INVISIBLE = regex.compile(r"[\p{Cf}\ufe0e\ufe0f]")
_STRETCHED = regex.compile(r"(\p{Latin})\1{2,}")
_SPELT_OUT = regex.compile(r"(?<!\w)(?:\p{Latin}[ .\-*]{1,2}){3,}\p{Latin}(?!\w)")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "_": " ", "।": "."})


def fold(text: str) -> str:
    """The text as the lexicons are matched: "S.T.Ooooop" is "stop"; sentence marks, vowel signs and emoji stay."""
    plain = _INVISIBLE.sub("", text).translate(_QUOTES)
    return _STRETCHED.sub(r"\1", _SPELT_OUT.sub(_joined, bare(plain).casefold())).strip()


def bare(text: str) -> str:
    """NFKC without the accents of Latin letters; Devanagari keeps every sign."""
    apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    return unicodedata.normalize("NFC", _LATIN_MARKS.sub("", apart))


def _joined(match: "regex.Match[str]") -> str:
    return regex.sub(r"[ .\-*]", "", match.group())
