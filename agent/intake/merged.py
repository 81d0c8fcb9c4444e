"""A burst as one message: its words are the question, and what came beside them keeps its kinds."""

from collections.abc import Sequence
from dataclasses import replace

from agent.channel.kinds import STARTS_A_TURN
from agent.intake.received import NEEDS_EYES, thing_in, things_in
from agent.journal.revising import joined_text
from agent.turn import Inbound


def merge(messages: Sequence[Inbound]) -> Inbound | None:
    """Texts line by line, the time of the last, the id of the first; None if none asks.

    The kind is that of what the answer is about: words, under a picture rather than alone; else the thing sent.
    """
    asking = [message for message in messages if message.kind in STARTS_A_TURN]
    if not asking:
        return None
    kind = _leading(asking).kind
    things = [thing for message in asking for thing in things_in(message) if thing != kind]
    return replace(
        asking[0],
        text=joined_text(asking),
        kind=kind,
        beside=tuple(dict.fromkeys(things)),
        choice=next((message.choice for message in asking if message.choice), ""),
        sent_at=max(message.sent_at for message in asking),
    )


def _leading(asking: Sequence[Inbound]) -> Inbound:
    """A thing whose name or lines become the text leads among things: they are not words under a picture."""
    worded = [message for message in asking if message.text.strip() and not thing_in(message)]
    things = [message for message in asking if thing_in(message)]
    by_eye = sorted(worded, key=lambda message: message.kind not in NEEDS_EYES)
    by_name = sorted(things, key=lambda message: thing_in(message) in NEEDS_EYES)
    return next(iter((*by_eye, *by_name, *asking)))
