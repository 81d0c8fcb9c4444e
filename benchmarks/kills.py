"""`python -m benchmarks kills`: the real server killed round by round, and what the history checker says of each.

A round is a deployment of its own, killed over and over, with the seed of its number. The first dies at every step, the
second at every commit and both ways of the POST, all others at random under load, every fourth of them with the whole
pipeline. What a round came to is printed when it ends, and kept where `--tally` names a file: the next run goes on with
the next round, and all of them are counted together, as long as the code is the same.
"""

import asyncio
import json
import math
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from time import monotonic

import pytest
from rich.console import Console
from rich.table import Table

from agent.settings import ROOT
from benchmarks.aims import Aim, Judged, at_least, at_most
from benchmarks.figures import table
from tests.faults.lanes import Life, at_random, journal_boundaries, live, step_boundaries

SEED = 20261126
KILLS = 200
"""So many are wanted in the end."""
AT_ONCE = 2
RANDOM_KILLS = 12
"""Of a round; a few more come, of kills while it starts."""
PATIENCE_S = 900.0
"""How long anything may take before a round counts as broken off: a machine shared with others is slow."""
GIVE_UP = 6
"""So many rounds broken off are no accident."""
COUNTED = ("kills", "messages", "answered", "silent", "unknown", "refused", "set_aside", "lost", "twice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """What one came to. `broken`: why it has no verdict; its kills are not counted then."""

    number: int
    what: str
    seed: int
    code: str
    seconds: float
    kills: int = 0
    messages: int = 0
    answered: int = 0
    silent: int = 0
    unknown: int = 0
    refused: int = 0
    set_aside: int = 0
    lost: int = 0
    twice: int = 0
    flaws: Sequence[str] = field(default=())
    broken: str = ""


class Tally:
    """The rounds of this code, in a file where one is named."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.code = code_in_use()
        lines = path.read_text(encoding="utf-8").splitlines() if path and path.exists() else ()
        read = (Round(**json.loads(line)) for line in lines)
        self.rounds = [one for one in read if one.code == self.code]

    def add(self, one: Round) -> None:
        """Counted from now on."""
        self.rounds.append(one)
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(one)) + "\n")

    @property
    def kills(self) -> int:
        """Of rounds that have a verdict."""
        return sum(one.kills for one in self.rounds)

    def numbers(self) -> Iterator[int]:
        """Rounds not counted yet, from the first on."""
        done = {one.number for one in self.rounds if not one.broken}
        return (number for number in count(1) if number not in done)

    @property
    def is_complete(self) -> bool:
        """Whether nothing is left to play: the wanted kills are counted, or round after round breaks off."""
        return self.kills >= KILLS or sum(bool(one.broken) for one in self.rounds) >= GIVE_UP


def code_in_use() -> str:
    """Twelve letters that change with anything the server runs."""
    seen = sha256()
    for folder in ("agent", "serve", "config"):
        for path in sorted(path for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".yaml")):
            seen.update(path.read_bytes())
    return seen.hexdigest()[:12]


def life_of(number: int) -> tuple[str, Life, bool]:
    """What happens in a round, how often, and whether the pipeline is light."""
    if number == 1:
        return "every step", step_boundaries, False
    if number == 2:
        return "every commit, both ways of the POST", journal_boundaries, True
    whole = number % 4 == 0
    return "at random, whole pipeline" if whole else "at random", at_random(RANDOM_KILLS), not whole


def play(number: int, code: str) -> Round:
    """A whole round; whatever happens to it is its outcome."""
    what, life, light = life_of(number)
    seed, started = SEED + number, monotonic()
    try:
        lane = live(f"round {number}", seed, life, light=light, patience_s=PATIENCE_S)
    except (Exception, pytest.fail.Exception) as error:
        told = "; ".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])
        return Round(number=number, what=what, seed=seed, code=code, seconds=monotonic() - started, broken=told)
    told_of = {name: getattr(lane.verdict, name) for name in COUNTED if name != "kills"}
    return Round(
        number=number,
        what=what,
        seed=seed,
        code=code,
        seconds=lane.seconds,
        kills=lane.kills,
        flaws=tuple(lane.verdict.flaws),
        **told_of,
    )


async def kill_figures(*, rounds: int | None, seconds: float | None, tally: Path | None) -> Judged:
    """Play so many rounds, or those that begin within `seconds`, or until the wanted kills are counted."""
    kept = Tally(tally)
    await asyncio.to_thread(_play_on, kept, rounds, math.inf if seconds is None else seconds)
    return Judged(_table(kept), _aims(kept, is_whole=rounds is None and seconds is None))


def _aims(tally: Tally, *, is_whole: bool) -> list[Aim]:
    """A run that was to be short is not asked for all the kills."""
    found = [
        at_most("messages lost", sum(one.lost for one in tally.rounds), 0),
        at_most("customers answered twice", sum(one.twice for one in tally.rounds), 0),
        at_most("other flaws", sum(len(one.flaws) for one in tally.rounds), 0),
    ]
    return [at_least("kills", tally.kills, KILLS), *found] if is_whole else found


def _play_on(tally: Tally, rounds: int | None, seconds: float) -> None:
    """A few rounds side by side; the next begins when one ends."""
    end = monotonic() + seconds
    numbers = islice(tally.numbers(), rounds)
    playing: set[Future[Round]] = set()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        while True:
            while len(playing) < AT_ONCE and monotonic() < end and (rounds or not tally.is_complete):
                number = next(numbers, None)
                if number is None:
                    break
                playing.add(pool.submit(play, number, tally.code))
            if not playing:
                return
            done, playing = wait(playing, return_when=FIRST_COMPLETED)
            for one in done:
                tally.add(one.result())
                _say(one.result(), tally)


def _say(one: Round, tally: Tally) -> None:
    counted = ", ".join(f"{getattr(one, name)} {name.replace('_', ' ')}" for name in COUNTED)
    came_to = f"broken off: {one.broken}" if one.broken else "; ".join([counted, *one.flaws])
    head = f"round {one.number}, {one.what}, seed {one.seed}, {one.seconds:.0f} s"
    Console(soft_wrap=True, highlight=False).print(f"{head}: {came_to} · {tally.kills} kills so far", markup=False)


def _table(tally: Tally) -> Table:
    """A line for each round, and all of them together."""
    rows = {f"{one.number}: {one.what}": _cells(one) for one in tally.rounds}
    whole = [one for one in tally.rounds if not one.broken]
    sums = [str(sum(getattr(one, name) for one in whole)) for name in COUNTED]
    flaws = str(sum(len(one.flaws) for one in whole))
    rows["together"] = ["", *sums, flaws, f"{sum(one.seconds for one in tally.rounds):.0f}"]
    columns = ("seed", *(name.replace("_", " ") for name in COUNTED), "flaws", "s")
    return table(f"kill -9, {tally.kills} times in {len(whole)} rounds, code {tally.code}", columns, rows)


def _cells(one: Round) -> list[str]:
    flaws = "broken off" if one.broken else "; ".join([str(len(one.flaws)), *one.flaws[:3]])
    return [str(one.seed), *(str(getattr(one, name)) for name in COUNTED), flaws, f"{one.seconds:.0f}"]
