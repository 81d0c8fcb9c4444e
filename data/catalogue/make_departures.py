#!/usr/bin/env python3
"""Writes departures.csv from treks.yaml; the same seed writes the same bytes."""

import argparse
import csv
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent
COLUMNS = ["id", "trek_id", "start_date", "end_date", "seats_total", "seats_left", "status"]
FIRST, LAST = date(2026, 12, 5), date(2027, 11, 20)
SOON = date(2027, 3, 31)  # departures up to here have sold most of their seats
PER_TREK = 9
POPULAR = {
    "hampta-pass": 15,
    "kedarkantha": 14,
    "valley-of-flowers": 13,
    "kashmir-great-lakes": 13,
    "everest-base-camp": 14,
    "annapurna-base-camp": 14,
    "nag-tibba": 12,
}
# Snow, parks and monsoon cut into the months of treks.yaml: (month, day) of first and last starts.
WINDOWS = {
    "hampta-pass": [((6, 12), (10, 10))],
    "valley-of-flowers": [((6, 20), (9, 22))],
    "kashmir-great-lakes": [((7, 3), (9, 12))],
    "tarsar-marsar": [((7, 4), (9, 12))],
    "markha-valley": [((6, 15), (9, 15))],
    "pin-parvati": [((7, 15), (9, 12))],
    "chadar": [((1, 10), (2, 10))],
    "manaslu-circuit": [((3, 15), (11, 20))],
    "goechala": [((3, 20), (11, 15))],
    "bhrigu-lake": [((5, 10), (10, 20))],
    "beas-kund": [((5, 15), (10, 20))],
    "rupin-pass": [((5, 15), (6, 15)), ((9, 10), (10, 10))],
    "buran-ghati": [((5, 15), (6, 20)), ((9, 10), (10, 8))],
    "bali-pass": [((5, 15), (6, 15)), ((9, 10), (10, 8))],
    "sandakphu-phalut": [((3, 1), (5, 31)), ((10, 1), (12, 20))],
}


def in_season(trek: dict[str, Any], day: date) -> bool:
    if day.month not in trek["months"]:
        return False
    windows = WINDOWS.get(trek["id"])
    return not windows or any(opens <= (day.month, day.day) <= closes for opens, closes in windows)


def start_days(trek: dict[str, Any], rng: random.Random) -> list[date]:
    """Spread over the season, on weekends where the trek begins in India."""
    weekdays = {4, 5, 6} if trek["country"] == "IN" else {0, 2, 4, 6}
    span = (LAST - FIRST).days + 1
    days = [FIRST + timedelta(days=n) for n in range(span)]
    days = [day for day in days if day.weekday() in weekdays and in_season(trek, day)]
    wanted = POPULAR.get(trek["id"], PER_TREK)
    width = len(days) / wanted
    if width < 1:
        return days
    return [days[rng.randrange(int(n * width), int((n + 1) * width))] for n in range(wanted)]


def seats_and_status(total: int, start: date, rng: random.Random) -> tuple[int, str]:
    if rng.random() < 0.03:
        return total, "cancelled"
    sold = rng.triangular(0, 1, 0.8) if start <= SOON else rng.triangular(0, 1, 0.15)
    left = total - round(total * sold)
    if rng.random() < 0.07:
        left = 0
    if left == 0:
        return 0, "full"
    return left, "guaranteed" if total - left >= 5 else "open"


def departure(trek: dict[str, Any], start: date, rng: random.Random) -> list[Any]:
    total = trek["group_size_max"]
    left, status = seats_and_status(total, start, rng)
    end = start + timedelta(days=trek["days"] - 1)
    return [f"{trek['id']}-{start}", trek["id"], start, end, total, left, status]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=2027)
    parser.add_argument("--out", type=Path, default=HERE)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    treks = yaml.safe_load((HERE / "treks.yaml").read_text(encoding="utf-8"))
    rows = [departure(trek, start, rng) for trek in treks for start in start_days(trek, rng)]
    rows.sort(key=lambda row: (row[2], row[1]))
    with (options.out / "departures.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])


if __name__ == "__main__":
    main()
