"""How Meta behaves and what can go wrong on the way: each a switch."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

LARGEST_BODY = 3 * 1024 * 1024
"""Meta's limit on one webhook's body, in bytes."""


class _Deliveries(BaseModel):
    """Webhooks on their way to the receiver."""

    duplicate: int = Field(1, ge=1, le=100, description="Deliver each webhook this many times, all at once.")
    repeat_after_s: float = Field(
        0, ge=0, le=700_000, description="Deliver each webhook once more, this long after it was taken; 0: never."
    )
    hold_s: float = Field(0, ge=0, le=700_000, description="A customer's message waits this long before it is posted.")
    batch: int = Field(1, ge=1, le=1000, description="Collect this many updates, or half a second's, per webhook.")
    batch_shape: Literal["changes", "lists", "entries"] = Field(
        "changes", description="A batch is one entry with many changes, one change with long lists, or many entries."
    )
    rebatch: bool = Field(
        False, description="A retry carries the same ids in another body: other order, one update more."
    )
    pad_to_bytes: int = Field(0, ge=0, le=LARGEST_BODY, description="Fill every webhook up to this many bytes.")
    answer_within_s: float = Field(
        20, gt=0, le=60, description="Cut a delivery not answered within so many real seconds, and deliver it again."
    )
    escape_more: bool = Field(False, description="Escape `@`, `<` and `%` too, as older Meta texts describe.")
    no_signature: bool = Field(False, description="Deliver webhooks unsigned.")
    bad_signature: bool = Field(False, description="Deliver webhooks signed with another secret.")
    short_signature: bool = Field(False, description="Deliver webhooks with half of their signature.")
    old_signature: bool = Field(False, description="Add the old SHA-1 header `X-Hub-Signature`.")
    strange_parts: bool = Field(
        False, description="Every webhook also has keys, an element and a field that nobody documented."
    )
    strangers: bool = Field(
        False, description="Every webhook also has a message to another business account and number."
    )


class _Statuses(BaseModel):
    """What the business hears of its sends."""

    drop_statuses: bool = Field(False, description="Send no status webhooks.")
    skip_statuses: list[Literal["sent", "delivered", "read", "failed", "played"]] = Field(
        default_factory=list, description="Leave these statuses out: `delivered` gives a read that was never delivered."
    )
    reorder_statuses: bool = Field(False, description="Read before delivered before sent.")
    duplicate_statuses: int = Field(1, ge=1, le=10, description="Send each status this many times, as own webhooks.")
    status_before_answer: bool = Field(False, description="The first status arrives before the answer to the send.")
    foreign_statuses: bool = Field(False, description="Each status is followed by one for a message nobody sent.")
    fail_code: int = Field(0, ge=0, description="Take sends, report them sent, then failed with this code.")
    fail_contacts: dict[str, int] = Field(
        default_factory=dict,
        description="Take sends to these contacts, then report them failed: contact to code, as 131026 or 131049.",
    )


class _Answers(BaseModel):
    """How the Graph API answers."""

    lose_answer: bool | Literal["500", "drop"] = Field(
        False, description="Take the message, then answer 500 or, on true or drop, cut the connection."
    )
    lose_times: int = Field(0, ge=0, description="How many answers to lose before answering again; 0: all.")
    lose_request: bool = Field(False, description="Cut the connection without taking the message.")
    error_code: int = Field(0, ge=0, description="Refuse sends with this code; 0 takes them.")
    error_times: int = Field(0, ge=0, description="How many sends to refuse before taking them again; 0: all.")
    error_after: int = Field(0, ge=0, description="How many sends to take before the refusals begin.")
    retry_after_s: int = Field(0, ge=0, description="Retry-After header on refused sends.")
    delay_ms: int = Field(0, ge=0, le=120_000, description="Take and answer sends this much later.")
    late_answer_ms: int = Field(0, ge=0, le=120_000, description="Take sends at once, answer this much later.")
    expired_token: bool = Field(False, description="Refuse every call to the Graph API with 190.")


class _Rules(BaseModel):
    """Meta's rules, at rest as they are in life."""

    window: Literal["seen", "strict", "off"] = Field(
        "seen",
        description="Outside 24 hours since the customer wrote, only templates arrive, the rest fails with 131047. "
        "`seen`: for customers heard from; `strict`: for everybody; `off`: for nobody.",
    )
    pair_limit: bool = Field(True, description="One message per 6 s to one customer, 45 at once; else 131056.")
    throughput: int = Field(80, ge=0, le=1000, description="Messages per second, both ways; else 130429. 0: no limit.")
    messaging_limit: int = Field(
        0,
        ge=0,
        le=1_000_000,
        description="Customers whom templates may reach outside the window within 24 hours, from all numbers; a "
        "further one is refused with 131048, the nearest of Meta's codes. 0: no limit.",
    )
    spam_lock_s: int = Field(
        0, ge=0, le=604_800, description="Refuse sends with 131048 for so long; every try makes it start again."
    )
    restriction: Literal[
        "", "RESTRICTED_BIZ_INITIATED_MESSAGING", "RESTRICTED_CUSTOMER_INITIATED_MESSAGING", "DISABLED"
    ] = Field(
        "",
        description="Tell of it by account_update; refuse templates outside the window (368), everything (368), or "
        "everything because the account is disabled (131031).",
    )
    quality: Literal["GREEN", "YELLOW", "RED", "NA", "UNKNOWN"] = Field(
        "GREEN", description="The number's quality rating."
    )
    template_status: Literal["accepted", "held_for_quality_assessment", "paused"] = Field(
        "accepted", description="What the answer to a template says of it; a paused one is never delivered."
    )
    template_held_s: float = Field(
        0, ge=0, le=604_800, description="A template held for its quality goes out after so long; 0: never."
    )
    known_templates_only: bool = Field(False, description="Refuse templates not told to /sim/templates with 132001.")


class _Customers(BaseModel):
    """How customers are named in webhooks."""

    identity: Literal["known", "both", "user_id", "user_id_in_from"] = Field(
        "both",
        description="`known`: phone and user id as the customer has them; `both`: everybody has a user id; `user_id`: "
        "phones are hidden; `user_id_in_from`: hidden, with the user id in `from` and `wa_id`.",
    )
    usernames: bool = Field(False, description="Profiles carry a username.")
    media_urls: bool = Field(True, description="Media messages carry a url beside the id.")


class Faults(_Customers, _Rules, _Answers, _Statuses, _Deliveries):
    """Every switch with its resting value. A switch stays until it is set back."""

    model_config = ConfigDict(extra="forbid")
