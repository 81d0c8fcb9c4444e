"""Coverage of 95 % intervals where several settings are searched at once, as `cairn tune retrieval` does."""

from rich.table import Table

from benchmarks.figures import table
from eval.tuning.coverage_search import POPULATIONS, bootstrap, covered, ours

SETS = 100
_QUESTIONS = (150, 300)


async def coverage_search_figures() -> Table:
    """Share of intervals, of all settings that matter, that hold the best value."""
    ways = {"as cairn tune": ours, "best of each resample": bootstrap}
    rows: dict[str, tuple[str, ...]] = {}
    for name, population in POPULATIONS.items():
        for size in _QUESTIONS:
            shares = [covered(population, questions=size, sets=SETS, fit=fit).mean() for fit in ways.values()]
            rows[f"{name}, {size} questions"] = tuple(f"{share:.1%}" for share in shares)
    return table(f"coverage of 95 % intervals of searched settings, {SETS} question sets each", tuple(ways), rows)
