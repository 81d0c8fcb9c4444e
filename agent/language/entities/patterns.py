"""Regular expressions out of word lists: spelling variants of Devanagari, blanks, longest first."""

from collections.abc import Iterable

import regex

from agent.language.kept_pattern import compiled
from agent.language.letters import AFTER, BEFORE, fold

_CONSONANT = regex.compile(r"([क-ह])")
_NASAL = regex.compile("[ँं]")


def phrases(text: object) -> list[str]:
    """The entries of a list: divided by `|` where there is one, else by blanks; folded."""
    listed = fold(str(text or ""))
    parts = listed.split("|") if "|" in listed else listed.split()
    return [" ".join(part.split()) for part in parts if part.strip()]


def alternation(entries: Iterable[str]) -> str:
    """A group that matches any entry, the longest first."""
    ordered = sorted(set(entries), key=lambda entry: (-len(entry), entry))
    return f"(?:{'|'.join(_escaped(entry) for entry in ordered)})"


def _escaped(entry: str) -> str:
    plain = regex.escape(entry.replace("\u093c", ""), special_only=True).replace(r"\ ", " ").replace(" ", r"[ ]+")
    return _NASAL.sub("[ँं]", _CONSONANT.sub("\\1\u093c?", plain)) if _has_hindi(plain) else plain


def _has_hindi(text: str) -> bool:
    return any("\u0900" <= character <= "\u097f" for character in text)


def whole(pattern: str) -> regex.Pattern[str]:
    """The pattern between word edges."""
    return compiled(f"{BEFORE}(?:{pattern}){AFTER}")


def bare(word: str) -> str:
    """A word as tables are keyed: no nukta, one sign for the nasal."""
    return word.replace("\u093c", "").replace("ँ", "ं")
