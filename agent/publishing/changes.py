"""What differs between two configs, setting by setting, in words people use."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import BaseModel, JsonValue

from agent.config import SECTIONS, PipelineConfig, Placement
from agent.setting import unit_of
from agent.step import PlacedStep

ORDER = "steps"
"""The path under which another order of the steps is told."""


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that differs. `path`: `retrieve.keep`, `ports.store.memory_limit`; `old` or `new` is None where
    the step is not there on that side.

    `label` says what it is about, `owner` which step or section it belongs to, `needs` what it takes beside the
    publish to come into force: nothing, `restart`, or `restart and ingest`.
    """

    path: str
    old: JsonValue
    new: JsonValue
    label: str = field(default="", compare=False)
    unit: str = field(default="", compare=False)
    owner: str = field(default="", compare=False)
    needs: str = field(default="", compare=False)

    def as_dict(self) -> dict[str, JsonValue]:
        """JSON values."""
        return {name: getattr(self, name) for name in ("path", "old", "new", "label", "unit", "owner", "needs")}

    @property
    def line(self) -> str:
        """One line for people: `retrieve.keep: 5 → 4 (Passages kept for the answer)`."""
        unit = f" {self.unit}" if self.unit else ""
        needs = f"; needs a {self.needs}" if self.needs else ""
        return f"{self.path}: {shown(self.old)} → {shown(self.new)}{unit} ({self.label}{needs})"


@dataclass(frozen=True, slots=True)
class _Setting:
    """A setting in force, and what is said of it."""

    value: JsonValue
    label: str
    owner: str


def diff(live: PipelineConfig, draft: PipelineConfig) -> tuple[Change, ...]:
    """Every setting of the draft that is not as it is live, in the order of the pipeline; empty when all are."""
    before, after = dict(_settings(live)), dict(_settings(draft))
    kinds, new_kinds = _kinds(live), _kinds(draft)
    left_out = [_presence(name, True, False) for name in kinds if name not in new_kinds]
    added = [_presence(name, False, True) for name in new_kinds if name not in kinds]
    replaced = [_replaced(name, kinds[name], kind) for name, kind in new_kinds.items() if kinds.get(name, kind) != kind]
    changed = [
        _change(path, before[path].value, after[path])
        for path in after
        if path in before and not same(before[path].value, after[path].value)
    ]
    return (*_moved(live, draft), *left_out, *added, *replaced, *changed)


def values_of(config: PipelineConfig) -> dict[str, JsonValue]:
    """Every setting in force by its path; steps that are left out have none."""
    return {path: setting.value for path, setting in _settings(config)}


def same(one: JsonValue, other: JsonValue) -> bool:
    """Equal as values of a config: 3 is 3.0, but true is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def shown(value: JsonValue) -> str:
    """A value as people write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(shown, value)) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(item)}" for key, item in value.items()) or "none"
    if isinstance(value, float):
        return f"{value:.10g}"
    return "none" if value is None else str(value) or "empty"


def _settings(config: PipelineConfig) -> Iterator[tuple[str, _Setting]]:
    for placed in _placed(config):
        placement = {"enabled": True, "budget_ms": placed.budget_ms, "on_error": placed.on_error}
        for name, value in placement.items():
            label = _words(Placement.model_fields[name].description)
            yield f"{placed.name}.{name}", _Setting(value, label, placed.name)
        yield from _fields(placed.step, placed.name, placed.name)
    for section in SECTIONS:
        yield from _fields(getattr(config, section), section, section)


def _fields(model: BaseModel, path: str, owner: str) -> Iterator[tuple[str, _Setting]]:
    """The leaves below a model; a list or mapping is one value."""
    plain = model.model_dump(mode="json")
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        if isinstance(value, BaseModel):
            yield from _fields(value, f"{path}.{name}", owner)
        else:
            yield f"{path}.{name}", _Setting(plain[name], _words(info.description), owner)


def _words(description: str | None) -> str:
    return (description or "").strip().removesuffix(".")


def _change(path: str, old: JsonValue, new: _Setting) -> Change:
    return Change(
        path=path,
        old=old,
        new=new.value,
        label=new.label,
        unit=unit_of(path),
        owner=new.owner,
        needs=_needs(path, new.owner),
    )


def _needs(path: str, owner: str) -> str:
    """What is built once, when the server starts."""
    if path.startswith("ports.index."):
        return "restart and ingest"
    return "restart" if owner in ("ports", "service") else ""


def _presence(name: str, old: bool, new: bool) -> Change:
    label = "The step is left out" if old else "The step is new"
    return Change(path=f"{name}.enabled", old=old, new=new, label=label, owner=name)


def _replaced(name: str, old: str, new: str) -> Change:
    return Change(path=f"{name}.step", old=old, new=new, label="Which step stands under this name", owner=name)


def _moved(live: PipelineConfig, draft: PipelineConfig) -> Sequence[Change]:
    """One change where the steps both have run in another order, or others side by side."""
    both = set(_kinds(live)) & set(_kinds(draft))
    before, after = _order(live, both), _order(draft, both)
    label = "The order of the steps, with those in brackets side by side"
    return [Change(path=ORDER, old=before, new=after, label=label, owner=ORDER)] if before != after else []


def _order(config: PipelineConfig, names: set[str]) -> JsonValue:
    stages = [[placed.name for placed in stage if placed.name in names] for stage in config.stages]
    return [stage[0] if len(stage) == 1 else f"[{', '.join(stage)}]" for stage in stages if stage]


def _placed(config: PipelineConfig) -> Sequence[PlacedStep]:
    return [placed for stage in config.stages for placed in stage]


def _kinds(config: PipelineConfig) -> Mapping[str, str]:
    """Which step of the table stands under each name, in order."""
    return {placed.name: placed.kind for placed in _placed(config)}
