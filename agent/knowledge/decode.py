"""Bytes of a text file as a string, whatever wrote it."""

import codecs
from collections import Counter
from dataclasses import dataclass

import regex
from charset_normalizer import from_bytes

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"
_ACCENTED = "áéíóúüñàâæçèêëîïôœùûÿäöß"
_PRINTED = "¿¡«»‹›“”„‘’…–—•€£°ºª²³½·©®\u00a0"
_WESTERN_ODD = regex.compile(rf"[^\x00-\x7f{_ACCENTED}{_ACCENTED.upper()}{_PRINTED}]")
_CONTROL = regex.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_KRUTI_DEV = frozenset(
    ["gS", "gSa", "gSA", "gSaA", "ds", "dh", "dk", "esa", "vkSj", "ls", "ij", "dks", "ugha", ";g", "Fkk", "djrs", "x;k"]
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, line ends as `\\n`; `note` says what to mend in the file, empty when nothing."""

    text: str
    note: str = ""


def decode(raw: bytes) -> Decoded:
    """UTF-8 where it is valid, else the byte-order mark's, else the most likely encoding.

    Raises ValueError for what is no text, and for text in letters no program can read without its font.
    """
    text, note = _text(raw)
    if "\x00" in text:
        raise ValueError("holds zero bytes: not a text file")
    if len(_CONTROL.findall(text)) > len(text) / 50:
        raise ValueError("is not a text file: it is full of control characters")
    if _is_kruti_dev(text):
        raise ValueError("is Hindi typed with an old font (Kruti Dev): convert it to Unicode and save it as UTF-8")
    return Decoded(text.replace("\r\n", "\n").replace("\r", "\n"), note)


def _text(raw: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return _marked(raw, encoding), ""
    try:
        return raw.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        text, encoding = _guess(raw)
        line = raw.count(b"\n", 0, error.start) + 1
        return text, f"is not UTF-8 (line {line}) and was read as {encoding}; check its letters and save it as UTF-8"


def _marked(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"begins as {encoding} but breaks at byte {error.start}; save it as UTF-8") from error


def _guess(raw: bytes) -> tuple[str, str]:
    """Western text is tried by its letters: of a short one the statistics tell Polish from French wrongly."""
    western = _western(raw)
    if western is not None:
        return western, _WESTERN
    best = from_bytes(raw).best()
    if best is None:
        raise ValueError("its encoding cannot be told; save it as UTF-8")
    return str(best), best.encoding


def _western(raw: bytes) -> str | None:
    try:
        text = raw.decode(_WESTERN)
    except UnicodeDecodeError:
        return None
    return None if _WESTERN_ODD.search(text) else text


def _is_kruti_dev(text: str) -> bool:
    """Old Hindi fonts show Devanagari for Latin letters: what is stored are words no language has."""
    said = Counter(text.split())
    known = sum(said[word] for word in _KRUTI_DEV)
    return known >= 4 and known > said.total() / 12
