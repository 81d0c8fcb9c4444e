"""Source texts read before they are needed, as bytes that are kept with the index.

Reading takes a hundred milliseconds for a page; unpacking what was read takes a tenth of that.
"""

import hashlib
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

import regex
from pydantic import TypeAdapter

from agent.facts.context.text import Text

Kept = Mapping[bytes, bytes]
"""Texts as read, by `key_of`."""
NONE: Kept = MappingProxyType({})
KEY_BYTES = 16

_AGENT = Path(__file__).parents[2]
_READERS = ("facts", "language", "knowledge")
"""Rooms whose code and word lists have a say in what a text is read as; a test holds that no other has."""


@cache
def reader() -> str:
    """Names the reader: changes with its code, its word lists and the Unicode it knows. What another read is stale."""
    files = (file for room in _READERS for file in (_AGENT / room).rglob("*") if file.suffix in (".py", ".yaml"))
    digest = hashlib.sha256(f"{regex.__version__} {unicodedata.unidata_version}".encode())
    for file in sorted(files):
        digest.update(f"\0{file.relative_to(_AGENT).as_posix()}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def key_of(text: str) -> bytes:
    """What a text is kept under."""
    return hashlib.blake2b(text.encode(), digest_size=KEY_BYTES).digest()


def pack(texts: Iterable[str], known: Kept = NONE) -> dict[bytes, bytes]:
    """Each text as read; those `known` already, by the same reader, are not read again."""
    keyed = {key_of(text): text for text in texts}
    return {key: known[key] if key in known else _packed(text) for key, text in keyed.items()}


class Reader:
    """Reads source texts: what is kept is unpacked, the rest is read when it is met. The last ones stay at hand."""

    def __init__(self, kept: Kept = NONE) -> None:
        self._kept = kept
        self.read = lru_cache(maxsize=2048)(self._read)

    def _read(self, text: str) -> Text:
        packed = self._kept.get(key_of(text))
        return Text.source(text) if packed is None else _form().validate_json(zlib.decompress(packed))


def _packed(text: str) -> bytes:
    return zlib.compress(_form().dump_json(Text.source(text), exclude_defaults=True))


@cache
def _form() -> TypeAdapter[Text]:
    return TypeAdapter(Text)
