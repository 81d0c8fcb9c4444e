"""Refusals as the Graph API words them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_STATUS: Mapping[int, int] = {
    0: 401, 2: 503, 3: 500, 4: 429, 10: 403, 190: 401, 368: 403, 80007: 429, 130429: 429, 130497: 403, 131000: 500,
    131005: 403, 131016: 500, 131031: 403, 131045: 500, 131048: 429, 131056: 429, 131057: 500, 131064: 429,
    132001: 404, 133004: 503, 133016: 429,
}  # fmt: skip
_TITLES: Mapping[int, str] = {
    100: "Invalid parameter",
    190: "Authentication Error",
    368: "Temporarily blocked for policies violations",
    2500: "Unknown path components",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131021: "Recipient cannot be sender",
    131026: "Message undeliverable",
    131031: "Account has been locked",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "User has stopped receipt of marketing messages from this business",
    131051: "Unsupported message type",
    131053: "Media upload error",
    131056: "Pair rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132015: "Template is paused",
    132016: "Template is disabled",
}


_NO_OBJECT = 33


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphError:
    """A refusal: HTTP status and the `error` object's fields."""

    code: int
    details: str
    subcode: int | None = None
    http: int = 400

    def body(self, trace: str) -> dict[str, Any]:
        """The JSON answer."""
        error: dict[str, Any] = {
            "message": f"(#{self.code}) {title_of(self.code)}",
            "type": "GraphMethodException" if self.subcode == _NO_OBJECT else "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": trace,
        }
        return {"error": error if self.subcode is None else error | {"error_subcode": self.subcode}}


def refusal(code: int, details: str = "Switched on in the simulator.") -> GraphError:
    """This code with the HTTP status Meta usually gives it."""
    http = 403 if 200 <= code <= 299 else _STATUS.get(code, 400)
    return GraphError(code=code, details=details, http=http, subcode=463 if code == 190 else None)


def title_of(code: int) -> str:
    """The error's title, as errors and failed statuses carry it."""
    return _TITLES.get(code, "Message failed")


def no_such_object() -> GraphError:
    """The answer to any id it does not know."""
    return GraphError(code=100, subcode=_NO_OBJECT, details="No object with this id, or no permission to see it.")


def no_such_path(path: str) -> GraphError:
    """The answer to any path it does not know."""
    return GraphError(code=2500, details=f"Unknown path components: /{path}")
