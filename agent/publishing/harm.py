"""What counts as harm done to a contact, read off a finished turn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.turn import Turn
from agent.turn_log import failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """One figure. `title` says it of contacts: "3 of 40 contacts …".

    A `reaction` is what the customer says of answers before: the first message of a contact in a canary cannot be one.
    """

    name: str
    title: str
    seen_in: Callable[[Turn], bool]
    reaction: bool = False


def _handed_over(turn: Turn) -> bool:
    return turn.reply is not None and turn.reply.handoff is not None


def _replaced(turn: Turn) -> bool:
    return turn.verdict is not None and turn.verdict.action in ("fallback", "handoff")


def _flagged(turn: Turn) -> bool:
    """For what we were about to say, not for what the customer said."""
    return turn.compliance is not None and any(flag.of == "reply" for flag in turn.compliance.details)


def _unhappy(turn: Turn) -> bool:
    return turn.parsed is not None and (turn.parsed.sentiment == "negative" or turn.parsed.intent == "complaint")


def _opted_out(turn: Turn) -> bool:
    return turn.consent is not None and turn.consent.changed and turn.consent.status == "opted_out"


def _not_sent(turn: Turn) -> bool:
    return turn.delivery is not None and turn.delivery.state == "failed"


def _failed(turn: Turn) -> bool:
    return any(failed(run) for run in turn.trace)


HARMS: Mapping[str, Harm] = {
    harm.name: harm
    for harm in (
        Harm(name="handoffs", title="handed to a person", seen_in=_handed_over),
        Harm(name="fallbacks", title="given a safe answer in place of ours", seen_in=_replaced),
        Harm(name="flags", title="about to be told what compliance flagged", seen_in=_flagged),
        Harm(name="unhappy", title="unhappy or complaining after an answer", seen_in=_unhappy, reaction=True),
        Harm(name="opt_outs", title="who asked us to stop after an answer", seen_in=_opted_out, reaction=True),
        Harm(name="failed_sends", title="whom a message did not reach", seen_in=_not_sent),
        Harm(name="errors", title="for whom something failed", seen_in=_failed),
    )
}
ERRORS, FAILED_SENDS = "errors", "failed_sends"
"""Also told by what comes after a turn, or instead of its end."""


def harms_of(turn: Turn) -> tuple[str, ...]:
    """Names of the harms this turn shows."""
    return tuple(name for name, harm in HARMS.items() if harm.seen_in(turn))
