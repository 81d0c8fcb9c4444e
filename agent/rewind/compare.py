"""One logged turn under live and draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.logs import unlogged
from agent.pipeline import Pipeline, TurnStoppedError
from agent.ports import LLM, CompletionRequest, Ports, Rung
from agent.rewind.flips import Compared, same_bytes, side_of
from agent.rewind.past import Past
from agent.rewind.price import attempts_of, dearest_usd
from agent.rewind.rerun import Rerun, changed_steps
from agent.rewind.rungs import generated, rung_of
from agent.rewind.stages import Ran, stages_of
from agent.rewind.then import Known, PastJournal, PastLLM, ports_then
from agent.step import Step
from agent.steps.build_context import BuildContext
from agent.turn import Reply, StepRun, Turn

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything needed to compare any turn of a stretch. `versions`: earlier configs by hash.

    `known`: recorded answers of models. `ask` answers what neither they nor the log know; None: nobody does.
    `all_steps`: nothing is taken from the log but the message and what was known then.
    """

    live: Pipeline
    draft: Pipeline
    ports: Ports
    past: Past
    usual: Rung
    known: Known = field(default_factory=dict)
    ask: LLM | None = None
    versions: Mapping[str, Pipeline] = field(default_factory=dict)
    all_steps: bool = False
    warm: set[int] = field(default_factory=set)
    _differences: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    async def of(self, logged: Turn) -> Compared | None:
        """None where the turn cannot be compared: its words were revised since, or a step stops it now."""
        if logged.message.id in self.past.revised:
            return None
        try:
            with unlogged():
                return await _OneTurn(self, logged).compared()
        except TurnStoppedError:
            return None

    def made_by(self, logged: Turn) -> Pipeline | None:
        """The pipeline that made a turn, where it is known."""
        ours = {pipeline.config_hash: pipeline for pipeline in (self.draft, self.live)}
        return ours.get(logged.config_hash) or self.versions.get(logged.config_hash)

    def changed(self, before: Pipeline, now: Pipeline) -> frozenset[str]:
        """`changed_steps`, found once for each pair."""
        pair = (before.config_hash, now.config_hash)
        if pair not in self._differences:
            self._differences[pair] = changed_steps(before, now)
        return self._differences[pair]


@dataclass(frozen=True, slots=True)
class _Pass:
    """A turn as one config makes it, and what that took."""

    turn: Turn
    ran: Sequence[str]
    llm: PastLLM


class _OneTurn:
    """A turn on its way through both configs."""

    def __init__(self, job: Comparison, logged: Turn) -> None:
        self._job = job
        self._maker = job.made_by(logged)
        self._logged = _to_the_end(logged, self._maker or job.live, job.past)
        self._stages = (stages_of(self._logged, self._maker) if self._maker else None) or {}
        self._rung = rung_of(self._logged, self._stages, job.usual)

    async def compared(self) -> Compared:
        draft = await self._under(self._job.draft)
        why = self._why_not_the_log(draft.ran)
        live = await self._live(draft, why)
        llm, logged = draft.llm, self._logged
        return Compared(
            turn=logged.message.id,
            contact=logged.message.contact,
            at=logged.message.sent_at,
            language=live.parsed.language if live.parsed else "und",
            text=logged.message.text,
            live=side_of(live),
            draft=side_of(draft.turn),
            ran=tuple(draft.ran),
            against=why or "log",
            known_calls=llm.found,
            new_calls=len(llm.missing) + len(llm.asked),
            unasked=len(llm.missing),
            price_usd=self._priced([*llm.missing, *llm.asked]),
            left_usd=self._priced(llm.missing),
            identical=same_bytes(replace(draft.turn, config_hash=logged.config_hash), logged),
        )

    def _priced(self, calls: Sequence[CompletionRequest]) -> float:
        return sum(dearest_usd(call, attempts_of(self._job.live)) for call in calls)

    def _why_not_the_log(self, ran: Sequence[str]) -> str:
        """Why the log is no fair comparison, so that the live config runs as well; "" where it is one."""
        job, logged = self._job, self._logged
        if self._maker is None or job.changed(self._maker, job.live):
            return "config"
        if not ran:
            return ""
        if not self._stages:
            return "incomplete"
        if logged.index_version != job.ports.index.version:
            return "documents"
        return "" if job.past.is_whole(logged) else "revised"

    async def _live(self, draft: _Pass, why: str) -> Turn:
        """The turn under the live config: as logged, or run again as far as it was for the draft."""
        if not why:
            return self._logged
        if not self._job.changed(self._job.live, self._job.draft):
            return draft.turn
        return (await self._under(self._job.live, also=frozenset(draft.ran))).turn

    async def _under(self, pipeline: Pipeline, also: frozenset[str] = NOTHING) -> _Pass:
        job, logged = self._job, self._logged
        changed = job.changed(self._maker, pipeline) if self._maker else NOTHING
        calls = [call for run in logged.trace for call in run.calls]
        llm = PastLLM(job.known, self._rung, calls, job.ask, None if changed or also else self._given_again())
        then: Mapping[str, Ran] = {} if job.all_steps else self._stages
        rerun = Rerun(pipeline, then, changed | also, self._made_by(), job.warm)
        journal = await PastJournal.at(job.past, logged)
        turn = await rerun.turn(logged, ports_then(job.ports, job.past, logged, llm, journal))
        return _Pass(turn, rerun.ran, llm)

    def _made_by(self) -> Mapping[str, Step]:
        return {placed.name: placed.step for placed in self._maker.steps} if self._maker else {}

    def _given_again(self) -> Reply | None:
        """The answer of the cache, where it answered this turn."""
        reply = generated(self._logged, self._stages)
        return reply if reply is not None and reply.cached else None


def _to_the_end(logged: Turn, maker: Pipeline, past: Past) -> Turn:
    """The turn with what the log leaves out: the lines before it, and the steps after it was written down."""
    turn, lead = past.restored(logged, _messages(maker)), past.lead(logged)
    lines: list[StepRun] = []
    for placed in maker.steps:
        if placed.kind == "log":
            lines.append(StepRun(step=placed.name, ms=0.0))
        if placed.kind == "score_lead" and lead is not None:
            lines.append(StepRun(step=placed.name, ms=0.0, changed=("lead",)))
    known = {run.step for run in turn.trace}
    return replace(turn, lead=lead, trace=(*turn.trace, *(line for line in lines if line.step not in known)))


def _messages(pipeline: Pipeline) -> int:
    """How many lines of the conversation the customer carries."""
    contexts = (placed.step for placed in pipeline.steps if isinstance(placed.step, BuildContext))
    return next((step.messages for step in contexts), 0)
