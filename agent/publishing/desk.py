"""Where configs are drafted, published and taken back. Everything else that changes the file is an edit by hand."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import structlog
from pydantic import JsonValue

from agent.config import ConfigError, PipelineConfig
from agent.durable import sync
from agent.journal.guest import Deed, write_down
from agent.pipeline import Pipeline
from agent.ports import PortError
from agent.publishing.changes import Change, diff, same, values_of
from agent.publishing.draft import Draft, Drafts
from agent.publishing.editing import edited
from agent.publishing.errors import ChangedMeanwhileError, PublishError
from agent.publishing.history import History
from agent.publishing.reading import config_of
from agent.publishing.version import BY_HAND, PUT_LIVE, Kind, Version, hash_of

log = structlog.get_logger("pipeline")

LEAST_WORDS = 3
"""Of a reason: what a colleague can still use in half a year."""
_QUIET_S = 2.0
"""An editor may write a file in pieces: an edit by hand counts once nothing changed for so long."""


def _nothing(pipeline: Pipeline) -> None:
    """The check of a desk that was given none."""


class Desk:
    """Drafts, versions and their history of one config file. Usable from any thread and any number of processes.

    Every method raises PortError where a file cannot be read or written, and then nothing was published.
    """

    def __init__(self, config: Path, folder: Path, check: Callable[[Pipeline], None] = _nothing) -> None:
        """`folder` is `config` in the data folder, beside whose journal it lies.

        `check` warms a pipeline up before it is published, and raises what is wrong.
        """
        self.config = config.resolve()  # a link stays a link: the file it names is the one that is replaced
        self._journal = folder.parent / "journal.sqlite"
        self._check = check
        self._history = History(folder)
        self._drafts = Drafts(folder / "drafts", self.config)

    # --- looking ---------------------------------------------------------------------------------------------

    def live(self) -> Version:
        """What the file holds now. A text the history does not know is an edit by hand, and becomes part of it."""
        known = self._newest()
        stamp, text = self._stamp(), self._text()
        begun = self._history.is_pending
        if known is not None and not begun and known.text_hash == hash_of(text):
            return known
        if known is not None and not begun and time.time() - stamp < _QUIET_S:
            return self._by_hand(text, known)
        with self._history.lock():
            return self._noted()

    def history(self) -> tuple[Version, ...]:
        """All versions, the newest first."""
        self.live()
        return tuple(reversed(self._history.versions()))

    def version(self, named: str) -> Version:
        """One by its number, its hash or the first six digits of it; of several the newest that is not live now.

        Raises PublishError when there is none.
        """
        live, versions = self.live().text_hash, self.history()
        digits = named.removeprefix("#")
        found = [one for one in versions if str(one.number) == digits]
        if not found and len(digits) >= 6:
            found = [one for one in versions if one.hash.startswith(digits) or one.text_hash.startswith(digits)]
        if not found:
            raise PublishError(f"no version {named}: name one of the history by its number or its hash")
        return next((one for one in found if one.text_hash != live), found[0])

    def text(self, version: Version) -> str:
        """The exact text of a version."""
        return self._history.text(version.text_hash)

    def evidence(self, version: Version) -> JsonValue:
        """What was attached to a version; None where nothing was."""
        return self._history.evidence(version.evidence)

    # --- drafting --------------------------------------------------------------------------------------------

    def draft(self, author: str) -> Draft:
        """The author's changes over what is live now; empty when there are none."""
        return self._drafts.read(author, self._text())

    def save(self, author: str, values: Mapping[str, JsonValue]) -> Draft:
        """Keep these values as the whole draft; those that are as live are left out.

        Raises ConfigError, naming the path of a value that is refused; the draft stays as it was then.
        """
        before = self.draft(author)
        in_force = values_of(config_of(before.live_text, self.config))
        new = {path: value for path, value in values.items() if path not in in_force or not same(in_force[path], value)}
        base = before.base if before.values and new else hash_of(before.live_text)
        draft = replace(before, values=new, base=base)
        edited(draft.live_text, draft.values, self.config)
        self._drafts.write(draft)
        return draft

    def discard(self, author: str) -> None:
        """Forget the author's draft."""
        self._drafts.remove(author)

    def rebase(self, author: str) -> Draft:
        """The author has seen what changed under the draft, and wants it on top of that."""
        draft = self.draft(author)
        return self.save(author, draft.values) if not draft.is_behind else self._moved_up(draft)

    def attach(self, author: str, evidence: JsonValue) -> Draft:
        """Keep an evaluation with the draft it was made for; publishing takes it along."""
        draft = self.draft(author)
        kept = replace(draft, evidence=evidence, evidence_of=hash_of(draft.text))
        self._drafts.write(kept)
        return kept

    def changed_since(self, base: str) -> tuple[Change, ...]:
        """What leads from the text a draft was begun on to the one that is live."""
        try:
            before = config_of(self._history.text(base), self.config)
            return diff(before, config_of(self._text(), self.config))
        except (PortError, ConfigError):
            return ()  # one of the two was never kept or is no config: that they differ is all there is to say

    # --- publishing ------------------------------------------------------------------------------------------

    def publish(
        self, author: str, reason: str, evidence: JsonValue = None, canary_share: float | None = None
    ) -> Version:
        """Put the author's draft in service, whole and at once; the draft is done with then.

        Without `evidence` that of the draft is taken, where it is about this very draft. Raises PublishError,
        ChangedMeanwhileError among them, and ConfigError or PortError when the draft does not pass the check.
        """
        _must_say_why(reason)
        draft = self.draft(author)
        self._must_be_new(draft)
        evidence = draft.evidence if evidence is None and draft.evidence_is_current else evidence
        version = self._replace(draft.text, "publish", author, reason, evidence, base=hash_of(draft.live_text))
        self._drafts.remove(author)
        return version

    def rollback(self, to_hash: str, author: str, reason: str) -> Version:
        """Put the exact text of an earlier version in service again; by its hash or number."""
        _must_say_why(reason)
        target = self.version(to_hash)
        if not target.hash:
            raise PublishError(f"version {target.number} was never in service: it could not be read as a config")
        return self._replace(self.text(target), "rollback", author, f"{reason} (back to version {target.number})", None)

    # --- within ----------------------------------------------------------------------------------------------

    def _must_be_new(self, draft: Draft) -> None:
        if draft.is_behind:
            changes = self.changed_since(draft.base)
            told = "; ".join(change.line for change in changes) or "the file is another one"
            raise ChangedMeanwhileError(
                f"the live config changed since this draft was begun: {told}. "
                "Look at it, then put your draft on top of it (rebase), or discard it",
                changes,
            )
        if not draft.values:
            raise PublishError("nothing to publish: the draft is as what is live")

    def _moved_up(self, draft: Draft) -> Draft:
        """The draft on what is live now; ConfigError where a value no longer fits."""
        self.discard(draft.author)
        try:
            return self.save(draft.author, draft.values)
        except ConfigError:
            self._drafts.write(draft)
            raise

    def _replace(
        self, text: str, kind: Kind, author: str, reason: str, evidence: JsonValue, *, base: str = ""
    ) -> Version:
        """Check the whole text, then rename it onto the config and write that down. `base`: what must be live still."""
        config = self._checked(text)
        with self._history.lock():
            live = self._noted()
            if base and live.text_hash != base:
                raise ChangedMeanwhileError(
                    f"while this was checked, {live.author} changed the live config: {live.reason}. "
                    "Look at it, then try again",
                    live.changes,
                )
            if live.text_hash == hash_of(text):
                raise PublishError("nothing to do: this very config is live")
            version = self._version(kind, text, config, author, reason, live, evidence)
            self._rename(version, text)
            self._audit()
        return version

    def _checked(self, text: str) -> PipelineConfig:
        """The config a text means, with every heavy part loaded once. Raises ConfigError or PortError."""
        config = config_of(text, self.config)
        self._check(Pipeline(config))
        return config

    def _rename(self, version: Version, text: str) -> None:
        self._history.keep_text(text)
        aside = self._history.begin(version, self.config, text)
        try:
            aside.replace(self.config)
            sync(self.config.parent)
        except OSError as error:
            self._history.settle(hash_of(self._text()))
            raise PortError(f"{self.config}: {error.strerror}; nothing was published") from error
        try:
            self._history.settle(version.text_hash)
        except PortError as error:  # it is in service: whoever looks next writes it down
            log.error("published, but not in the history yet", version=version.number, reason=str(error))

    def _version(
        self,
        kind: Kind,
        text: str,
        config: PipelineConfig,
        author: str,
        reason: str,
        live: Version,
        evidence: JsonValue,
    ) -> Version:
        return Version(
            number=self._next_number(),
            kind=kind,
            hash=config.hash,
            text_hash=hash_of(text),
            since=datetime.now(UTC),
            author=author,
            reason=reason.strip(),
            changes=self._changes(live, config),
            evidence=self._history.keep_evidence(evidence),
        )

    def _changes(self, before: Version, after: PipelineConfig) -> tuple[Change, ...]:
        """Against what was live before; none where that was no config this program can read."""
        try:
            return diff(config_of(self._history.text(before.text_hash), self.config), after)
        except ConfigError:
            return ()

    def _noted(self) -> Version:
        """What is live, written down where the history does not know it. Under the lock."""
        text = self._text()
        self._history.settle(hash_of(text))
        known = self._newest()
        if known is not None and known.text_hash == hash_of(text):
            return known
        self._history.keep_text(text)
        version = self._by_hand(text, known)
        self._history.add(version)
        self._audit()
        return version

    def _by_hand(self, text: str, known: Version | None) -> Version:
        """A version nobody published: what was there first, or an edit of the file."""
        problems: tuple[str, ...] = ()
        config_hash = ""
        changes: tuple[Change, ...] = ()
        try:
            config = config_of(text, self.config)
            config_hash = config.hash
            changes = self._changes(known, config) if known else ()
        except ConfigError as error:
            problems = tuple(str(problem) for problem in error.problems)
        return Version(
            number=self._next_number(),
            kind="by_hand" if known else "found",
            hash=config_hash,
            text_hash=hash_of(text),
            since=datetime.fromtimestamp(self._stamp(), UTC),
            author=BY_HAND,
            reason="the file was edited" if known else "what was there when the history began",
            changes=changes,
            problems=problems,
        )

    def _newest(self) -> Version | None:
        """The last version that was put into the file."""
        return next((one for one in reversed(self._history.versions()) if one.kind in PUT_LIVE), None)

    def _next_number(self) -> int:
        versions = self._history.versions()
        return versions[-1].number + 1 if versions else 1

    def _audit(self) -> None:
        """Bring the audit log up to the history. Where it cannot be written now, the next look does it."""
        if not self._journal.exists():  # before the first start of a server
            return
        try:
            done = self._history.audited()
            new = [version for version in self._history.versions() if version.number > done]
            if new:
                write_down(self._journal, [_deed(version) for version in new])
                self._history.mark_audited(new[-1].number)
        except PortError as error:
            log.error("not in the audit log yet", reason=str(error))

    def _text(self) -> str:
        """Empty while the file is not there: going back to a version puts it there again."""
        try:
            return self.config.read_bytes().decode()
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            raise PortError(f"{self.config}: cannot be read ({error}); put the file right") from error

    def _stamp(self) -> float:
        try:
            return self.config.stat().st_mtime
        except OSError:
            return time.time()


def _must_say_why(reason: str) -> None:
    if len(reason.split()) < LEAST_WORDS:
        raise PublishError(f"say why, in {LEAST_WORDS} words or more: it is what the history tells colleagues later")


def _deed(version: Version) -> Deed:
    detail = {
        "number": version.number,
        "hash": version.hash,
        "text_hash": version.text_hash,
        "reason": version.reason,
        "evidence": version.evidence,
        "changes": [{"path": one.path, "old": one.old, "new": one.new} for one in version.changes],
    }
    return Deed(actor=version.author, action=f"config.{version.kind}", subject=version.hash, detail=detail)
