"""What a model's reply must not hold: the prompt, other people, foreign addresses, and signs that it obeyed a message.

Pure, and apart from prompt and pipeline: the last look at a text that nobody has vetted.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import regex

from agent.compose.topics.named import topics_in
from agent.knowledge.catalogue import Catalogue
from agent.knowledge.place_names import all_names
from agent.language.plain import pattern_of, plain
from agent.ports import ChatMessage
from agent.safety.contacts import has_foreign_contact, has_foreign_link
from agent.safety.flags import forbids
from agent.safety.policy import reply_flags
from agent.turn import Turn
from agent.yaml_file import read_yaml

_FILE = Path(__file__).with_name("guard_words.yaml")
_RUN = 7  # words in a row that a good reply does not share with the rules
_CANARY = regex.compile(r"\bref-([0-9a-f]{16})\b")
_FENCE = regex.compile(r"<<<([0-9a-f]{16})")
_CODED = regex.compile(
    r"(?<![\w/.:-])(?=[\w+/=-]*[A-Z0-9])[A-Za-z0-9+/_-]{36,}={0,2}(?![\w/])|(?:[0-9a-fA-F]{2}[ :]){12,}"
)
_CODE = regex.compile(
    r"```|^\s*(?:def|class|import|from \w+ import|function|const|var|let|#include|public static|SELECT)\b.*[({;*:]",
    regex.MULTILINE,
)
_TOKENS = regex.compile(
    r"<\|.*?\|>|\[/?INST\]|</?(?:system|assistant|user)>|^(?:system|assistant)\s*:", regex.IGNORECASE | regex.MULTILINE
)
_THEIRS = regex.compile(r"^(<<<\w+) (?:CUSTOMER|CONVERSATION|QUESTION)\n.*?\n\1 END$", regex.DOTALL | regex.MULTILINE)
_SENTENCE = regex.compile(r"(?<=[.!?।])\s+|\n+")
_PERCENT = regex.compile(r"(\d+(?:[.,]\d+)?)\s?(?:%|percent\b|por ciento|pour cent|प्रतिशत|फीसदी|pratishat)")
_BOOKING = regex.compile(r"\bb-\d{3,}\b", regex.IGNORECASE)
_NAME = regex.compile(r"\b\p{Lu}\p{Ll}+(?:[ -]\p{Lu}\p{Ll}+)+")


def fault_in(text: str, turn: Turn, prompt: tuple[ChatMessage, ...], catalogue: Catalogue) -> str:
    """Why this text, as the model wrote it, may not be sent; "" where nothing speaks against it."""
    return next((reason for reason, holds in _faults(turn, prompt, catalogue) if holds(text)), "")


def _faults(
    turn: Turn, prompt: tuple[ChatMessage, ...], catalogue: Catalogue
) -> Iterator[tuple[str, Callable[[str], bool]]]:
    operator = catalogue.operator
    rules, ours = prompt[0].content, _THEIRS.sub(" ", prompt[1].content)
    yield "it tells the prompt", lambda text: _tells(text, rules)
    yield "it holds marks of the machinery", lambda text: bool(_TOKENS.search(text)) or _says("machinery", text)
    yield "it holds coded text", lambda text: bool(_CODED.search(text))
    yield "it holds program code", lambda text: bool(_CODE.search(text))
    yield "it holds a foreign link", lambda text: has_foreign_link(text, operator)
    yield "it holds a foreign number or address", lambda text: has_foreign_contact(text, operator)
    yield "it speaks of other people", lambda text: _names_others(text, turn, plain(f"{rules} {ours}"))
    yield "it obeys a message", lambda text: _says("obeys", text) and not _in_sources("obeys", text, turn)
    yield (
        "it states a percentage from nowhere",
        lambda text: not _percentages(text) <= _known(ours, operator),
    )
    yield "it gives back more than the operator does", lambda text: _gives_back(text, operator)
    yield "it is about other things than treks", lambda text: _says("off_scope", text)
    yield "it asks for secrets, or breaks another rule", lambda text: _breaks_rules(text, turn, catalogue)


def _tells(text: str, rules: str) -> bool:
    """The canary or the fence, also spaced out or backwards, or a run of words from the rules."""
    told = regex.sub(r"[^0-9a-z]", "", text.lower())
    secrets = {found for pattern in (_CANARY, _FENCE) for found in pattern.findall(rules)}
    if any(secret in told or secret[::-1] in told for secret in secrets):
        return True
    known = _runs(rules)
    return bool(known & _runs(text)) or bool(known & _runs(text[::-1]))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = plain(text).split()
    return {tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)}


def _names_others(text: str, turn: Turn, ours: str) -> bool:
    """A booking that is not theirs; or somebody they named, who is not they, beside a date or a number."""
    customer = turn.customer
    own = {booking.id for booking in customer.bookings} if customer else set()
    if any(found.lower() not in own for found in _BOOKING.findall(text)):
        return True
    told = {*plain(turn.message.text).split(), *(word for line in turn.history for word in plain(line.text).split())}
    known = {*ours.split(), *(plain(customer.name).split() if customer else ())}
    named = (set(plain(name).split()) for name in _NAME.findall(text))
    return any(words <= told - known for words in named) and bool(regex.search(r"\d", text))


def _breaks_rules(text: str, turn: Turn, catalogue: Catalogue) -> bool:
    own = [str(catalogue.operator.get(key) or "") for key in ("phone", "emergency_phone", "email")]
    own += [booking.id for booking in turn.customer.bookings] if turn.customer else []
    quoted, names = [passage.text for passage in turn.evidence], all_names(catalogue.treks.values())
    flags = reply_flags(text, known=own, quoted=quoted, names=names)
    return _says("secrets", text) or any(map(forbids, flags))


def _gives_back(text: str, operator: Mapping[str, Any]) -> bool:
    """A sentence on a customer's cancelling with another share than those of `cancellation` in operator.yaml."""
    tiers = _own(operator.get("cancellation") or [])
    on_cancelling = (one for one in _SENTENCE.split(text) if "cancel" in topics_in(one) and not _says("by_us", one))
    return any(not _percentages(sentence) <= tiers for sentence in on_cancelling)


def _percentages(text: str) -> set[float]:
    return {float(found.replace(",", ".")) for found in _PERCENT.findall(text)}


def _known(ours: str, operator: Mapping[str, Any]) -> set[float]:
    return _percentages(ours) | _own(operator)


def _own(settings: Any) -> set[float]:
    """Every percentage in the operator's settings: the numbers whose key says so."""
    if isinstance(settings, Mapping):
        own = {float(value) for key, value in settings.items() if str(key).endswith("percent") and _is_number(value)}
        return own.union(*(_own(value) for value in settings.values()))
    return set().union(*map(_own, settings)) if isinstance(settings, list) else set()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _in_sources(kind: str, text: str, turn: Turn) -> bool:
    """Whether our own documents say each of these words, as "free cancellation" in a policy."""
    said = set(_patterns()[kind].findall(plain(text)))
    known = plain(" ".join(passage.text for passage in turn.evidence))
    return said <= set(_patterns()[kind].findall(known))


def _says(kind: str, text: str) -> bool:
    return bool(_patterns()[kind].search(plain(text)))


@cache
def _patterns() -> dict[str, "regex.Pattern[str]"]:
    lists: dict[str, list[str]] = read_yaml(_FILE)
    return {kind: pattern_of(words) for kind, words in lists.items()}
