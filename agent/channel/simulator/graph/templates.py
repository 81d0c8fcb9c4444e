"""Message templates: what Meta last said about each, and what that means for a send."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.channel.simulator.graph.errors import GraphError, refusal
from agent.channel.simulator.graph.reading import as_object, as_string

Event = Literal[
    "APPROVED", "PAUSED", "DISABLED", "REJECTED", "PENDING", "FLAGGED", "REINSTATED", "ARCHIVED", "UNARCHIVED",
    "DELETED", "PENDING_DELETION", "IN_APPEAL", "LIMIT_EXCEEDED", "LOCKED",
]  # fmt: skip
_USABLE = ("APPROVED", "FLAGGED", "REINSTATED", "UNARCHIVED")
_CODES: Mapping[str, int] = {"PAUSED": 132015, "DISABLED": 132016}
_NOT_APPROVED = 132001
_WRONG_COUNT = 132000


class Template(BaseModel):
    """News about one template. `parameters`: how many its body takes, where that is to be checked."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=512)
    language: str = "en"
    event: Event = "APPROVED"
    category: Literal["MARKETING", "UTILITY", "AUTHENTICATION"] = "UTILITY"
    reason: str | None = None
    title: str = Field("", description="FIRST_PAUSE, SECOND_PAUSE, RATE_LIMITING_PAUSE, UNPAUSE or DISABLED.")
    parameters: int | None = Field(None, ge=0, le=100)

    def news(self) -> dict[str, Any]:
        """The value of `message_template_status_update`."""
        number = int.from_bytes(f"{self.name}.{self.language}".encode()[-6:], "big") + 10**15
        info = {"other_info": {"title": self.title, "description": "Told by the simulator."}} if self.title else {}
        return {
            "event": self.event,
            "message_template_id": number,
            "message_template_name": self.name,
            "message_template_language": self.language,
            "reason": self.reason,
            "message_template_category": self.category,
            **info,
        }


class Templates:
    """All that were told of. Others are taken as approved unless only known ones are."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Template] = {}

    def tell(self, template: Template) -> None:
        """The latest news counts."""
        self._known[template.name, template.language] = template

    def all(self) -> list[Template]:
        """In the order they were first told of."""
        return list(self._known.values())

    def of(self, body: Mapping[str, Any]) -> Template | None:
        """The template this send names."""
        node = as_object(body.get("template"))
        name, language = as_string(node.get("name")), as_string(as_object(node.get("language")).get("code"))
        return self._known.get((name, language))

    def refusal(self, body: Mapping[str, Any], *, known_only: bool) -> GraphError | None:
        """Why this template send is not taken."""
        template = self.of(body)
        if template is None:
            return refusal(_NOT_APPROVED, "No such template in this language.") if known_only else None
        if template.event not in _USABLE:
            return refusal(_CODES.get(template.event, _NOT_APPROVED), f"The template is {template.event}.")
        given = _body_parameters(body)
        if template.parameters not in (None, given):
            return refusal(_WRONG_COUNT, f"body: {given} parameters given, {template.parameters} expected.")
        return None


def _body_parameters(body: Mapping[str, Any]) -> int:
    components = as_object(body.get("template")).get("components") or ()
    bodies = [component for component in components if as_object(component).get("type") == "body"]
    return sum(len(component.get("parameters") or ()) for component in bodies)
