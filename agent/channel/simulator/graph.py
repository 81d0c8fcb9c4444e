"""The Graph API's side of a send: Meta's limits, Meta's answers, Meta's errors."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent.channel.sender import as_phone, as_user_id

_STATUS: Mapping[int, int] = {
    0: 401, 2: 503, 3: 500, 4: 429, 10: 403, 190: 401, 368: 403, 80007: 429, 130429: 429, 130497: 403, 131000: 500,
    131005: 403, 131016: 500, 131031: 403, 131045: 500, 131048: 429, 131056: 429, 131057: 500, 131064: 429,
    132001: 404, 133004: 503, 133016: 429,
}  # fmt: skip
_TITLES: Mapping[int, str] = {
    100: "Invalid parameter",
    190: "Authentication Error",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131008: "Required parameter is missing",
    131009: "Parameter value is not valid",
    131016: "Service unavailable",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131051: "Unsupported message type",
    131056: "Pair rate limit hit",
}
_MEDIA = ("image", "audio", "video", "document", "sticker")
_TEMPLATE_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,3})?")


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
            "type": "OAuthException",
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


def recipient_of(body: Mapping[str, Any]) -> str:
    """Digits of `to`, else the user id in `recipient`; empty when neither can be read."""
    return as_phone(body.get("to")) or as_user_id(body.get("recipient")) or as_user_id(body.get("to"))


def type_of(body: Mapping[str, Any]) -> str:
    """Text unless it says otherwise."""
    found = body.get("type", "text")
    return found if isinstance(found, str) else ""


def accepted(body: Mapping[str, Any], wamid: str) -> dict[str, Any]:
    """The answer to a send that was taken: accepted, not yet sent."""
    who = recipient_of(body)
    contact = {"input": str(body.get("to")), "wa_id": who} if as_phone(who) else {"input": who, "user_id": who}
    message = {"id": wamid, "message_status": "accepted"}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [message]}


def text_of(body: Mapping[str, Any]) -> str:
    """The words a person would see: text, interactive body, caption or template name."""
    kind = type_of(body)
    node = _object(body.get(kind))
    if kind == "interactive":
        return _string(_object(node.get("body")).get("text"))
    return next((text for key in ("body", "caption", "name", "emoji") if (text := _string(node.get(key)))), "")


def check_send(body: object) -> GraphError | None:
    """The first of Meta's limits this body breaks."""
    if not isinstance(body, Mapping):
        return GraphError(code=100, details="The request body must be a JSON object.")
    return next(_complaints(body), None)


def _complaints(body: Mapping[str, Any]) -> Iterator[GraphError]:
    if body.get("messaging_product") != "whatsapp":
        yield GraphError(code=100, details="messaging_product must be whatsapp.")
    yield from _recipient(body)
    yield from _length(body, "biz_opaque_callback_data", 512, required=False)
    yield from _context(body)
    check = _CHECKS.get(type_of(body))
    if check is None:
        yield GraphError(code=131009, details="type is not a message type.")
    elif not isinstance(body.get(type_of(body)), Mapping | list):
        yield _missing(type_of(body))
    else:
        yield from check(body[type_of(body)])


def _recipient(body: Mapping[str, Any]) -> Iterator[GraphError]:
    if not body.get("to") and not body.get("recipient"):
        yield _missing("to")
    elif not recipient_of(body):
        yield _invalid("to", "is neither a phone number nor a user id")
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        yield _invalid("recipient_type", "must be individual or group")


def _context(body: Mapping[str, Any]) -> Iterator[GraphError]:
    if "context" in body and not _string(_object(body["context"]).get("message_id")):
        yield _missing("context.message_id")


def _text(node: Mapping[str, Any]) -> Iterator[GraphError]:
    yield from _length(node, "body", 4096)
    if not isinstance(node.get("preview_url", False), bool):
        yield _invalid("preview_url", "must be true or false")


def _media(node: Mapping[str, Any]) -> Iterator[GraphError]:
    if bool(node.get("id")) == bool(node.get("link")):
        yield _missing("id or link, one of them,")
    yield from _length(node, "caption", 1024, required=False)


def _location(node: Mapping[str, Any]) -> Iterator[GraphError]:
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        try:
            fits = -limit <= float(node.get(name, "")) <= limit
        except (TypeError, ValueError):
            fits = False
        if not fits:
            yield _invalid(name, "is not a coordinate")


def _contacts(cards: Any) -> Iterator[GraphError]:
    if not isinstance(cards, list) or not 1 <= len(cards) <= 5:
        yield _invalid("contacts", "must be 1 to 5 contacts")


def _reaction(node: Mapping[str, Any]) -> Iterator[GraphError]:
    yield from _length(node, "message_id", 512)
    if not isinstance(node.get("emoji"), str):
        yield _missing("emoji")


def _template(node: Mapping[str, Any]) -> Iterator[GraphError]:
    yield from _length(node, "name", 512)
    if not _TEMPLATE_LANGUAGE.fullmatch(_string(_object(node.get("language")).get("code"))):
        yield _invalid("template.language.code", "is not a language code")


def _interactive(node: Mapping[str, Any]) -> Iterator[GraphError]:
    kind = _string(node.get("type"))
    body, footer, header = (_object(node.get(part)) for part in ("body", "footer", "header"))
    if kind not in ("product", "catalog_message"):
        yield from _length(body, "text", 1024)
    yield from _length(footer, "text", 60, required=False)
    yield from _length(header, "text", 60, required=False)
    check = _ACTIONS.get(kind)
    if not kind:
        yield _missing("interactive.type")
    elif check:
        yield from check(_object(node.get("action")))


def _buttons(action: Mapping[str, Any]) -> Iterator[GraphError]:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        yield _invalid("buttons", "must be 1 to 3")
        return
    replies = [_object(_object(button).get("reply")) for button in buttons]
    for reply in replies:
        yield from _length(reply, "title", 20)
        yield from _length(reply, "id", 256)
    for key in ("title", "id"):
        if len({_string(reply.get(key)) for reply in replies}) < len(replies):
            yield _invalid("buttons", f"must differ in {key}")


def _list(action: Mapping[str, Any]) -> Iterator[GraphError]:
    yield from _length(action, "button", 20)
    found = action.get("sections")
    sections = [_object(section) for section in found] if isinstance(found, list) else []
    if not 1 <= len(sections) <= 10:
        yield _invalid("sections", "must be 1 to 10")
    rows = [_object(row) for section in sections for row in section.get("rows") or ()]
    if not 1 <= len(rows) <= 10:
        yield _invalid("rows", "must be 1 to 10 over all sections")
    for section in sections:
        yield from _length(section, "title", 24, required=len(sections) > 1)
    for row in rows:
        yield from _length(row, "id", 200)
        yield from _length(row, "title", 24)
        yield from _length(row, "description", 72, required=False)


def _link_button(action: Mapping[str, Any]) -> Iterator[GraphError]:
    parameters = _object(action.get("parameters"))
    yield from _length(parameters, "display_text", 20)
    yield from _length(parameters, "url", 2000)


def _length(node: Mapping[str, Any], key: str, limit: int, *, required: bool = True) -> Iterator[GraphError]:
    text = node.get(key)
    if text is None or text == "":
        if required:
            yield _missing(key)
    elif not isinstance(text, str) or len(text) > limit:
        yield _invalid(key, f"must be text of at most {limit} characters")


def _missing(name: str) -> GraphError:
    return GraphError(code=131008, details=f"Parameter {name} is required.")


def _invalid(name: str, what: str) -> GraphError:
    return GraphError(code=131009, details=f"Parameter {name} {what}.")


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


_ACTIONS: dict[str, Callable[[Mapping[str, Any]], Iterator[GraphError]]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link_button,
}
_CHECKS: dict[str, Callable[[Any], Iterator[GraphError]]] = {
    "text": _text,
    "interactive": _interactive,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "template": _template,
    **dict.fromkeys(_MEDIA, _media),
}
