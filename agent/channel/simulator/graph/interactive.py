"""Meta's limits on buttons, lists, links, flows and products."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from agent.channel.simulator.graph.fields import Complaints, invalid, length, missing
from agent.channel.simulator.graph.reading import as_object, as_string


def check_interactive(node: Mapping[str, Any]) -> Complaints:
    """What is wrong with the part under `interactive`."""
    kind = as_string(node.get("type"))
    body, footer, header = (as_object(node.get(part)) for part in ("body", "footer", "header"))
    if not kind:
        yield missing("interactive.type")
    elif kind not in _ACTIONS and kind not in _UNLIMITED:
        yield invalid("interactive.type", "is not a kind of interactive message")
    yield from length(body, "text", 1024, required=kind not in _WITHOUT_BODY)
    yield from length(footer, "text", 60, required=False)
    yield from length(header, "text", 60, required=False)
    yield from _ACTIONS.get(kind, _anything)(as_object(node.get("action")))


def _anything(action: Mapping[str, Any]) -> Complaints:
    yield from ()


def _buttons(action: Mapping[str, Any]) -> Complaints:
    buttons = action.get("buttons")
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= 3:
        yield invalid("buttons", "must be 1 to 3")
        return
    if any(as_object(button).get("type", "reply") != "reply" for button in buttons):
        yield invalid("buttons", "must be of type reply")
    replies = [as_object(as_object(button).get("reply")) for button in buttons]
    for reply in replies:
        yield from length(reply, "title", 20)
        yield from length(reply, "id", 256)
    yield from _differ(replies, "title", "buttons")
    yield from _differ(replies, "id", "buttons")


def _differ(nodes: Sequence[Mapping[str, Any]], key: str, name: str) -> Complaints:
    if len({as_string(node.get(key)) for node in nodes}) < len(nodes):
        yield invalid(name, f"must differ in {key}")


def _sections(action: Mapping[str, Any], of: str, limit: int) -> tuple[list[Any], list[Any]]:
    """The sections, and what is in them."""
    found = action.get("sections")
    sections = [as_object(section) for section in found] if isinstance(found, list) else []
    return sections, [as_object(each) for section in sections for each in section.get(of) or ()][: limit + 1]


def _list(action: Mapping[str, Any]) -> Complaints:
    yield from length(action, "button", 20)
    sections, rows = _sections(action, "rows", 10)
    yield from _counts(sections, rows, 10, "rows")
    for row in rows:
        yield from length(row, "id", 200)
        yield from length(row, "title", 24)
        yield from length(row, "description", 72, required=False)


def _products(action: Mapping[str, Any]) -> Complaints:
    yield from length(action, "catalog_id", 200)
    sections, items = _sections(action, "product_items", 30)
    yield from _counts(sections, items, 30, "product_items")
    for item in items:
        yield from length(item, "product_retailer_id", 200)


def _counts(sections: Sequence[Any], elements: Sequence[Any], limit: int, name: str) -> Complaints:
    if not 1 <= len(sections) <= 10:
        yield invalid("sections", "must be 1 to 10")
    if not 1 <= len(elements) <= limit:
        yield invalid(name, f"must be 1 to {limit} over all sections")
    for section in sections:
        yield from length(section, "title", 24, required=len(sections) > 1)


def _flow(action: Mapping[str, Any]) -> Complaints:
    parameters = as_object(action.get("parameters"))
    yield from length(parameters, "flow_cta", 30)
    if parameters.get("flow_message_version") != "3":
        yield invalid("flow_message_version", "must be 3")
    if bool(parameters.get("flow_id")) == bool(parameters.get("flow_name")):
        yield missing("flow_id or flow_name, one of them,")


def _link_button(action: Mapping[str, Any]) -> Complaints:
    parameters = as_object(action.get("parameters"))
    yield from length(parameters, "display_text", 20)
    yield from length(parameters, "url", 2000)


_ACTIONS: dict[str, Callable[[Mapping[str, Any]], Complaints]] = {
    "button": _buttons,
    "list": _list,
    "cta_url": _link_button,
    "flow": _flow,
    "product_list": _products,
}
_UNLIMITED = (
    "product", "catalog_message", "location_request_message", "address_message", "request_contact_info",
    "call_permission_request", "voice_call", "order_details", "order_status", "carousel",
)  # fmt: skip
_WITHOUT_BODY = ("product", "catalog_message")
