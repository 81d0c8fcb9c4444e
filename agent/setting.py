"""One setting of a config by its path: what it means, its bounds, its value. Controls and diffs are drawn from this."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, JsonValue
from pydantic.fields import FieldInfo

from agent.config import PipelineConfig

Kind = Literal["switch", "choice", "choices", "whole", "number", "words", "structure"]
SECTIONS = ("ports", "service", "alerts")
_UNITS = {
    "ms": "ms",
    "s": "s",
    "min": "minutes",
    "minute": "a minute",
    "hour": "an hour",
    "hours": "hours",
    "days": "days",
    "usd": "USD",
    "mb": "MB",
    "chars": "characters",
    "words": "words",
    "tokens": "tokens",
}
"""What the last part of a name says the value is counted in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """`path` is `<step name>.<field>[.<field>]`, or the same under `ports`, `service` and `alerts`."""

    path: str
    kind: Kind
    label: str
    unit: str
    value: JsonValue
    default: JsonValue
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def bounds(self) -> str:
        """The bounds in words; empty where there are none."""
        parts = ((self.least, "from"), (self.most, "up to"))
        return " ".join(f"{word} {bound:g}" for bound, word in parts if bound is not None)


def setting_at(config: PipelineConfig, path: str) -> Setting:
    """The setting with this path in this config; KeyError names a path that leads nowhere."""
    model, names = _owner(config, path), path.split(".")[1:]
    for name in names[:-1]:
        inner = getattr(model, name, None)
        if not isinstance(inner, BaseModel):
            raise KeyError(f"{path}: {name} holds no settings")
        model = inner
    if not names or names[-1] not in type(model).model_fields:
        raise KeyError(f"{path}: no such setting")
    field = type(model).model_fields[names[-1]]
    return _described(path, field, _json(getattr(model, names[-1])))


def values_at(config: PipelineConfig, paths: Mapping[str, Any]) -> dict[str, JsonValue]:
    """The values this config has at the given paths."""
    return {path: setting_at(config, path).value for path in paths}


def _owner(config: PipelineConfig, path: str) -> BaseModel:
    head = path.split(".", 1)[0]
    if head in SECTIONS:
        section: BaseModel = getattr(config, head)
        return section
    steps = (placed for stage in config.stages for placed in stage if placed.name == head)
    placed = next(steps, None)
    if placed is None:
        raise KeyError(f"{path}: no step named {head} is in service")
    return placed.step


def _described(path: str, field: FieldInfo, value: JsonValue) -> Setting:
    least, most = _bound(field, "ge", "gt"), _bound(field, "le", "lt")
    return Setting(
        path=path,
        kind=_kind(field.annotation),
        label=(field.description or path).removesuffix("."),
        unit=_unit(path, field.description or ""),
        value=value,
        default=None if field.is_required() else _json(field.get_default(call_default_factory=True)),
        least=least,
        most=most,
        choices=_choices(field.annotation),
    )


def unit_of(path: str) -> str:
    """What the value is counted in, by its name; empty where the name does not say."""
    name = path.rsplit(".", 1)[-1]
    return "USD" if name.startswith("usd_") else _UNITS.get(name.rsplit("_", 1)[-1], "")


def _unit(path: str, description: str) -> str:
    """Left out where the description says it already."""
    unit = unit_of(path)
    return "" if unit.casefold() in description.casefold() else unit


def _bound(field: FieldInfo, *names: str) -> float | None:
    found = [getattr(rule, name) for rule in field.metadata for name in names if hasattr(rule, name)]
    return float(found[0]) if found else None


_SIMPLE: Mapping[Any, Kind] = {bool: "switch", int: "whole", float: "number", str: "words"}


def _kind(annotation: Any) -> Kind:
    if annotation in _SIMPLE:
        return _SIMPLE[annotation]
    if get_origin(annotation) is Literal:
        return "choice"
    return "choices" if _choices(annotation) else "structure"


def _choices(annotation: Any) -> tuple[str, ...]:
    """The allowed words of a `Literal`, or of a list of one."""
    if get_origin(annotation) is Literal:
        return tuple(str(choice) for choice in get_args(annotation))
    inner = get_args(annotation)
    is_list = get_origin(annotation) is list and inner and get_origin(inner[0]) is Literal
    return _choices(inner[0]) if is_list else ()


def _json(value: Any) -> JsonValue:
    if isinstance(value, BaseModel):
        plain: JsonValue = value.model_dump(mode="json")
        return plain
    if isinstance(value, dict):
        return {str(key): _json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    return value if isinstance(value, bool | int | float | str) or value is None else str(value)
