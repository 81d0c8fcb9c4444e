"""Texts that lack a language in which customers may write, and what is told instead."""

from collections.abc import Iterator, Mapping, Sequence, Sized

import regex
from babel import Locale

from agent.knowledge.catalogue import Catalogue, Trek
from agent.knowledge.finding import Finding
from agent.knowledge.operator_keys import OperatorKeys
from agent.knowledge.statements import Reading
from agent.knowledge.written_in import LANGUAGES, language_named, told_to_all

OPERATOR = "operator.yaml"
_NAMED = 3
_NAMES = Locale("en").languages
_DEVANAGARI = regex.compile(r"\p{Devanagari}")


def lint_languages(catalogue: Catalogue, readings: Mapping[str, Reading]) -> Iterator[Finding]:
    """One finding for each language of `languages` that something lacks; `hi` asks for both scripts."""
    listed = [str(code) for code in catalogue.operator.get("languages") or ()]
    for language in listed:
        if language not in LANGUAGES:
            only = f"{language}: the agent writes {', '.join(LANGUAGES)} only"
            yield _finding(f"{only}; who writes {language} is answered in one of these, or by a colleague")
    asked = [*listed, *(["hi-Latn"] if "hi" in listed else [])]
    for language in (one for one in dict.fromkeys(asked) if one in LANGUAGES):
        lacking = [*_rules(catalogue, language), *_answers(catalogue, readings, language), *_treks(catalogue, language)]
        if lacking:
            yield _finding(f"{language} is among the languages, and is lacking: {'; '.join(lacking)}")


def _finding(message: str) -> Finding:
    return Finding(level="warning", source=OPERATOR, message=message, where="languages")


def _rules(catalogue: Catalogue, language: str) -> Iterator[str]:
    """Texts of `operator.yaml`."""
    tables = ((key, catalogue.operator.get(key)) for key in OperatorKeys.by_language())
    written = {key: set(table) for key, table in tables if table}
    return _without(written, language, "texts of operator.yaml", told_to_all(catalogue.operator))


def _answers(catalogue: Catalogue, readings: Mapping[str, Reading], language: str) -> Iterator[str]:
    """Entries of the FAQ, by their ids."""
    written: dict[str, set[str]] = {}
    for source, reading in readings.items():
        for entry in reading.entries:
            written.setdefault(entry.id, set()).add(language_named(source) or reading.language)
    return _without(written, language, "answers of the FAQ", told_to_all(catalogue.operator))


def _without(written: Mapping[str, set[str]], language: str, what: str, to_all: Sequence[str]) -> Iterator[str]:
    """Texts by the languages that have them: those `to_all` stand in for the others, nothing else does.

    Hindi in Latin letters is made from Hindi where nobody wrote it.
    """
    enough = {language, "hi"} if language == "hi-Latn" else {language}
    gone = {name: known for name, known in written.items() if not known & enough}
    for other in to_all:
        found = [name for name, known in gone.items() if other in known]
        gone = {name: known for name, known in gone.items() if other not in known}
        if found:
            told = f"they are told in {_NAMES.get(other, other)}, and said to be"
            yield f"{_counted(found, written)} {what} ({_first(found)}): {told}"
    if gone:
        meaning = "they stand in other languages only, and are not told; a colleague answers what facts leave open"
        yield f"{_counted(gone, written)} {what} ({_first(list(gone))}): {meaning}"


def _treks(catalogue: Catalogue, language: str) -> Iterator[str]:
    """Summaries, and for Hindi a name in its script."""
    treks = list(catalogue.treks.values())
    if language != "hi-Latn":
        gone = [trek.id for trek in treks if trek.summary and language not in trek.summary]
        if gone:
            yield f"{_counted(gone, treks)} trek summaries ({_first(gone)}): overviews of these treks go without"
    if language == "hi":
        gone = [trek.id for trek in treks if not _in_devanagari(trek)]
        if gone:
            meaning = "add names or aliases, or the trek is not recognised"
            yield f"a name in Devanagari for {_counted(gone, treks)} treks ({_first(gone)}): {meaning}"


def _in_devanagari(trek: Trek) -> bool:
    return any(_DEVANAGARI.search(name) for name in (*trek.names.values(), *trek.aliases))


def _counted(gone: Sized, everything: Sized) -> str:
    return f"{len(gone)} of {len(everything)}"


def _first(names: Sequence[str]) -> str:
    return ", ".join(names[:_NAMED]) + (", …" if len(names) > _NAMED else "")
