"""FAQ lists → question blocks; an entry that cannot be used is named and the others are taken."""

from typing import Any

from agent.knowledge.blocks import Block, squeeze
from agent.knowledge.strict_yaml import entry_lines, parse_yaml


def faq_blocks(text: str) -> tuple[list[Block], list[str]]:
    """One block per entry, and what is wrong with the entries left out. Raises ValueError when none can be used."""
    entries = parse_yaml(text)
    if not isinstance(entries, list):
        raise ValueError("is not a list of questions: each entry needs id, question and answer")
    blocks: list[Block] = []
    faults: list[str] = []
    for line, entry in zip(entry_lines(text), entries, strict=True):
        fault = _fault(entry)
        if fault:
            faults.append(f"line {line}: {fault}; this entry is left out")
        else:
            blocks.append(_question(line, entry))
    if not blocks:
        raise ValueError(faults[0] if faults else "is an empty list")
    return blocks, [*faults, *_twice(blocks)]


def _question(line: int, entry: dict[str, Any]) -> Block:
    return Block(
        kind="question",
        text=squeeze(entry["question"]),
        answer=entry["answer"].strip(),
        also=tuple(squeeze(text) for text in entry.get("also", ())),
        id=str(entry.get("id", line)),
        line=line,
    )


def _fault(entry: Any) -> str:
    if not isinstance(entry, dict):
        return "the entry has no keys; it needs id, question and answer"
    for key in ("question", "answer"):
        value = entry.get(key)
        if value is None or value == "":
            return f"the entry {entry.get('id', '')} has no {key}".replace("  ", " ")
        if not isinstance(value, str):
            return f"the {key} reads as {value!r}, which is no text; put it in quotes"
    return _fault_of_also(entry.get("also", []))


def _fault_of_also(also: Any) -> str:
    if isinstance(also, list) and all(isinstance(text, str) and text.strip() for text in also):
        return ""
    return f"also reads as {also!r}; it needs a list of questions in quotes"


def _twice(blocks: list[Block]) -> list[str]:
    seen: dict[str, int] = {}
    found = []
    for block in blocks:
        if block.id in seen:
            found.append(f"line {block.line}: the id {block.id} stands in line {seen[block.id]} already; rename one")
        seen.setdefault(block.id, block.line)
    return found
