"""`docs/reference.md`, written from the code: steps, settings, environment and commands.

`python -m agent.reference` writes the file; a test fails when it is not what this writes.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo

from agent.alerts.settings import AlertSettings
from agent.settings import ROOT, Environment, PortSettings, ServiceSettings
from agent.step import Step
from agent.steps import STEPS

PATH = ROOT / "docs" / "reference.md"

COMMON = """Every step also takes `name` (to list one twice), `enabled` (default true), `budget_ms` (how long it may
take) and `on_error`: `continue` goes on without it, `fallback` (the default) hands over to a colleague, `stop` leaves
the message in the inbox to be tried again."""


def render() -> str:
    """The whole page as Markdown."""
    return "\n".join([*_opening(), *_steps(), *_sections(), *_environment(), *_commands()]) + "\n"


def _opening() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Written by `python -m agent.reference` from the code itself. Do not edit by hand."


def _steps() -> Iterator[str]:
    yield from ("", "## Steps", "", COMMON)
    for name, step in STEPS.items():
        yield from ("", f"### `{name}`", "", _first_sentences(step), "")
        yield f"Reads {_names(step.reads)}; writes {_names(step.writes)}."
        yield from _table(step, leave_out=frozenset(Step.model_fields))


def _sections() -> Iterator[str]:
    yield from ("", "## `service`", "", _first_sentences(ServiceSettings))
    yield from _table(ServiceSettings)
    yield from ("", "## `alerts`", "", _first_sentences(AlertSettings))
    yield from _table(AlertSettings)
    for name, field in PortSettings.model_fields.items():
        section = field.annotation
        if isinstance(section, type) and issubclass(section, BaseModel):
            yield from ("", f"## `ports: {name}`", "", field.description or "")
            yield from _table(section)


def _environment() -> Iterator[str]:
    yield from (
        "",
        "## Environment",
        "",
        "Secrets stand here and nowhere else.",
        "",
        "| variable | default |",
        "|---|---|",
    )
    for name, field in Environment.model_fields.items():
        default = "" if isinstance(field.default, SecretStr) else str(field.default)
        yield f"| `{name.upper()}` | {f'`{default}`' if default else 'none'} |"


def _commands() -> Iterator[str]:
    from agent.cli import app

    yield from ("", "## Commands", "")
    yield "Every command takes `--config PATH`. Exit status: 0 done, 1 the work failed, 2 wrong use or wrong config."
    yield from ("", "| command | does |", "|---|---|")
    groups = [(f"{group.name} ", group.typer_instance) for group in app.registered_groups]
    for prefix, commands in [("", app), *groups]:
        for command in commands.registered_commands if commands else ():
            if command.callback is not None:
                name = f"{prefix}{command.name or command.callback.__name__}"
                yield f"| `{_usage(name, command.callback)}` | {inspect.getdoc(command.callback)} |"


def _usage(name: str, callback: Any) -> str:
    words = [f"cairn {name}"]
    for option, parameter in inspect.signature(callback, eval_str=True).parameters.items():
        notes = getattr(parameter.annotation, "__metadata__", ())
        note = notes[0] if notes else None
        if option == "config":
            continue
        word = option.upper() if isinstance(note, typer.models.ArgumentInfo) else _flag(option, note)
        words.append(word if parameter.default is parameter.empty else f"[{word}]")
    return " ".join(words)


def _flag(name: str, note: Any) -> str:
    given = [note.default, *(note.param_decls or ())] if note is not None else []
    named = next((flag for flag in given if isinstance(flag, str) and flag.startswith("--")), None)
    return named or f"--{name.replace('_', '-')}"


def _table(model: type[BaseModel], leave_out: frozenset[str] = frozenset()) -> Iterator[str]:
    fields = {name: field for name, field in model.model_fields.items() if name not in leave_out}
    if not fields:
        return
    yield from ("", "| key | default | what it means |", "|---|---|---|")
    for name, field in fields.items():
        yield f"| `{name}` | {_default(field)} | {_meaning(field)} |"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "required"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return ", ".join(f"{key} {item}" for key, item in value.model_dump().items())
    if isinstance(value, dict):
        return ", ".join(f"{key}" if isinstance(item, BaseModel) else f"{key} {item}" for key, item in value.items())
    return f"`{value}`"


def _meaning(field: FieldInfo) -> str:
    bounds = [
        f"{word} {getattr(rule, name):g}" for rule in field.metadata for name, word in _BOUNDS if hasattr(rule, name)
    ]
    described = (field.description or "").replace("|", "\\|")
    return f"{described} ({', '.join(bounds)})" if bounds else described


_BOUNDS = (("ge", "≥"), ("gt", ">"), ("le", "≤"), ("lt", "<"))


def _names(fields: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(fields)) or "nothing"


def _first_sentences(model: type[BaseModel]) -> str:
    return (inspect.getdoc(model) or "").split("\n\n")[0].replace("\n", " ")


def main(path: Path = PATH) -> None:
    """Write the page."""
    path.write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
