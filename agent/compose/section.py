"""What a part of a reply says, and where it has it from."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph of the reply. `settled` when catalogue facts answer what was asked."""

    text: str
    sources: tuple[str, ...] = ()
    settled: bool = True
    needs_person: bool = False


def lines(*parts: str) -> str:
    """Parts on lines of their own, empty ones left out."""
    return "\n".join(part for part in parts if part)


def fact_source(kind: str, *ids: str) -> tuple[str, ...]:
    """Names of catalogue rows as sources: `prices:hampta-pass`."""
    return tuple(f"{kind}:{i}" for i in ids)
