"""YAML data files: read fast, and a key that stands twice in one entry is refused instead of lost."""

from typing import Any

import yaml

from agent.knowledge.blocks import squeeze
from agent.yaml_file import Loader


class _Strict(Loader):  # type: ignore[misc]
    """Plain YAML without the silent overwriting of equal keys."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[str] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen and isinstance(key.value, str):
                self.repeated.append(f"line {key.start_mark.line + 1}: the key {key.value!r} stands twice in one entry")
            seen.add(str(key.value))
        found: dict[Any, Any] = super().construct_mapping(node, deep=deep)
        return found


def parse_yaml(text: str) -> Any:
    """Raises ValueError with the line of the mistake; with all lines where keys stand twice."""
    try:
        loader = _Strict(text)
        try:
            found = loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        line = f"line {error.problem_mark.line + 1}: " if error.problem_mark else ""
        raise ValueError(f"is not readable as YAML: {line}{squeeze(str(error.problem or error))}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ValueError(f"is not readable as YAML: {squeeze(str(error))}") from error
    if loader.repeated:
        raise ValueError(f"is not readable as YAML: {'; '.join(dict.fromkeys(loader.repeated))}")
    return found


def entry_lines(text: str) -> list[int]:
    """The first line of each entry of a list, counted from 1."""
    node = yaml.compose(text, Loader=Loader)
    return [entry.start_mark.line + 1 for entry in node.value] if isinstance(node, yaml.SequenceNode) else []
