"""A colleague takes a conversation over: the bot is silent in it until somebody releases it."""

from datetime import UTC, datetime

from agent.colleagues.refused import RefusedError
from agent.ports import Journal, Pause

TAKEN = "takeover:"
"""What the message id of such a pause begins with: no message of the customer made it."""


async def take_over(contact: str, by: str, journal: Journal) -> bool:
    """False where the bot was silent for a person already; that pause stays as it is. RefusedError: no such contact."""
    if await journal.address(contact) is None:
        raise RefusedError("no_contact", "no such contact")
    at = datetime.now(UTC)
    pause = Pause(contact=contact, message_id=f"{TAKEN}{at.isoformat()}", reason="taken_over", at=at)
    taken = await journal.pause(pause)
    if taken:
        await journal.audit(by, "contact.take_over", contact, {})
    return taken
