"""Rewind: 10,000 logged turns through a moved threshold, on two processes where one would take long."""

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.table import Table

from agent.pipeline import Pipeline
from agent.publishing.editing import edited
from agent.publishing.reading import config_of
from agent.rewind import logged_turns, past_of, rewind
from agent.rewind.bench import open_bench
from agent.settings import Environment, find
from agent.store.reader import open_reader
from benchmarks.figures import table
from eval.traffic.rewind_traffic import small_month

TURNS = 10_000
DRAFTS: Mapping[str, Mapping[str, Any]] = {
    "nothing": {},
    "score_lead.hot_from": {"score_lead.hot_from": 50},
    "validate.threshold": {"validate.threshold": 90},
    "score_reply_risk.medium_from": {"score_reply_risk.medium_from": 10.0},
    "check_consent.ask_from": {"check_consent.ask_from": 0.1},
    "retrieve.min_score": {"retrieve.min_score": 0.3},
    "parse.fuzzy_threshold": {"parse.fuzzy_threshold": 86.0},
}
"""What a draft moves, from the last step to the first."""


async def rewind_figures() -> Table:
    """Seconds for 10,000 turns, made of a month of 600 by repeating it: repeated texts flatter the embedder's cache."""
    with tempfile.TemporaryDirectory() as folder:
        return await measured(await small_month(Path(folder), turns=600, days=10))


async def measured(environment: Environment) -> Table:
    """The same for a data folder that holds traffic."""
    config = find("config/pipeline.yaml")
    bench, reader = open_bench(environment, config), open_reader(environment, role="admin")
    logged = logged_turns(reader)
    past = past_of(reader, logged)
    reader.close()
    turns = [logged[number % len(logged)] for number in range(TURNS)]
    rows: dict[str, tuple[str, ...]] = {}
    for name, values in DRAFTS.items():
        text = config.read_text(encoding="utf-8")
        draft = Pipeline(config_of(edited(text, values, config) if values else text, config))
        started, cpu = time.perf_counter(), time.process_time()
        found = await rewind(turns, bench.live, draft, bench.ports, past=past, known=bench.known, crew=bench.crew)
        seconds, own = time.perf_counter() - started, time.process_time() - cpu
        ran = ", ".join(f"{step} {count}" for step, count in found.ran.items()) or "nothing"
        rows[name] = f"{seconds:.1f}", f"{own:.1f}", ran
    return table(f"Rewind, {TURNS} turns, a setting moved", ("s", "CPU s here", "steps that ran"), rows)
