"""Markdown → blocks."""

import re
from collections.abc import Mapping
from dataclasses import replace

import yaml
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from agent.knowledge.blocks import Block, heading, squeeze, table

_FRONT = re.compile(r"\A---\n(.*?)\n---\s*(?:\n|\Z)", re.DOTALL)


def markdown_blocks(text: str) -> tuple[list[Block], Mapping[str, str]]:
    """The blocks, and the scalar keys of a YAML front matter."""
    about, body = _front_matter(text)
    above = text[: len(text) - len(body)].count("\n")
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body))
    return [replace(block, line=block.line + above) for node in tree.children for block in _blocks(node)], about


def _front_matter(text: str) -> tuple[Mapping[str, str], str]:
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    try:
        found = yaml.safe_load(match.group(1))
    except yaml.YAMLError:
        return {}, text
    if not isinstance(found, dict):
        return {}, text
    return {str(key): str(value) for key, value in found.items() if value is not None}, text[match.end() :]


def _blocks(node: SyntaxTreeNode) -> list[Block]:
    if node.type == "heading":
        return [heading(_text(node), int(node.tag[1:]), _line(node))]
    if node.type in ("bullet_list", "ordered_list"):
        return _list(node)
    if node.type == "table":
        rows = [row for row in node.walk() if row.type == "tr"]
        return table([[_text(cell) for cell in row.children] for row in rows], _line(node))
    if node.type == "blockquote":
        return [block for child in node.children for block in _blocks(child)]
    text = node.content if node.type in ("fence", "code_block") else _text(node)
    return [Block(kind="text", text=squeeze(text), line=_line(node))] if text.strip() else []


def _line(node: SyntaxTreeNode) -> int:
    return node.map[0] + 1 if node.map else 0


def _list(node: SyntaxTreeNode, first: int | None = None) -> list[Block]:
    """Items in order, nested ones after their parent, an ordered list with its numbers."""
    start = int(str(node.attrs.get("start", 1))) if node.type == "ordered_list" else None
    found: list[Block] = []
    for number, item in enumerate(node.children):
        own = squeeze(" ".join(_text(child) for child in item.children if not child.type.endswith("_list")))
        mark = "- " if start is None else f"{start + number}. "
        found += [Block(kind="item", text=mark + own, line=_line(item))] if own else []
        found += [block for child in item.children if child.type.endswith("_list") for block in _list(child)]
    return found


def _text(node: SyntaxTreeNode) -> str:
    """Words without their markup; an image speaks by its description, HTML not at all."""
    if node.type in ("text", "code_inline", "fence", "code_block"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return " "
    return "".join(_text(child) for child in node.children)
