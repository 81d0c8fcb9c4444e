"""Meta's webhook signature: HMAC-SHA256 over the bytes as they came, before anything parses them."""

import hmac
import re
import struct
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

Form = Literal["as_sent", "escaped"]
_PREFIX = "sha256="
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def sign(body: bytes, secret: str) -> str:
    """The value of `X-Hub-Signature-256` for this body."""
    signing = _keyed(secret).copy()
    signing.update(body)
    return _PREFIX + signing.hexdigest()


@lru_cache(maxsize=8)
def _keyed(secret: str) -> hmac.HMAC:
    """The key's part of the work, which is more than half of it for a body of usual length."""
    return hmac.new(secret.encode(), digestmod="sha256")


def signed_form(body: bytes, header: str | None, secrets: Sequence[str]) -> Form | None:
    """What one of the app secrets signed; None for nothing. Several are in force while one is rotated out.

    Meta signs an ASCII-only body. Where a proxy on the way wrote its `\\uXXXX` out, the bytes differ and the words do
    not: such a body is tried once more in the escaped form. No other form is guessed.
    """
    if is_signed(body, header, secrets):
        return "as_sent"
    escaped = _escaped(body)
    return "escaped" if escaped is not None and is_signed(escaped, header, secrets) else None


def _escaped(body: bytes) -> bytes | None:
    """The body with all that is not ASCII as `\\uXXXX` in lower-case hex; None where that changes nothing."""
    if body.isascii():
        return None
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return _NOT_ASCII.sub(_units, text).encode("ascii")


def _units(found: re.Match[str]) -> str:
    """UTF-16 code units: an emoji is two of them."""
    return "".join(f"\\u{unit:04x}" for (unit,) in struct.iter_unpack(">H", found[0].encode("utf-16-be")))


def is_signed(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Whether one of the app secrets signed these bytes.

    No secret means nothing is signed: an empty key could be guessed by anybody.
    """
    given = (header or "").encode("utf-8", "replace")
    # A list, not a generator: every secret is tried, so the time taken does not tell which one fits.
    matches = [hmac.compare_digest(given, sign(body, secret).encode()) for secret in secrets if secret]
    return any(matches)
