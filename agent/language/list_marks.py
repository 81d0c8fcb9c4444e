"""Numbers and letters that only count the points of a list: "1) days 2) height"."""

import regex

_MARK = regex.compile(
    r"(?<![^\s:;,.?!(-])\(?(?:[1-9]|[a-e])(?:[.:]?\)|[.°:](?=\s)|\s?[-–]\s)\s*(?=\p{L})", regex.IGNORECASE
)
_AT_START = regex.compile(r"(?:^|\n)[\s*•-]*$")


def list_marks(text: str) -> tuple[tuple[int, int], ...]:
    """Where they stand: at the start of a line, or several in one line."""
    found = [match.span() for match in _MARK.finditer(text)]
    several = len(found) > 1
    return tuple(span for span in found if several or _AT_START.search(text[: span[0]]))


def without_list_marks(text: str) -> str:
    """The text with blanks in their place, each letter where it was."""
    for start, end in list_marks(text):
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return text
