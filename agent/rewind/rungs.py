"""The rung of the degradation ladder that a logged turn was answered on."""

from collections import Counter
from collections.abc import Mapping, Sequence

from agent.ports import Rung
from agent.rewind.stages import Ran
from agent.turn import Mode, Reply, Turn

_OTHER_REASONS = ("facts settle it", "a person takes over", "the message gives orders")
"""Why the composer answered though a model might have been there."""
_NO_MODEL = "no model available"


def rung_of(turn: Turn, stages: Mapping[str, Ran], usual: Rung) -> Rung:
    """From the reply as it was generated; `usual` where the turn never came so far."""
    written = generated(turn, stages)
    return usual if written is None else _rung(written)


def usual_rung(turns: Sequence[Turn]) -> Rung:
    """The rung of most turns that a step named generate answered."""
    seen = Counter(
        (turn.reply.mode, _rung(turn.reply).reason)
        for turn in turns
        if turn.reply is not None and any(run.step == "generate" for run in turn.trace) and turn.reply.kind == "answer"
    )
    if not seen:
        return Rung(mode="composer", reason=_NO_MODEL)
    mode, reason = seen.most_common(1)[0][0]
    return Rung(mode=mode, reason=reason)


def generated(turn: Turn, stages: Mapping[str, Ran]) -> Reply | None:
    """The reply as `generate` wrote it, before any step touched it."""
    for run in turn.trace:
        if run.step == "generate" and "reply" in run.changed:
            ran = stages.get(run.step)
            return ran.after.reply if ran else turn.reply
    return None


def _rung(reply: Reply) -> Rung:
    mode: Mode = reply.mode
    said = reply.route_reasons[-1] if reply.route_reasons else ""
    if mode == "normal":
        return Rung()
    return Rung(mode=mode, reason=_NO_MODEL if not said or said in _OTHER_REASONS else said)
