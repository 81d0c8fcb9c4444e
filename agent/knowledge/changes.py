"""What became of the documents between two runs."""

from collections.abc import Mapping
from dataclasses import dataclass

from agent.knowledge.generation import DocumentRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """Documents by source name. `recut` have the same bytes but were cut anew, `renamed` maps new to old names."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    recut: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def compare(old: Mapping[str, DocumentRecord], new: Mapping[str, DocumentRecord]) -> Changes:
    """Each document in one place; a document with the bytes of one that is gone is that one renamed."""
    both = sorted(old.keys() & new.keys())
    changed = [source for source in both if old[source].digest != new[source].digest]
    recut = [source for source in both if source not in changed and old[source].key != new[source].key]
    renamed = _renamed(old, new)
    names = {name for pair in renamed for name in pair}
    return Changes(
        added=tuple(sorted(new.keys() - old.keys() - names)),
        changed=tuple(changed),
        recut=tuple(recut),
        renamed=renamed,
        removed=tuple(sorted(old.keys() - new.keys() - names)),
        unchanged=tuple(sorted(set(both) - {*changed, *recut})),
    )


def _renamed(old: Mapping[str, DocumentRecord], new: Mapping[str, DocumentRecord]) -> tuple[tuple[str, str], ...]:
    gone = {old[source].digest: source for source in sorted(old.keys() - new.keys(), reverse=True)}
    pairs = []
    for source in sorted(new.keys() - old.keys()):
        if before := gone.pop(new[source].digest, ""):
            pairs.append((source, before))
    return tuple(pairs)
