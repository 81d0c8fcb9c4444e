"""YAML → pipeline, or ONE error that lists every problem with its line."""

import difflib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import entry_points
from io import StringIO
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from agent.alerts.settings import AlertSettings
from agent.settings import PortSettings, ServiceSettings
from agent.step import OnError, PlacedStep, Step
from agent.steps import STEPS
from agent.wrong_key import fault, meant

ENTRY_POINTS = "cairn.steps"
ALWAYS_SET = frozenset({"message", "trace", "config_hash"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with a config file. `line` counts from 1."""

    line: int
    where: str
    what: str

    def __str__(self) -> str:
        return f"line {self.line}, {self.where}: {self.what}" if self.where else f"line {self.line}: {self.what}"


class ConfigError(Exception):
    """A config file that cannot be used, with all its problems."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(f"{path}: {problem}" for problem in self.problems))


class Placement(BaseModel):
    """The keys every step takes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    step: str = Field(description="Which step of the table.")
    name: str | None = Field(
        None, min_length=1, max_length=60, pattern=r"^[^.]+$", description="Its own name, to list a step twice."
    )
    enabled: bool = Field(True, description="Set to false to leave the step out.")
    budget_ms: float | None = Field(None, gt=0, le=600_000, description="How long it may take, in milliseconds.")
    on_error: OnError = Field(
        "fallback",
        description="After an error: continue without it, fall back to a human, or stop and try the message again.",
    )


SECTIONS: dict[str, type[BaseModel]] = {"ports": PortSettings, "service": ServiceSettings, "alerts": AlertSettings}


@dataclass(frozen=True, slots=True, kw_only=True)
class PipelineConfig:
    """A whole valid config. `hash` is 12 hex digits over all settings that shape an answer, comments left out."""

    path: Path
    stages: tuple[tuple[PlacedStep, ...], ...]
    ports: PortSettings
    service: ServiceSettings
    alerts: AlertSettings
    hash: str


@dataclass(slots=True)
class _Reading:
    """One pass over one file: what it found and what is wrong."""

    table: Mapping[str, type[Step]]
    problems: list[Problem] = field(default_factory=list)
    sections: dict[str, BaseModel] = field(default_factory=dict)
    stages: list[tuple[PlacedStep, ...]] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    assumed: set[str] = field(default_factory=set)  # what steps with wrong keys would write: one mistake, one problem

    def report(self, line: int, where: str, what: str) -> None:
        self.problems.append(Problem(line=line, where=where, what=what))


def step_table(extra: Mapping[str, type[Step]] | None = None) -> dict[str, type[Step]]:
    """What each step name means: the shipped table, else the one given, plus steps of installed packages."""
    table = dict(STEPS if extra is None else extra)
    for point in entry_points(group=ENTRY_POINTS):
        table.setdefault(point.name, point.load())
    return table


def load_config(path: Path, steps: Mapping[str, type[Step]] | None = None) -> PipelineConfig:
    """Read and check the whole file; raises ConfigError listing every problem."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, [Problem(line=1, where="", what=f"cannot be read: {error}")]) from error
    return parse_config(text, path, steps)


def parse_config(text: str, path: Path, steps: Mapping[str, type[Step]] | None = None) -> PipelineConfig:
    """The same for a text; `path` only names it in errors."""
    document = _yaml(text, path)
    reading = _Reading(table=step_table(steps))
    _read_sections(document, reading)
    _read_steps(document, reading)
    _check_order(reading)
    if reading.problems:
        raise ConfigError(path, reading.problems)
    ports, service, alerts = (reading.sections[name] for name in SECTIONS)
    assert isinstance(ports, PortSettings)  # for mypy: _read_sections fills all three or reports
    assert isinstance(service, ServiceSettings)
    assert isinstance(alerts, AlertSettings)
    stages = tuple(reading.stages)
    hashed = _hash(stages, ports, service)
    return PipelineConfig(path=path, stages=stages, ports=ports, service=service, alerts=alerts, hash=hashed)


def _yaml(text: str, path: Path) -> CommentedMap:
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        raise ConfigError(path, [Problem(line=line, where="", what="holds bytes that are no UTF-8; save it as UTF-8")])
    try:
        document = _document(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = f"not readable as YAML: {error.problem or error.context}"
        raise ConfigError(path, [Problem(line=mark.line + 1 if mark else 1, where="", what=what)]) from error
    except YAMLError as error:
        raise ConfigError(path, [Problem(line=1, where="", what=f"not readable as YAML: {error}")]) from error
    if not isinstance(document, CommentedMap):
        raise ConfigError(path, [Problem(line=1, where="", what="must be a mapping with the key 'steps'")])
    return document


@lru_cache(maxsize=16)
def _document(text: str) -> Any:
    """Reading takes a tenth of a second, and the same few texts come again and again. Not to be changed."""
    return YAML(typ="rt").load(StringIO(text))


def _read_sections(document: CommentedMap, reading: _Reading) -> None:
    known = [*SECTIONS, "steps"]
    for key in document:
        if key not in known:
            reading.report(_line(document, key), str(key), f"unknown key{meant(str(key), known)}")
    for key, model in SECTIONS.items():
        values = document.get(key)
        line = _line(document, key) if key in document else 1
        section = _build(model, CommentedMap() if values is None else values, line, key, reading)
        if section is not None:
            reading.sections[key] = section


def _read_steps(document: CommentedMap, reading: _Reading) -> None:
    listed = document.get("steps")
    if not isinstance(listed, CommentedSeq) or not listed:
        line = _line(document, "steps") if "steps" in document else 1
        reading.report(line, "steps", "must be a list of at least one step")
        return
    for number, entry in enumerate(listed):
        where, line = f"steps[{number}]", listed.lc.item(number)[0] + 1
        members = list(_members(entry, line, where))
        placed = [_place(member, at, place, reading) for member, at, place in members]
        stage = tuple(one for one in placed if one is not None)
        if stage:
            reading.stages.append(stage)


def _members(entry: Any, line: int, where: str) -> Iterator[tuple[Any, int, str]]:
    """One step, or those of a side-by-side list, each with its line and place."""
    if not isinstance(entry, CommentedSeq):
        yield entry, line, where
        return
    for number, member in enumerate(entry):
        yield member, entry.lc.item(number)[0] + 1, f"{where}[{number}]"


def _place(entry: Any, line: int, where: str, reading: _Reading) -> PlacedStep | None:
    """The step this entry means; None when it is disabled or wrong (and then reported)."""
    if isinstance(entry, str):
        entry = CommentedMap({"step": entry})
    kind = _kind(entry, line, where, reading)
    if kind is None:
        return None
    common = CommentedMap({key: entry[key] for key in entry if key in Placement.model_fields})
    own = {key: entry[key] for key in entry if key not in Placement.model_fields}
    placement = _build(Placement, common, line, f"{where} {kind}", reading, lines=entry)
    step = _build(reading.table[kind], own, line, f"{where} {kind}", reading, lines=entry)
    if not isinstance(placement, Placement) or not isinstance(step, Step):
        reading.assumed |= reading.table[kind].writes
        return None
    if not placement.enabled:
        return None
    name = placement.name or kind
    if name in reading.lines:
        reading.report(line, where, f"the name '{name}' is taken by line {reading.lines[name]}; give one a 'name'")
    reading.lines[name] = line
    return PlacedStep(name=name, kind=kind, step=step, budget_ms=placement.budget_ms, on_error=placement.on_error)


def _kind(entry: Any, line: int, where: str, reading: _Reading) -> str | None:
    """The step's kind. An unknown one is reported, and read on as the likely one so that its keys are checked too."""
    if not isinstance(entry, CommentedMap) or not isinstance(entry.get("step"), str):
        reading.report(line, where, "must be the name of a step, or a mapping with the key 'step'")
        return None
    kind = str(entry["step"])
    if kind in reading.table:
        return kind
    reading.report(_line(entry, "step", line), where, f"unknown step '{kind}'{meant(kind, list(reading.table))}")
    near = difflib.get_close_matches(kind, reading.table, n=1)
    return near[0] if near else None


def _build(
    model: type[BaseModel],
    values: Any,
    line: int,
    where: str,
    reading: _Reading,
    lines: Any = None,
) -> BaseModel | None:
    """The model, or None with every problem reported at its own line."""
    if not isinstance(values, dict):
        reading.report(line, where, "must be a mapping of keys to values")
        return None
    try:
        return model.model_validate(_plain(values))
    except ValidationError as error:
        for detail in error.errors():
            at = _line_of(values if lines is None else lines, detail["loc"], line)
            reading.report(at, _dotted(where, detail["loc"]), _say(detail, model))
        return None


def _say(detail: Mapping[str, Any], model: type[BaseModel]) -> str:
    return fault(detail, model, list(Placement.model_fields) if issubclass(model, Step) else ())


def _dotted(where: str, loc: Sequence[Any]) -> str:
    return ".".join([where, *(str(part) for part in loc)])


def _line(mapping: CommentedMap, key: Any, default: int = 1) -> int:
    try:
        return int(mapping.lc.key(key)[0]) + 1
    except (KeyError, AttributeError, TypeError):
        return default


def _line_of(values: Any, loc: Sequence[Any], default: int) -> int:
    """The line of the deepest part of `loc` that the file really holds."""
    line, node = default, values
    for part in loc:
        if isinstance(node, CommentedMap) and part in node:
            line, node = _line(node, part, line), node[part]
        elif isinstance(node, CommentedSeq) and isinstance(part, int) and part < len(node):
            line, node = node.lc.item(part)[0] + 1, node[part]
        else:
            break
    return line


_PLAIN: tuple[tuple[type, Callable[[Any], Any]], ...] = ((bool, bool), (int, int), (float, float), (str, str))


def _plain(value: Any) -> Any:
    """ruamel's values remember how they were written; strict models want the plain ones."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return next((make(value) for kind, make in _PLAIN if isinstance(value, kind)), value)


def _check_order(reading: _Reading) -> None:
    """Every field is written before it is read, a stage's members write different fields, and some step replies."""
    available = {*ALWAYS_SET, *reading.assumed}
    for stage in reading.stages:
        _check_stage(stage, available, reading)
        available |= {name for placed in stage for name in placed.step.outputs()}
    if reading.stages and "reply" not in available:
        reading.report(1, "steps", "no step writes 'reply': the customer would never be answered")


def _check_stage(stage: Sequence[PlacedStep], available: set[str], reading: _Reading) -> None:
    written: dict[str, str] = {}
    for placed in stage:
        line = reading.lines[placed.name]
        for name in sorted(placed.step.inputs() - available):
            beside = any(name in other.step.outputs() for other in stage if other is not placed)
            why = "a step beside it does: put it after that one" if beside else "nothing enabled before it does"
            reading.report(line, placed.name, f"reads '{name}', but no earlier step writes it; {why}")
        for name in sorted(placed.step.outputs()):
            if name in written:
                reading.report(line, placed.name, f"writes '{name}' beside '{written[name]}', which writes it too")
            written[name] = placed.name


def _hash(stages: Sequence[Sequence[PlacedStep]], ports: PortSettings, service: ServiceSettings) -> str:
    plain = {
        "stages": [[_settings(placed) for placed in stage] for stage in stages],
        "ports": ports.model_dump(mode="json"),
        "service": service.model_dump(mode="json"),
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:12]


def _settings(placed: PlacedStep) -> dict[str, Any]:
    return {
        "name": placed.name,
        "kind": placed.kind,
        "budget_ms": placed.budget_ms,
        "on_error": placed.on_error,
        "fields": placed.step.model_dump(mode="json"),
    }
