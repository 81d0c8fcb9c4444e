"""Complaints about single fields of a send."""

from collections.abc import Iterator, Mapping
from typing import Any

from agent.channel.simulator.graph.errors import GraphError

Complaints = Iterator[GraphError]


def length(node: Mapping[str, Any], key: str, limit: int, *, required: bool = True) -> Complaints:
    """Text there must be, and no longer than this many characters."""
    text = node.get(key)
    if text is None or text == "":
        if required:
            yield missing(key)
    elif not isinstance(text, str) or len(text) > limit:
        yield invalid(key, f"must be text of at most {limit} characters")


def missing(name: str) -> GraphError:
    """Something required is not there."""
    return GraphError(code=131008, details=f"Parameter {name} is required.")


def invalid(name: str, what: str) -> GraphError:
    """Something is there and may not be so."""
    return GraphError(code=131009, details=f"Parameter {name} {what}.")
