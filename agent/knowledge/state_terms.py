"""Figures a sentence gives for the operator's own terms: deposit, tax, discount, refunds, days of notice, dates."""

from collections.abc import Iterator
from datetime import date
from functools import cache

import regex

from agent.facts.extract import extract
from agent.facts.found import Found
from agent.facts.mentions import Mentions
from agent.facts.words import searched
from agent.knowledge.line import Line, any_word, cue
from agent.language.letters import AFTER, BEFORE

Stated = tuple[str, str, str]  # kind, "", value
_TOPICS = ("deposit", "tax", "discount")
_CLAUSE = regex.compile(r"[;|]|,(?=\s)|:(?=\s)|\.(?=\s|$)|।")
_NUMBER = regex.compile(rf"{BEFORE}(\d{{1,3}}){AFTER}(?!\s*%|[.,]\d)")
_PERCENT = regex.compile(r"(?<![\d.,])(\d{1,3})\s?%")
_FEWER = regex.compile(r"fewer|less|under|menos|moins|से कम|se kam")


def stated_terms(line: Line, mentions: Mentions) -> Iterator[Stated]:
    """Kind and value of each; they hold for every trek, so the subject is empty."""
    claims = extract(line.text, mentions)
    for kind, value in (*_shares(line, claims), *_refunds(line), *_balance(line), *_ended(line, claims)):
        yield kind, "", value


def _shares(line: Line, claims: tuple[Found, ...]) -> Iterator[tuple[str, str]]:
    """Percentages next to a word for what they are a share of; not a discount by age, which no offer can be."""
    by_age = cue("by_age").search(line.folded) is not None
    for claim in claims:
        if claim.type == "percentage" and claim.subject in _TOPICS and not (by_age and claim.subject == "discount"):
            yield claim.subject, claim.value


def _refunds(line: Line) -> Iterator[tuple[str, str]]:
    """Days before departure and share paid back, in one clause or one row of a table."""
    topic = searched("topics")["refund"]
    if not (topic.search(line.folded) or topic.search(line.above) or topic.search(line.asked)):
        return
    clauses = [line.folded.replace("|", " ")] if "|" in line.folded else _CLAUSE.split(line.folded)
    for clause in clauses:
        shares, days = _PERCENT.findall(clause), _NUMBER.findall(clause)
        if len(shares) == 1 and days and _speaks_of_days(clause, line) and not _FEWER.search(clause):
            yield "refund", f"{int(days[0])} {int(shares[0])}"


def _speaks_of_days(clause: str, line: Line) -> bool:
    days = r"\b(?:days?|dias?|jours?|din)\b|दिन"
    return regex.search(days, clause) is not None or ("|" in line.folded and regex.search(days, line.above) is not None)


@cache
def _notice() -> "regex.Pattern[str]":
    unit = r"(?:days?|dias?|jours?|din|दिन)"
    return regex.compile(rf"{BEFORE}(\d{{1,3}})[ -]?{unit}{AFTER}(?:\s+se)?\W*(?:{any_word('before')}){AFTER}")


def _balance(line: Line) -> Iterator[tuple[str, str]]:
    """Days before departure by which the rest is paid; a sentence with two such numbers says more than this."""
    found = _notice().findall(line.folded)
    if len(found) == 1 and cue("balance").search(f"{line.asked} {line.folded}"):
        yield "balance days", found[0]


def _ended(line: Line, claims: tuple[Found, ...]) -> Iterator[tuple[str, str]]:
    """The last day of an offer told in words."""
    days = [
        claim.value for claim in claims if claim.type == "date" and regex.fullmatch(r"\d{4}-\d\d-\d\d", claim.value)
    ]
    if days and cue("offer").search(f"{line.above} {line.folded}") and cue("until").search(line.folded):
        yield "offer until", max(map(date.fromisoformat, days)).isoformat()
