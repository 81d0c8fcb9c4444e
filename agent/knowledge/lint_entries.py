"""The same answer in several languages: figures that differ, translations that are missing."""

from collections.abc import Iterator, Mapping

from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.finding import Finding
from agent.knowledge.statements import Entry, Reading, Statements
from agent.knowledge.written_in import without_language

_NAMED = 6


def lint_entries(readings: Mapping[str, Reading]) -> Iterator[Finding]:
    """Files of one name in several languages, such as faq.en.yaml and faq.hi.yaml."""
    families: dict[str, list[str]] = {}
    for source, reading in readings.items():
        if reading.entries:
            families.setdefault(without_language(source), []).append(source)
    for sources in families.values():
        family = {source: readings[source] for source in sorted(sources, key=lambda one: -len(readings[one].entries))}
        yield from _differing(family)
        yield from _missing(family)


def _differing(family: Mapping[str, Reading]) -> Iterator[Finding]:
    """Each answer against the one in the fullest file that has it."""
    first: dict[str, tuple[str, Entry]] = {}
    for source, reading in family.items():
        for entry in reading.entries:
            other, told = first.setdefault(entry.id, (source, entry))
            for mine, theirs in _clashes(entry.values, told.values) if other != source else ():
                message = f"{entry.id}: says {mine}, its other language {theirs}"
                yield Finding(
                    level="error", source=source, message=message, where=entry.place, also=f"{other}, {told.place}"
                )


def _clashes(one: tuple[str, ...], two: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Figures of one kind of which each side has one the other lacks; a shorter translation may say less."""
    for kind in sorted({value.split(" ")[0] for value in one}):
        mine, theirs = _of(kind, one), _of(kind, two)
        if mine - theirs and theirs - mine:
            yield " and ".join(sorted(mine - theirs)), " and ".join(sorted(theirs - mine))


def _of(kind: str, values: tuple[str, ...]) -> set[str]:
    return {value for value in values if value.startswith(f"{kind} ")}


def _missing(family: Mapping[str, Reading]) -> Iterator[Finding]:
    everything = dict.fromkeys(entry.id for reading in family.values() for entry in reading.entries)
    for source, reading in family.items():
        known = {entry.id for entry in reading.entries}
        gone = [name for name in everything if name not in known]
        if gone:
            rest = f" and {len(gone) - _NAMED} more" if len(gone) > _NAMED else ""
            text = f"{len(gone)} of {len(everything)} answers stand in other languages only: {', '.join(gone[:_NAMED])}"
            yield Finding(level="note", source=source, message=text + rest)


def lint_summaries(catalogue: Catalogue) -> Iterator[Finding]:
    """A trek's summaries against its own days, whatever their language."""
    reader = Statements(catalogue)
    for trek in catalogue.treks.values():
        for language, text in trek.summary.items():
            yield from _summary(trek, language, reader.figures(text))


def _summary(trek: Trek, language: str, figures: tuple[str, ...]) -> Iterator[Finding]:
    """A summary may name parts of the trek too, so one duration has to be the trek's, in days or nights."""
    days = {int(value) for value in (figure.split(" ")[1] for figure in figures if figure.startswith("days "))}
    if days and not days & {trek.days, trek.days - 1}:
        text = f"{trek.id}: the summary ({language}) says {max(days)} days, the trek has {trek.days}"
        yield Finding(
            level="error",
            source="catalogue/treks.yaml",
            message=text,
            where=f"{trek.id}, summary",
            also=f"{trek.id}, days",
        )
