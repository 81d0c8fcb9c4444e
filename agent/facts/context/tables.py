"""Tables as sentences: every cell with the label of its row and the heading of its column."""

from collections.abc import Iterator, Sequence

import regex

from agent.facts.words import grouped

_RULE = regex.compile(r"^[\s|:\-+=]+$")
_BARE = regex.compile(r"^[~≈<>]?\s*[\d.,\s\u00a0\u202f]+(?:\s*(?:-|–|to)\s*[\d.,\s]+)?$")
_UNIT = regex.compile(r"\(([^)]+)\)\s*$")
_CELLS = 2


def unfolded(text: str) -> str:
    """The text with `| a | b |` rows under a heading row written out; other lines as they are."""
    if "|" not in text and "\t" not in text:
        return text
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    header: list[str] = []
    for line in lines:
        cells = _cells(line)
        if len(cells) < _CELLS:
            header = []
            yield line
        elif _RULE.match(line):
            continue
        elif not header and _is_header(cells):
            header = cells
        elif len(header) == len(cells):
            yield _row(header, cells)
        else:
            yield line


def _cells(line: str) -> list[str]:
    parts = line.strip().strip("|").split("|") if "|" in line else line.split("\t")
    return [part.strip() for part in parts]


def _is_header(cells: Sequence[str]) -> bool:
    """A first row without figures names the columns."""
    return len(cells) > _CELLS - 1 and not any(character.isdigit() for cell in cells for character in cell)


def _row(header: Sequence[str], cells: Sequence[str]) -> str:
    """`Child: price 3,000 ₹; from 5 years`: the first cell is what the row is about."""
    told = "; ".join(_cell(name, cell) for name, cell in zip(header[1:], cells[1:], strict=True) if cell)
    label = f"{header[0]}: {cells[0]}" if _counts(header[0], cells[0]) else cells[0]
    return f"{label}: {told}" if label else told


def _counts(name: str, cell: str) -> bool:
    """Whether the heading of the first column tells what its figures count: `Days before departure | 15 to 29`."""
    figures = any(character.isdigit() for character in cell)
    return figures and not _is_told(cell) and any(_is_unit(word) for word in name.split())


def _is_told(cell: str) -> bool:
    """Whether the cell names its unit itself."""
    return any(_is_unit(word) for word in cell.split())


def _cell(name: str, cell: str) -> str:
    """A bare figure takes the unit that its heading names, as in `Price (₹)` or `Days`."""
    if not _BARE.match(cell):
        return f"{name} {cell}"
    unit = _UNIT.search(name)
    if unit:
        return f"{name[: unit.start()].strip()} {cell} {unit[1]}"
    return next((f"{name} {cell} {word}" for word in name.split() if _is_unit(word)), f"{name} {cell}")


def _is_unit(word: str) -> bool:
    known = (*grouped("currencies").values(), *grouped("units").values())
    return any(pattern.fullmatch(word) for pattern in known)
