"""What is wrong with an answer, by kind."""

from collections.abc import Mapping
from typing import Literal

import regex
from pydantic import BaseModel, ConfigDict, Field, field_validator

from agent.compose.reading.spoken import speaks
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.nameless import nameless
from agent.turn import Intent, Language, Reply, Turn
from eval.suites.fact_text import says

Kind = Literal["missing_fact", "forbidden", "language", "no_reply", "over_limit", "ledger", "intent", "source"]
FAILING: frozenset[Kind] = frozenset({"missing_fact", "forbidden", "language", "no_reply", "over_limit"})
"""What a customer sees. The others are figures of their own."""

MOST_CHARS = 4096
MOST_CHARS_WITH_BUTTONS = 1024
MOST_BUTTONS = 3
LONGEST_TITLE = 20
"""Limits of the Cloud API for text and interactive messages."""

_FILES: Mapping[str, str] = {
    "treks": "treks.yaml",
    "prices": "prices.csv",
    "offers": "offers.csv",
    "departures": "departures.csv",
    "bookings": "bookings.csv",
    "operator": "operator.yaml",
}


class Expected(BaseModel):
    """What a careful clerk's answer has. What is left empty is not judged.

    Each of `facts` must be said, none of `never`; alternatives of one are separated by " | ". `source` names files
    or parts of their paths, of which one must be among the reply's sources.
    """

    model_config = ConfigDict(frozen=True)

    language: Language | None = None
    intent: Intent | None = None
    facts: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    source: tuple[str, ...] = Field(default=())

    @field_validator("language", mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        return "hi-Latn" if value == "hinglish" else value or None

    @field_validator("intent", mode="before")
    @classmethod
    def _known(cls, value: object) -> object:
        return "out_of_scope" if value == "oos" else value or None

    @field_validator("source", "facts", "never", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        return () if value in (None, "") else (value,) if isinstance(value, str) else value


def faults_of(turn: Turn, expected: Expected, catalogue: Catalogue) -> tuple[Kind, ...]:
    """All kinds in which the turn's reply falls short, those that fail it first.

    The names of `catalogue` are of no language.
    """
    reply = turn.reply
    intent: tuple[Kind, ...] = ("intent",) if _other_intent(turn, expected) else ()
    if reply is None or not reply.text.strip():
        return ("no_reply", *intent)
    checks: dict[Kind, bool] = {
        "missing_fact": not all(says(reply.text, fact) for fact in expected.facts),
        "forbidden": any(says(reply.text, fact) for fact in expected.never),
        "language": expected.language is not None and not _speaks(reply, expected.language, catalogue),
        "over_limit": _over_limit(reply),
        "ledger": turn.verdict is not None and turn.verdict.action in ("repair", "fallback"),
        "source": bool(expected.source) and not _cites(reply, expected.source),
    }
    return (*(kind for kind, there in checks.items() if there), *intent)


def _other_intent(turn: Turn, expected: Expected) -> bool:
    return expected.intent is not None and (turn.parsed is None or turn.parsed.intent != expected.intent)


def _speaks(reply: Reply, language: Language, catalogue: Catalogue) -> bool:
    """What the reply claims to be, and what all of its words are: a quotation in another language counts too."""
    return reply.language == language and speaks(nameless(reply.text, catalogue), language)


def _over_limit(reply: Reply) -> bool:
    most = MOST_CHARS_WITH_BUTTONS if reply.buttons else MOST_CHARS
    titles = any(len(button.title) > LONGEST_TITLE for button in reply.buttons)
    return len(reply.text) > most or len(reply.buttons) > MOST_BUTTONS or titles


def _cites(reply: Reply, wanted: tuple[str, ...]) -> bool:
    named = [_file(source).casefold() for source in reply.sources]
    names = [name.strip().casefold() for one in wanted for name in _BETWEEN.split(one) if name.strip()]
    return any(_same(name, source) for name in names for source in named)


_BETWEEN = regex.compile(r"[|;]")


def _file(source: str) -> str:
    """A catalogue row as the file it stands in; a trek's facts stand in its page too."""
    kind, _, row = source.partition(":")
    page = f" documents/treks/{row}.md" if kind == "treks" else ""
    return f"{_FILES[kind]} {source}{page}" if kind in _FILES else source


def _same(wanted: str, source: str) -> bool:
    """`faq:kedarkantha-snow` is that entry in any language; a row may be named by its trek, and a trek by its row."""
    kind, _, row = wanted.partition(":")
    if kind == "faq":
        return "faq" in source and f"#{row}" in source
    return wanted in source or (bool(row) and f"{kind}:" in source and source.partition(":")[2].split(" ")[0] in row)
