"""JSON from outside, made safe to store: what a parser accepts is not always what a database accepts."""

import json
import re
from typing import Any

_MAX_DEPTH = 64
_REPLACEMENT = "\ufffd"
_STRING = re.compile(rb'"[^"]*"')
_INNERMOST = re.compile(rb"\{\}|\[\]")
_NEITHER_BRACKET_NOR_QUOTE = bytes(byte for byte in range(256) if byte not in b'{}[]"')
_DOUBTFUL = re.compile(
    rb"\\u(?:0000"
    rb"|[dD][89abAB](?!..\\u[dD][c-fC-F])"  # the first half of a pair without its second
    rb"|[dD][c-fC-F](?<!\\u[dD][89abAB]..\\u[dD].))",  # the second without its first
    re.DOTALL,
)
_HIDDEN = b"\\\\u"
"""A backslash written out before a `u`: what looks like half of a pair may be plain text."""


def load_json(raw: bytes) -> Any:
    """The parsed body with every string storable as UTF-8; raises ValueError or RecursionError when it is not JSON.

    Half surrogates and NUL become U+FFFD, NaN and Infinity become their names, and what is nested deeper than
    64 levels is kept as its JSON text.
    """
    found = _DECODER.decode(raw.decode(json.detect_encoding(raw), "surrogatepass"))
    return found if _is_storable(raw) else _storable(found, _MAX_DEPTH)


def _is_storable(raw: bytes) -> bool:
    """Whether nothing in it can need a change: no NUL, no half of a pair, not deep. Nearly all that Meta sends."""
    if not raw.isascii() or b"\x00" in raw or _HIDDEN in raw:
        return False
    return not _DOUBTFUL.search(raw) and not _is_deep(raw)


def _is_deep(raw: bytes) -> bool:
    """Whether anything is nested deeper than allowed. A batch has many brackets, and few in each other."""
    if raw.count(b"{") + raw.count(b"[") <= _MAX_DEPTH:
        return False
    unescaped = raw.replace(b"\\\\", b"").replace(b'\\"', b"")
    brackets = _STRING.sub(b"", unescaped.translate(None, _NEITHER_BRACKET_NOR_QUOTE))
    for _ in range(_MAX_DEPTH):
        brackets = _INNERMOST.sub(b"", brackets)
    return bool(brackets)


def canonical(value: Any) -> bytes:
    """One spelling per value: sorted keys, no spaces, ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _finite(digits: str) -> float | str:
    """1e999 is legal JSON and infinite in Python, and an infinity does not survive the next dump."""
    number = float(digits)
    return number if number - number == 0 else digits


_DECODER = json.JSONDecoder(parse_constant=str, parse_float=_finite)


def _storable(value: Any, depth: int) -> Any:
    if isinstance(value, str):
        return _storable_text(value)
    if not isinstance(value, dict | list):
        return value
    if depth == 0:
        return json.dumps(value, ensure_ascii=True)
    if isinstance(value, list):
        return [_storable(item, depth - 1) for item in value]
    return {_storable_text(key): _storable(item, depth - 1) for key, item in value.items()}


def _storable_text(text: str) -> str:
    if text.isascii():
        return text.replace("\x00", _REPLACEMENT)
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\x00", _REPLACEMENT)
