"""The template that may go out once the 24 hours are over."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from agent.turn import Reply

Parameter = Literal["name", "reply"]
_MOST_CHARS = 900
"""A template's text and parameters share 1,024 characters."""


def late_body(
    reply: Reply, name: str, template: str, languages: Mapping[str, str], parameters: Sequence[Parameter]
) -> Mapping[str, Any]:
    """The Cloud API body; empty where the template has no such language, or the reply does not fit into it whole."""
    code = languages.get(reply.language, languages.get("en", ""))
    values = {"name": _one_line(name) or "-", "reply": _one_line(reply.text)}
    told = [values[parameter] for parameter in parameters]
    if (
        not template
        or not code
        or reply.kind in ("opt_out", "opt_in", "consent_doubt")
        or sum(map(len, told)) > _MOST_CHARS
    ):
        return {}
    components = [{"type": "body", "parameters": [{"type": "text", "text": text} for text in told]}] if told else []
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "type": "template",
        "template": {"name": template, "language": {"code": code}, "components": components},
    }


def _one_line(text: str) -> str:
    """Templates refuse parameters with line breaks or many blanks."""
    return " ".join(text.split())
