"""Rewind: a stretch of logged turns through a draft config, with sends stubbed."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from statistics import median

from agent.pipeline import Pipeline
from agent.ports import LLM, Ports
from agent.rewind.compare import Comparison
from agent.rewind.crew import Crew, Work
from agent.rewind.flips import Compared
from agent.rewind.past import Past
from agent.rewind.price import CappedLLM, attempts_of
from agent.rewind.rewound import Rewound, Spending
from agent.rewind.rungs import usual_rung
from agent.rewind.shared import with_shared_steps
from agent.rewind.then import Known
from agent.turn import Turn

Tell = Callable[[int, int], None]
_AT_ONCE = 8
"""Turns that wait for a model side by side."""
_TRIED = 20
"""Turns run here to load what they need, and as many to see how long one takes."""


def _untold(done: int, total: int) -> None:
    """Nobody watches."""


async def rewind(
    turns: Sequence[Turn],
    live: Pipeline,
    draft: Pipeline,
    ports: Ports,
    *,
    past: Past,
    versions: Mapping[str, Pipeline] | None = None,
    known: Known | None = None,
    ask: LLM | None = None,
    spend_cap_usd: float = 0.0,
    all_steps: bool = False,
    crew: Crew | None = None,
    on_progress: Tell = _untold,
    stop: Callable[[], bool] = lambda: False,
) -> Rewound:
    """Run what depends on the draft's changes again, each turn as of then.

    First without asking any model: what that gives already holds the price of the calls that nobody answered. Then
    `ask` answers them, as far as the cap goes; else the composer stands in. `crew`: processes that share the work.
    """
    started = time.perf_counter()
    draft = with_shared_steps(draft, live)
    job = Comparison(
        live=live,
        draft=draft,
        ports=ports,
        past=past,
        usual=usual_rung(turns),
        known=known or {},
        versions={hashed: with_shared_steps(one, live) for hashed, one in (versions or {}).items()},
        all_steps=all_steps,
    )
    found = await _through(job, turns, crew, on_progress, stop)
    may_ask = ask is not None and ask.available and spend_cap_usd > 0
    capped = CappedLLM(ask, spend_cap_usd, attempts_of(live)) if ask is not None and may_ask else None
    if capped is not None and not stop():
        found.update(await _asked(job, turns, found, capped, on_progress, stop))
    compared = [found[turn.message.id] for turn in turns if found.get(turn.message.id) is not None]
    return Rewound(
        live=live.config_hash,
        draft=draft.config_hash,
        turns=[one for one in compared if one is not None],
        left_out=sum(one is None for one in found.values()),
        stopped=len(found) < len(turns),
        seconds=time.perf_counter() - started,
        typical_ms=typical_ms(turns),
        spending=Spending.of(capped) if capped else Spending(),
    )


Found = dict[str, Compared | None]


async def _through(
    job: Comparison, turns: Sequence[Turn], crew: Crew | None, tell: Tell, stop: Callable[[], bool]
) -> Found:
    """Every turn, the first ones here, the rest by the crew where that is quicker; fewer where it was stopped."""
    first, total = 2 * _TRIED, len(turns)
    found = await _each(job, turns[:_TRIED], lambda done: tell(done, total), stop)
    started = time.perf_counter()
    found |= await _each(job, turns[_TRIED:first], lambda done: tell(_TRIED + done, total), stop)
    left_s = (time.perf_counter() - started) / _TRIED * (total - first)
    if crew is None or left_s < crew.worth_s or stop():
        return found | await _each(job, turns[first:], lambda done: tell(first + done, total), stop)
    work = Work.of(job)
    return found | await asyncio.to_thread(
        crew.through, work, turns[first:], lambda done, _: tell(first + done, total), stop
    )


async def _each(job: Comparison, turns: Sequence[Turn], tell: Callable[[int], None], stop: Callable[[], bool]) -> Found:
    found: Found = {}
    for turn in turns:
        if stop():
            break
        found[turn.message.id] = await job.of(turn)
        tell(len(found))
        await asyncio.sleep(0)
    return found


async def _asked(
    job: Comparison, turns: Sequence[Turn], found: Found, ask: LLM, tell: Tell, stop: Callable[[], bool]
) -> Found:
    """The turns with calls that nobody answered, once more, some side by side."""
    open_ones = [turn for turn in turns if (one := found.get(turn.message.id)) is not None and one.unasked]
    asking, places, again = replace(job, ask=ask), asyncio.Semaphore(_AT_ONCE), Found()

    async def once_more(turn: Turn) -> None:
        async with places:
            if not stop():
                again[turn.message.id] = await asking.of(turn)
                tell(len(again), len(open_ones))

    await asyncio.gather(*(once_more(turn) for turn in open_ones))
    return again


def typical_ms(turns: Sequence[Turn]) -> Mapping[str, float]:
    """The median time of each step in the log; of `generate` also by route, as "generate simple"."""
    times: defaultdict[str, list[float]] = defaultdict(list)
    for turn in turns:
        for run in turn.trace:
            times[run.step].append(run.ms)
            if run.step == "generate" and turn.reply is not None:
                times[f"generate {turn.reply.route}"].append(run.ms)
    return {name: median(values) for name, values in times.items()}
