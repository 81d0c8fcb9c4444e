"""HTML → blocks, without what surrounds the content."""

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PageElement

from agent.knowledge.blocks import Block, heading, squeeze, table

CLUTTER = (
    *("script", "style", "noscript", "template", "nav", "header", "footer", "aside", "form", "iframe", "svg"),
    *("button", "select", "dialog", "canvas", "object"),
)
_ROLES = {"navigation", "banner", "contentinfo", "search", "complementary", "dialog", "alertdialog"}
_HEADING = re.compile(r"^h[1-6]$")
_BLOCKS = {
    *("p", "div", "section", "article", "main", "li", "ul", "ol", "dl", "dt", "dd", "table", "blockquote", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "figure", "figcaption", "body", "html", "details", "summary"),
    *("address", "hr"),
}


def html_blocks(text: str) -> tuple[list[Block], dict[str, str]]:
    """The blocks of the main part, and `title` and `language` as the page states them."""
    soup = BeautifulSoup(text, "lxml")  # mends tags that are never closed as browsers do
    about = _about(soup)
    heads = [tag for tag in soup.find_all("header") if not tag.find("h1")]
    for tag in [*heads, *soup.find_all([name for name in CLUTTER if name != "header"]), *soup.find_all(_is_clutter)]:
        tag.decompose()
    root = soup.find("main") or soup.find("article") or soup.body or soup
    return list(_walk(root)), about


def _about(soup: BeautifulSoup) -> dict[str, str]:
    page = soup.find("html")
    language = str(page.get("lang", "")) if isinstance(page, Tag) else ""
    return {"title": squeeze(soup.title.get_text()) if soup.title else "", "language": language}


def _is_clutter(tag: Tag) -> bool:
    hidden = tag.has_attr("hidden") or tag.get("aria-hidden") == "true"
    return hidden or str(tag.get("role", "")) in _ROLES


def _walk(tag: Tag) -> Iterator[Block]:
    """Blocks in reading order; loose text between block tags becomes paragraphs."""
    loose: list[str] = []
    for child in tag.children:
        if isinstance(child, Tag) and _holds_blocks(child):
            yield from _paragraph(loose)
            loose = []
            yield from _block(child)
        else:
            loose.append(_inline(child))
    yield from _paragraph(loose)


def _block(tag: Tag) -> Iterator[Block]:
    if _HEADING.match(tag.name):
        yield from [heading(_inline(tag), int(tag.name[1]))] if _inline(tag).strip() else []
    elif tag.name == "table":
        yield from table([_cells(row) for row in tag.find_all("tr")])
    elif tag.name == "li":
        yield from _item(tag)
    else:
        yield from _walk(tag)


def _item(tag: Tag) -> Iterator[Block]:
    own = [child for child in tag.children if not (isinstance(child, Tag) and child.name in ("ul", "ol"))]
    text = squeeze("".join(_inline(child) for child in own))
    if text:
        yield Block(kind="item", text=_mark(tag) + text)
    for nested in tag.find_all(["ul", "ol"], recursive=False):
        yield from _walk(nested)


def _mark(tag: Tag) -> str:
    if tag.parent is None or tag.parent.name != "ol":
        return "- "
    return f"{1 + sum(1 for _ in tag.find_previous_siblings('li'))}. "


def _cells(row: Tag) -> list[str]:
    return [squeeze(_inline(cell)) for cell in row.find_all(["td", "th"])]


def _holds_blocks(tag: Tag) -> bool:
    return tag.name in _BLOCKS or tag.find(list(_BLOCKS)) is not None


def _inline(node: PageElement) -> str:
    if isinstance(node, Comment):
        return ""
    if isinstance(node, NavigableString):
        return str(node)
    if not isinstance(node, Tag):
        return ""
    if node.name == "br":
        return "\n"
    inside = "".join(_inline(child) for child in node.children)
    return f" {inside} " if node.name in _BLOCKS else inside


def _paragraph(pieces: list[str]) -> Iterator[Block]:
    text = squeeze("".join(pieces))
    if text:
        yield Block(kind="text", text=text)
