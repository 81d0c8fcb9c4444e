"""What others wrote, made harmless for a prompt: on one line, without anything that looks like our own marks."""

import hashlib
import hmac
from collections.abc import Iterable

import regex

_WIDE = str.maketrans("＜＞［］｜＃｛｝：", "<>[]|#{}:")
_HIDDEN = regex.compile(r"[\p{Cf}\p{Cc}\U000E0100-\U000E01EF&&[^\n\u200c\u200d]]", regex.VERSION1)
_JOINERS = regex.compile(
    r"(?<![\p{M}\p{Devanagari}\p{Emoji_Presentation}\p{So}\ufe0f])[\u200c\u200d]|[\u200c\u200d](?=\p{Latin})"
)
_ROLES = (
    "system|assistant|user|human|developer|tool|model|customer|we|s|u|sistema|asistente|usuario|cliente|système|client"
)
_ROLE_LINE = regex.compile(rf"^\s*(?:\*\*)?({_ROLES})(?:\*\*)?\s*:", regex.IGNORECASE | regex.MULTILINE)
_ROLE_FIELD = regex.compile(r"[\"']role[\"']\s*:\s*[\"'](\w+)[\"']", regex.IGNORECASE)
_NAMES = (
    "system|assistant|user|human|developer|tool|function|instructions?|prompt|rules?|context|documents?|sources?|facts?"
    "|question|conversation|customer|customer_message|message|query|think|s|start_of_turn|end_of_turn|inst|sys"
)
_MACHINERY = regex.compile(
    rf"<\|.*?\|>|<\||\|>|<!--|-->|<{{2,}}|>{{2,}}|</?(?:{_NAMES})\b[^<>\n]*>|\[/?(?:INST|SYS(?:TEM)?)\]|[=#~`]{{3,}}|-{{4,}}",
    regex.IGNORECASE,
)
_MARK = regex.compile(r"\[\s*([SF])\s*(\d+)\s*\]")


def fence_of(parts: Iterable[str]) -> str:
    """A line start that nobody can write beforehand: it comes from all that stands in the prompt, their text included.

    The same prompt always has the same fence, so that a recorded answer is found again; to forge one, a text would
    have to hold a digest of itself.
    """
    return f"<<<{_digest('fence', parts)}"


def canary_of(parts: Iterable[str]) -> str:
    """A word of the system prompt that says nothing: a reply that holds it has told what it was not to tell."""
    return f"ref-{_digest('canary', parts)}"


def neutral(text: str, most: int) -> str:
    """The text on one line of at most `most` characters: no hidden characters, role marks, chat tokens or our marks."""
    visible = _JOINERS.sub("", _HIDDEN.sub("", text.translate(_WIDE)))
    plain = _ROLE_FIELD.sub(r"(\1)", _ROLE_LINE.sub(r"\1 –", visible))
    while (cleaned := _MACHINERY.sub(" ", plain)) != plain:  # what is taken out may leave another behind
        plain = cleaned
    flat = " ".join(_MARK.sub(r"(\1\2)", plain).split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def _digest(purpose: str, parts: Iterable[str]) -> str:
    return hmac.new(purpose.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:16]
