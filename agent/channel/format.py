"""A reply → the body of a Cloud API message, within Meta's limits."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.channel.whatsapp_text import clean, shorten, whatsapp_text
from agent.turn import Button, Reply

TEXT_LIMIT = 4096
INTERACTIVE_LIMIT = 1024
BUTTONS_LIMIT = 3
BUTTON_TITLE_LIMIT = 20
BUTTON_ID_LIMIT = 256


def body_for(reply: Reply, *, reply_to: str = "") -> dict[str, Any]:
    """The body without recipient and without our uuid; `reply_to` is the id of the message to quote.

    Buttons that break a limit are listed in the text instead. Raises ValueError for a reply without words.
    """
    text = whatsapp_text(reply.text)
    if not text:
        raise ValueError(f"reply of kind {reply.kind} has no text: nothing can be sent; check the step that wrote it")
    buttons = [Button(id=button.id, title=_title(button)) for button in reply.buttons]
    content = _interactive(text, buttons) if _fit(text, buttons) else _text(text, buttons)
    context = {"context": {"message_id": reply_to}} if reply_to else {}
    return {"messaging_product": "whatsapp", "recipient_type": "individual", **context, **content}


def _title(button: Button) -> str:
    return " ".join(clean(button.title).split())


def _fit(text: str, buttons: Sequence[Button]) -> bool:
    """Titles and ids must differ from each other as well."""
    if not 1 <= len(buttons) <= BUTTONS_LIMIT or len(text) > INTERACTIVE_LIMIT:
        return False
    distinct = {button.title for button in buttons}, {button.id for button in buttons}
    return all(map(_button_fits, buttons)) and all(len(found) == len(buttons) for found in distinct)


def _button_fits(button: Button) -> bool:
    return 1 <= len(button.title) <= BUTTON_TITLE_LIMIT and 1 <= len(button.id) <= BUTTON_ID_LIMIT


def _interactive(text: str, buttons: Sequence[Button]) -> Mapping[str, Any]:
    replies = [{"type": "reply", "reply": {"id": button.id, "title": button.title}} for button in buttons]
    content = {"type": "button", "body": {"text": text}, "action": {"buttons": replies}}
    return {"type": "interactive", "interactive": content}


def _text(text: str, buttons: Sequence[Button]) -> Mapping[str, Any]:
    options = shorten("\n".join(f"• {button.title}" for button in buttons if button.title), TEXT_LIMIT // 2)
    room = TEXT_LIMIT - len(options) - 2 if options else TEXT_LIMIT
    whole = "\n\n".join(part for part in (shorten(text, room), options) if part)
    return {"type": "text", "text": {"preview_url": False, "body": whole}}
