"""The audit log's hash chain: each line is sealed with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

START = ""
"""What the first line takes for the hash before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One line as it is kept; `detail` is JSON text, `hash` covers all the rest."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: str
    prev: str
    hash: str = ""


def seal(line: AuditLine) -> str:
    """sha256(prev + canonical JSON of the line), in hex."""
    content: Mapping[str, object] = {
        "seq": line.seq,
        "at": line.at,
        "actor": line.actor,
        "action": line.action,
        "subject": line.subject,
        "detail": line.detail,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256((line.prev + canonical).encode()).hexdigest()


def first_break(lines: Iterable[AuditLine], *, count: int) -> int | None:
    """The seq of the first line that was changed or is missing of `count` lines; None when the chain is whole."""
    before, expected = START, 1
    for line in lines:
        if line.seq != expected or line.prev != before or line.hash != seal(line):
            return expected
        before, expected = line.hash, expected + 1
    return expected if expected <= count else None
