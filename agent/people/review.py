"""What of a turn goes into the review queue."""

from hashlib import sha256
from typing import get_args

from agent.people.handoff import SEVERITY
from agent.ports import ReviewItem, ReviewReason
from agent.turn import Severity, Turn

_GRADES: tuple[Severity, ...] = get_args(Severity)


def item_of(turn: Turn) -> ReviewItem | None:
    """One item for a turn with a hand-off, with flags, or both, as grave as the gravest of them; else None.

    Who got an apology, or nothing after it, in a colleague's place waits there too.
    """
    flags = turn.compliance.flags if turn.compliance else ()
    if turn.handoff is None and not flags and not _unanswered(turn):
        return None
    return ReviewItem(
        id=review_id(turn.message.contact, turn.message.id),
        contact=turn.message.contact,
        message_id=turn.message.id,
        reason=_reason(turn),
        flags=flags,
        severity=_severity(turn),
        opened_at=turn.message.sent_at,
    )


def _unanswered(turn: Turn) -> bool:
    return turn.reply is not None and turn.reply.mode == "apology"


def _reason(turn: Turn) -> ReviewReason:
    if turn.handoff:
        return turn.handoff.reason
    return "failure" if _unanswered(turn) else "flagged"


def review_id(contact: str, message_id: str) -> str:
    """The same for the same message however often it runs; it gives no phone number away, as a message id would."""
    return f"r-{sha256(f'{contact}:{message_id}'.encode()).hexdigest()[:12]}"


def _severity(turn: Turn) -> Severity:
    grades: list[Severity] = ["low"]
    if _unanswered(turn):
        grades.append(SEVERITY["failure"])
    if turn.handoff:
        grades.append(SEVERITY[turn.handoff.reason])
    if turn.compliance:
        grades.extend(found.severity for found in turn.compliance.details)
    return max(grades, key=_GRADES.index)
