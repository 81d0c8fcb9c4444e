"""Meta's limits on what may be sent."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from agent.channel.simulator.graph.errors import GraphError
from agent.channel.simulator.graph.fields import Complaints, invalid, length, missing
from agent.channel.simulator.graph.interactive import check_interactive
from agent.channel.simulator.graph.reading import as_object, as_string, recipient_of, type_of

_MEDIA = ("image", "audio", "video", "document", "sticker")
_TEMPLATE_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2,3})?")


def check_send(body: object) -> GraphError | None:
    """The first of Meta's limits this body breaks."""
    if not isinstance(body, Mapping):
        return GraphError(code=100, details="The request body must be a JSON object.")
    return next(_complaints(body), None)


def _complaints(body: Mapping[str, Any]) -> Complaints:
    if body.get("messaging_product") != "whatsapp":
        yield GraphError(code=100, details="messaging_product must be whatsapp.")
    yield from _recipient(body)
    yield from length(body, "biz_opaque_callback_data", 512, required=False)
    yield from _context(body)
    check = _CHECKS.get(type_of(body))
    if check is None:
        yield GraphError(code=131009, details="type is not a message type.")
    elif not isinstance(body.get(type_of(body)), list if type_of(body) == "contacts" else Mapping):
        yield missing(type_of(body))
    else:
        yield from check(body[type_of(body)])


def _recipient(body: Mapping[str, Any]) -> Complaints:
    if not body.get("to") and not body.get("recipient"):
        yield missing("to")
    elif not recipient_of(body):
        yield invalid("to", "is neither a phone number nor a user id")
    if body.get("recipient_type", "individual") not in ("individual", "group"):
        yield invalid("recipient_type", "must be individual or group")


def _context(body: Mapping[str, Any]) -> Complaints:
    if "context" in body and not as_string(as_object(body["context"]).get("message_id")):
        yield missing("context.message_id")


def _text(node: Mapping[str, Any]) -> Complaints:
    yield from length(node, "body", 4096)
    if not isinstance(node.get("preview_url", False), bool):
        yield invalid("preview_url", "must be true or false")


def _media(node: Mapping[str, Any]) -> Complaints:
    if bool(node.get("id")) == bool(node.get("link")):
        yield missing("id or link, one of them,")
    yield from length(node, "caption", 1024, required=False)


def _location(node: Mapping[str, Any]) -> Complaints:
    for name, limit in (("latitude", 90.0), ("longitude", 180.0)):
        try:
            fits = -limit <= float(node.get(name, "")) <= limit
        except (TypeError, ValueError):
            fits = False
        if not fits:
            yield invalid(name, "is not a coordinate")


def _contacts(cards: Any) -> Complaints:
    if not isinstance(cards, list) or not 1 <= len(cards) <= 5:
        yield invalid("contacts", "must be 1 to 5 contacts")


def _reaction(node: Mapping[str, Any]) -> Complaints:
    yield from length(node, "message_id", 512)
    if not isinstance(node.get("emoji"), str):
        yield missing("emoji")


def _template(node: Mapping[str, Any]) -> Complaints:
    yield from length(node, "name", 512)
    if not _TEMPLATE_LANGUAGE.fullmatch(as_string(as_object(node.get("language")).get("code"))):
        yield invalid("template.language.code", "is not a language code")


_CHECKS: dict[str, Callable[[Any], Complaints]] = {
    "text": _text,
    "interactive": check_interactive,
    "location": _location,
    "contacts": _contacts,
    "reaction": _reaction,
    "template": _template,
    **dict.fromkeys(_MEDIA, _media),
}
