"""Links of a page to other files of ours."""

from collections.abc import Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

import regex

_TARGET = regex.compile(
    r"\]\(\s*<?([^)\s>]+)|^\[[^\]]+\]:\s*<?([^\s>]+)|\bhref\s*=\s*[\"']?([^\"'\s>]+)", regex.M | regex.I
)


def links_in(text: str) -> tuple[tuple[int, str], ...]:
    """Line and target of each link of Markdown or HTML to a file; addresses and places of the page are none."""
    return tuple(dict.fromkeys(_links(text)))


def _links(text: str) -> Iterator[tuple[int, str]]:
    for match in _TARGET.finditer(text):
        target = urlsplit(match[1] or match[2] or match[3])
        if target.path and not target.scheme and not target.netloc:
            yield text.count("\n", 0, match.start()) + 1, unquote(target.path)


def resolved(source: str, target: str) -> str:
    """The source name a link means: from the folder of its page, or from the top when it begins with a slash."""
    return normpath(target.lstrip("/") if target.startswith("/") else join(dirname(source), target))
