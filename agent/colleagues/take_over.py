"""A colleague takes a conversation over: the bot is silent in it, and colleagues see who has it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent.channel.takeover import SILENT_FOR
from agent.colleagues.refused import RefusedError
from agent.ports import Journal, Pause

TAKEN = "takeover:"
"""What the message id of such a pause begins with: no message of the customer made it."""
HELD_FOR = timedelta(hours=2)
"""How long a conversation is somebody's after the last thing they did in it; then it is free for who takes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who has a conversation now, and since when. `taken`: whether that is new."""

    holder: str
    since: datetime
    taken: bool


async def take_over(contact: str, by: str, journal: Journal, *, instead_of: str = "") -> Holding:
    """The conversation is `by`'s. RefusedError: no such contact, or a colleague has it who is not `instead_of`.

    A pause that this makes ends by itself when neither the colleague nor the customer writes for 24 hours; while the
    customer waits for an answer it does not end.
    """
    if await journal.address(contact) is None:
        raise RefusedError("no_contact", "no such contact")
    before, at = await journal.pause_of(contact), datetime.now(UTC)
    wanted = Pause(
        contact=contact,
        message_id=f"{TAKEN}{at.isoformat()}",
        reason="taken_over",
        at=at,
        until=at + SILENT_FOR,
        holder=by,
        held_since=at,
        held_at=at,
    )
    held = await journal.hold(wanted, instead_of=instead_of, free_before=at - HELD_FOR)
    if held.holder != by:
        raise RefusedError("held", _words(held))
    had = before.holder if before else ""
    if had != by:
        await journal.audit(by, "contact.take_over", contact, {"instead_of": had} if had else {})
    return Holding(holder=by, since=held.held_since or at, taken=had != by)


def _words(held: Pause) -> str:
    who = name_of(held.holder)
    since = f" since {held.held_since:%H:%M} UTC on {held.held_since:%d %b}" if held.held_since else ""
    return f"{who} has had this conversation{since}; nothing was sent. Take it over from {who} first, or leave it"


def name_of(actor: str) -> str:
    """A colleague as others call them."""
    return actor.removeprefix("workbench:")
