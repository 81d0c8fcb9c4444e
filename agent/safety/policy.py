"""What WhatsApp's rules and the GDPR forbid in a reply, and what a colleague should see in a message. Short ids."""

from collections.abc import Collection, Mapping
from functools import cache

import regex

from agent.safety.fold import fold
from agent.safety.lexicon import compiled, lexicon
from agent.safety.personal_data import find_personal_data
from agent.safety.pressure import known_spam

_NEVER_REPEATED = frozenset({"card", "aadhaar", "pan", "passport", "iban"})
_SPAM_FROM = 0.8
_CODE_FENCE = "```"

FORBIDS = (
    "personal_data:",
    "asks_secret",
    "spam",
    "adult",
    "harassment",
    "impersonation",
    "forbidden_trade",
    "scope",
)
"""Flags that begin so keep a reply from being sent as written."""


def reply_flags(text: str, *, known: Collection[str], own_domains: Collection[str] = ()) -> tuple[str, ...]:
    """Flags of a reply. `known`: phones (E.164) and e-mails that may appear: the operator's and the customer's own."""
    return tuple(dict.fromkeys((*_personal(text, known, own_domains), *_requests(text), *_rules(text))))


def message_flags(text: str) -> tuple[str, ...]:
    """Flags of a customer's message: for review only, it is still answered."""
    folded = fold(text)
    hits = [f"inbound:{name}" for name, pattern in _patterns("inbound").items() if pattern.search(folded)]
    secrets = [f"inbound:{found.kind}" for found in find_personal_data(text) if found.kind in _NEVER_REPEATED]
    spam = ["inbound:spam"] if known_spam(text).intensity >= _SPAM_FROM else []
    return tuple(dict.fromkeys((*hits, *secrets, *spam)))


def forbids(flag: str) -> bool:
    """Whether this flag alone keeps the reply back."""
    return flag.startswith(FORBIDS)


def is_promotional(text: str) -> bool:
    """Whether the text advertises an offer, rather than answers."""
    return bool(_patterns("reply")["promotional"].search(fold(text)))


def _personal(text: str, known: Collection[str], own_domains: Collection[str]) -> list[str]:
    allowed = {value.lower() for value in known}
    return [
        f"personal_data:{found.kind}"
        for found in find_personal_data(text)
        if found.kind in _NEVER_REPEATED
        or (found.value not in allowed and found.value.rsplit("@", 1)[-1] not in own_domains)
    ]


def _requests(text: str) -> list[str]:
    folded, asks = fold(text), _patterns("reply")["asks_secret"]
    # Most replies name no secret at all; only then is it worth asking whether they warn of one.
    return ["asks_secret"] if asks.search(folded) and asks.search(_warnings().sub(" # ", folded)) else []


def _rules(text: str) -> list[str]:
    folded = fold(text)
    rules = ("impersonation", "forbidden_trade", "adult", "harassment", "scope")
    broken = [name for name in rules if _patterns("reply")[name].search(folded)]
    code = ["scope"] if _CODE_FENCE in text else []
    spam = ["spam"] if known_spam(text).intensity >= _SPAM_FROM else []
    return [*broken, *code, *spam]


@cache
def _patterns(table: str) -> Mapping[str, "regex.Pattern[str]"]:
    content = lexicon("compliance")
    return {name: compiled(patterns, content["macros"]) for name, patterns in content[table].items()}


@cache
def _warnings() -> "regex.Pattern[str]":
    content = lexicon("compliance")
    return compiled(content["warnings"], content["macros"])
