"""CSV tables and FAQ lists → blocks."""

import csv
import io
from typing import Any

import yaml

from agent.knowledge.blocks import Block, squeeze, table


def csv_blocks(text: str) -> list[Block]:
    """One row block per line below the header; the delimiter is found from comma, semicolon, tab and bar."""
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows = list(csv.reader(io.StringIO(text), dialect))
    if len(rows) < 2:
        raise ValueError("has no rows below its header")
    return [_named(block) for block in table(rows)]


def _named(row: Block) -> Block:
    """`column: value` pairs: a row far below the header still says what its cells are."""
    names, cells = row.header.split(" | "), row.text.split(" | ")
    pairs = [f"{name}: {cell}" for name, cell in zip(names, cells, strict=False) if cell]
    return Block(kind="row", text="; ".join(pairs))


def faq_blocks(text: str) -> list[Block]:
    """One question block per entry. Raises ValueError naming the entry that lacks a question or an answer."""
    try:
        entries = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(f"is not readable as YAML: {squeeze(str(error))}") from error
    if not isinstance(entries, list):
        raise ValueError("is not a list of questions: each entry needs id, question and answer")
    return [_question(number, entry) for number, entry in enumerate(entries, start=1)]


def _question(number: int, entry: Any) -> Block:
    if not isinstance(entry, dict) or not entry.get("question") or not entry.get("answer"):
        raise ValueError(f"entry {number} has no question or no answer")
    return Block(
        kind="question",
        text=squeeze(str(entry["question"])),
        answer=str(entry["answer"]).strip(),
        id=str(entry.get("id", number)),
    )
