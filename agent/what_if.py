"""One message answered by another config beside the one in service, and what came out otherwise."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from pydantic import JsonValue

from agent.agent import Agent
from agent.config import PipelineConfig, parse_config
from agent.intake.recall import recalled
from agent.pipeline import Pipeline
from agent.publishing.changes import values_of
from agent.publishing.editing import edited
from agent.rewind.flips import ASPECTS
from agent.setting import SECTIONS, Setting, setting_at
from agent.turn import Inbound, Turn

NAMES: Mapping[str, str] = {
    "intent": "Asked about",
    "consent": "Consent",
    "message_risk": "Risk of the message",
    "passages": "Passages found",
    "route": "Answered by",
    "verdict": "Checks",
    "reply_risk": "Risk of the reply",
    "compliance": "Compliance",
    "handoff": "Handed to a person",
    "answer": "Answer",
    "lead": "Lead",
    "confidence": "Sure enough, of 100",
    "message_points": "Risk of the message, points",
    "reply_points": "Risk of the reply, points",
    "lead_score": "Lead score",
}
"""What is compared, in words; decisions first, then the figures behind them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One decision or figure that came out otherwise."""

    what: str
    live: str
    other: str


def settings_to_try(config: PipelineConfig) -> Mapping[str, Setting]:
    """By path every setting of a step; not what only changes how long it may take or whether it runs."""
    found = {}
    for path in values_of(config):
        if not path.startswith(SECTIONS):
            with suppress(KeyError):
                found[path] = setting_at(config, path)
    return found


def with_values(agent: Agent, values: Mapping[str, JsonValue]) -> Pipeline:
    """The pipeline in service with other values. Raises ConfigError naming the value that is refused."""
    config = agent.pipeline.config
    text = config.path.read_text(encoding="utf-8")
    return Pipeline(parse_config(edited(text, values, config.path), config.path))


async def answered_again(agent: Agent, asked: Inbound, other: Pipeline) -> tuple[Turn, Turn]:
    """The message by the config in service and by the other, on what is known now; sends nothing, writes nothing.

    Each has an id of its own: what one of them leaves in the dry run does not answer for the other.
    """
    await other.warm_up(agent.ports)
    turns = []
    for name, pipeline in (("live", agent.pipeline), ("other", other)):
        message = await recalled(replace(asked, id=f"{asked.id}.{name}"), agent.ports.store)
        turns.append(await pipeline.run(Turn(message=message), agent.ports))
    return turns[0], turns[1]


def differences(live: Turn, other: Turn) -> Sequence[Difference]:
    """What came out otherwise, decisions first; empty when nothing did."""
    pairs = zip(_told(live).items(), _told(other).values(), strict=True)
    return [
        Difference(what=NAMES[name], live=_words(one), other=_words(two)) for (name, one), two in pairs if one != two
    ]


def _told(turn: Turn) -> dict[str, JsonValue]:
    risk = turn.risk
    return {
        **{name: read(turn) for name, read in ASPECTS.items()},
        "confidence": turn.verdict.confidence if turn.verdict else None,
        "message_points": round(risk.message.score, 1) if risk and risk.message else None,
        "reply_points": round(risk.reply.score, 1) if risk and risk.reply else None,
        "lead_score": turn.lead.score if turn.lead else None,
    }


def _words(value: JsonValue) -> str:
    if isinstance(value, list):
        return ", ".join(str(part) for part in value) or "–"
    return "–" if value in (None, "") else str(value).replace("_", " ")
