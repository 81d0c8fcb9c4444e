"""Other values in the text of a config: only their places change, comments and layout stay as they were written."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from pydantic import JsonValue
from ruamel.yaml import YAML
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode

from agent.config import SECTIONS, ConfigError, Problem
from agent.publishing.changes import same, values_of
from agent.publishing.reading import config_of

_PLAIN = re.compile(r"[A-Za-z_][\w./-]*")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML does not allow as it is, or reads as the end of a line."""
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


@dataclass(frozen=True, slots=True)
class _Patch:
    """`text` in the place of what stands from `start` to `end`."""

    start: int
    end: int
    text: str


def edited(
    text: str,
    values: Mapping[str, JsonValue],
    path: Path = Path("config/pipeline.yaml"),
) -> str:
    """The config with other values, by path: `retrieve.keep`, `retrieve.weights.title`, `alerts.least`.

    A key that is not written yet is added. A value equal to the one in force changes nothing. The whole result is
    checked: ConfigError names the path of a value that is refused. `path` only names the file in errors.
    """
    return _edited(text, json.dumps(dict(values)), path)


@lru_cache(maxsize=32)
def _edited(text: str, kept: str, path: Path) -> str:
    """Made once: finding the places takes a third of a second, and every page asks for the same few again and again."""
    values: Mapping[str, JsonValue] = json.loads(kept)
    in_force = values_of(config_of(text, path))
    changed = text
    for setting, value in values.items():
        if setting not in in_force or not same(in_force[setting], value):
            changed = _with(changed, setting, value, path)
    try:
        config_of(changed, path)
    except ConfigError as error:
        raise ConfigError(path, [_at_its_setting(one, changed, values, path) for one in error.problems]) from error
    return changed


def _with(text: str, setting: str, value: JsonValue, path: Path) -> str:
    """One value changed."""
    owner, keys = _owner(text, setting, path)
    patch = _patch(text, owner, keys, value, setting, path)
    return text[: patch.start] + patch.text + text[patch.end :]


def _owner(text: str, setting: str, path: Path) -> tuple[Node, list[str]]:
    """The node to start from, and the keys below it: a step's own, else the document, whose keys are the sections."""
    document = _composed(text)
    listed = next(node for key, node in document.value if key.value == "steps")
    steps = {_name(entry): entry for entry in _entries(listed)}
    name, *keys = setting.split(".")
    if not keys or (name not in steps and name not in SECTIONS):
        _refuse(path, setting, f"no such setting; steps and sections here: {', '.join((*steps, *SECTIONS))}")
    return (steps[name], keys) if name in steps else (document, [name, *keys])


@lru_cache(maxsize=16)
def _composed(text: str) -> Any:
    """The nodes of a text, each with its place. As slow as reading it; not to be changed."""
    return YAML(typ="rt").compose(StringIO(text))


def _entries(steps: SequenceNode) -> Iterator[Node]:
    for entry in steps.value:
        yield from entry.value if isinstance(entry, SequenceNode) else (entry,)


def _name(entry: Node) -> str:
    if isinstance(entry, ScalarNode):
        return str(entry.value)
    named = {key.value: value.value for key, value in entry.value}
    return str(named.get("name") or named.get("step"))


def _patch(text: str, owner: Node, keys: list[str], value: JsonValue, setting: str, path: Path) -> _Patch:
    """What to write where: walks down as far as the file goes."""
    node, span = owner, _span(owner)
    while keys and isinstance(node, MappingNode):
        found = next((pair for pair in node.value if pair[0].value == keys[0]), None)
        if found is None:
            return _added(text, node, keys, value)
        if found[1].start_mark.index < found[0].end_mark.index:
            _refuse(path, setting, "stands in the file as an alias of another value; change it there by hand")
        node, keys, span = found[1], keys[1:], _written(text, *found)
    if keys and node is owner:  # a step listed by its name alone
        value, keys = {"step": str(node.value), keys[0]: _nested(keys[1:], value)}, []
    if keys and span[0] < span[1]:
        _refuse(path, setting, "no such setting: nothing may stand below that key")
    return _Patch(*span, f"{_gap(text, span)}{_rendered(_nested(keys, value))}")


def _written(text: str, key: Node, value: Node) -> tuple[int, int]:
    """Where the value stands; one that is not written has its place right behind the colon."""
    start, end = _span(value)
    if start < end:
        return start, end
    colon = text.index(":", key.end_mark.index) + 1
    return colon, colon


def _gap(text: str, span: tuple[int, int]) -> str:
    return " " if span[0] == span[1] and not text[: span[0]].endswith(" ") else ""


def _added(text: str, node: MappingNode, keys: list[str], value: JsonValue) -> _Patch:
    """A new key below the last one that is written, in the same style."""
    (_, end), nested = _span(node), _nested(keys, value)
    if node.flow_style:
        comma = ", " if node.value else ""
        return _Patch(end - 1, end - 1, f"{comma}{_rendered(nested)[1:-1]}")
    line_end = text.find("\n", end)
    at = len(text) if line_end < 0 else line_end
    indent = " " * node.value[0][0].start_mark.column
    written = _rendered(nested[keys[0]] if isinstance(nested, dict) else value)
    return _Patch(at, at, f"\n{indent}{keys[0]}: {written}")


def _nested(keys: list[str], value: JsonValue) -> JsonValue:
    for key in reversed(keys):
        value = {key: value}
    return value


def _span(node: Node) -> tuple[int, int]:
    """From its first to after its last character; a block collection's own end lies behind the comments after it."""
    start, end = node.start_mark.index, node.end_mark.index
    if isinstance(node, CollectionNode) and not node.flow_style:
        last = node.value[-1]
        _, end = _span(last[1] if isinstance(last, tuple) else last)
    return start, end


def _rendered(value: JsonValue) -> str:
    """The value on one line, as a person would write it."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_rendered(key)}: {_rendered(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_rendered(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NOT_TEXT:
        return value
    return _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _at_its_setting(problem: Problem, text: str, values: Mapping[str, JsonValue], path: Path) -> Problem:
    """The problem under the path of the value that made it, where one of those stands on its line."""
    for setting in values:
        owner, keys = _owner(text, setting, path)
        at = _patch(text, owner, keys, None, setting, path).start
        if text.count("\n", 0, at) + 1 == problem.line:
            return replace(problem, where=setting)
    return problem


def _refuse(path: Path, setting: str, what: str) -> NoReturn:
    raise ConfigError(path, [Problem(line=1, where=setting, what=what)])
