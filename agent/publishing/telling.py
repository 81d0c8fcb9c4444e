"""Changes, versions and canaries as a terminal shows them and as scripts read them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import JsonValue
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from agent.config import ConfigError, Problem
from agent.publishing.always_valid import Ratio
from agent.publishing.changes import Change, shown
from agent.publishing.desk import Desk
from agent.publishing.draft import Draft
from agent.publishing.version import Version, hash_of

DONE: dict[str, str] = {
    "found": "found",
    "by_hand": "edited by hand",
    "publish": "published",
    "rollback": "rolled back",
    "canary": "canary started",
    "promote": "canary promoted",
    "abort": "canary ended",
    "stop": "canary ended: harm",
}
"""What was done, by the kind of version."""


def text_of_file(path: Path) -> str:
    """A config file as it is written. Raises ConfigError."""
    try:
        return path.read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, [Problem(line=1, where="", what=f"cannot be read: {error}")]) from error


def line_of_version(version: Version) -> str:
    """One line for people."""
    share = f" for {version.share:.0%} of contacts" if version.share else ""
    count = len(version.changes)
    changes = "1 change" if count == 1 else f"{count} changes"
    drafted = f", drafted by {version.drafted_by}" if version.drafted_by else ""
    done = f"{DONE[version.kind]}{share} by {version.author}{drafted}"
    return f"version {version.number} ({version.hash or 'no config'}): {done}, {changes}"


def told_of_diff(live: Version, draft: Draft) -> dict[str, JsonValue]:
    """The comparison as JSON; `base` is what a publish may insist on."""
    return {
        "live": live.hash,
        "base": hash_of(draft.live_text),
        "draft": draft.config.hash,
        "author": draft.author,
        "changes": [change.as_dict() for change in draft.changes()],
    }


def told_of_canary(desk: Desk) -> dict[str, Any] | None:
    """The running canary with its figures; None when none runs."""
    canary = desk.canary()
    if canary is None:
        return None
    kept = {name: value for name, value in canary.as_dict().items() if name != "salt"}
    return {**kept, **desk.tally(canary).as_dict()}


def words_of_ratio(ratio: Ratio) -> str:
    """`1.4× (0.6–3.1×)`; what is not known yet as such."""
    if ratio.best != ratio.best:
        return "nothing yet"
    best, high = ("∞" if value == float("inf") else f"{value:.2g}" for value in (ratio.best, ratio.high))
    return f"{best}× ({ratio.low:.2g}–{high}×)"


def show_changes(changes: Sequence[Change]) -> None:
    """A table, or that there is nothing."""
    console = Console()
    if not changes:
        console.print("no changes: the draft is as what is live")
        return
    table = _table("setting", "live", "draft", "what it is", "needs")
    for change in changes:
        unit = f" {change.unit}" if change.unit else ""
        old, new = shown(change.old), shown(change.new)
        table.add_row(*map(escape, (change.path, old, f"{new}{unit}", change.label, change.needs)))
    console.print(table)


def show_history(versions: Sequence[Version], live: Version) -> None:
    """One row for each version; the live one is marked."""
    table = _table("", "version", "config", "when (UTC)", "what", "by", "why")
    for one in versions:
        mark = "●" if one.number == live.number else ""
        share = f" {one.share:.0%}" if one.share else ""
        when, what = f"{one.since:%Y-%m-%d %H:%M}", f"{DONE[one.kind]}{share}"
        table.add_row(*map(escape, (mark, str(one.number), one.hash or "broken", when, what, one.author, one.reason)))
    Console().print(table)


def show_version(version: Version, evidence: JsonValue) -> None:
    """All that is known of one."""
    console = Console()
    console.print(escape(f"{line_of_version(version)}, {version.since:%Y-%m-%d %H:%M} UTC"), highlight=False)
    console.print(escape(f"why: {version.reason}"), highlight=False)
    for problem in version.problems:
        console.print(escape(f"problem: {problem}"), highlight=False)
    show_changes(version.changes)
    if evidence is not None:
        console.print_json(data=evidence)


def show_canary(desk: Desk) -> None:
    """Its figures, contacts by contacts."""
    console, canary = Console(), desk.canary()
    if canary is None:
        console.print("no canary runs; start one with `cairn config publish --canary 0.1 --reason …`")
        return
    tally = desk.tally(canary)
    turns = f"{tally.turns_canary} turns of the canary, {tally.turns_live} of the others"
    console.print(
        escape(f"version {canary.number} ({canary.hash}) for {canary.share:.0%} of contacts: {turns}"), highlight=False
    )
    table = _table("contacts", "canary", "others", "how many times as often")
    for one in tally.figures():
        inside = f"{one.harmed_canary} of {one.contacts_canary}"
        outside = f"{one.harmed_live} of {one.contacts_live}"
        accepted = " (accepted)" if one.is_accepted else ""
        table.add_row(one.harm.title + accepted, inside, outside, words_of_ratio(one.ratio))
    console.print(table)


def _table(*columns: str) -> Table:
    return Table(*columns, box=None, padding=(0, 2, 0, 0), header_style="dim")
