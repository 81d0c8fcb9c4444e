"""What the lint knows of each document, kept with the generation so that unchanged ones are not read again."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from agent.knowledge.statements import Entry, Reading, Statement

FILE = "readings.json"


def write_readings(folder: Path, readings: Mapping[str, Reading]) -> None:
    """One JSON object by source."""
    told = {source: asdict(reading) for source, reading in readings.items()}
    (folder / FILE).write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def read_readings(folder: Path) -> dict[str, Reading]:
    """Empty when the generation is of an earlier version, which kept none."""
    try:
        told: dict[str, dict[str, Any]] = json.loads((folder / FILE).read_text("utf-8"))
        return {source: _reading(entry) for source, entry in told.items()}
    except (OSError, ValueError, TypeError, KeyError):
        return {}


def _reading(entry: dict[str, Any]) -> Reading:
    return Reading(
        language=entry["language"],
        trek=entry["trek"],
        notes=tuple(entry["notes"]),
        links=tuple((int(line), str(target)) for line, target in entry["links"]),
        statements=tuple(Statement(**one) for one in entry["statements"]),
        entries=tuple(Entry(**{**one, "values": tuple(one["values"])}) for one in entry["entries"]),
    )
