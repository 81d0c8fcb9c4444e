"""What customers attach: kept in memory, told by id, fetched by an address that lives five minutes."""

import base64
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from agent.channel.simulator.clock import Clock

URL_LIFE_S = 300.0
KINDS: Mapping[str, str] = {
    "image": "image/png",
    "video": "video/mp4",
    "audio": "audio/ogg; codecs=opus",
    "document": "application/pdf",
    "sticker": "image/webp",
}
_EMPTY_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """One attachment. The sha256 of webhooks is base64, that of the description hex."""

    id: str
    kind: str
    mime_type: str
    content: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the content."""
        return hashlib.sha256(self.content).digest()


class MediaShelf:
    """All attachments, and the addresses given out for them."""

    def __init__(self, clock: Clock, rng: Random) -> None:
        self._clock = clock
        self._rng = rng
        self._kept: dict[str, Media] = {}
        self._addresses: dict[str, tuple[str, float]] = {}

    def keep(self, kind: str, mime_type: str = "", content: bytes | None = None) -> Media:
        """Without content a small file of that kind is made up."""
        number = str(self._rng.randrange(10**15, 10**16))
        found = _sample(kind, self._rng) if content is None else content
        media = Media(id=number, kind=kind, mime_type=mime_type or KINDS[kind], content=found)
        self._kept[number] = media
        return media

    def find(self, number: str) -> Media | None:
        """By its id."""
        return self._kept.get(number)

    def address(self, media: Media) -> str:
        """A new path to fetch it by, for five minutes."""
        key = f"{self._rng.getrandbits(96):024x}"
        self._addresses[key] = (media.id, self._clock.seconds() + URL_LIFE_S)
        return f"/media/{key}"

    def behind(self, key: str) -> Media | None:
        """What an address leads to; None when it never existed or has expired."""
        number, until = self._addresses.get(key, ("", 0.0))
        return self._kept.get(number) if self._clock.seconds() < until else None

    def attach(self, message: Mapping[str, Any], base_url: str) -> dict[str, Any]:
        """The message with id, sha256 and url where its media part has none of them.

        `data` in that part, in base64, becomes the content. Raises ValueError when it is not base64.
        """
        kind = message.get("type")
        node = message.get(kind) if isinstance(kind, str) and kind in KINDS else None
        if not isinstance(node, Mapping) or node.get("id"):
            return dict(message)
        part = {key: value for key, value in node.items() if key != "data"}
        media = self.keep(str(kind), str(node.get("mime_type") or ""), _decoded(node.get("data")))
        sha256 = base64.b64encode(media.digest).decode()
        url = {"url": base_url + self.address(media)} if base_url else {}
        return {**message, str(kind): {"mime_type": media.mime_type, "sha256": sha256, "id": media.id, **url, **part}}


def _decoded(data: object) -> bytes | None:
    if data is None:
        return None
    if not isinstance(data, str):
        raise ValueError("data must be base64 text")
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise ValueError("data must be base64 text") from error


def _sample(kind: str, rng: Random) -> bytes:
    if kind == "document":
        return _EMPTY_PDF
    return _png(rng) if kind == "image" else rng.randbytes(600)


def _png(rng: Random) -> bytes:
    """A picture of 8 by 8 points in one colour."""
    row = b"\x00" + rng.randbytes(3) * 8
    header = (8).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(row * 8)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + name + data + zlib.crc32(name + data).to_bytes(4, "big") for name, data in parts
    )
