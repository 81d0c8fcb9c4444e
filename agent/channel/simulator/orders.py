"""What scripts may post to /sim, each body checked as a whole."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_YEAR_S = 366 * 86_400


class _Order(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Writing(_Order):
    """A customer writes `text`, or `payload`: a message with its type, as Meta's webhooks have it."""

    contact: str = Field("", description="Phone number, user id, or id of a sample customer.")
    text: str | None = Field(None, description="The words of a text message.")
    payload: dict[str, Any] | None = Field(None, description="Any other message: its type, and the part under it.")
    name: str | None = Field(None, description="Profile name of somebody who writes for the first time.")
    number: str = Field("", description="Id of the business number written to.")
    age_s: float = Field(0, ge=0, le=_YEAR_S, description="Written this long ago.")

    def message(self) -> Mapping[str, Any] | None:
        """None when there is nothing to say."""
        if self.payload is not None and isinstance(self.payload.get("type"), str):
            return self.payload
        return {"type": "text", "text": {"body": self.text}} if self.text else None


class Shaking(_Order):
    """Meta's handshake with the webhook."""

    kind: Literal["ok", "bad_token", "wrong_mode"] = Field("ok", description="Right, a wrong token, or another mode.")


class Turning(_Order):
    """The clock: compressed, or jumped."""

    speed: float | None = Field(None, gt=0, le=10_000_000, description="Seconds that pass here in one real second.")
    jump_s: float = Field(0, ge=-_YEAR_S, le=_YEAR_S, description="Stand this much later; negative: earlier.")


class Moving(_Order):
    """A customer changes, mid-conversation."""

    contact: str = Field(min_length=1, description="Who, by any name they go by.")
    phone: str = Field("", pattern=r"^(\+?[0-9]{4,20})?$", description="The new number; a new user id comes with it.")
    old_form: bool = Field(False, description="As older payloads say it: customer_changed_number, new_wa_id.")


class Preferring(_Order):
    """A customer's switch for marketing messages in WhatsApp itself."""

    contact: str = Field(min_length=1, description="Who, by any name they go by.")
    value: Literal["stop", "resume"] = Field("stop", description="Their choice.")


class Announcing(_Order):
    """News of any field of the business account."""

    field: str = Field(min_length=1, max_length=100, description="As Meta names it, such as account_alerts.")
    value: dict[str, Any] = Field(description="What stands under `value`.")
