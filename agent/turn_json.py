"""Turn ⇄ JSON, the shape of `cairn ask --json` and of the logs."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from agent.turn import Turn


@cache
def _adapter() -> TypeAdapter[Turn]:
    return TypeAdapter(Turn)


def to_json(turn: Turn) -> dict[str, Any]:
    """The turn as plain JSON values; times in ISO 8601 with offset."""
    plain: dict[str, Any] = _adapter().dump_python(turn, mode="json")
    return plain


def from_json(plain: dict[str, Any]) -> Turn:
    """The inverse of `to_json`; raises pydantic.ValidationError on another shape."""
    return _adapter().validate_json(json.dumps(plain))
