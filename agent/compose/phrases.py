"""The clerk's phrases: one Jinja file of macros per language, `config/replies/<language>.j2`."""

import os
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import cache_from_source
from pathlib import Path

from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, TemplateNotFound
from jinja2.environment import TemplateModule

from agent.turn import Language

_PROJECT = Path(__file__).resolve().parents[2]
SHIPPED = str(_PROJECT / "config" / "replies")


def config_folder(folder: str) -> Path:
    """The folder as given, else the same under the project's root; raises ValueError when neither exists."""
    for candidate in (Path(folder), _PROJECT / folder):
        if candidate.is_dir():
            return candidate
    raise ValueError(f"{folder}: no such folder; name the folder of the templates, e.g. config/replies")


@cache
def environment(folder: str) -> Environment:
    """Plain text, not HTML; a name that a template misspells is an error."""
    # Escaping would turn apostrophes into entities: WhatsApp shows text as it is.
    return Environment(
        loader=FileSystemLoader(config_folder(folder)),
        bytecode_cache=_kept(),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _kept() -> FileSystemBytecodeCache | None:
    """Compiled templates beside Python's own bytecode, where that may be written: they take a second otherwise."""
    folder = Path(cache_from_source(__file__)).parent
    writable = folder.is_dir() and os.access(folder, os.W_OK) and not sys.dont_write_bytecode
    return FileSystemBytecodeCache(str(folder)) if writable else None


@cache
def _module(folder: str, language: str) -> TemplateModule:
    try:
        return environment(folder).get_template(f"{language}.j2").module
    except TemplateNotFound as error:
        raise ValueError(f"{folder}/{language}.j2: not found; every language needs its phrases") from error


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one language."""

    folder: str
    language: Language

    def say(self, phrase: str, **values: object) -> str:
        """The phrase with its blanks filled; raises ValueError naming file and phrase when there is none.

        A folder of the operator's own, older than a phrase, has it from the shipped one.
        """
        modules = (_module(folder, self.language) for folder in (self.folder, SHIPPED))
        macro = next(filter(None, (getattr(module, phrase, None) for module in modules)), None)
        if macro is None:
            raise ValueError(f"{self.folder}/{self.language}.j2: no phrase {phrase!r}")
        return " ".join(str(macro(**values)).split(" ")).strip()
