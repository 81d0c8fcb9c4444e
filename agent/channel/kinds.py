"""What kind of message this is, and the words in it a person would read."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from agent.ports import Revision

Message = Mapping[str, Any]

STARTS_A_TURN: frozenset[str] = frozenset(
    {
        "text",
        "image",
        "video",
        "audio",
        "voice",
        "document",
        "location",
        "contacts",
        "order",
        "button",
        "button_reply",
        "list_reply",
        "nfm_reply",
        "lost",
        "unsupported",
    }
)
"""Kinds a customer expects an answer to: words, choices, and things sent on purpose.

Stored and counted but silent: `reaction` and `sticker` (a nod, not a question), `system`, `edit`, `revoke` (news about
an earlier message or the number), `call` (it opens the 24 hours, a person takes it), `call_permission_reply`,
`request_welcome`, `group` (said to a group, not to us), `gesture` (an `unsupported` message that says it was a pin, a
vote or an edit) and kinds nobody knows yet. `lost` is what was sent on purpose and WhatsApp could not pass on;
`unsupported` all else it could not: the first words of somebody who comes from an advertisement are among it.
"""
_NOT_DOWNLOADED = 131052
"""Error code of a message whose media WhatsApp could not fetch."""
_SENT_ON_PURPOSE = frozenset(
    {
        *("image", "video", "audio", "document", "location", "contacts", "media_placeholder", "gif"),
        *("product", "order", "interactive", "list", "button"),
    }
)
"""What an `unsupported` message may say it was, where it can be sent again."""
_GESTURES = frozenset({"reaction", "pin", "keep_in_chat", "poll_update", "edit"})
"""What an `unsupported` message may say it was, where it was done to an earlier message."""

KINDS: frozenset[str] = STARTS_A_TURN | {
    *("reaction", "sticker", "system", "edit", "revoke", "call_permission_reply", "request_welcome", "group"),
    *("gesture", "call"),
}
"""Kinds that we know; Meta adds new ones without asking."""

LONGEST_READ = 6000
"""Characters of a message that are read: more than anybody types, and WhatsApp lets people paste ten times as much."""
_READ_FROM_END = 2000
_LEFT_OUT = "\n…\n"

_INTERACTIVE = ("button_reply", "list_reply", "nfm_reply", "call_permission_reply")


def kind_of(message: Message) -> str:
    """Meta's own word for it, but `voice` for a voice note, the subtype for interactive, `group` for group chats,
    `lost` for what did not come through, and `gesture` for what nobody wants answered."""
    if message.get("group_id"):
        return "group"
    if _is_lost(message):
        return "lost"
    kind = _string(message.get("type")) or "unknown"
    if kind == "audio":
        return "voice" if node_of(message).get("voice") is True else "audio"
    if kind == "interactive":
        return _interactive_kind(node_of(message))
    return "gesture" if kind == "unsupported" and _was(message) in _GESTURES else kind


def _is_lost(message: Message) -> bool:
    errors = message.get("errors")
    codes = [_object(error).get("code") for error in errors] if isinstance(errors, list) else []
    return _NOT_DOWNLOADED in codes or _was(message) in _SENT_ON_PURPOSE


def _was(message: Message) -> str:
    """What an `unsupported` message says it was."""
    return _string(node_of(message).get("type")) if message.get("type") == "unsupported" else ""


def _interactive_kind(node: Message) -> str:
    """Without a readable node the customer's app could do something that this API cannot carry."""
    named = _string(node.get("type"))
    if named:
        return named
    return next((kind for kind in _INTERACTIVE if kind in node), "unsupported")


def node_of(message: Message) -> Message:
    """The part of the message under its type's own key; empty when there is none."""
    return _object(message.get(_string(message.get("type"))))


def readable_text(message: Message) -> str:
    """Body, caption, title of the choice, names, order lines; empty for what has no words."""
    read = _READERS.get(_string(message.get("type")), _any_words)
    return read(message).strip()


def part_read(text: str) -> str:
    """What a turn reads of a text: its beginning and its end, where the question mostly stands.

    A turn looks at every word in many ways, and no other turn is read meanwhile.
    """
    if len(text) <= LONGEST_READ:
        return text
    beginning = text[: LONGEST_READ - _READ_FROM_END - len(_LEFT_OUT)]
    return f"{beginning}{_LEFT_OUT}{text[-_READ_FROM_END:]}"


def _body(message: Message) -> str:
    return _string(node_of(message).get("body"))


def _caption(message: Message) -> str:
    return _string(node_of(message).get("caption"))


def _nothing(message: Message) -> str:
    return ""


def _place(message: Message) -> str:
    node = node_of(message)
    parts = (_string(node.get("name")), _string(node.get("address")))
    return ", ".join(part for part in parts if part)


def _names(message: Message) -> str:
    cards = message.get("contacts")
    found = [_card_name(_object(card)) for card in cards] if isinstance(cards, list) else []
    return ", ".join(name for name in found if name)


def _card_name(card: Message) -> str:
    name = _object(card.get("name"))
    whole = " ".join(part for key in ("first_name", "last_name") if (part := _string(name.get(key))))
    return _string(name.get("formatted_name")) or whole


def _choice(message: Message) -> str:
    node = node_of(message)
    kind = _interactive_kind(node)
    picked = _object(node.get(kind))
    if kind == "nfm_reply":
        return _answers(picked)
    return _string(picked.get("title"))


def choice_of(message: Message) -> str:
    """The id we gave the tapped button, list row or template quick reply; empty for anything else."""
    node = node_of(message)
    if _string(message.get("type")) == "button":
        return _string(node.get("payload"))
    return _string(_object(node.get(_interactive_kind(node))).get("id"))


def _answers(reply: Message) -> str:
    """A form's answers as `field: value` lines; `response_json` is a string that may hold anything."""
    try:
        answers = json.loads(_string(reply.get("response_json")))
    except (ValueError, RecursionError):
        answers = None
    lines = list(_leaves(answers, 4)) if isinstance(answers, dict) else []
    return "\n".join(lines) or _string(reply.get("body"))


def _leaves(answers: Message, depth: int) -> Iterator[str]:
    for key, value in answers.items():
        if isinstance(value, dict) and depth:
            yield from _leaves(value, depth - 1)
        elif isinstance(value, str | int | float) and key != "flow_token":
            yield f"{key}: {value}"


def _button(message: Message) -> str:
    node = node_of(message)
    return _string(node.get("text")) or _string(node.get("payload"))


def _emoji(message: Message) -> str:
    return _string(node_of(message).get("emoji"))


def _order(message: Message) -> str:
    node = node_of(message)
    items = node.get("product_items")
    lines = [_order_line(_object(item)) for item in items] if isinstance(items, list) else []
    return "\n".join(line for line in (_string(node.get("text")), *lines) if line)


def _order_line(item: Message) -> str:
    product = _string(item.get("product_retailer_id"))
    price = f" ({_string(item.get('currency'))} {_string(item.get('item_price'))})" if item.get("item_price") else ""
    return f"{_string(item.get('quantity')) or 1} × {product}{price}" if product else ""


def _edited(message: Message) -> str:
    """The new words. An edit inside an edit is not a thing, so one level is enough."""
    inner = _object(node_of(message).get("message"))
    return "" if inner.get("type") == "edit" else readable_text(inner)


def revision_of(message: Message) -> Revision | None:
    """Which earlier message this one changes or deletes; None for any other, and where it names none."""
    kind = _string(message.get("type"))
    of = _string(node_of(message).get("original_message_id")) if kind in ("edit", "revoke") else ""
    if not of:
        return None
    return (
        Revision(of=of, deleted=True) if kind == "revoke" else Revision(of=of, text=part_read(_edited(message).strip()))
    )


def _any_words(message: Message) -> str:
    """For kinds not known yet: the first field that usually carries words."""
    node = node_of(message)
    return next((text for key in ("body", "caption", "text", "title", "name") if (text := _string(node.get(key)))), "")


def _string(value: object) -> str:
    """Text as it is, numbers written out (ids sometimes come as numbers), anything else empty."""
    if isinstance(value, str):
        return value
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _object(value: object) -> Message:
    return value if isinstance(value, Mapping) else {}


_READERS: dict[str, Callable[[Message], str]] = {
    "text": _body,
    "image": _caption,
    "video": _caption,
    "document": _caption,
    "audio": _nothing,
    "sticker": _nothing,
    "location": _place,
    "contacts": _names,
    "interactive": _choice,
    "button": _button,
    "reaction": _emoji,
    "order": _order,
    "system": _body,
    "unsupported": _nothing,
    "edit": _edited,
    "revoke": _nothing,
    "request_welcome": _nothing,
}
