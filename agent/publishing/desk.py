"""Where configs are drafted, published, tried on some contacts, and taken back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from pydantic import JsonValue

from agent.config import ConfigError
from agent.publishing.canary import Canary
from agent.publishing.canary_log import CanaryLog
from agent.publishing.changes import Change, diff, same, values_of
from agent.publishing.draft import Draft, Drafts
from agent.publishing.editing import edited
from agent.publishing.errors import ChangedMeanwhileError, PublishError
from agent.publishing.harm import HARMS
from agent.publishing.live_file import Deal, LiveFile
from agent.publishing.reading import config_of
from agent.publishing.tally import Tally
from agent.publishing.version import Kind, Version, hash_of

LEAST_WORDS = 3
"""Of a reason: what a colleague can still use in half a year."""
LEAST_SHARE, MOST_SHARE = 0.01, 0.5
"""Of contacts in a canary: beyond a half it would be the live config that is tried on a few."""
SERVER = "server"
"""The author of what the server does by itself."""
_ENDS: Sequence[Kind] = ("promote", "abort", "stop")


def _nothing(text: str) -> None:
    """The check of a desk that was given none."""


class Desk:
    """Drafts, versions and their history of one config file. Usable from any thread and any number of processes.

    Every method raises PortError where a file cannot be read or written, and then nothing was published.
    """

    def __init__(self, config: Path, folder: Path, check: Callable[[str], None] = _nothing) -> None:
        """`folder` is `config` in the data folder, beside whose journal it lies.

        `check` sees every text before it is published, and raises what is wrong with it.
        """
        self._file = LiveFile(config, folder)
        self._history = self._file.history
        self._drafts = Drafts(folder / "drafts", self._file.path)
        self._canaries = CanaryLog(folder / "canaries")
        self._check = check

    @property
    def config(self) -> Path:
        """The file that is published to."""
        return self._file.path

    # --- looking ---------------------------------------------------------------------------------------------

    def live(self) -> Version:
        """What the file holds now. A text the history does not know is an edit by hand, and becomes part of it."""
        return self._file.version()

    def history(self) -> tuple[Version, ...]:
        """All versions, the newest first."""
        self.live()
        return tuple(reversed(self._history.versions()))

    def last_good(self) -> Version | None:
        """The newest that was in service: what a running server goes on with while the file is broken."""
        return next((one for one in self.history() if one.was_live), None)

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

    def text_now(self) -> str:
        """What the file holds; empty while it is not there."""
        return self._file.text()

    def evidence(self, version: Version) -> JsonValue:
        """What was attached to a version; None where nothing was."""
        return self._history.evidence(version.evidence)

    # --- drafting --------------------------------------------------------------------------------------------

    def draft(self, author: str) -> Draft:
        """The author's changes over what is live now; empty when there are none."""
        return self._drafts.read(author, self._file.text())

    def drafts(self) -> list[Draft]:
        """Everybody's drafts that change something, by author."""
        return [draft for draft in self._drafts.all(self._file.text()) if draft.values]

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

    def with_values(self, values: Mapping[str, JsonValue]) -> str:
        """The live text with other values. Raises ConfigError."""
        return edited(self._file.text(), values, self.config)

    def draft_of(self, author: str, text: str, base: str = "") -> Draft:
        """A whole file as a draft, kept nowhere. `base` names the live text it was made on, if that is known.

        Raises ConfigError when the file is no config.
        """
        live = self._file.text()
        config = config_of(text, self.config)
        changes = diff(config_of(live, self.config), config) if hash_of(text) != hash_of(live) else ()
        values = {change.path: change.new for change in changes}
        return Draft(author, values, base or hash_of(live), live, self.config, whole=text)

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
        """What leads from the text a draft was begun on to the one that is live; empty where that cannot be told."""
        return self._file.changes_since(base)

    # --- publishing ------------------------------------------------------------------------------------------

    def publish(
        self,
        author: str,
        reason: str,
        evidence: JsonValue = None,
        canary_share: float | None = None,
        *,
        accepts: Sequence[str] = (),
        draft: Draft | None = None,
    ) -> Version:
        """Put a draft in service, whole and at once: without one the author's own. A kept draft is done with then.

        With `canary_share` it serves that share of contacts only, and ends by itself if it does harm; `accepts` names
        harms that are meant to rise. Without `evidence` that of the draft is taken, where it is about this very draft.
        Raises PublishError, ChangedMeanwhileError among them, and ConfigError or PortError when the check fails.
        """
        _must_say_why(reason)
        draft = draft or self.draft(author)
        self._must_be_new(draft)
        if self.canary() is not None:
            raise PublishError("a canary runs: promote it or end it first, so that what it is compared with stays")
        if canary_share is not None:
            _must_fit_a_canary(draft, canary_share, accepts)
        self._check(draft.text)
        evidence = draft.evidence if evidence is None and draft.evidence_is_current else evidence
        kept = self._history.keep_evidence(evidence)
        if canary_share is None:
            deal = Deal(kind="publish", author=author, reason=reason, evidence=kept, drafted_by=draft.author)
            version = self._file.put(draft.text, deal, base=hash_of(draft.live_text))
        else:
            deal = Deal(
                kind="canary",
                author=author,
                reason=reason,
                evidence=kept,
                share=canary_share,
                drafted_by=draft.author,
            )
            version = self._start(draft, deal, accepts)
        if not draft.whole:
            self._drafts.remove(draft.author)
        return version

    def rollback(self, to_hash: str, author: str, reason: str) -> Version:
        """Put the exact text of an earlier version in service again; by its hash or number. A canary ends with it."""
        _must_say_why(reason)
        target = self.version(to_hash)
        if not target.hash:
            raise PublishError(f"version {target.number} was never in service: it could not be read as a config")
        text = self.text(target)
        config_of(text, self.config)
        self._check(text)
        if self.canary() is not None:
            self.abort(author, f"ended by the rollback: {reason}")
        return self._file.put(
            text, Deal(kind="rollback", author=author, reason=f"{reason} (back to version {target.number})")
        )

    # --- canary ----------------------------------------------------------------------------------------------

    def canary(self) -> Canary | None:
        """The one that runs."""
        ends_and_starts = (one for one in reversed(self._history.versions()) if one.kind in ("canary", *_ENDS))
        newest = next(ends_and_starts, None)
        return self._canaries.canary(newest.number) if newest is not None and newest.kind == "canary" else None

    def text_of(self, canary: Canary) -> str:
        """The exact text it serves."""
        return self._history.text(canary.text_hash)

    def tally(self, canary: Canary) -> Tally:
        """Its running figures, as far as the server has written them down."""
        return self._canaries.tally(canary)

    def log_turn(self, canary: Canary, line: Mapping[str, JsonValue]) -> None:
        """One more line of what happens while it runs: for the server alone."""
        self._canaries.append(canary, line)

    def promote(self, author: str, reason: str) -> Version:
        """Let the canary serve everybody; its running figures are the evidence.

        Raises PublishError when none runs, ChangedMeanwhileError when another config is live than it was compared with.
        """
        _must_say_why(reason)
        canary = self._must_run()
        text = self._history.text(canary.text_hash)
        config_of(text, self.config)
        self._check(text)
        evidence = self._history.keep_evidence(self.tally(canary).as_dict())
        deal = Deal(kind="promote", author=author, reason=reason, evidence=evidence)
        return self._file.put(text, deal, base=canary.base)

    def abort(self, author: str, reason: str, *, harmful: bool = False) -> Version:
        """End the canary: all contacts are served by the live config. The draft goes back to its author.

        `harmful`: the server ends it because of its figures. Raises PublishError when none runs.
        """
        _must_say_why(reason)
        canary = self._must_run()
        evidence = self._history.keep_evidence(self.tally(canary).as_dict())
        kind: Kind = "stop" if harmful else "abort"
        with self._history.lock():
            self._must_run()
            text = self._history.text(canary.text_hash)
            deal = Deal(kind=kind, author=author, reason=reason, evidence=evidence, share=canary.share)
            version = self._file.note(text, deal)
        self._give_back(canary)
        return version

    def catch_up(self) -> None:
        """Write into the audit log what it does not know yet."""
        versions = self._history.versions()
        if versions and versions[-1].number > self._history.audited():
            with self._history.lock():
                self._file.audit()

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

    def _start(self, draft: Draft, deal: Deal, accepts: Sequence[str]) -> Version:
        """The canary is written down first: its version is what starts it."""
        with self._history.lock():
            live = self._file.noted()
            if live.text_hash != hash_of(draft.live_text) or self.canary() is not None:
                raise ChangedMeanwhileError("another config went into service while this was checked: look at it first")
            number = self._history.versions()[-1].number + 1
            self._canaries.keep(
                Canary(
                    number=number,
                    hash=draft.config.hash,
                    text_hash=hash_of(draft.text),
                    base=live.text_hash,
                    share=deal.share,
                    salt=token_hex(8),
                    author=draft.author,
                    reason=deal.reason,
                    since=datetime.now(UTC),
                    accepts=tuple(accepts),
                    values=draft.values,
                )
            )
            return self._file.note(draft.text, deal)

    def _must_run(self) -> Canary:
        canary = self.canary()
        if canary is None:
            raise PublishError("no canary runs")
        return canary

    def _give_back(self, canary: Canary) -> None:
        """The author goes on from the same draft, unless there is a new one."""
        now = self.draft(canary.author)
        if not now.values:
            self._drafts.write(replace(now, values=dict(canary.values), base=canary.base))


def _must_say_why(reason: str) -> None:
    if len(reason.split()) < LEAST_WORDS:
        raise PublishError(f"say why, in {LEAST_WORDS} words or more: it is what the history tells colleagues later")


def _must_fit_a_canary(draft: Draft, share: float, accepts: Sequence[str]) -> None:
    unknown = [name for name in accepts if name not in HARMS]
    if unknown:
        raise PublishError(f"no such harm: {', '.join(unknown)}; there are {', '.join(HARMS)}")
    if not LEAST_SHARE <= share <= MOST_SHARE:
        raise PublishError(f"a canary serves {LEAST_SHARE:.0%} to {MOST_SHARE:.0%} of contacts; publish to all instead")
    common = [change.path for change in draft.changes() if change.owner in ("ports", "service", "alerts")]
    if common:
        raise PublishError(
            f"{', '.join(common)}: one setting for the whole server, so it cannot be tried on some contacts; "
            "publish it to all, or take it out of the draft"
        )
