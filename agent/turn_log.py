"""What a finished turn leaves in the logs: what was understood, found, said, and how long each step took.

No line holds a word the customer or the bot wrote.
"""

from collections.abc import Sequence

import structlog

from agent.step import PlacedStep
from agent.turn import StepRun, Turn

channel = structlog.get_logger("channel")
knowledge = structlog.get_logger("knowledge")
pipeline = structlog.get_logger("pipeline")
performance = structlog.get_logger("performance")

_TOLD_WHOLE = ("over budget", "PortError", "StepError")
"""Errors whose words are our own; of any other only its type is said, as it may quote the customer."""


def log_turn(turn: Turn, steps: Sequence[PlacedStep], seconds: float) -> None:
    """One line for each stream that has something to say; `seconds` is the wall time of the whole turn."""
    _failures(turn)
    _understood(turn)
    if any(run.step.startswith("retrieve") for run in turn.trace):
        best = max((passage.score for passage in turn.evidence), default=0.0)
        knowledge.info("passages", found=len(turn.evidence), best=round(best, 3))
    _said(turn)
    _timed(turn, steps, seconds)


def _failures(turn: Turn) -> None:
    for run in turn.trace:
        if failed(run):
            pipeline.error("step failed", step=run.step, reason=plain_error(run.error or ""))


def _understood(turn: Turn) -> None:
    parsed, reply, verdict = turn.parsed, turn.reply, turn.verdict
    pipeline.info(
        "turn",
        contact=turn.message.contact,
        language=parsed.language if parsed else "",
        intent=parsed.intent if parsed else "",
        kind=reply.kind if reply else "none",
        route=reply.route if reply else "",
        model=reply.model if reply else "",
        mode=reply.mode if reply else "",
        action=verdict.action if verdict else "",
        confidence=verdict.confidence if verdict else None,
        flags=list(turn.compliance.flags) if turn.compliance else [],
        config_hash=turn.config_hash,
    )


def _said(turn: Turn) -> None:
    delivery = turn.delivery
    if delivery is not None:
        level = channel.warning if delivery.state in ("failed", "unknown") else channel.info
        level("reply", send=delivery.id, state=delivery.state, attempts=delivery.attempts, reason=delivery.error)


def _timed(turn: Turn, steps: Sequence[PlacedStep], seconds: float) -> None:
    performance.info(
        "turn timed",
        ms=round(seconds * 1000, 1),
        steps={run.step: round(run.ms, 1) for run in turn.trace},
        budgets={placed.name: placed.budget_ms for placed in steps if placed.budget_ms is not None},
        over=[run.step for run in turn.trace if (run.error or "").startswith("over budget")],
    )


def failed(run: StepRun) -> bool:
    """Whether the step did not do its work; one that was only late did."""
    if run.error is None:
        return False
    return not run.error.startswith("over budget") or "cut off" in run.error


def plain_error(error: str) -> str:
    """The error without values it may quote."""
    return error if error.startswith(_TOLD_WHOLE) else error.partition(":")[0]
