"""Config in service and drafts, as long as `agent.publishing` is not there: the same names, in the data folder."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from pathlib import Path

from pydantic import JsonValue
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

from agent.config import parse_config
from agent.pipeline import Pipeline


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The config in service."""

    hash: str
    since: datetime
    author: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One user's changes, by path, and the whole file with them."""

    author: str
    values: Mapping[str, JsonValue]
    text: str
    path: Path

    def pipeline(self) -> Pipeline:
        """The pipeline of this draft."""
        return Pipeline(parse_config(self.text, self.path))


class Desk:
    """Drafts as one JSON file per author."""

    def __init__(self, config: Path, folder: Path) -> None:
        self._config = config
        self._folder = folder

    def live(self) -> Version:
        """What is in service, by the file itself."""
        text = self._config.read_text(encoding="utf-8")
        since = datetime.fromtimestamp(self._config.stat().st_mtime, UTC)
        return Version(hash=parse_config(text, self._config).hash, since=since, author="", reason="")

    def draft(self, author: str) -> Draft:
        """This author's draft; without changes, the config in service."""
        kept = self._file(author)
        values = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
        return self._draft(author, values)

    def save(self, author: str, values: Mapping[str, JsonValue]) -> Draft:
        """The draft with exactly these changes; ConfigError when they make no valid config."""
        draft = self._draft(author, values)
        draft.pipeline()
        self._folder.mkdir(parents=True, exist_ok=True)
        aside = self._file(author).with_suffix(".new")
        aside.write_text(json.dumps(dict(values), ensure_ascii=False), encoding="utf-8")
        os.replace(aside, self._file(author))
        return draft

    def discard(self, author: str) -> None:
        """Forget this author's changes."""
        self._file(author).unlink(missing_ok=True)

    def _file(self, author: str) -> Path:
        return self._folder / f"draft-{sha256(author.encode()).hexdigest()[:16]}.json"

    def _draft(self, author: str, values: Mapping[str, JsonValue]) -> Draft:
        text = _edited(self._config.read_text(encoding="utf-8"), values)
        return Draft(author=author, values=values, text=text, path=self._config)


def _edited(text: str, values: Mapping[str, JsonValue]) -> str:
    yaml = YAML(typ="rt")
    yaml.width = 4096
    document = yaml.load(text)
    for path, value in values.items():
        head, *names = path.split(".")
        node = _node(document, head)
        for name in names[:-1]:
            node = node.setdefault(name, CommentedMap())
        node[names[-1]] = value
    out = StringIO()
    yaml.dump(document, out)
    return out.getvalue()


def _node(document: CommentedMap, head: str) -> CommentedMap:
    if head in document:
        found: CommentedMap = document[head]
        return found
    members = [one for entry in document["steps"] for one in (entry if isinstance(entry, list) else [entry])]
    named = (one for one in members if isinstance(one, CommentedMap) and (one.get("name") or one["step"]) == head)
    return next(named)
