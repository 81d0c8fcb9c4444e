"""The config file and its history, kept in step: whatever the file holds has its version, and every version its line in
the audit log."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import structlog

from agent.config import ConfigError, PipelineConfig
from agent.journal.guest import Deed, write_down
from agent.ports import PortError
from agent.process.durable import sync
from agent.publishing.changes import Change, diff
from agent.publishing.errors import ChangedMeanwhileError, PublishError
from agent.publishing.history import History
from agent.publishing.reading import config_of
from agent.publishing.version import BY_HAND, PUT_LIVE, Kind, Version, hash_of

log = structlog.get_logger("pipeline")

_QUIET_S = 2.0
"""An editor may write a file in pieces: an edit by hand counts once nothing changed for so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """What somebody does, before it has its number and time. `evidence` is the name it is kept under."""

    kind: Kind
    author: str
    reason: str
    evidence: str = ""
    share: float = 0.0
    drafted_by: str = ""


class LiveFile:
    """Every method raises PortError where the disk does not read or write. Who writes waits for its turn."""

    def __init__(self, config: Path, folder: Path) -> None:
        """`folder` is `config` in the data folder, beside whose journal it lies."""
        self.path = config.resolve()  # a link stays a link: the file it names is the one that is replaced
        self.history = History(folder)
        self._journal = folder.parent / "journal.sqlite"

    def text(self) -> str:
        """Empty while the file is not there: going back to a version puts it there again.

        Bytes that are no UTF-8 are U+FFFD, which no config may hold.
        """
        try:
            return self.path.read_bytes().decode(errors="replace")
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise PortError(f"{self.path}: cannot be read ({error}); put the file right") from error

    def version(self) -> Version:
        """What the file holds now. A text the history does not know is an edit by hand, and becomes part of it."""
        known, begun = self._newest(), self.history.is_pending
        since, text = self._since(), self.text()
        if known is not None and not begun and known.text_hash == hash_of(text):
            return known
        if known is not None and not begun and abs(time.time() - since) < _QUIET_S:
            return self._by_hand(text, known)
        with self.history.lock():
            return self.noted()

    def put(self, text: str, deal: Deal, base: str = "") -> Version:
        """Rename this text onto the file and write down what that was. `base` names what must be live still.

        Raises ChangedMeanwhileError, or PublishError when this very text is live.
        """
        config = config_of(text, self.path)
        with self.history.lock():
            live = self.noted()
            if base and live.text_hash != base:
                raise ChangedMeanwhileError(
                    f"while this was looked at, {live.author} changed the live config: {live.reason}. "
                    "Look at it, then try again",
                    live.changes,
                )
            if live.text_hash == hash_of(text):
                raise PublishError("nothing to do: this very config is live")
            version = self._made(deal, text, config, live)
            self._rename(version, text)
            self.audit()
        return version

    def note(self, text: str, deal: Deal) -> Version:
        """Write down what was done with a config without changing the file. Under the lock."""
        version = self._made(deal, text, config_of(text, self.path), self.noted())
        self.history.keep_text(text)
        self.history.add(version)
        self.audit()
        return version

    def noted(self) -> Version:
        """What is live, written down where the history does not know it. Under the lock."""
        text = self.text()
        self.history.settle(hash_of(text))
        known = self._newest()
        if known is not None and known.text_hash == hash_of(text):
            return known
        self.history.keep_text(text)
        version = self._by_hand(text, known)
        self.history.add(version)
        self.audit()
        return version

    def changes_since(self, base: str) -> tuple[Change, ...]:
        """What leads from an earlier text to the live one; empty where one of them is no config or was never kept."""
        try:
            before = config_of(self.history.text(base), self.path)
            return diff(before, config_of(self.text(), self.path))
        except (PortError, ConfigError):
            return ()

    def audit(self) -> None:
        """Bring the audit log up to the history. Where it cannot be written now, the next look does it."""
        if not self._journal.exists():  # before the first start of a server
            return
        try:
            done = self.history.audited()
            new = [version for version in self.history.versions() if version.number > done]
            if new:
                write_down(self._journal, [_deed(version) for version in new])
                self.history.mark_audited(new[-1].number)
        except PortError as error:
            log.error("not in the audit log yet", reason=str(error))

    def _rename(self, version: Version, text: str) -> None:
        self.history.keep_text(text)
        aside = self.history.begin(version, self.path, text)
        try:
            aside.replace(self.path)
            sync(self.path.parent)
        except OSError as error:
            self.history.settle(hash_of(self.text()))
            raise PortError(f"{self.path}: {error.strerror}; nothing was published") from error
        try:
            self.history.settle(version.text_hash)
        except PortError as error:  # it is in service: whoever looks next writes it down
            log.error("published, but not in the history yet", version=version.number, reason=str(error))

    def _made(self, deal: Deal, text: str, config: PipelineConfig, live: Version) -> Version:
        return Version(
            number=self._next_number(),
            kind=deal.kind,
            hash=config.hash,
            text_hash=hash_of(text),
            since=datetime.now(UTC),
            author=deal.author,
            reason=deal.reason.strip(),
            changes=self._changes(live, config),
            evidence=deal.evidence,
            share=deal.share,
            drafted_by=deal.drafted_by if deal.drafted_by != deal.author else "",
        )

    def _changes(self, before: Version, after: PipelineConfig) -> tuple[Change, ...]:
        """Against what was live before; none where that was no config this program can read."""
        try:
            return diff(config_of(self.history.text(before.text_hash), self.path), after)
        except ConfigError:
            return ()

    def _by_hand(self, text: str, known: Version | None) -> Version:
        """A version nobody published: what was there first, or an edit of the file."""
        problems: tuple[str, ...] = ()
        config_hash = ""
        changes: tuple[Change, ...] = ()
        try:
            config = config_of(text, self.path)
            config_hash = config.hash
            changes = self._changes(known, config) if known else ()
        except ConfigError as error:
            problems = tuple(str(problem) for problem in error.problems)
        return Version(
            number=self._next_number(),
            kind="by_hand" if known else "found",
            hash=config_hash,
            text_hash=hash_of(text),
            since=datetime.fromtimestamp(self._since(), UTC),
            author=BY_HAND,
            reason="the file was edited" if known else "what was there when the history began",
            changes=changes,
            problems=problems,
        )

    def _newest(self) -> Version | None:
        """The last version that was put into the file."""
        return next((one for one in reversed(self.history.versions()) if one.kind in PUT_LIVE), None)

    def _next_number(self) -> int:
        versions = self.history.versions()
        return versions[-1].number + 1 if versions else 1

    def _since(self) -> float:
        try:
            return self.path.stat().st_mtime
        except OSError:
            return time.time()


def _deed(version: Version) -> Deed:
    detail = {
        "number": version.number,
        "hash": version.hash,
        "text_hash": version.text_hash,
        "reason": version.reason,
        "share": version.share,
        "drafted_by": version.drafted_by,
        "evidence": version.evidence,
        "changes": [{"path": one.path, "old": one.old, "new": one.new} for one in version.changes],
    }
    action, key = f"config.{version.kind}", f"config:{version.number}:{version.text_hash}"
    return Deed(key=key, actor=version.author, action=action, subject=version.hash, detail=detail)
