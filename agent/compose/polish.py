"""From what a model wrote to what WhatsApp shows: no thoughts, no Markdown, no source marks, not too long."""

from dataclasses import dataclass

import regex

from agent.compose.documents.passage_text import shortened

_THOUGHT = regex.compile(r"<(think|thinking|reasoning)>.*?(?:</\1>|$)", regex.DOTALL | regex.IGNORECASE)
_LEFT_OVER = regex.compile(r"^.*?</(?:think|thinking|reasoning)>", regex.DOTALL | regex.IGNORECASE)
_FENCE = regex.compile(r"^```\w*\s*$|<<<[0-9a-f]{12,}.*$", regex.MULTILINE)
_LINK = regex.compile(r"!?\[([^\]]*)\]\((https?://[^)\s]+)\)")
_HEADING = regex.compile(r"^#{1,6}\s+", regex.MULTILINE)
_BULLET = regex.compile(r"^\s*[-*+]\s+", regex.MULTILINE)
_STRONG = regex.compile(r"(\*\*|__|`)(.+?)\1")
_MARKS = regex.compile(r"\s?\[\s*[SF]\d+(?:\s*[,;]\s*[SF]\d+)*\s*\]")
_MARK = regex.compile(r"[SF]\d+")
_LABEL = regex.compile(r"^(?:reply|answer|respuesta|réponse|उत्तर)\s*:\s*", regex.IGNORECASE)
_GAPS = regex.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Polished:
    """The text to send, and the marks of the sources it named, such as S1."""

    text: str
    marks: tuple[str, ...]


def polish(written: str, *, max_chars: int) -> Polished:
    """Clean a model's text; an empty text means that nothing usable was written."""
    text = _LEFT_OVER.sub("", _THOUGHT.sub("", written))
    text = _FENCE.sub("", text)
    marks = tuple(dict.fromkeys(mark for found in _MARKS.findall(text) for mark in _MARK.findall(found)))
    text = _LINK.sub(_plain_link, _MARKS.sub("", text))
    text = _BULLET.sub("• ", _HEADING.sub("", text))
    text = _GAPS.sub("\n\n", _STRONG.sub(r"\2", text))
    text = _LABEL.sub("", text.strip()).strip('"“”').strip()
    return Polished(text if len(text) <= max_chars else _short(text, max_chars), marks)


def _plain_link(match: "regex.Match[str]") -> str:
    label, url = match.group(1), match.group(2)
    return url if not label or label == url else f"{label}: {url}"


def _short(text: str, most: int) -> str:
    """Whole paragraphs while they fit, then whole sentences."""
    kept: list[str] = []
    for paragraph in text.split("\n"):
        room = most - sum(len(line) + 1 for line in kept)
        if len(paragraph) > room:
            return "\n".join(kept or [shortened(paragraph, room)]).strip()
        kept.append(paragraph)
    return "\n".join(kept).strip()
