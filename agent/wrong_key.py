"""What is wrong with a key or a value of a file, in words: an unknown key beside the nearest known one."""

import dataclasses
import difflib
import json
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_type_hints

from pydantic import BaseModel

_UNKNOWN = ("extra_forbidden", "unexpected_keyword_argument")


def fault(detail: Mapping[str, Any], model: type, more: Sequence[str] = ()) -> str:
    """One of pydantic's errors on `model`. `more` are keys that are known beside the model's own."""
    if detail["type"] in _UNKNOWN:
        known = [*keys_at(model, detail["loc"][:-1]), *more]
        return f"unknown key{meant(str(detail['loc'][-1]), known)}"
    given, said = detail.get("input"), str(detail["msg"])
    if detail["type"] in ("value_error", "assertion_error"):
        said = said.removeprefix("Value error, ")
        return said if isinstance(given, dict) else f"{shown(given)} is wrong: {said}"
    bound = said.removeprefix("Input should be ")
    return f"{shown(given)} is wrong: should be {bound}" if bound != said else said


def meant(word: str, known: Sequence[str]) -> str:
    """The nearest known word, else all of them."""
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.55)
    return f"; did you mean '{near[0]}'?" if near else f"; known: {', '.join(sorted(known))}"


def shown(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 40 else text[:37] + "…"


def keys_at(model: type, path: Sequence[Any]) -> list[str]:
    """Keys of the nested model at `path`, as the file has them; of the nearest one above where none is there."""
    for key in path:
        model = _model_in(_annotations(model).get(key)) or model
    return list(_annotations(model))


def _annotations(model: type) -> dict[Any, Any]:
    if issubclass(model, BaseModel):
        return {one.alias or name: one.annotation for name, one in model.model_fields.items()}
    hints = get_type_hints(model)
    return {one.name: hints[one.name] for one in dataclasses.fields(model)} if dataclasses.is_dataclass(model) else {}


def _model_in(annotation: Any) -> type | None:
    """The first model that an annotation holds, at any depth: `dict[str, list[Model]]`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
