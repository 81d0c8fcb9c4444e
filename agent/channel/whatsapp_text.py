"""Markdown as models write it → text as WhatsApp shows it; cutting without breaking a word, a letter or an emoji."""

import re

import regex

_CONTROL = regex.compile(
    r"[\p{Cc}--\n]|\p{Cs}|\p{Zl}|\p{Zp}"
    r"|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
    r"|[\U000e0000-\U000e007f]",
    regex.V1,
)
_KEPT = regex.compile(r"```.*?```|`[^`\n]+`|https?://(?:[^\s()\]>]|\([^\s()]*\))+(?<![*_~.,;:!?])", regex.DOTALL)
_RULE = regex.compile(r"^[ ]*([-*_])(?:[ ]*\1){2,}[ ]*$|^[ ]*\|?[ ]*:?-{3,}:?[ ]*(?:\|[ :\-|]*)?$\n?", regex.MULTILINE)
_HEADING = regex.compile(r"^[ ]{0,3}#{1,6}[ ]+(.+?)[ ]*#*$", regex.MULTILINE)
_BULLET = regex.compile(r"^([ ]*)[-*+][ ]+(?=\S)", regex.MULTILINE)
_TABLE_ROW = regex.compile(r"^[ ]*\|(.+)\|[ ]*$", regex.MULTILINE)
_LINK = regex.compile(r"!?\[([^\]\n]*)\]\(\s*<?((?:[^\s()<>]|\([^\s()]*\))+)>?(?:\s+[\"'][^\"'\n]*[\"'])?\s*\)")
_AUTOLINK = regex.compile(r"<(https?://[^\s>]+)>")
_BOLD_ITALIC = regex.compile(r"\*\*\*(?=[^\s*])(.+?)(?<=[^\s*])\*\*\*")
_BOLD = regex.compile(r"\*\*(?=[^\s*])(.+?)(?<=\S)\*\*|(?<!\w)__(?=[^\s_])(.+?)(?<=\S)__(?!\w)")
_STRIKE = regex.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_BREAK = regex.compile(r"<br\s*/?>", regex.IGNORECASE)
_SENTENCE_END = regex.compile(r"[.!?।…][\"'»”’)\]*_~]*(?=\s+[^\s\d\p{Ll}]|\s*$)|(?<=\S)(?=\n)")


def whatsapp_text(markdown: str) -> str:
    """The same words with WhatsApp's own marks: `*bold*`, `~struck~`, `•` lists, `text: url` links."""
    text = _links(clean(markdown))
    return re.sub(r"\n{3,}", "\n\n", _outside_kept(text)).strip()


def clean(text: str) -> str:
    """Without control, bidirectional, invisible and half characters; joiners stay, emoji and Hindi need them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    visible: str = _CONTROL.sub("", lines.replace("\t", " "))
    return visible


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, ended where a sentence or a line ends if that keeps half, else at a word with `…`."""
    if len(text) <= limit:
        return text
    ends = [match.end() for match in _SENTENCE_END.finditer(text[: limit + 1]) if match.end() <= limit]
    if ends and ends[-1] >= limit // 2:
        return _close_marks(text[: ends[-1]].rstrip())
    return _close_marks(_at_a_word(text, limit - 1).rstrip(" \n,;:–—-")) + "…"


def _at_a_word(text: str, limit: int) -> str:
    space = max(text.rfind(" ", 0, limit + 1), text.rfind("\n", 0, limit + 1))
    return text[:space] if space >= limit // 2 else cut(text, limit)


def cut(text: str, limit: int) -> str:
    """The longest beginning of at most `limit` characters that does not split what a person sees as one letter."""
    end = 0
    for letter in regex.finditer(r"\X", text):
        if letter.end() > limit:
            break
        end = letter.end()
    return text[:end]


def _close_marks(text: str) -> str:
    """Drop an opening mark whose closing one was cut off: WhatsApp would show it as it is."""
    start = text.rfind("\n") + 1
    for mark in "*~":
        if text.count(mark, start) % 2:
            at = text.rfind(mark)
            text = text[:at] + text[at + 1 :]
    return text


def _links(text: str) -> str:
    named = _LINK.sub(lambda match: _link(match[1].strip(), match[2]), text)
    bare: str = _AUTOLINK.sub(r"\1", named)
    return bare


def _link(label: str, url: str) -> str:
    plain = url.removeprefix("mailto:").removeprefix("tel:")
    return plain if not label or label in (url, plain) else f"{label}: {plain}"


def _outside_kept(text: str) -> str:
    """Code and addresses stay letter for letter. They are set aside under private-use characters meanwhile."""
    kept: list[str] = []

    def set_aside(match: regex.Match[str]) -> str:
        kept.append(match[0])
        return f"\ue000{len(kept) - 1}\ue001"

    marked = _marks(_KEPT.sub(set_aside, text.replace("\ue000", "").replace("\ue001", "")))
    return re.sub("\ue000(\\d+)\ue001", lambda match: kept[int(match[1])], marked)


def _marks(text: str) -> str:
    text = _RULE.sub("", _BREAK.sub("\n", text))
    text = _BULLET.sub(r"\1• ", text)
    text = _TABLE_ROW.sub(lambda row: " · ".join(cell.strip() for cell in row[1].split("|") if cell.strip()), text)
    text = _BOLD_ITALIC.sub(r"*_\1_*", text)
    text = _BOLD.sub(lambda bold: f"*{bold[1] or bold[2]}*", text)
    marked: str = _HEADING.sub(_heading, _STRIKE.sub(r"~\1~", text))
    return marked


def _heading(match: regex.Match[str]) -> str:
    words = match[1].replace("*", "").strip()
    return f"*{words}*" if words else ""
