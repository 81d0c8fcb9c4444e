"""A config text that cannot be used, as people look at it: the lines a problem names, and what was edited."""

import difflib
import re
from collections.abc import Iterable, Sequence

_LINE = re.compile(r"^line (\d+)\b")
_BESIDE = 2
"""Lines shown before and after one that is wrong."""


def lines_of(problems: Iterable[str]) -> tuple[int, ...]:
    """The line numbers problems begin with, counted from 1, each once."""
    found = (_LINE.match(problem) for problem in problems)
    return tuple(sorted({int(match[1]) for match in found if match}))


def around(text: str, wrong: Sequence[int]) -> str:
    """Those lines and some beside them, numbered, with a mark; what is left out between is an ellipsis."""
    written = text.splitlines()
    last = len(written)
    wanted = sorted({n for line in wrong for n in range(line - _BESIDE, line + _BESIDE + 1) if 1 <= n <= last})
    shown: list[str] = []
    for n in wanted:
        if shown and n - 1 not in wanted:
            shown.append("  …")
        shown.append(f"{'▶' if n in wrong else ' '} {n:>{len(str(last))}}  {written[n - 1]}")
    return "\n".join(shown)


def difference(good: str, text: str) -> str:
    """What leads from the good text to this one, as a unified diff with line numbers of both."""
    lines = difflib.unified_diff(good.splitlines(), text.splitlines(), "last good", "in service", n=2, lineterm="")
    return "\n".join(lines)
