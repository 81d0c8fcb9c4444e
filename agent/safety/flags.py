"""How grave each flag is, and which keep a reply from being sent as written."""

from collections.abc import Mapping
from typing import Literal

from agent.safety.aligned import Span, align
from agent.turn import Flag, FlagCode, Severity

SEVERITIES: Mapping[FlagCode, Severity] = {
    "emergency": "critical",
    "emergency_doubt": "medium",
    "personal_data:phone": "high",
    "personal_data:email": "high",
    "personal_data:card": "high",
    "personal_data:aadhaar": "high",
    "personal_data:pan": "high",
    "personal_data:passport": "high",
    "personal_data:iban": "high",
    "personal_data:booking": "high",
    "personal_data:name": "high",
    "asks_secret": "high",
    "impersonation": "high",
    "forbidden_trade": "high",
    "adult": "high",
    "harassment": "high",
    "spam": "high",
    "scope": "medium",
    "escalation:missing": "high",
    "privacy_notice:missing": "medium",
    "opt_out:missing": "medium",
    "inbound:threat": "high",
    "inbound:abuse": "medium",
    "inbound:adult": "medium",
    "inbound:spam": "low",
    "inbound:card": "medium",
    "inbound:aadhaar": "medium",
    "inbound:pan": "medium",
    "inbound:passport": "medium",
    "inbound:iban": "medium",
}
_LETS_PASS = ("inbound:", "emergency", "privacy_notice:", "opt_out:", "escalation:")


def forbids(flag: Flag) -> bool:
    """Whether this flag alone keeps the reply back."""
    return not flag.code.startswith(_LETS_PASS)


def flag(code: FlagCode, of: Literal["reply", "message"], evidence: str = "", *, start: int = 0, end: int = 0) -> Flag:
    """A flag as grave as its code."""
    return Flag(code=code, severity=SEVERITIES[code], of=of, evidence=evidence, start=start, end=end)


def worded(code: FlagCode, of: Literal["reply", "message"], text: str, folded: str) -> Flag:
    """A flag for words found in the folded text, with the place where they stand in the text itself."""
    aligned = align(text)
    at = aligned.text.find(folded)
    span = aligned.original(at, at + len(folded)) if at >= 0 else Span(0, len(text))
    return spanned(code, of, text, span)


def spanned(code: FlagCode, of: Literal["reply", "message"], text: str, span: Span) -> Flag:
    """A flag for this place of the text."""
    words = text[span.start : span.end].rstrip()
    return flag(code, of, words, start=span.start, end=span.start + len(words))
