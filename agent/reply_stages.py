"""A reply that several steps changed: what each of them replaced, and how to get it back."""

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any

from pydantic import JsonValue, TypeAdapter

from agent.turn import Reply

_FIELDS = tuple(field.name for field in fields(Reply))


def replaced_in_reply(before: Reply | None, after: Reply | None) -> dict[str, JsonValue]:
    """The old values of the fields that changed; nothing where there was no reply before or is none after."""
    if before is None or after is None:
        return {}
    changed = [name for name in _FIELDS if getattr(before, name) != getattr(after, name)]
    plain = _adapter().dump_python(before, mode="json", include=set(changed))
    return {name: plain[name] for name in changed}


def put_back(after: Reply, replaced: Mapping[str, JsonValue]) -> Reply:
    """The reply as it was before. Raises pydantic.ValidationError for values of another shape."""
    plain: dict[str, Any] = _adapter().dump_python(after, mode="json")
    return _adapter().validate_python({**plain, **replaced})


@cache
def _adapter() -> TypeAdapter[Reply]:
    return TypeAdapter(Reply)
