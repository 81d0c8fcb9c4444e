"""Messages taken through the real steps up to the choice of a route, and what answering each would take."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.compose.composer import Draft, draft
from agent.compose.reading.times import today_of
from agent.knowledge.faiss_index import FaissIndex
from agent.llm.prompt import build_prompt
from agent.llm.route_signals import RouteName, Signals
from agent.llm.routing import choose_route
from agent.llm.tokens import tokens_in
from agent.ports import Ports
from agent.safety.orders import is_attempt
from agent.step import PlacedStep
from agent.steps.generate import Generate
from agent.turn import Customer, Stage, Turn
from eval.job import Job, ports_over
from eval.rows import MessageRow

Writer = Literal["fixed", "person", "composer", "model"]
"""Who answers: vetted words before any route, a colleague, the composer, or the model of the route."""


class KnownCustomer(BaseModel):
    """What a row may tell of its customer."""

    model_config = ConfigDict(frozen=True)

    lead_score: int = Field(default=0, ge=0, le=100)
    stage: Stage = "initial"


class SentRow(MessageRow):
    """A message and perhaps who wrote it."""

    customer: KnownCustomer | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    """A message, the route its signals choose, who answers, and the tokens a model would take for it.

    `settled`: facts or a rule answer it for good, and no model would be asked.
    """

    turn: Turn
    signals: Signals
    route: RouteName
    writer: Writer
    settled: bool = False
    tokens_in: int = 0
    tokens_out: int = 0


async def routed(job: Job, rows: Sequence[SentRow]) -> list[Routed]:
    """Each row through the steps before `generate`, as a turn of its own that nobody knows more of."""
    generate = job.step(Generate)
    index = await asyncio.to_thread(FaissIndex.open, job.folder, job.settings)
    ports = ports_over(index)
    before = _steps_before(job)
    found: list[Routed] = []
    try:
        for placed in before:
            await placed.step.warm_up(ports)
        for done, row in enumerate(rows, start=1):
            turn = await _reached(row, f"c-eval-{done}", job, before, ports)
            found.append(await _routed(turn, generate, ports))
            job.tell("routing messages", done, len(rows))
    finally:
        await index.aclose()
    return found


def _steps_before(job: Job) -> list[PlacedStep]:
    steps = job.pipeline.steps
    at = next(n for n, placed in enumerate(steps) if isinstance(placed.step, Generate))
    return [placed for placed in steps[:at]]


async def _reached(row: SentRow, contact: str, job: Job, before: Sequence[PlacedStep], ports: Ports) -> Turn:
    """A contact of its own: nobody's STOP silences the next row."""
    turn = Turn(message=replace(row.message(), contact=contact), config_hash=job.pipeline.config_hash)
    for placed in before:
        if not placed.is_due(turn):
            continue
        after = placed.step.run(turn, ports)
        turn = after if isinstance(after, Turn) else await after
    return turn if row.customer is None else replace(turn, customer=_known(turn, row.customer))


def _known(turn: Turn, told: KnownCustomer) -> Customer:
    customer = turn.customer or Customer(id=turn.message.contact)
    return replace(customer, lead_score=told.lead_score, stage=told.stage)


async def _routed(turn: Turn, generate: Generate, ports: Ports) -> Routed:
    catalogue = ports.index.catalogue
    today = today_of(turn, catalogue)
    learnt = await generate.likeness(turn, ports.index)
    choice = choose_route(turn, generate.weights, generate.thresholds, today, learnt)
    if turn.reply is not None:
        return Routed(turn=turn, signals=choice.signals, route=choice.route, writer="fixed")
    own = draft(turn, catalogue, today, generate.manner, live=choice.route == "live")
    prompt = build_prompt(
        turn,
        catalogue,
        today,
        treks=own.treks,
        folder=generate.prompts,
        max_chars=generate.max_chars,
        call_to_action=generate.call_to_action,
    )
    return Routed(
        turn=turn,
        signals=choice.signals,
        route=choice.route,
        settled=own.settled,
        writer=_writer(own, orders=is_attempt(turn, catalogue.operator), composer_first=generate.composer_first),
        tokens_in=sum(tokens_in(message.content) for message in prompt),
        tokens_out=tokens_in(own.reply.text),
    )


def _writer(own: Draft, *, orders: bool, composer_first: bool) -> Writer:
    """As `generate` decides while a model is available."""
    if own.settled and own.reply.kind != "answer":
        return "person"
    return "composer" if orders or (own.settled and composer_first) else "model"
