"""Passwords are kept as scrypt hashes, each with its own salt and cost, so that the cost can be raised later."""

import base64
import hashlib
import hmac
import secrets
from functools import cache

from agent.ports import PortError

LEAST_CHARS = 12
LONGEST_BYTES = 1024
"""A password is hashed whole; without a limit a long one would keep a processor busy."""
_N, _R, _P = 2**15, 8, 3
"""OWASP's Password Storage Cheat Sheet, scrypt with 32 MiB: about a fifth of a second."""
_MEMORY = 64 * 1024 * 1024


class WeakPasswordError(PortError):
    """The password is not taken; the message says why."""


def hashed(password: str, name: str = "") -> str:
    """`scrypt$N$r$p$salt$hash`; WeakPasswordError for one that is short, or holds the user's own name."""
    if len(password) < LEAST_CHARS:
        raise WeakPasswordError(f"a password has {LEAST_CHARS} characters or more; three or four words are a good one")
    if len(password.encode()) > LONGEST_BYTES:
        raise WeakPasswordError(f"a password has {LONGEST_BYTES} bytes at most")
    if name and name.casefold() in password.casefold():
        raise WeakPasswordError("a password does not hold the name it is for")
    salt = secrets.token_bytes(16)
    return "$".join(("scrypt", str(_N), str(_R), str(_P), _text(salt), _text(_digest(password, salt, _N, _R, _P))))


def fits(password: str, kept: str) -> bool:
    """Whether this is the password, compared in constant time."""
    _, n, r, p, salt, digest = kept.split("$")
    given = _digest(password[:LONGEST_BYTES], base64.b64decode(salt), int(n), int(r), int(p))
    return hmac.compare_digest(given, base64.b64decode(digest))


def _digest(password: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MEMORY, dklen=32)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@cache
def nobodys() -> str:
    """What a name nobody has is compared with, so that the time taken does not tell that there is none."""
    return hashed(secrets.token_urlsafe(24))
