"""Word lists of this room, read from `lexicons/` when first asked for."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.language.letters import fold
from agent.yaml_file import read_yaml

LEXICONS = Path(__file__).parent / "lexicons"


@cache
def table(name: str) -> dict[str, Any]:
    """The YAML mapping of `lexicons/<name>.yaml`. Raises ValueError naming the file when it is not one."""
    path = LEXICONS / f"{name}.yaml"
    try:
        found = read_yaml(path)
    except (OSError, yaml.YAMLError) as error:
        raise ValueError(f"{path}: cannot be read as YAML: {error}; restore the file from the repository") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path}: expected a mapping at the top, found {type(found).__name__}")
    return found


@cache
def word_set(name: str, key: str) -> frozenset[str]:
    """The folded words of one key, written there as one text with blanks between."""
    return frozenset(fold(str(table(name).get(key) or "")).split())
