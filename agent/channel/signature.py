"""Meta's webhook signature: HMAC-SHA256 over the bytes as they came, before anything parses them."""

import hashlib
import hmac
from collections.abc import Sequence

_PREFIX = "sha256="


def sign(body: bytes, secret: str) -> str:
    """The value of `X-Hub-Signature-256` for this body."""
    return _PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, header: str | None, secrets: Sequence[str]) -> bool:
    """Whether one of the app secrets signed this body; several are in force while one is rotated out.

    No secret means nothing is signed: an empty key could be guessed by anybody.
    """
    given = (header or "").encode("utf-8", "replace")
    # A list, not a generator: every secret is tried, so the time taken does not tell which one fits.
    matches = [hmac.compare_digest(given, sign(body, secret).encode()) for secret in secrets if secret]
    return any(matches)
