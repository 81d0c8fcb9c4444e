"""What happened, in order, asked for again and again as JSON."""

import json
from collections.abc import Mapping
from typing import Any


class Lines(list[dict[str, Any]]):
    """A list that only grows. Each line is encoded once, so that a hundred thousand are read out in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        self._encoded: list[bytes] = []

    def append(self, line: Mapping[str, Any]) -> None:
        """One more."""
        self._encoded.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))
        super().append(dict(line))

    def json_since(self, n: int) -> bytes:
        """A JSON list of all from the n-th on."""
        return b"[" + b",".join(self._encoded[n:]) + b"]"
