"""Leads with their reasons, as a table and as a CSV file that a spreadsheet opens without harm."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from agent.inbox.conversations import Tables

_LEADS = """
SELECT lead_status.contact AS contact, coalesce(contacts.name, '') AS name, coalesce(contacts.phone, '') AS phone,
    coalesce(contacts.language, '') AS language, coalesce(contacts.country, '') AS country,
    lead_status.score AS score, lead_status.segment AS segment, lead_status.stage AS stage,
    coalesce(lead_status.follow_up, false) AS follow_up, coalesce(lead_status.reasons, []) AS reasons,
    coalesce(last.at, lead_status.recorded_at) AS last_at
FROM lead_status
LEFT JOIN contacts ON contacts.id = lead_status.contact
LEFT JOIN (SELECT contact, max("at") AS at FROM turns GROUP BY contact) AS last ON last.contact = lead_status.contact
ORDER BY lead_status.follow_up DESC NULLS LAST, lead_status.score DESC NULLS LAST, last_at DESC LIMIT ?"""
COLUMNS = (
    "contact",
    "name",
    "phone",
    "language",
    "country",
    "score",
    "segment",
    "stage",
    "follow_up",
    "last_at",
    "reasons",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would run, full-width forms too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadRow:
    """One lead. `phone` is a pseudonym for who reads below the role admin."""

    contact: str
    name: str
    phone: str
    language: str
    country: str
    score: int
    segment: str
    stage: str
    follow_up: bool
    reasons: tuple[str, ...]
    last_at: datetime


def leads(tables: Tables, *, segment: str = "", limit: int = 500) -> Sequence[LeadRow]:
    """Those to follow up first, then by score."""
    rows = tables.query(_LEADS, [limit]).to_pylist()
    found = [LeadRow(**{**row, "reasons": tuple(row["reasons"])}) for row in rows]
    return [lead for lead in found if not segment or lead.segment == segment]


def as_csv(rows: Sequence[LeadRow]) -> bytes:
    """UTF-8 with the mark that makes spreadsheets read it as such; a cell that looks like a formula begins with '."""
    out = StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(value) for value in _cells(row)] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def harmless(value: str) -> str:
    """The text of a cell that no spreadsheet takes for a formula. Leading blanks do not hide one."""
    text = value.replace("\x00", "")
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _cells(row: LeadRow) -> Sequence[str]:
    told: Mapping[str, Any] = {
        "last_at": row.last_at.isoformat(timespec="minutes"),
        "reasons": "; ".join(row.reasons),
        "follow_up": "yes" if row.follow_up else "no",
    }
    return [str(told.get(name, getattr(row, name))) for name in COLUMNS]
