"""The certificates this machine trusts, read once: it takes tens of milliseconds in which no webhook is answered."""

import ssl
from functools import lru_cache

import httpx


@lru_cache(maxsize=1)
def trusted() -> ssl.SSLContext:
    """For `verify=` of an HTTP client that does not live long."""
    return httpx.create_ssl_context()
