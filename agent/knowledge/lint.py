"""Contradictions found by reading: inside the catalogue, between documents and catalogue, between documents."""

from collections.abc import Mapping, Sequence
from datetime import date

from agent.knowledge.catalogue import Catalogue
from agent.knowledge.finding import Finding
from agent.knowledge.lint_catalogue import lint_catalogue
from agent.knowledge.lint_copies import lint_copies
from agent.knowledge.lint_documents import lint_documents
from agent.knowledge.lint_entries import lint_entries, lint_summaries
from agent.knowledge.lint_languages import lint_languages
from agent.knowledge.lint_operator import lint_operator
from agent.knowledge.statements import Reading
from agent.turn import Passage

_ORDER = {"error": 0, "warning": 1, "note": 2}


def lint(
    catalogue: Catalogue, readings: Mapping[str, Reading], passages: Sequence[Passage], today: date
) -> tuple[Finding, ...]:
    """Errors first. `readings` are those of the documents by source, `passages` what was cut from them."""
    found = [
        *lint_catalogue(catalogue, today),
        *lint_summaries(catalogue),
        *lint_documents(catalogue, readings, today),
        *lint_entries(readings),
        *lint_operator(catalogue),
        *lint_languages(catalogue, readings),
        *lint_copies(passages),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda finding: (_ORDER[finding.level], finding.source)))
