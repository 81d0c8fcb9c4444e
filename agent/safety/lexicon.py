"""Reads the word lists beside this file and turns their patterns into compiled ones."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import regex

from agent.language import kept_pattern
from agent.safety.fold import bare
from agent.yaml_file import read_yaml

EXEMPLARS = Path(__file__).parent / "exemplars"
"""Messages written for what is learnt in this room, by label."""
_FOLDER = Path(__file__).parent / "lexicons"
_BETWEEN = r"(?:[^\w.!?\n;]{1,30})"
_OPEN_CLASS = regex.compile(r"(\[\^[^\]]*\])\*")
_CLAUSE = 300
"""Characters that "up to the end of the clause" reads at most: without an end, a message of 65,536 took minutes."""
_CLASS_OR_BLANK = regex.compile(r"\[[^\]]*\]| ")
_MACRO = regex.compile(r"<(\w+)>")


@cache
def lexicon(name: str) -> Mapping[str, Any]:
    """The YAML file of that name, read once. Raises ValueError naming the file when it is not a mapping."""
    path = _FOLDER / f"{name}.yaml"
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise ValueError(f"{path}: expected a mapping at the top; put the lists under names")
    return content


def compiled(patterns: Iterable[str], macros: Mapping[str, str]) -> "regex.Pattern[str]":
    """One pattern for all, whole words only. `<name>` stands for a macro, a blank for anything between two words."""
    return kept_pattern.compiled("|".join(_written_out(pattern, macros) for pattern in patterns) or "(?!)")


def _written_out(pattern: str, macros: Mapping[str, str]) -> str:
    open_pattern = bare(pattern)
    while _MACRO.search(open_pattern):
        open_pattern = _MACRO.sub(lambda found: f"(?:{bare(macros[found.group(1)])})", open_pattern)
    open_pattern = _OPEN_CLASS.sub(rf"\1{{0,{_CLAUSE}}}", open_pattern)
    spaced = _CLASS_OR_BLANK.sub(lambda found: _BETWEEN if found.group() == " " else found.group(), open_pattern)
    return rf"(?<!\w)(?:{spaced})(?!\w)"
