"""Requests as no client library would send them: bytes on a socket."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from tests.contract.product import Product


@contextmanager
def connection(product: Product, timeout_s: float = 20.0) -> Iterator[socket.socket]:
    """A socket of its own."""
    with socket.create_connection(("127.0.0.1", product.server_port), timeout=timeout_s) as opened:
        yield opened


def raw(product: Product, request: bytes, *, answers: int = 0) -> bytes:
    """Whatever comes back: so many answers, or with 0 all until the server hangs up, told that no more will be said."""
    with connection(product) as opened:
        try:
            opened.sendall(request)
            if not answers:
                opened.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it hung up before the end, which is an answer too
        answer = until_closed(opened, answers)
    product.answers.append(answer.decode("utf-8", "replace"))
    return answer


def until_closed(opened: socket.socket, answers: int = 0) -> bytes:
    """All that is left to read, or so many answers."""
    read = b""
    try:
        while part := opened.recv(65536):
            read += part
            if answers and len(statuses(read)) >= answers:
                break
    except OSError:
        pass  # a reset is a way to hang up
    return read


def statuses(answer: bytes) -> list[int]:
    """Of each answer in it, in order."""
    return [int(found) for found in re.findall(rb"HTTP/1\.[01] (\d{3})", answer)]


def request(line: str, *headers: str, body: bytes = b"") -> bytes:
    """A request with the headers that every one needs."""
    length = (
        [f"Content-Length: {len(body)}"] if body and not any("content-length" in h.lower() for h in headers) else []
    )
    return "\r\n".join([line, "Host: x", *headers, *length, "", ""]).encode("latin-1") + body
