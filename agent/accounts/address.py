"""Whether an address, a host name or a request stays on this machine."""

import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

_PASSED_ON = ("forwarded", "x-forwarded", "x-real-ip", "via", "x-original-", "x-envoy-", "x-azure-", "x-amzn-", "cf-")
_CALLERS = ("true-client-ip", "x-client-ip", "x-cluster-client-ip", "fastly-client-ip", "fly-client-ip")
"""What proxies add, by how it begins: with one of these the request came from somewhere else."""


def is_loopback(host: str) -> bool:
    """Whether a server that listens on this host is reached from this machine only. An empty one means everywhere."""
    try:
        found = socket.getaddrinfo(host, None) if host else []
    except OSError:
        return False
    return bool(found) and all(_is_local(str(address[4][0])) for address in found)


def names_this_machine(host_header: str) -> bool:
    """Whether a Host header (or the host of an Origin) is this machine's own name or loopback address.

    Another name that leads here is somebody else's: a proxy, or a page that wants to reach into this machine.
    """
    try:
        name = urlsplit(f"//{host_header}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or name.endswith(".localhost") or _is_local(name)


def comes_from_here(client: str, headers: Mapping[str, str]) -> bool:
    """Whether a request was made on this machine, for it, and by no other site's page. Header names in lower case."""
    if not _is_local(client) or any(name.startswith((*_PASSED_ON, *_CALLERS)) for name in headers):
        return False
    origin = headers.get("origin", "")
    is_own_page = not origin or names_this_machine(urlsplit(origin).netloc)
    return is_own_page and names_this_machine(headers.get("host", ""))


def _is_local(address: str) -> bool:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return bool((mapped or found).is_loopback)
