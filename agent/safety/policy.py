"""What WhatsApp's rules and the GDPR forbid in a reply, and what a colleague should see in a message."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import regex

from agent.safety.flags import flag, spanned, worded
from agent.safety.fold import fold
from agent.safety.lexicon import compiled, lexicon
from agent.safety.personal_data import PersonalDatum, find_booking_ids, find_personal_data
from agent.safety.pressure import known_spam
from agent.turn import Flag, FlagCode

_SECRET: Mapping[str, tuple[FlagCode, FlagCode]] = {
    "card": ("personal_data:card", "inbound:card"),
    "aadhaar": ("personal_data:aadhaar", "inbound:aadhaar"),
    "pan": ("personal_data:pan", "inbound:pan"),
    "passport": ("personal_data:passport", "inbound:passport"),
    "iban": ("personal_data:iban", "inbound:iban"),
}
"""Never repeated, whosever they are: the flag for a reply, and the one for a message."""
_CONTACT: Mapping[str, FlagCode] = {"phone": "personal_data:phone", "email": "personal_data:email"}
_RULES: tuple[FlagCode, ...] = ("impersonation", "forbidden_trade", "adult", "harassment", "scope")
_INBOUND: Mapping[str, FlagCode] = {"abuse": "inbound:abuse", "threat": "inbound:threat", "adult": "inbound:adult"}
_SPAM_FROM = 0.75
"""One suspicious phrase alone is no sign: a gear list may say what something costs."""
_CODE_FENCE = "```"
_SENTENCE_END = regex.compile(r"(?<=[.!?])\s+|\n+")


def reply_flags(
    text: str,
    *,
    known: Collection[str],
    own_domains: Collection[str] = (),
    quoted: Collection[str] = (),
    names: Collection[str] = (),
) -> tuple[Flag, ...]:
    """Flags of a reply, one per code.

    `known`: phones (E.164), e-mails and booking numbers that may appear: the operator's and the customer's own.
    `names`: what treks are called; their words ask for nothing ("Pin Parvati" for no PIN).
    `quoted`: the operator's own passages; what stands there word for word is within their scope, and so are the
    papers they ask for.
    """
    allowed = frozenset(value.casefold() for value in known)
    found = (*_personal(text, allowed, own_domains), *_requests(text, quoted, names), *_broken(text, quoted))
    return _once(found or tuple(_spam(text, "reply")))


def message_flags(text: str) -> tuple[Flag, ...]:
    """Flags of a customer's message: for review only, it is still answered."""
    folded = fold(text)
    hits = (
        worded(code, "message", text, match.group())
        for name, code in _INBOUND.items()
        if (match := _patterns("inbound")[name].search(folded))
    )
    secrets = (
        _masked(_SECRET[found.kind][1], "message", found) for found in find_personal_data(text) if found.kind in _SECRET
    )
    found = (*hits, *secrets)
    return _once(found or tuple(_spam(text, "message")))


def is_promotional(text: str) -> bool:
    """Whether the text advertises an offer, rather than answers."""
    return bool(_patterns("reply")["promotional"].search(fold(text)) or _breaks_together("promotional", text))


def asks_for_offers(text: str) -> bool:
    """Whether the customer asks for a discount or an offer: then telling them is an answer."""
    return bool(_patterns("inbound")["asks_offer"].search(fold(text)))


def is_within_scope(text: str) -> bool:
    """Whether a reply to a question that is not for us declines it, or speaks of our own world instead."""
    return bool(_patterns("reply")["within_scope"].search(fold(text)))


def is_of_our_world(text: str) -> bool:
    """Whether any word of the text is one that customers and clerks of a trekking operator use."""
    return bool(_patterns("reply")["our_world"].search(fold(text)))


def _once(found: Collection[Flag]) -> tuple[Flag, ...]:
    return tuple({one.code: one for one in reversed(tuple(found))}.values())[::-1]


def _personal(text: str, allowed: Collection[str], own_domains: Collection[str]) -> Iterator[Flag]:
    for found in find_personal_data(text):
        if found.kind in _SECRET:
            yield _masked(_SECRET[found.kind][0], "reply", found)
        elif found.value not in allowed and found.value.rsplit("@", 1)[-1] not in own_domains:
            yield _masked(_CONTACT[found.kind], "reply", found)
    for match in find_booking_ids(text):
        if match.group().casefold() not in allowed:
            yield flag("personal_data:booking", "reply", match.group(), start=match.start(), end=match.end())


def _masked(code: FlagCode, of: Literal["reply", "message"], found: PersonalDatum) -> Flag:
    return flag(code, of, f"•••{found.value[-3:]}", start=found.start, end=found.end)


def _requests(text: str, quoted: Collection[str], names: Collection[str]) -> Iterator[Flag]:
    asks, said = _patterns("reply")["asks_secret"], _without(fold(text), tuple(names))
    # Most replies name no secret at all; only then is it worth asking whether they warn of one.
    match = asks.search(_warnings().sub(" # ", said)) if asks.search(said) else None
    # What papers a permit takes is the operator's to say; no page of theirs may ask for a card or a code.
    words = match.group() if match else _breaks_together("asks_secret", said)
    if words and (_patterns("reply")["pays"].search(words) or not _stands_in(words, quoted)):
        yield worded("asks_secret", "reply", text, words)


def _without(folded: str, names: tuple[str, ...]) -> str:
    """A sign in place of each name of several words; a name that is a word like others stays."""
    return _names(names).sub("#", folded) if names else folded


@lru_cache(maxsize=8)
def _names(names: tuple[str, ...]) -> "regex.Pattern[str]":
    several = sorted({fold(name) for name in names if " " in name.strip()}, key=len, reverse=True)
    return regex.compile(rf"(?<!\w)(?:{'|'.join(map(regex.escape, several)) or '(?!)'})(?!\w)")


def _broken(text: str, quoted: Collection[str]) -> Iterator[Flag]:
    folded = fold(text)
    for code in _RULES:
        match = _patterns("reply")[code].search(folded)
        if match and not (code == "scope" and _stands_in(match.group(), quoted)):
            yield worded(code, "reply", text, match.group())
        elif code in _together() and (sentence := _breaks_together(code, text)):
            yield worded(code, "reply", text, sentence)
    if _CODE_FENCE in text:
        yield flag("scope", "reply", _CODE_FENCE, start=text.index(_CODE_FENCE), end=text.index(_CODE_FENCE) + 3)


def _stands_in(words: str, quoted: Collection[str]) -> bool:
    return any(words in fold(passage) for passage in quoted)


def _sentences(text: str) -> Iterator[str]:
    return (sentence for sentence in _SENTENCE_END.split(fold(text)) if sentence)


def _breaks_together(name: str, text: str) -> str:
    """The first sentence in which the words of a rule stand together, and nothing forbids what they name."""
    rules = _together()[name]
    return next((sentence for sentence in _sentences(text) if any(rule.breaks(sentence) for rule in rules)), "")


@dataclass(frozen=True, slots=True)
class _Rule:
    """Words that say nothing alone."""

    parts: tuple["regex.Pattern[str]", ...]
    unless: "regex.Pattern[str] | None"

    def breaks(self, sentence: str) -> bool:
        if not all(part.search(sentence) for part in self.parts):
            return False
        return self.unless is None or not self.unless.search(sentence)


@cache
def _together() -> Mapping[str, tuple[_Rule, ...]]:
    content = lexicon("compliance")
    words = {name: compiled([pattern], content["macros"]) for name, pattern in content["words"].items()}
    return {
        name: tuple(
            _Rule(tuple(words[part] for part in rule["all"]), words.get(rule.get("unless", ""))) for rule in rules
        )
        for name, rules in content["together"].items()
    }


def _spam(text: str, of: Literal["reply", "message"]) -> Iterator[Flag]:
    found = known_spam(text)
    if found.intensity >= _SPAM_FROM:
        yield spanned("spam" if of == "reply" else "inbound:spam", of, text, found.spans[0])


@cache
def _patterns(table: str) -> Mapping[str, "regex.Pattern[str]"]:
    content = lexicon("compliance")
    return {name: compiled(patterns, content["macros"]) for name, patterns in content[table].items()}


@cache
def _warnings() -> "regex.Pattern[str]":
    content = lexicon("compliance")
    return compiled(content["warnings"], content["macros"])
