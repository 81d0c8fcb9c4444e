"""A send that a person must look at: an item of the review queue that names it, made once."""

from datetime import datetime
from hashlib import sha256

from agent.ports import Outgoing, Ports, ReviewItem
from agent.turn import Severity

SEND = "send:"
"""What the flag that names the send begins with."""
UNKNOWN = "delivery:unknown"
"""Flag of a send of which nobody knows whether it arrived: a person says `arrived`, or sends it again."""


async def to_a_person(send: Outgoing, why: str, ports: Ports, now: datetime, *, severity: Severity = "medium") -> None:
    """Open the item, and leave the send to whoever takes it."""
    flag = f"delivery:{why}"
    key = sha256(f"{send.on_the_wire}:{flag}".encode()).hexdigest()[:12]
    item = ReviewItem(
        id=f"r-{key}",
        contact=send.contact,
        message_id=send.message_id,
        reason="delivery",
        flags=(flag, f"{SEND}{send.id}"),
        severity=severity,
        opened_at=now,
    )
    await ports.journal.open_review(item)
    await ports.journal.leave_send(send.id)


def send_id_of(item: ReviewItem) -> str:
    """The send an item is about; empty for any other item."""
    return next((flag.removeprefix(SEND) for flag in item.flags if flag.startswith(SEND)), "")
