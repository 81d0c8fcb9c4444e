"""A guard against trying too often: looks at a locked hold-out are counted, kept on disk, and told only in part.

The ladder (Blum & Hardt 2015, "The Ladder: A Reliable Leaderboard for Machine Learning Competitions") tells a figure
only where it is surely another one. As long as nothing is told, the next try cannot depend on the hold-out, so the
chance that any of `BUDGET` settings that are no better is called better stays below 5 % (Bonferroni), however they
were chosen. The same setting asked again is no new look, and new rows give looks back in proportion.
"""

import fcntl
import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TextIO

import numpy as np

from eval.figures.bootstrap import SEED, Interval
from eval.figures.report import Floats

BUDGET = 20
_LEVEL = 0.05 / BUDGET
_RESAMPLES = 10_000
Verdict = Literal["better", "worse", "not told apart", "used up"]
_WORDS: dict[Verdict, str] = {
    "better": "better than the settings in force",
    "worse": "worse than the settings in force",
    "not told apart": "not to be told apart from the settings in force",
    "used up": "not measured: the looks are used up, and a figure would be picked, not found; add labelled rows",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What the hold-out says. `saving` for 1,000 messages with its interval at `level`, where it is told."""

    number: int
    n: int
    verdict: Verdict
    saving: float | None = None
    interval: Interval | None = None

    @property
    def told(self) -> str:
        """One sentence for people."""
        figure = ""
        if self.saving is not None and self.interval is not None:
            figure = f": saves {self.saving:.1f} per 1,000 ({self.interval[0]:.1f} to {self.interval[1]:.1f})"
        return f"Look {min(self.number, BUDGET)} of {BUDGET} at {self.n} held-out rows: {_WORDS[self.verdict]}{figure}."

    def as_dict(self) -> dict[str, Any]:
        return {
            "told": self.told,
            "look": self.number,
            "budget": BUDGET,
            "n": self.n,
            "verdict": self.verdict,
            "saving_per_1000": self.saving,
            "interval": list(self.interval) if self.interval else None,
            "level": 1 - _LEVEL,
        }


def looks_file(folder: Path) -> Path:
    """Where a data folder keeps its book."""
    return folder / "tuning" / "looks.jsonl"


class Looks:
    """The book of looks in a file; several processes may look at once."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def used(self, subject: str, rows: Sequence[str]) -> int:
        """How many of the budget are gone for these rows."""
        with self._open() as book:
            return _used(_entries(book), subject, _digests(rows))

    def count(self, suite: str) -> int:
        """How many looks were made for a suite, whatever its labels."""
        with self._open() as book:
            return sum(entry["subject"].startswith(f"{suite}: ") for entry in _entries(book))

    def look(self, subject: str, rows: Sequence[str], candidate: str, saved: Floats, *, worst: float) -> Look:
        """`saved`: by row, money for 1,000 messages; `worst`: the most that a single row can cost.

        `candidate` names the settings: the same name is one look.
        """
        now, named = _digests(rows), _digest(candidate)
        with self._open() as book:
            entries = _entries(book)
            again = next((e for e in entries if _same(e, subject, now, named)), None)
            if again is not None:
                return _of(again, len(rows))
            number = _used(entries, subject, now) + 1
            verdict, saving, interval = _read(saved, worst) if number <= BUDGET else ("used up", None, None)
            found = Look(number=number, n=len(rows), verdict=verdict, saving=saving, interval=interval)
            if verdict != "used up":
                _write(book, found, subject, now, named)
            return found

    @contextmanager
    def _open(self) -> Iterator[TextIO]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a+", encoding="utf-8") as book:
            fcntl.flock(book, fcntl.LOCK_EX)
            book.seek(0)
            yield book


def _read(saved: Floats, worst: float) -> tuple[Verdict, float | None, Interval | None]:
    if not np.any(saved):
        return "not told apart", None, None
    mean, bound = float(saved.mean()), max(worst, float(np.abs(saved).max()))
    low = min(mean, _bounds(np.append(saved, -bound))[0])
    high = max(mean, _bounds(np.append(saved, bound))[1])
    if low <= 0 <= high:
        return "not told apart", None, None
    return ("better" if mean > 0 else "worse"), round(mean, 4), (round(low, 4), round(high, 4))


def _bounds(saved: Floats) -> Interval:
    """By resampling the distinct savings, of which there are few; studentised, as savings are skewed.

    The caller adds one row at its worst: rare errors that are dear may not stand in the rows at all.
    """
    values, counts = np.unique(np.round(saved, 9), return_counts=True)
    n, rng = len(saved), np.random.default_rng(SEED)
    mean, spread = float(saved.mean()), float(saved.std())
    drawn = rng.multinomial(n, counts / n, size=_RESAMPLES)
    means = drawn @ values / n
    spreads = np.sqrt(np.maximum(drawn @ values**2 / n - means**2, (spread / n) ** 2))
    low, high = np.quantile((means - mean) / spreads, [_LEVEL / 2, 1 - _LEVEL / 2])
    return mean - float(high) * spread, mean - float(low) * spread


def _entries(book: TextIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in book if line.strip()]


def _used(entries: Sequence[dict[str, Any]], subject: str, rows: Sequence[str]) -> int:
    """A look at half of today's rows is half a look."""
    today = set(rows)
    shares = [len(today & set(e["rows"])) / max(1, len(today)) for e in entries if e["subject"] == subject]
    return math.ceil(sum(shares) - 1e-9)


def _same(entry: dict[str, Any], subject: str, rows: Sequence[str], candidate: str) -> bool:
    return (entry["subject"], entry["candidate"], entry["rows"]) == (subject, candidate, list(rows))


def _of(entry: dict[str, Any], n: int) -> Look:
    interval = entry["interval"]
    return Look(
        number=entry["number"],
        n=n,
        verdict=entry["verdict"],
        saving=entry["saving"],
        interval=(interval[0], interval[1]) if interval else None,
    )


def _write(book: TextIO, look: Look, subject: str, rows: Sequence[str], candidate: str) -> None:
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "subject": subject,
        "candidate": candidate,
        "number": look.number,
        "verdict": look.verdict,
        "saving": look.saving,
        "interval": look.interval,
        "rows": list(rows),
    }
    book.seek(0, 2)
    book.write(json.dumps(entry) + "\n")


def _digests(rows: Sequence[str]) -> list[str]:
    return sorted(_digest(row) for row in rows)


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:12]
