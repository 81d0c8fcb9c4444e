"""Step 6: write the reply."""

from dataclasses import replace
from datetime import date
from typing import ClassVar, get_args

from pydantic import Field

from agent.llm.asked import today_of
from agent.llm.composer import QUOTE_FROM, QUOTE_OVER, REPLIES, SURE_FROM, Draft, Manner, draft
from agent.llm.phrases import Phrases
from agent.llm.polish import Polished, polish
from agent.llm.prompt import PROMPTS, build_prompt
from agent.llm.routing import Choice, Route, Routes, RoutingThresholds, RoutingWeights, choose_route
from agent.llm.spoken import speaks
from agent.ports import ChatMessage, Completion, CompletionRequest, PortError, Ports
from agent.step import Step
from agent.turn import Language, Reply, Turn


class Generate(Step):
    """The composer where catalogue facts settle the answer; else a model on the route the question deserves."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer", "evidence", "risk"})
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})

    routes: Routes = Field(default_factory=Routes, description="The four model routes.")
    weights: RoutingWeights = Field(default_factory=RoutingWeights, description="Points of each routing signal.")
    thresholds: RoutingThresholds = Field(
        default_factory=RoutingThresholds, description="Points from which a dearer route is taken."
    )
    composer_first: bool = Field(
        default=True, description="Answer without a model where catalogue facts settle the question."
    )
    max_chars: int = Field(default=700, ge=100, le=4000, description="Longest reply of a model, in characters.")
    composer_max_chars: int = Field(
        default=900, ge=100, le=4000, description="Longest reply of the composer, in characters."
    )
    call_to_action: bool = Field(default=True, description="End replies with one next step.")
    quote_from: float = Field(
        default=QUOTE_FROM, ge=0, le=1, description="Answer score from which the composer may quote a document."
    )
    quote_over: float = Field(
        default=QUOTE_OVER, ge=0, le=1, description="Answer score from which a document goes before the intent's words."
    )
    sure_from: float = Field(
        default=SURE_FROM, ge=0, le=1, description="Intent confidence below which a document or named topics decide."
    )
    seed: int = Field(default=7, ge=0, description="Seed sent to models, so that answers can be repeated.")
    prompts: str = Field(default=PROMPTS, description="Folder of system.md and user.md.")
    replies: str = Field(default=REPLIES, description="Folder of the composer's phrases, one file per language.")

    async def warm_up(self, ports: Ports) -> None:
        """Read all phrases once, so that a missing file is known before the first customer."""
        try:
            for language in get_args(Language):
                if language != "und":
                    Phrases(self.replies, language).say("next_more")
        except ValueError as error:
            raise PortError(str(error)) from error

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        catalogue = ports.index.catalogue
        today = today_of(turn, catalogue)
        own = draft(turn, catalogue, today, self.manner)
        if reason := self._composed_because(own, ports):
            return replace(turn, reply=replace(own.reply, route_reasons=(*own.reply.route_reasons, reason)))
        choice = choose_route(turn, self.weights, self.thresholds, today)
        prompt = self._prompt(turn, ports, own, today)
        return replace(turn, reply=await self._ask(turn, ports, own, choice, prompt))

    @property
    def manner(self) -> Manner:
        """How the composer writes under these settings."""
        return Manner(
            folder=self.replies,
            max_chars=self.composer_max_chars,
            call_to_action=self.call_to_action,
            quote_from=self.quote_from,
            quote_over=self.quote_over,
            sure_from=self.sure_from,
        )

    def _composed_because(self, own: Draft, ports: Ports) -> str:
        """Why no model is asked; empty when one is."""
        if own.settled and own.reply.kind != "answer":
            return "a person takes over"
        if own.settled and self.composer_first:
            return "facts settle it"
        return "" if ports.llm.available else "no model available"

    def _prompt(self, turn: Turn, ports: Ports, own: Draft, today: date) -> tuple[ChatMessage, ...]:
        return build_prompt(
            turn,
            ports.index.catalogue,
            today,
            treks=own.treks,
            folder=self.prompts,
            max_chars=self.max_chars,
            call_to_action=self.call_to_action,
        )

    async def _ask(
        self, turn: Turn, ports: Ports, own: Draft, choice: Choice, prompt: tuple[ChatMessage, ...]
    ) -> Reply:
        """The model's reply; the composer's when the model fails, or writes nothing usable or another language."""
        route = self.routes.named(choice.route)
        try:
            completion = await ports.llm.complete(self._request(route, prompt))
        except PortError as error:
            return _instead(own, choice, f"model failed: {error}")
        polished = polish(completion.text, max_chars=self.max_chars)
        written = _reply(turn, own, choice, route, completion, polished)
        written = replace(written, prompt="\n\n".join(f"{m.role}:\n{m.content}" for m in prompt))
        if not polished.text:
            return _instead(own, choice, "the model wrote nothing usable", spent=written)
        if not speaks(polished.text, turn.language):
            return _instead(own, choice, "the model wrote another language", spent=written)
        return written

    def _request(self, route: Route, prompt: tuple[ChatMessage, ...]) -> CompletionRequest:
        return CompletionRequest(
            messages=prompt,
            models=tuple(route.models),
            max_tokens=route.max_tokens,
            timeout_s=route.timeout_s,
            temperature=route.temperature,
            seed=self.seed,
        )


def _reply(turn: Turn, own: Draft, choice: Choice, route: Route, completion: Completion, polished: Polished) -> Reply:
    return Reply(
        text=polished.text,
        language=turn.language,
        buttons=own.reply.buttons,
        sources=_sources(turn, own, polished.marks),
        route=choice.route,
        route_reasons=choice.reasons,
        model=completion.model,
        tokens_in=completion.tokens_in,
        tokens_out=completion.tokens_out,
        cost_usd=completion.cost_usd or route.cost_usd(completion.tokens_in, completion.tokens_out),
    )


def _sources(turn: Turn, own: Draft, marks: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the passages marked; a mark of a fact stands for the catalogue entries of the treks in question."""
    ids = {f"S{number}": passage.id for number, passage in enumerate(turn.evidence, start=1)}
    named = [ids[mark] for mark in marks if mark in ids]
    facts = [f"treks:{trek.id}" for trek in own.treks] if any(mark.startswith("F") for mark in marks) else []
    return tuple(dict.fromkeys([*named, *facts]))


def _instead(own: Draft, choice: Choice, reason: str, *, spent: Reply | None = None) -> Reply:
    """The composer's reply, with what the failed call cost and why it stands in."""
    reply = replace(own.reply, route_reasons=(*choice.reasons, f"wanted {choice.route}", reason))
    if spent is None:
        return reply
    return replace(
        reply,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        cost_usd=spent.cost_usd,
        prompt=spent.prompt,
        model=spent.model,
    )
