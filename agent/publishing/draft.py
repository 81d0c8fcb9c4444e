"""Everybody's draft: other values over what is live, kept between sessions."""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from pydantic import JsonValue

from agent.config import PipelineConfig
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.process.durable import replace_whole
from agent.publishing.changes import Change, diff
from agent.publishing.editing import edited
from agent.publishing.reading import config_of
from agent.publishing.version import hash_of


@dataclass(frozen=True)
class Draft:
    """Values by path, over the config that is live now. `base` names the text that was live when it was begun.

    `evidence` is what the draft was evaluated with, `evidence_of` the text that was evaluated.
    """

    author: str
    values: Mapping[str, JsonValue]
    base: str
    live_text: str = field(repr=False)
    path: Path
    evidence: JsonValue = field(default=None, repr=False)
    evidence_of: str = ""
    whole: str = field(default="", repr=False)
    """The text itself, where the draft is a file."""

    @cached_property
    def text(self) -> str:
        """The whole config. Raises ConfigError where a value no longer fits what is live."""
        if self.whole:
            return self.whole
        return edited(self.live_text, self.values, self.path) if self.values else self.live_text

    @cached_property
    def config(self) -> PipelineConfig:
        """The same, read. Raises ConfigError."""
        return config_of(self.text, self.path)

    def pipeline(self) -> Pipeline:
        """A pipeline of its own, not warmed up. Raises ConfigError."""
        return Pipeline(self.config)

    def changes(self) -> tuple[Change, ...]:
        """What publishing it would change. Raises ConfigError."""
        return diff(config_of(self.live_text, self.path), self.config)

    @property
    def is_behind(self) -> bool:
        """Whether what is live changed since the draft was begun."""
        return bool(self.values) and self.base != hash_of(self.live_text)

    @property
    def evidence_is_current(self) -> bool:
        """Whether the evidence is about this very draft. Raises ConfigError."""
        return self.evidence is not None and self.evidence_of == hash_of(self.text)


class Drafts:
    """One file per author below a folder."""

    def __init__(self, folder: Path, config: Path) -> None:
        self._folder = folder
        self._config = config

    def read(self, author: str, live_text: str) -> Draft:
        """The author's; an empty one when there is none. Raises PortError when it is damaged."""
        path = self._path(author)
        if not path.exists():
            return Draft(author, {}, hash_of(live_text), live_text, self._config)
        try:
            kept = json.loads(path.read_text(encoding="utf-8"))
            return Draft(
                author=author,
                values=dict(kept["values"]),
                base=str(kept["base"]),
                live_text=live_text,
                path=self._config,
                evidence=kept["evidence"],
                evidence_of=str(kept["evidence_of"]),
            )
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise PortError(f"draft {path}: damaged ({error}); discard it, or restore it from a backup") from error

    def all(self, live_text: str) -> list[Draft]:
        """Everybody's, by author; one that is damaged is passed over."""
        found = []
        for path in self._folder.glob("*.json"):
            with suppress(OSError, ValueError, KeyError, TypeError):
                found.append(self.read(str(json.loads(path.read_text(encoding="utf-8"))["author"]), live_text))
        return sorted(found, key=lambda draft: draft.author)

    def write(self, draft: Draft) -> None:
        """Keep it. Raises PortError."""
        plain = {
            "author": draft.author,
            "values": dict(draft.values),
            "base": draft.base,
            "evidence": draft.evidence,
            "evidence_of": draft.evidence_of,
        }
        path = self._path(draft.author)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(path, json.dumps(plain, ensure_ascii=False, indent=1).encode())
        except OSError as error:
            raise PortError(f"draft {path}: not saved ({error.strerror})") from error

    def remove(self, author: str) -> None:
        """Forget it. Raises PortError."""
        path = self._path(author)
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise PortError(f"draft {path}: not discarded ({error.strerror})") from error

    def _path(self, author: str) -> Path:
        """Names of people may hold what file names may not."""
        return self._folder / f"{hashlib.sha256(author.encode()).hexdigest()[:16]}.json"
