"""Cuts what a send must look like out of Meta's OpenAPI file: `python -m tests.contract.cut_openapi FILE`.

The file says less and more than its authors mean, so its own examples were refused. What is mended here is mended so
that all of them are taken (the command refuses to write otherwise), and no further.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

KEPT = Path(__file__).parent / "meta_send_schema.json"
_PATH = "/{Version}/{Phone-Number-ID}/messages"
_PREFIX = "#/components/schemas/"
_PROSE = ("description", "example", "examples", "discriminator")
_NOTE = (
    "Cut by tests/contract/cut_openapi.py from business-messaging-api_v23.0.yaml of github.com/facebook/openapi at "
    "commit ecba623b (21 Nov 2025), MIT License, Copyright (c) Meta Platforms, Inc. and affiliates. The licence's text "
    "is in meta_send_schema.LICENSE."
)
_SENT = ("TextMessage", "InteractiveMessage", "TemplateMessage")
"""What this product sends, and what its colleagues could."""
_LEFT_OUT = (
    *("Send Order Details Message", "Send Order Status Message"),  # shown in the file, not described
    "Send Multi-Product Message",  # the type of its header is a blank
    "Send Reply to List Message",  # has no type
)
_BLANK = re.compile(r"<[^>]*>|\{\{[^}]*\}\}")


def cut(document: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON Schema of one send: `$defs` of the file's components, and no word of its prose."""
    schemas = document["components"]["schemas"]
    names = set(_SENT)
    while new := {ref for name in names for ref in _refs(schemas[name])} - names:
        names |= new
    defs = {name: _mended(name, deepcopy(schemas[name])) for name in sorted(names)}
    root = {
        "$schema": Draft202012Validator.META_SCHEMA["$id"],
        "$comment": _NOTE,
        "oneOf": [{"$ref": f"#/$defs/{name}"} for name in _SENT],
    }
    return {**root, "$defs": {name: _plain(schema) for name, schema in defs.items()}}


def examples(document: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The file's own sends of these kinds, their blanks filled in."""
    post = document["paths"][_PATH]["post"]["requestBody"]["content"]["application/json"]
    for name, example in post["examples"].items():
        body = _filled(example["value"])
        if body.keys() & {"text", "interactive", "template"} and name not in _LEFT_OUT:
            yield name, body


def _filled(value: Any) -> Any:
    if isinstance(value, str):
        return _BLANK.sub("x", value)
    if isinstance(value, list):
        return [_filled(part) for part in value]
    return {key: _filled(part) for key, part in value.items()} if isinstance(value, dict) else value


def _refs(schema: Any) -> set[str]:
    return set(re.findall(r'"\$ref": "#/\$defs/(\w+)"', json.dumps(_plain(schema))))


def _plain(schema: Any) -> Any:
    """Without prose, and with references into `$defs`."""
    if isinstance(schema, list):
        return [_plain(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: part for key, part in schema.items() if key not in _PROSE or _is_property(schema, key)}
    return {
        key: "#/$defs/" + part.removeprefix(_PREFIX) if key == "$ref" else _plain(part) for key, part in kept.items()
    }


def _is_property(schema: Mapping[str, Any], key: str) -> bool:
    """A row of a list has a `description` of its own: a schema, not prose."""
    return isinstance(schema[key], dict) and key == "description"


def _mended(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    mend = _MENDS.get(name)
    if mend:
        mend(schema)
    if "allOf" in schema:
        _closed_as_a_whole(schema)
    return schema


def _closed_as_a_whole(schema: dict[str, Any]) -> None:
    """`additionalProperties: false` in one branch of an `allOf` forbids what the other branch requires."""
    for branch in schema["allOf"]:
        branch.pop("additionalProperties", None)
    schema["unevaluatedProperties"] = False


def _base(schema: dict[str, Any]) -> None:
    """Documented on Meta's pages and not in the file: our uuid, and a user id in place of a phone number."""
    schema["properties"]["biz_opaque_callback_data"] = {"type": "string", "maxLength": 512}
    schema["properties"]["recipient"] = {"type": "string", "pattern": r"^[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}$"}
    schema["required"] = ["messaging_product"]
    schema["anyOf"] = [{"required": ["to"]}, {"required": ["recipient"]}]


def _typed(schema: dict[str, Any]) -> None:
    """Only a text may leave its type out."""
    schema["required"] = ["type"]


def _component(schema: dict[str, Any]) -> None:
    """The pattern for a place is no pattern, and the examples write numbers; their kinds of button are more."""
    schema["properties"]["index"] = {"type": ["string", "integer"]}
    schema["properties"]["sub_type"] = {"type": "string"}


def _language(schema: dict[str, Any]) -> None:
    """`policy` has one possible value, and most examples leave it out."""
    schema["required"].remove("policy")


_MENDS: dict[str, Callable[[dict[str, Any]], None]] = {
    "BaseMessageProperties": _base,
    "InteractiveMessage": _typed,
    "TemplateMessage": _typed,
    "TemplateComponent": _component,
    "LanguageObject": _language,
}


def main() -> int:
    """Writes the excerpt; 1 when one of the file's own examples is refused by it."""
    document = yaml.load(Path(sys.argv[1]).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    schema = cut(document)
    validator = Draft202012Validator(schema)
    refused = [
        f"{name}: {error.json_path} {error.message}"
        for name, body in examples(document)
        for error in validator.iter_errors(body)
    ]
    sys.stderr.write("".join(f"{line}\n" for line in refused))
    if not refused:
        KEPT.write_text(json.dumps(schema, indent=1) + "\n", encoding="utf-8")
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
