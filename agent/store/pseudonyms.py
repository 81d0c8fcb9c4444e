"""Pseudonyms for whatever reaches a person: phone numbers, user ids, user names, e-mails; wamids hold a number too.

The same value gives the same pseudonym everywhere in one installation, by HMAC-SHA256 with a pepper of its own, so
joins and group-bys still work. In text it is as long as what it stands for: starts and ends of spans stay true.
"""

import base64
import contextlib
import hmac
import json
import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent.ports import PortError, Record

FILE = "pseudonyms.json"
_COLUMN_CHARS = 16
_GAP = r"[\s().\-/_*~·•\u2010-\u2015\u200b-\u200f\u2060\ufeff]{0,3}"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_FOUND = re.compile(
    rf"""
      (?P<kept> \b[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}\b | \b[0-9a-f]{{32,}}\b
        | (?<!\d)(?:19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?
        | (?<!\d){_DAY}[./-]{_MONTH}[./-](?:19|20)\d\d(?!\d) )
    | (?P<wamid> wamid\.[A-Za-z0-9+/=_-]+ )
    | (?P<email> [\w.+%-]+@[\w-]+(?:\.[\w-]+)+ )
    | (?P<user> (?<![\w.])[A-Z]{{2}}\.(?:ENT\.)?(?=[A-Za-z]*\d)[A-Za-z0-9]{{8,}} )
    | (?P<number> \+?\d(?:{_GAP}\d){{8,}} )
    """,
    re.VERBOSE,
)
_PERHAPS = re.compile(r"\d\D{0,3}\d|@|wamid")
"""Found in a hundredth of the time, and in few texts."""
_AMOUNT = r"([1-5]\d{0,2}\s?\d{3})"
_RANGE = re.compile(rf"{_AMOUNT}\s*[-/\u2010-\u2015]\s*{_AMOUNT}")
"""From one amount to another: no mobile number of India or Nepal begins with these digits."""
_OURS = frozenset({"number", "phone_number_id", "display_phone_number", "config_hash", "timestamp"})
"""Keys whose values are of the business or our own."""
_PRINTED = frozenset({"id", "source", "title", "text"})
"""Keys of a passage whose values stand in the operator's documents; its `question` is the customer's."""
_REACHES: Mapping[str, str] = {
    "phone": "phone",
    "wa_id": "phone",
    "recipient_id": "phone",
    "user_id": "user",
    "parent_user_id": "user",
    "recipient_user_id": "user",
    "username": "user",
}
"""Keys whose whole value reaches a person."""


class Pseudonyms:
    """Hides people in records and texts. `ours`: phone numbers and e-mails of the operator, which stay readable."""

    def __init__(self, pepper: bytes, ours: Sequence[str] = ()) -> None:
        """Whoever has the pepper can try numbers out until one fits: keep it with the data it protects."""
        self._pepper = pepper
        self._ours = frozenset(_plain(one) for one in ours)

    def record(self, record: Record) -> Record:
        """The same fact without what reaches a person. Our own contact id stays: it is a pseudonym already."""
        return replace(record, key=self.text(record.key), body=self._mapping(record.body))

    def phone(self, number: str) -> str:
        """What stands for this number in a column of numbers."""
        return self._of("phone", number)

    def text(self, text: str) -> str:
        """The text, as long as before, with every number, id and address replaced."""
        return _FOUND.sub(self._instead, text) if _PERHAPS.search(text) else text

    def _instead(self, found: re.Match[str]) -> str:
        kind, words = str(found.lastgroup), found.group()
        plain = _plain(words)
        if kind == "kept" or plain in self._ours or (kind == "number" and _is_range(words)):
            return words
        digest = self._digest(_KINDS.get(kind, kind), plain)
        filled = "wamid." + digest * (len(words) // len(digest) + 1) if kind == "wamid" else "#" + digest * 8
        return filled[: len(words)]

    def _of(self, kind: str, value: str) -> str:
        plain = _plain(value) if kind == "phone" else value.casefold()
        return f"{kind}-{self._digest(kind, plain)[:_COLUMN_CHARS]}" if value else value

    def _digest(self, kind: str, plain: str) -> str:
        told = hmac.digest(self._pepper, f"{kind}:{plain}".encode(), "sha256")
        return base64.b32encode(told).decode().rstrip("=").lower()

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list | tuple):
            return [self._value(item) for item in value]
        return value

    def _mapping(self, body: Mapping[str, Any]) -> dict[str, Any]:
        return {self.text(key): self._field(key, value) for key, value in body.items()}

    def _field(self, key: str, value: Any) -> Any:
        kind = _REACHES.get(key)
        if kind and isinstance(value, str | int) and not isinstance(value, bool):
            return self._of(kind, str(value))
        if key in _OURS:
            return value
        return self._passages(value) if key == "evidence" else self._value(value)

    def _passages(self, passages: Any) -> Any:
        if not isinstance(passages, list | tuple) or not all(isinstance(one, Mapping) for one in passages):
            return self._value(passages)
        return [
            {key: value if key in _PRINTED else self._field(key, value) for key, value in one.items()}
            for one in passages
        ]


_KINDS: Mapping[str, str] = {"number": "phone"}


def _plain(value: str) -> str:
    """Digits of a number with its country, India's where none is written; anything else in small letters."""
    if "@" in value or any(sign.isalpha() for sign in value):
        return value.casefold() if "@" in value else value
    digits = "".join(str(unicodedata.digit(sign)) for sign in value if sign.isdigit() and sign.isdecimal())
    digits = digits.lstrip("0")
    return f"91{digits}" if len(digits) == 10 and digits[0] in "6789" else digits


def _is_range(words: str) -> bool:
    amounts = _RANGE.fullmatch(words)
    return amounts is not None and len(amounts[1]) == len(amounts[2]) and amounts[1] < amounts[2]


def pseudonyms_of(folder: Path, ours: Sequence[str] | None = None) -> Pseudonyms:
    """Those of this installation, its pepper made when there is none; PortError when it cannot be kept.

    `ours` is remembered for those who come without a catalogue.
    """
    path = folder / FILE
    try:
        kept = _read(path) or _made(path)
        if ours is not None and list(ours) != kept["ours"]:
            kept["ours"] = list(ours)
            _write(path, kept, os.replace)
    except (OSError, ValueError, KeyError) as error:
        what = error.strerror if isinstance(error, OSError) else "not the file we wrote"
        raise PortError(f"{path}: {what}; put it back from a backup, or move it away: all pseudonyms change") from error
    return Pseudonyms(bytes.fromhex(kept["pepper"]), kept["ours"])


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}


def _made(path: Path) -> dict[str, Any]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):  # another process was quicker: its pepper counts
        _write(path, {"pepper": secrets.token_hex(32), "ours": []}, os.link)
    return _read(path)


def _write(path: Path, content: Mapping[str, Any], put: Callable[[Path, Path], None]) -> None:
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(content, file)
        put(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


def numbers_in(value: Any) -> list[str]:
    """Every phone number and e-mail in a nest of values, as the operator's own file is."""
    if isinstance(value, Mapping):
        return [found for item in value.values() for found in numbers_in(item)]
    if isinstance(value, list | tuple):
        return [found for item in value for found in numbers_in(item)]
    found = _FOUND.finditer(value) if isinstance(value, str) else ()
    return sorted({one.group() for one in found if one.lastgroup in ("number", "email")})
