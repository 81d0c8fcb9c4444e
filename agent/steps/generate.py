"""Step 6: write the reply."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import ClassVar, Literal, get_args

from pydantic import Field, PrivateAttr

from agent.compose.composer import QUOTE_FROM, QUOTE_OVER, REPLIES, SURE_FROM, Draft, Manner, draft
from agent.compose.phrases import Phrases
from agent.compose.polish import Polished, polish
from agent.compose.reading.spoken import speaks
from agent.compose.reading.times import today_of
from agent.knowledge.catalogue import Catalogue
from agent.llm.guard import fault_in
from agent.llm.prompt import PROMPTS, build_prompt, require_prompts
from agent.llm.question import names_person, question_of, without_person
from agent.llm.route_model import EXAMPLES, RouteModel
from agent.llm.routing import Choice, Route, Routes, RoutingThresholds, RoutingWeights, choose_route
from agent.people.handoff import apology_reply, handoff_reply
from agent.ports import (
    ChatMessage,
    Completion,
    CompletionError,
    CompletionRequest,
    Index,
    PortError,
    Ports,
    Question,
    Rung,
)
from agent.process.computing import computed
from agent.safety.orders import is_attempt
from agent.step import Step, rehearsal
from agent.turn import HandoffReason, Language, Mode, Reply, Turn

_SHARED_ROUTES = ("simple", "complex")
"""Whose answers may be given again: live ones age within the hour, and those of quality are meant for one person."""


class Generate(Step):
    """The composer where catalogue facts settle the answer; else a model on the route the question deserves."""

    reads: ClassVar[frozenset[str]] = frozenset({"message", "parsed", "customer", "evidence"})
    also_reads: ClassVar[frozenset[str]] = frozenset({"searches", "trace"})
    writes: ClassVar[frozenset[str]] = frozenset({"reply"})

    routes: Routes = Field(default_factory=Routes, description="The four model routes.")
    weights: RoutingWeights = Field(default_factory=RoutingWeights, description="Points of each routing signal.")
    thresholds: RoutingThresholds = Field(
        default_factory=RoutingThresholds, description="Points from which a dearer route is taken."
    )
    route_examples: str = Field(
        default=EXAMPLES, min_length=1, description="Example messages with the route they deserve, one a line."
    )
    mode: Literal["auto", "normal", "cheaper", "composer", "handoff", "apology"] = Field(
        default="auto", description="Rung of the degradation ladder: auto, or one that is forced, as for a drill."
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

    _likeness: tuple[str, RouteModel] | None = PrivateAttr(default=None)

    async def warm_up(self, ports: Ports) -> None:
        """Read all phrases, prompts and routing examples once: a missing file is known before the first customer."""
        try:
            require_prompts(self.prompts)
            for language in get_args(Language):
                if language != "und":
                    Phrases(self.replies, language).say("thanks")
            await self.likeness(rehearsal(), ports.index)
        except (OSError, ValueError) as error:
            raise PortError(str(error)) from error

    async def likeness(self, turn: Turn, index: Index) -> dict[str, float]:
        """How like the examples of each route the message is; learnt anew when the index changes."""
        if self._likeness is None or self._likeness[0] != index.version:
            self._likeness = (index.version, await RouteModel.of(index, self.route_examples))
        return await self._likeness[1].signals(turn, index)

    def note(self, turn: Turn) -> str:
        """The rung and the route, and whether the answer was given before."""
        reply = turn.reply
        told = (reply.mode, reply.route, "given before" if reply.cached else "") if reply else ()
        return " · ".join(filter(None, told))

    async def run(self, turn: Turn, ports: Ports) -> Turn:
        rung = self.rung(ports)
        if rung.mode in ("handoff", "apology"):
            return replace(turn, reply=_with_spent(turn, _handed_over(turn, ports, rung, "failure")))
        reply = await self._reply(turn, ports, rung)
        reply = _with_spent(turn, reply)
        return replace(turn, reply=reply if reply.mode != "normal" else replace(reply, mode=rung.mode))

    def rung(self, ports: Ports) -> Rung:
        """The forced rung, or the models' own; with neither model nor catalogue nothing can be said."""
        if self.mode != "auto":
            return Rung(mode=self.mode, reason="forced by the config")
        if ports.llm.available or ports.index.catalogue.treks:
            return ports.llm.rung
        return Rung(mode="apology" if ports.llm.handoffs_full else "handoff", reason="no catalogue to answer from")

    async def _reply(self, turn: Turn, ports: Ports, rung: Rung) -> Reply:
        catalogue = ports.index.catalogue
        today = today_of(turn, catalogue)
        learnt = await self.likeness(turn, ports.index)
        choice = choose_route(turn, self.weights, self.thresholds, today, learnt)
        own = await computed(partial(draft, live=choice.route == "live"), turn, catalogue, today, self.manner)
        if reason := self._composed_because(turn, own, ports, rung):
            if not own.settled and _retrieval_failed(turn):
                return _handed_over(turn, ports, Rung(mode="handoff", reason="nothing could be searched"), "failure")
            reasons = (*own.reply.route_reasons, reason)
            return replace(own.reply, route_reasons=reasons, signals=choice.signals)
        if rung.mode == "cheaper" and choice.route != "simple":
            reasons = (*choice.reasons, f"instead of {choice.route}: {rung.reason}")
            choice = replace(choice, route="simple", reasons=reasons)
        return await self._recall_or_ask(turn, ports, own, choice, today)

    async def _recall_or_ask(self, turn: Turn, ports: Ports, own: Draft, choice: Choice, today: date) -> Reply:
        """An answer given before to the same question; else the model's, offered for the next who asks it."""
        question = self._question(turn, ports, own, choice, today)
        if question and (known := await ports.llm.recall(question)):
            reasons = (*choice.reasons, "answered before")
            return replace(known, buttons=own.reply.buttons, route_reasons=reasons, signals=choice.signals)
        web = self.routes.named(choice.route).web_results > 0
        reply = await self._ask(turn, ports, own, choice, self._prompt(turn, ports, own, today, web=web))
        if question and reply.route == choice.route and not names_person(reply.text, turn):
            ports.llm.offer(turn.message.id, question, reply)
        return reply

    def _question(self, turn: Turn, ports: Ports, own: Draft, choice: Choice, today: date) -> Question | None:
        if choice.route not in _SHARED_ROUTES:
            return None
        shown = self._prompt(without_person(turn), ports, own, today)
        index = ports.index
        return question_of(turn, index.catalogue, version=index.version, route=choice.route, prompt=shown)

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

    def _composed_because(self, turn: Turn, own: Draft, ports: Ports, rung: Rung) -> str:
        """Why no model is asked; empty when one is."""
        if own.settled and own.reply.kind != "answer":
            return "a person takes over"
        if own.settled and self.composer_first:
            return "facts settle it"
        if rung.mode == "composer":
            return rung.reason
        if is_attempt(turn, ports.index.catalogue.operator):
            return "the message gives orders"
        return "" if ports.llm.available else "no model available"

    def _prompt(
        self, turn: Turn, ports: Ports, own: Draft, today: date, *, web: bool = False
    ) -> tuple[ChatMessage, ...]:
        return build_prompt(
            turn,
            ports.index.catalogue,
            today,
            treks=own.treks,
            folder=self.prompts,
            max_chars=self.max_chars,
            call_to_action=self.call_to_action,
            web=web,
        )

    async def _ask(
        self, turn: Turn, ports: Ports, own: Draft, choice: Choice, prompt: tuple[ChatMessage, ...]
    ) -> Reply:
        """The model's reply; the composer's when no model answers, or writes nothing usable or another language."""
        route = self.routes.named(choice.route)
        shown = "\n\n".join(f"{m.role}:\n{m.content}" for m in prompt)
        try:
            completion = await ports.llm.complete(self._request(turn, route, prompt, ports.index.catalogue))
        except PortError as error:
            spent = error.spent if isinstance(error, CompletionError) else None
            return _instead(own, choice, f"model failed: {error}", spent=spent, prompt=shown)
        polished = polish(completion.text, max_chars=self.max_chars)
        return replace(_written(turn, own, choice, completion, polished), prompt=shown)

    def _flaw(self, text: str, turn: Turn, prompt: tuple[ChatMessage, ...], catalogue: Catalogue) -> str:
        """Why a model's text cannot be used, "" where it can."""
        polished = polish(text, max_chars=self.max_chars).text
        if not polished:
            return "the model wrote nothing usable"
        if not speaks(polished, turn.language):
            return "the model wrote another language"
        fault = fault_in(text, turn, prompt, catalogue)
        return f"the model wrote what may not be sent: {fault}" if fault else ""

    def _request(
        self, turn: Turn, route: Route, prompt: tuple[ChatMessage, ...], catalogue: Catalogue
    ) -> CompletionRequest:
        return CompletionRequest(
            contact=turn.message.contact,
            turn=turn.message.id,
            price=route.price,
            flaw=lambda text: self._flaw(text, turn, prompt, catalogue),
            messages=prompt,
            models=tuple(route.models),
            max_tokens=route.max_tokens,
            reasoning=route.reasoning,
            web_results=route.web_results,
            timeout_s=route.timeout_s,
            temperature=route.temperature,
            seed=self.seed,
        )


def _with_spent(turn: Turn, reply: Reply) -> Reply:
    """The reply with what the search paid a model on its bill: one turn, one cost."""
    spent = [search.spent for search in turn.searches]
    return replace(
        reply,
        tokens_in=reply.tokens_in + sum(one.tokens_in for one in spent),
        tokens_out=reply.tokens_out + sum(one.tokens_out for one in spent),
        cost_usd=reply.cost_usd + sum(one.cost_usd for one in spent),
    )


def _written(turn: Turn, own: Draft, choice: Choice, completion: Completion, polished: Polished) -> Reply:
    return Reply(
        text=polished.text,
        language=turn.language,
        buttons=own.reply.buttons,
        sources=_sources(turn, own, polished.marks),
        route=choice.route,
        route_reasons=choice.reasons,
        signals=choice.signals,
        model=completion.model,
        tokens_in=completion.tokens_in,
        tokens_out=completion.tokens_out,
        cost_usd=completion.cost_usd,
    )


def _sources(turn: Turn, own: Draft, marks: tuple[str, ...]) -> tuple[str, ...]:
    """Ids of the passages marked; a mark of a fact stands for the catalogue entries of the treks in question."""
    ids = {f"S{number}": passage.id for number, passage in enumerate(turn.evidence, start=1)}
    named = [ids[mark] for mark in marks if mark in ids]
    facts = [f"treks:{trek.id}" for trek in own.treks] if any(mark.startswith("F") for mark in marks) else []
    return tuple(dict.fromkeys([*named, *facts]))


def _instead(own: Draft, choice: Choice, reason: str, *, spent: Completion | None, prompt: str) -> Reply:
    """The composer's reply, with what the failed calls cost and why it stands in."""
    reasons = (*choice.reasons, f"wanted {choice.route}", reason)
    reply = replace(own.reply, route_reasons=reasons, signals=choice.signals)
    if spent is None or not spent.tokens_in:
        return reply
    return replace(
        reply,
        tokens_in=spent.tokens_in,
        tokens_out=spent.tokens_out,
        cost_usd=spent.cost_usd,
        prompt=prompt,
        model=spent.model,
    )


def _handed_over(turn: Turn, ports: Ports, rung: Rung, reason: HandoffReason) -> Reply:
    """A colleague is promised while there is one to take it, an apology said where there is none."""
    if rung.mode == "apology" or ports.llm.handoffs_full:
        return apology_reply(turn, rung.reason)
    handed = handoff_reply(turn.language, reason)
    mode: Mode = "handoff"
    return replace(handed, mode=mode, route_reasons=(*handed.route_reasons, rung.reason))


def _retrieval_failed(turn: Turn) -> bool:
    return any(run.step == "retrieve" and run.error and not run.changed for run in turn.trace)
