"""What can go wrong on the way, each a switch."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Faults(BaseModel):
    """Every switch with its resting value. A switch stays until it is set back."""

    model_config = ConfigDict(extra="forbid")

    duplicate: int = Field(1, ge=1, le=100, description="Deliver each webhook this many times, all at once.")
    drop_statuses: bool = Field(False, description="Send no status webhooks.")
    reorder_statuses: bool = Field(False, description="Read before delivered before sent.")
    status_before_answer: bool = Field(False, description="The sent status arrives before the answer to the send.")
    lose_answer: bool | Literal["500", "drop"] = Field(
        False, description="Take the message, then answer 500 or, on true or drop, cut the connection."
    )
    error_code: int = Field(0, ge=0, description="Refuse sends with this code; 0 takes them.")
    error_times: int = Field(0, ge=0, description="How many sends to refuse before taking them again; 0: all.")
    retry_after_s: int = Field(0, ge=0, description="Retry-After header on refused sends.")
    fail_code: int = Field(0, ge=0, description="Take sends, then report them failed with this code.")
    delay_ms: int = Field(0, ge=0, le=120_000, description="Answer sends this much later.")
    no_signature: bool = Field(False, description="Deliver webhooks unsigned.")
    bad_signature: bool = Field(False, description="Deliver webhooks signed with another secret.")
    batch: int = Field(1, ge=1, le=1000, description="Collect this many updates, or half a second's, per webhook.")
