"""Scoring a reply of 700 characters, as the step does it: an honest one, and one that gets suggestions."""

import time

from rich.table import Table

from agent.bootstrap import DEFAULT_CONFIG
from agent.pipeline import Pipeline
from agent.safety.factors import Own
from agent.settings import find
from agent.steps.score_ban_risk import ScoreBanRisk
from benchmarks.figures import spread, table

RUNS = 300
_HONEST = (
    "Hampta Pass takes 5 days and costs ₹12,500 per person, meals, guide and permits included. Day {n}: Manali to "
    "Jobra by car, then a walk of two hours to Chika. Day 2: Balu ka Ghera. Day 3: over the pass at 4,270 m to Shea "
    "Goru. Day 4: Chatru and Chandratal. Day 5: back to Manali. Nights fall to -5 °C, so please bring a jacket and "
    "gloves; sleeping bags are ours. A deposit of 20% holds a seat, the rest is due 21 days before. If you cancel 30 "
    "days or more before the start, you get 90% back. There are {n} seats left on 12 June and nine on 19 June. Book "
    "here: https://saffronridge.example/book. Shall I hold two seats, and do you want to rent poles for the trek?"
)
_LOUD = _HONEST.replace(
    "Shall I hold", "LAST CHANCE!!! 🔥🔥🔥🔥 WIN a free prize, click http://bit.ly/x now, hurry! Shall I hold"
)


async def ban_risk_figures() -> Table:
    """Median and p99, in ms; every text is a new one, so nothing of it is remembered."""
    placed = Pipeline.load(find(str(DEFAULT_CONFIG))).steps
    step = next(one.step for one in placed if isinstance(one.step, ScoreBanRisk) and one.step.of == "reply")
    own = Own(links=("https://saffronridge.example",), names=("Hampta Pass", "Manali", "Chandratal"))
    rows = {name: spread(_times(step, text, own)) for name, text in (("honest", _HONEST), ("pushing", _LOUD))}
    return table(f"ban risk of a reply of {len(_HONEST)} characters, ms", ("p50", "p99"), rows)


def _times(step: ScoreBanRisk, text: str, own: Own) -> list[float]:
    step.score("warm", own)
    times: list[float] = []
    for n in range(RUNS):
        fresh = text.format(n=n)
        started = time.perf_counter()
        step.score(fresh, own)
        times.append((time.perf_counter() - started) * 1000)
    return times
