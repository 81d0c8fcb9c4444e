"""What customers write, in five languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml


@dataclass(frozen=True, slots=True)
class Questions:
    """One language's."""

    openings: tuple[str, ...]
    follow_ups: tuple[str, ...]


@cache
def questions() -> Mapping[str, Questions]:
    """By language code."""
    text = files(__package__).joinpath("questions.yaml").read_text(encoding="utf-8")
    found = yaml.safe_load(text)
    return {
        language: Questions(openings=tuple(parts["openings"]), follow_ups=tuple(parts["follow_ups"]))
        for language, parts in found.items()
    }
